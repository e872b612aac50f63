"""Functions that make types, with the names of the Arrow columnar format.

Wherever a function takes a type, its name can be given: `list_("timestamp[us, UTC]")`.
"""

from __future__ import annotations

from ._data_type import DataType
from ._nested_types import (
    dense_union,
    dictionary,
    fields_of,
    fixed_size_list,
    large_list,
    large_list_view,
    list_,
    list_view,
    map_,
    run_end_encoded,
    sparse_union,
    struct,
)
from ._schema import Field, Schema
from ._unit_types import (
    decimal,
    decimal32,
    decimal64,
    decimal128,
    decimal256,
    duration,
    fixed_size_binary,
    time32,
    time64,
    timestamp,
)

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Optional, Union

    from ._metadata import MetadataLike
    from ._nested_types import FieldsLike, TypeLike

__all__ = [
    "binary",
    "binary_view",
    "bool_",
    "date32",
    "date64",
    "day_time_interval",
    "decimal",
    "decimal128",
    "decimal256",
    "decimal32",
    "decimal64",
    "dense_union",
    "dictionary",
    "duration",
    "field",
    "fixed_size_binary",
    "fixed_size_list",
    "float16",
    "float32",
    "float64",
    "int16",
    "int32",
    "int64",
    "int8",
    "large_binary",
    "large_list",
    "large_list_view",
    "large_string",
    "large_utf8",
    "list_",
    "list_view",
    "map_",
    "month_day_nano_interval",
    "month_interval",
    "null",
    "run_end_encoded",
    "schema",
    "sparse_union",
    "string",
    "string_view",
    "struct",
    "time32",
    "time64",
    "timestamp",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "utf8",
    "utf8_view",
]


def field(name: str, type: TypeLike, nullable: bool = True, metadata: Optional[MetadataLike] = None) -> Field:
    """Make a field: see `Field`.

    Parameters
    ----------
    name : str
        The name.
    type : DataType or str
        The type, or its name.
    nullable : bool, default True
        Whether values can be null.
    metadata : mapping or list of pairs, optional
        The metadata.

    Raises
    ------
    ArrowBridgeError
        If the name has a NUL character.

    Examples
    --------
    >>> str(ab.field("n", ab.int8(), nullable=False))
    'n: int8 not null'
    """
    return Field(name, type, nullable, metadata)


def schema(fields: Union[FieldsLike, str], metadata: Optional[MetadataLike] = None) -> Schema:
    """Make a schema of fields, of pairs of name and type, of a mapping of names to types, or of text.

    Parameters
    ----------
    fields : iterable, mapping or str
        Fields, pairs of name and type, a mapping of names to types, or a text as `Schema.to_line` returns it.
    metadata : mapping or list of pairs, optional
        The metadata of the schema.

    Raises
    ------
    ArrowBridgeError
        If a name has a NUL character, or a text is no schema. The message says where a text is wrong.

    Examples
    --------
    >>> ab.schema({"n": ab.int8(), "s": ab.utf8()}).names
    ['n', 's']
    >>> ab.schema("struct<id: int64 not null, tags: list<utf8>>").names
    ['id', 'tags']
    """
    return Schema(fields if isinstance(fields, str) else fields_of(fields), metadata)


def null() -> DataType:
    """The null type: all values are null.

    >>> ab.Array.from_pylist([None], ab.null()).null_count
    1
    """
    return DataType("n")


def bool_() -> DataType:
    """Booleans, one bit per value.

    >>> ab.Array.from_pylist([True, None], ab.bool_()).to_pylist()
    [True, None]
    """
    return DataType("b")


def int8() -> DataType:
    """Signed 8-bit integers.

    >>> str(ab.int8())
    'int8'
    """
    return DataType("c")


def uint8() -> DataType:
    """Unsigned 8-bit integers.

    >>> str(ab.uint8())
    'uint8'
    """
    return DataType("C")


def int16() -> DataType:
    """Signed 16-bit integers.

    >>> str(ab.int16())
    'int16'
    """
    return DataType("s")


def uint16() -> DataType:
    """Unsigned 16-bit integers.

    >>> str(ab.uint16())
    'uint16'
    """
    return DataType("S")


def int32() -> DataType:
    """Signed 32-bit integers.

    >>> str(ab.int32())
    'int32'
    """
    return DataType("i")


def uint32() -> DataType:
    """Unsigned 32-bit integers.

    >>> str(ab.uint32())
    'uint32'
    """
    return DataType("I")


def int64() -> DataType:
    """Signed 64-bit integers.

    >>> str(ab.int64())
    'int64'
    """
    return DataType("l")


def uint64() -> DataType:
    """Unsigned 64-bit integers.

    >>> str(ab.uint64())
    'uint64'
    """
    return DataType("L")


def float16() -> DataType:
    """Half-precision floats.

    >>> ab.float16().format
    'e'
    """
    return DataType("e")


def float32() -> DataType:
    """Single-precision floats.

    >>> ab.float32().format
    'f'
    """
    return DataType("f")


def float64() -> DataType:
    """Double-precision floats.

    >>> ab.float64().format
    'g'
    """
    return DataType("g")


def utf8() -> DataType:
    """UTF-8 strings with 32-bit offsets.

    >>> ab.Array.from_pylist(["a", None], ab.utf8()).to_pylist()
    ['a', None]
    """
    return DataType("u")


def large_utf8() -> DataType:
    """UTF-8 strings with 64-bit offsets.

    >>> ab.large_utf8().format
    'U'
    """
    return DataType("U")


def utf8_view() -> DataType:
    """UTF-8 strings as views.

    >>> ab.utf8_view().format
    'vu'
    """
    return DataType("vu")


def string() -> DataType:
    """UTF-8 strings with 32-bit offsets: another name of `utf8`.

    >>> ab.string() == ab.utf8()
    True
    """
    return utf8()


def large_string() -> DataType:
    """UTF-8 strings with 64-bit offsets: another name of `large_utf8`.

    >>> ab.large_string() == ab.large_utf8()
    True
    """
    return large_utf8()


def string_view() -> DataType:
    """UTF-8 strings as views: another name of `utf8_view`.

    >>> ab.string_view() == ab.utf8_view()
    True
    """
    return utf8_view()


def binary() -> DataType:
    """Byte strings with 32-bit offsets.

    >>> ab.Array.from_pylist([b"a", None], ab.binary()).to_pylist()
    [b'a', None]
    """
    return DataType("z")


def large_binary() -> DataType:
    """Byte strings with 64-bit offsets.

    >>> ab.large_binary().format
    'Z'
    """
    return DataType("Z")


def binary_view() -> DataType:
    """Byte strings as views.

    >>> ab.binary_view().format
    'vz'
    """
    return DataType("vz")


def date32() -> DataType:
    """Dates as days since 1970-01-01.

    >>> import datetime
    >>> ab.Array.from_pylist([datetime.date(2026, 1, 1)], ab.date32()).to_pylist()
    [datetime.date(2026, 1, 1)]
    """
    return DataType("tdD")


def date64() -> DataType:
    """Dates as milliseconds since 1970-01-01.

    >>> ab.date64().format
    'tdm'
    """
    return DataType("tdm")


def month_interval() -> DataType:
    """Intervals of months.

    >>> ab.Array.from_pylist([14], ab.month_interval()).to_pylist()
    [14]
    """
    return DataType("tiM")


def day_time_interval() -> DataType:
    """Intervals of days and milliseconds.

    >>> ab.Array.from_pylist([(1, 500)], ab.day_time_interval())[0].milliseconds
    500
    """
    return DataType("tiD")


def month_day_nano_interval() -> DataType:
    """Intervals of months, days and nanoseconds.

    >>> ab.Array.from_pylist([(1, 2, 3)], ab.month_day_nano_interval())[0].days
    2
    """
    return DataType("tin")
