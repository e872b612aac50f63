"""Conversion to pandas.DataFrame and pandas.Series, if pandas is installed. Values are copied.

    integers, booleans      numpy dtypes; with nulls the nullable dtypes of pandas
    floats                  numpy dtypes; null is NaN
    timestamps, durations   datetime64, timedelta64; null is NaT
    dictionaries            categories
    arrow.bool8             as booleans
    all other types         objects, as to_pylist() returns them
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Sequence

from ._extensions import extension_name
from ._formats import parse
from ._numpy import copied, numpy, objects_of
from ._values import to_pylist

if TYPE_CHECKING:
    from ._array import Array
    from ._core import ArrayView, SchemaView
    from ._schema import Field


class _NoRows:
    """Stands for the array of a column if there are no batches."""

    length = null_count = offset = n_buffers = 0

    def buffer(self, _: int) -> int:
        return 0


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise ImportError("pandas is not installed", name="pandas") from None
    return pandas


def data_frame(schema: SchemaView, batches: Sequence[ArrayView]) -> Any:
    """Convert all rows of record batches, which are structs from ArrowBridgeExportRecordBatch()."""
    pandas = _pandas()
    columns = {}
    for i in range(schema.n_children):
        columns[i] = _column(schema.child(i), [batch.child(i) for batch in batches])
    rows = sum(batch.length for batch in batches)
    frame = pandas.DataFrame(columns, index=pandas.RangeIndex(rows))
    names = [(schema.child(i).name or b"") for i in range(schema.n_children)]
    frame.columns = [name.decode("utf-8", "replace") for name in names]
    return frame


def series(field: Field, arrays: Sequence[Array]) -> Any:
    """Convert the values of arrays to a Series with the name of a field."""
    pandas = _pandas()
    exported = [array._readable() for array in arrays]
    schema = exported[0][0] if exported else field._struct
    return pandas.Series(_column(schema, [array for _, array in exported]), name=field.name or None)


def _column(schema: SchemaView, chunks: List[ArrayView]) -> Any:
    np, pandas = numpy(), _pandas()
    format = parse(schema.format)
    if schema.dictionary:
        return _categories(schema, chunks)
    extension = extension_name(schema)
    is_bool = format.kind == "bool" or extension == "arrow.bool8"
    plain = format.kind in ("int", "months", "bool", "float", "half", "timestamp", "duration")
    if not plain or (extension is not None and not is_bool):
        return objects_of([value for chunk in chunks for value in to_pylist(schema, chunk)])
    no_rows: Any = _NoRows()
    pairs = [copied(schema, chunk) for chunk in chunks] or [copied(schema, no_rows)]
    values = np.concatenate([pair[0] for pair in pairs])
    valid = np.concatenate([pair[1] for pair in pairs])
    if extension is not None:
        values = values != 0
    if format.kind in ("timestamp", "duration"):
        values[~valid] = "NaT"
        if format.zone is None:
            return pandas.Series(values)
        return pandas.Series(pandas.DatetimeIndex(values).tz_localize("UTC").tz_convert(format.zone))
    if valid.all():
        return values
    if format.kind in ("float", "half"):
        values[~valid] = np.nan
        return values
    nullable = pandas.arrays.BooleanArray if is_bool else pandas.arrays.IntegerArray
    return nullable(values, ~valid)


def _categories(schema: SchemaView, chunks: List[ArrayView]) -> Any:
    """Return categories in the order of the dictionaries, or objects if pandas cannot use the values as categories."""
    pandas = _pandas()
    values = [value for chunk in chunks for value in to_pylist(schema, chunk)]
    try:
        categories = {
            value: None
            for chunk in chunks
            for value in to_pylist(schema.dictionary, chunk.dictionary)
            if value is not None
        }
        return pandas.Categorical(values, categories=list(categories), ordered=bool(schema.flags & 1))
    except TypeError:
        return objects_of(values)
