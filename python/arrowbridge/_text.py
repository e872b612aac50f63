"""Writing of CSV and newline-delimited JSON."""

from __future__ import annotations

from . import _arguments, _sinks
from ._errors import invalid
from ._reader import RecordBatchReader

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Optional

    from .protocols import DataLike, WritableSink

_CSV, _NDJSON = 1, 2


def write_csv(data: DataLike, sink: WritableSink, *, max_rows: Optional[int] = None) -> None:
    r"""Write data as CSV, with the column names in the first line.

    A null is an empty cell, and an empty text is `""`. Numbers read back as the same numbers. Nested values are JSON,
    binary values are hexadecimal digits. Lines end with LF. Text that is not UTF-8 is written byte for byte.

    Parameters
    ----------
    data : object
        Any object with `__arrow_c_stream__` or `__arrow_c_array__`, or their device variants. All batches are written.
    sink : str, path-like, int or object
        A path, a file descriptor, or an object with a `write` method, which gets UTF-8 bytes. A file at a path is
        created or replaced only when the new file is complete.
    max_rows : int, optional
        The maximum number of rows. Batches after the last row are not read. Default: all rows.

    Raises
    ------
    ArrowBridgeError
        If the data cannot be read or written. Exceptions of an object that is written to are raised unchanged.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> ab.write_csv(ab.RecordBatch.from_pydict({"a": [1, None], "b": ["x", ""]}), file)
    >>> file.getvalue()
    b'a,b\n1,x\n,""\n'
    """
    _write(data, sink, _CSV, max_rows)


def write_ndjson(data: DataLike, sink: WritableSink, *, max_rows: Optional[int] = None) -> None:
    r"""Write data as newline-delimited JSON: an object per row.

    Text must be UTF-8, and two columns, or two fields of a struct, must not have the same name. NaN and infinities are
    null. Decimals, dates, times, and binary values (as hexadecimal digits) are strings.

    Parameters
    ----------
    data : object
        Any object with `__arrow_c_stream__` or `__arrow_c_array__`, or their device variants. All batches are written.
    sink : str, path-like, int or object
        A path, a file descriptor, or an object with a `write` method, which gets UTF-8 bytes. A file at a path is
        created or replaced only when the new file is complete.
    max_rows : int, optional
        The maximum number of rows. Batches after the last row are not read. Default: all rows.

    Raises
    ------
    ArrowBridgeError
        If the data cannot be read or written. Exceptions of an object that is written to are raised unchanged.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> ab.write_ndjson(ab.RecordBatch.from_pydict({"a": [1, None]}), file)
    >>> file.getvalue()
    b'{"a":1}\n{"a":null}\n'
    """
    _write(data, sink, _NDJSON, max_rows)


def _write(data: DataLike, sink: WritableSink, format: int, max_rows: Optional[int]) -> None:
    rows = 0  # the library's word for all rows; a negative number is its word for none
    if max_rows is not None:
        rows = _arguments.integer(max_rows, "max_rows") or -1
        if rows < 0 and max_rows != 0:
            raise invalid(f"argument 'max_rows' is {max_rows}, which is negative")
    path, descriptor, object_ = _sinks.destination(sink)
    reader = data if isinstance(data, RecordBatchReader) else RecordBatchReader(data)
    reader._write_text(path=path, descriptor=descriptor, sink=object_, format=format, max_rows=rows)
