"""Types by name. Each of these makes a DataType from the words of the columnar format."""

from __future__ import annotations

from typing import Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from . import _abi
from ._metadata import MetadataLike
from ._schema import DataType, Field, Schema, make_type

__all__ = [
    "binary",
    "binary_view",
    "bool_",
    "date32",
    "date64",
    "day_time_interval",
    "decimal",
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

FieldLike = Union[DataType, Field]
FieldsLike = Union[Iterable[Union[Field, Tuple[str, DataType]]], Mapping[str, DataType]]


def field(name: str, type: DataType, nullable: bool = True, metadata: Optional[MetadataLike] = None) -> Field:
    return Field(name, type, nullable, metadata)


def _fields(fields: FieldsLike) -> List[Field]:
    items = fields.items() if isinstance(fields, Mapping) else fields
    return [item if isinstance(item, Field) else Field(*item) for item in items]


def schema(fields: FieldsLike, metadata: Optional[MetadataLike] = None) -> Schema:
    """Of fields, of pairs of name and type, or of a mapping from names to types."""
    return Schema(_fields(fields), metadata)


def _named(name: str, value: FieldLike) -> Field:
    return value if isinstance(value, Field) else Field(name, value)


def _unit(unit: str, allowed: Sequence[str] = tuple(_UNITS)) -> str:
    if unit not in allowed:
        raise ValueError(f"the unit must be one of {', '.join(allowed)}, not {unit!r}")
    return _UNITS[unit]


def null() -> DataType:
    return DataType("n")


def bool_() -> DataType:
    return DataType("b")


def int8() -> DataType:
    return DataType("c")


def uint8() -> DataType:
    return DataType("C")


def int16() -> DataType:
    return DataType("s")


def uint16() -> DataType:
    return DataType("S")


def int32() -> DataType:
    return DataType("i")


def uint32() -> DataType:
    return DataType("I")


def int64() -> DataType:
    return DataType("l")


def uint64() -> DataType:
    return DataType("L")


def float16() -> DataType:
    return DataType("e")


def float32() -> DataType:
    return DataType("f")


def float64() -> DataType:
    return DataType("g")


def utf8() -> DataType:
    return DataType("u")


def large_utf8() -> DataType:
    return DataType("U")


def utf8_view() -> DataType:
    return DataType("vu")


def binary() -> DataType:
    return DataType("z")


def large_binary() -> DataType:
    return DataType("Z")


def binary_view() -> DataType:
    return DataType("vz")


def date32() -> DataType:
    return DataType("tdD")


def date64() -> DataType:
    return DataType("tdm")


def month_interval() -> DataType:
    return DataType("tiM")


def day_time_interval() -> DataType:
    return DataType("tiD")


def month_day_nano_interval() -> DataType:
    return DataType("tin")


def fixed_size_binary(width: int) -> DataType:
    return DataType(f"w:{width}")


def decimal(precision: int, scale: int, bits: int = 128) -> DataType:
    """A decimal number in 32, 64, 128 or 256 bits."""
    return DataType(f"d:{precision},{scale}" if bits == 128 else f"d:{precision},{scale},{bits}")


def time32(unit: str) -> DataType:
    return DataType("tt" + _unit(unit, ("s", "ms")))


def time64(unit: str) -> DataType:
    return DataType("tt" + _unit(unit, ("us", "ns")))


def timestamp(unit: str, timezone: str = "") -> DataType:
    return DataType(f"ts{_unit(unit)}:{timezone}")


def duration(unit: str) -> DataType:
    return DataType("tD" + _unit(unit))


def list_(value: FieldLike) -> DataType:
    return make_type("+l", [_named("item", value)])


def large_list(value: FieldLike) -> DataType:
    return make_type("+L", [_named("item", value)])


def list_view(value: FieldLike) -> DataType:
    return make_type("+vl", [_named("item", value)])


def large_list_view(value: FieldLike) -> DataType:
    return make_type("+vL", [_named("item", value)])


def fixed_size_list(value: FieldLike, size: int) -> DataType:
    return make_type(f"+w:{size}", [_named("item", value)])


def struct(fields: FieldsLike) -> DataType:
    return make_type("+s", _fields(fields))


def map_(key: FieldLike, value: FieldLike, keys_sorted: bool = False) -> DataType:
    entries = struct([_named("key", key).with_nullable(False), _named("value", value)])
    flags = _abi.FLAG_MAP_KEYS_SORTED if keys_sorted else 0
    return make_type("+m", [Field("entries", entries, nullable=False)], flags=flags)


def _union(format: str, fields: FieldsLike, type_ids: Optional[Sequence[int]]) -> DataType:
    children = _fields(fields)
    ids = range(len(children)) if type_ids is None else type_ids
    return make_type(f"{format}:{','.join(str(i) for i in ids)}", children)


def sparse_union(fields: FieldsLike, type_ids: Optional[Sequence[int]] = None) -> DataType:
    return _union("+us", fields, type_ids)


def dense_union(fields: FieldsLike, type_ids: Optional[Sequence[int]] = None) -> DataType:
    return _union("+ud", fields, type_ids)


def dictionary(index: DataType, value: DataType, ordered: bool = False) -> DataType:
    return make_type(index.format, [], value, _abi.FLAG_DICTIONARY_ORDERED if ordered else 0)


def run_end_encoded(run_ends: DataType, value: FieldLike) -> DataType:
    return make_type("+r", [Field("run_ends", run_ends, nullable=False), _named("values", value)])
