"""Functions that make types, with the names of the Arrow columnar format.

Wherever a function takes a type, its name can be given: `list_("timestamp[us, UTC]")`.
"""

from __future__ import annotations

from ._schema import DataType, Field, Schema, make_type
from ._schema_build import FLAG_DICTIONARY_ORDERED, FLAG_MAP_KEYS_SORTED

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Iterable, List, Mapping, Optional, Sequence, Tuple, Union

    from ._metadata import MetadataLike

    TypeLike = Union[DataType, str]
    FieldLike = Union[DataType, Field, str]
    FieldsLike = Union[Iterable[Union[Field, Tuple[str, TypeLike]]], Mapping[str, TypeLike]]

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

_UNITS = {"s": "s", "ms": "m", "us": "u", "ns": "n"}


def field(name: str, type: TypeLike, nullable: bool = True, metadata: Optional[MetadataLike] = None) -> Field:
    """Make a field: see `Field`."""
    return Field(name, type, nullable, metadata)


def _fields(fields: FieldsLike) -> List[Field]:
    items = fields.items() if hasattr(fields, "items") else fields  # a mapping
    return [item if isinstance(item, Field) else Field(*item) for item in items]


def schema(fields: FieldsLike, metadata: Optional[MetadataLike] = None) -> Schema:
    """Make a schema of fields, of pairs of name and type, or of a mapping of names to types."""
    return Schema(_fields(fields), metadata)


def _named(name: str, value: FieldLike) -> Field:
    """Return a field unchanged, and a type as a field with a name."""
    return value if isinstance(value, Field) else Field(name, value)


def _type(value: TypeLike) -> DataType:
    return DataType(value) if isinstance(value, str) else value


def _unit(unit: str, allowed: Sequence[str] = tuple(_UNITS)) -> str:
    if unit not in allowed:
        raise ValueError(f"the unit must be one of {', '.join(allowed)}, not {unit!r}")
    return _UNITS[unit]


def null() -> DataType:
    """The null type: all values are null."""
    return DataType("n")


def bool_() -> DataType:
    """Booleans, one bit per value."""
    return DataType("b")


def int8() -> DataType:
    """Signed 8-bit integers."""
    return DataType("c")


def uint8() -> DataType:
    """Unsigned 8-bit integers."""
    return DataType("C")


def int16() -> DataType:
    """Signed 16-bit integers."""
    return DataType("s")


def uint16() -> DataType:
    """Unsigned 16-bit integers."""
    return DataType("S")


def int32() -> DataType:
    """Signed 32-bit integers."""
    return DataType("i")


def uint32() -> DataType:
    """Unsigned 32-bit integers."""
    return DataType("I")


def int64() -> DataType:
    """Signed 64-bit integers."""
    return DataType("l")


def uint64() -> DataType:
    """Unsigned 64-bit integers."""
    return DataType("L")


def float16() -> DataType:
    """Half-precision floats."""
    return DataType("e")


def float32() -> DataType:
    """Single-precision floats."""
    return DataType("f")


def float64() -> DataType:
    """Double-precision floats."""
    return DataType("g")


def utf8() -> DataType:
    """UTF-8 strings with 32-bit offsets."""
    return DataType("u")


def large_utf8() -> DataType:
    """UTF-8 strings with 64-bit offsets."""
    return DataType("U")


def utf8_view() -> DataType:
    """UTF-8 strings as views."""
    return DataType("vu")


def string() -> DataType:
    """UTF-8 strings with 32-bit offsets: another name of `utf8`."""
    return utf8()


def large_string() -> DataType:
    """UTF-8 strings with 64-bit offsets: another name of `large_utf8`."""
    return large_utf8()


def string_view() -> DataType:
    """UTF-8 strings as views: another name of `utf8_view`."""
    return utf8_view()


def binary() -> DataType:
    """Byte strings with 32-bit offsets."""
    return DataType("z")


def large_binary() -> DataType:
    """Byte strings with 64-bit offsets."""
    return DataType("Z")


def binary_view() -> DataType:
    """Byte strings as views."""
    return DataType("vz")


def date32() -> DataType:
    """Dates as days since 1970-01-01."""
    return DataType("tdD")


def date64() -> DataType:
    """Dates as milliseconds since 1970-01-01."""
    return DataType("tdm")


def month_interval() -> DataType:
    """Intervals of months."""
    return DataType("tiM")


def day_time_interval() -> DataType:
    """Intervals of days and milliseconds."""
    return DataType("tiD")


def month_day_nano_interval() -> DataType:
    """Intervals of months, days and nanoseconds."""
    return DataType("tin")


def fixed_size_binary(width: int) -> DataType:
    """Byte strings of `width` bytes."""
    return DataType(f"w:{width}")


def decimal(precision: int, scale: int, bits: int = 128) -> DataType:
    """Decimal numbers of `precision` digits, `scale` of them after the decimal point, in 32, 64, 128 or 256 bits."""
    return DataType(f"d:{precision},{scale}" if bits == 128 else f"d:{precision},{scale},{bits}")


def decimal32(precision: int, scale: int = 0) -> DataType:
    """Decimal numbers of up to 9 digits in 32 bits: see `decimal128` for the parameters and errors.

    Examples
    --------
    >>> ab.decimal32(5, 2)
    DataType(decimal32(5, 2))
    """
    return decimal(precision, scale, 32)


def decimal64(precision: int, scale: int = 0) -> DataType:
    """Decimal numbers of up to 18 digits in 64 bits: see `decimal128` for the parameters and errors.

    Examples
    --------
    >>> ab.decimal64(5, 2)
    DataType(decimal64(5, 2))
    """
    return decimal(precision, scale, 64)


def decimal128(precision: int, scale: int = 0) -> DataType:
    """Decimal numbers of up to 38 digits in 128 bits: see `decimal`.

    Parameters
    ----------
    precision : int
        The number of digits.
    scale : int, default 0
        The number of digits after the decimal point; a negative number counts zeros before it that are not stored.

    Raises
    ------
    ArrowBridgeError
        If the precision is not between 1 and 38.

    Examples
    --------
    >>> ab.decimal128(10, 2)
    DataType(decimal128(10, 2))
    """
    return decimal(precision, scale, 128)


def decimal256(precision: int, scale: int = 0) -> DataType:
    """Decimal numbers of up to 76 digits in 256 bits: see `decimal128` for the parameters and errors.

    Examples
    --------
    >>> ab.decimal256(5, 2)
    DataType(decimal256(5, 2))
    """
    return decimal(precision, scale, 256)


def time32(unit: str) -> DataType:
    """Times of day in 32 bits. `unit` is "s" or "ms"."""
    return DataType("tt" + _unit(unit, ("s", "ms")))


def time64(unit: str) -> DataType:
    """Times of day in 64 bits. `unit` is "us" or "ns"."""
    return DataType("tt" + _unit(unit, ("us", "ns")))


def timestamp(unit: str, timezone: str = "") -> DataType:
    """Timestamps. `unit` is "s", "ms", "us" or "ns"; an empty `timezone` means no timezone."""
    return DataType(f"ts{_unit(unit)}:{timezone}")


def duration(unit: str) -> DataType:
    """Durations. `unit` is "s", "ms", "us" or "ns"."""
    return DataType("tD" + _unit(unit))


def list_(value: FieldLike) -> DataType:
    """Lists with 32-bit offsets."""
    return make_type("+l", [_named("item", value)])


def large_list(value: FieldLike) -> DataType:
    """Lists with 64-bit offsets."""
    return make_type("+L", [_named("item", value)])


def list_view(value: FieldLike) -> DataType:
    """List views with 32-bit offsets and sizes."""
    return make_type("+vl", [_named("item", value)])


def large_list_view(value: FieldLike) -> DataType:
    """List views with 64-bit offsets and sizes."""
    return make_type("+vL", [_named("item", value)])


def fixed_size_list(value: FieldLike, size: int) -> DataType:
    """Lists of `size` items."""
    return make_type(f"+w:{size}", [_named("item", value)])


def struct(fields: FieldsLike) -> DataType:
    """Structs. `fields` are fields, pairs of name and type, or a mapping of names to types."""
    return make_type("+s", _fields(fields))


def map_(key: FieldLike, value: FieldLike, keys_sorted: bool = False) -> DataType:
    """Maps of keys to values. `keys_sorted` states that the keys of each map are sorted."""
    entries = struct([_named("key", key).with_nullable(False), _named("value", value)])
    flags = FLAG_MAP_KEYS_SORTED if keys_sorted else 0
    return make_type("+m", [Field("entries", entries, nullable=False)], flags=flags)


def _union(format: str, fields: FieldsLike, type_ids: Optional[Sequence[int]]) -> DataType:
    children = _fields(fields)
    ids = range(len(children)) if type_ids is None else type_ids
    return make_type(f"{format}:{','.join(str(i) for i in ids)}", children)


def sparse_union(fields: FieldsLike, type_ids: Optional[Sequence[int]] = None) -> DataType:
    """Sparse unions. The default `type_ids` are 0, 1, 2, ..."""
    return _union("+us", fields, type_ids)


def dense_union(fields: FieldsLike, type_ids: Optional[Sequence[int]] = None) -> DataType:
    """Dense unions. The default `type_ids` are 0, 1, 2, ..."""
    return _union("+ud", fields, type_ids)


def dictionary(index: TypeLike, value: TypeLike, ordered: bool = False) -> DataType:
    """Dictionary-encoded values with indices of the type `index`. `ordered` states that their order is meaningful."""
    index, value = _type(index), _type(value)
    return make_type(index.format, [], value, FLAG_DICTIONARY_ORDERED if ordered else 0)


def run_end_encoded(run_ends: TypeLike, value: FieldLike) -> DataType:
    """Run-end encoded values. `run_ends` is int16, int32 or int64."""
    return make_type("+r", [Field("run_ends", run_ends, nullable=False), _named("values", value)])
