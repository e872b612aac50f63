"""Functions that make types with children or a dictionary."""

from __future__ import annotations

from ._data_type import DataType, make_type
from ._schema import Field
from ._schema_base import FLAG_DICTIONARY_ORDERED, FLAG_MAP_KEYS_SORTED

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Iterable, List, Mapping, Optional, Sequence, Tuple, Union

    TypeLike = Union[DataType, str]
    FieldLike = Union[DataType, Field, str]
    FieldsLike = Union[Iterable[Union[Field, Tuple[str, TypeLike]]], Mapping[str, TypeLike]]


def fields_of(fields: FieldsLike) -> List[Field]:
    items = fields.items() if hasattr(fields, "items") else fields  # a mapping
    return [item if isinstance(item, Field) else Field(*item) for item in items]


def _named(name: str, value: FieldLike) -> Field:
    return value if isinstance(value, Field) else Field(name, value)


def _type(value: TypeLike) -> DataType:
    return DataType(value) if isinstance(value, str) else value


def list_(value: FieldLike) -> DataType:
    """Lists with 32-bit offsets.

    Parameters
    ----------
    value : DataType or Field
        The type of the items, or their field.

    Examples
    --------
    >>> ab.Array.from_pylist([[1, 2], None], ab.list_(ab.int8())).to_pylist()
    [[1, 2], None]
    """
    return make_type("+l", [_named("item", value)])


def large_list(value: FieldLike) -> DataType:
    """Lists with 64-bit offsets.

    Parameters
    ----------
    value : DataType or Field
        The type of the items, or their field.

    Examples
    --------
    >>> ab.large_list(ab.int8()).format
    '+L'
    """
    return make_type("+L", [_named("item", value)])


def list_view(value: FieldLike) -> DataType:
    """List views with 32-bit offsets and sizes.

    Parameters
    ----------
    value : DataType or Field
        The type of the items, or their field.

    Examples
    --------
    >>> ab.list_view(ab.int8()).format
    '+vl'
    """
    return make_type("+vl", [_named("item", value)])


def large_list_view(value: FieldLike) -> DataType:
    """List views with 64-bit offsets and sizes.

    Parameters
    ----------
    value : DataType or Field
        The type of the items, or their field.

    Examples
    --------
    >>> ab.large_list_view(ab.int8()).format
    '+vL'
    """
    return make_type("+vL", [_named("item", value)])


def fixed_size_list(value: FieldLike, size: int) -> DataType:
    """Lists of `size` items.

    Parameters
    ----------
    value : DataType or Field
        The type of the items, or their field.
    size : int
        The number of items.

    Raises
    ------
    ArrowBridgeError
        If the size is negative.

    Examples
    --------
    >>> ab.Array.from_pylist([[1, 2]], ab.fixed_size_list(ab.int8(), 2)).to_pylist()
    [[1, 2]]
    """
    return make_type(f"+w:{size}", [_named("item", value)])


def struct(fields: FieldsLike) -> DataType:
    """Structs. `fields` are fields, pairs of name and type, or a mapping of names to types.

    Parameters
    ----------
    fields : iterable or mapping
        Fields, pairs of name and type, or a mapping of names to types.

    Examples
    --------
    >>> ab.Array.from_pylist([{"a": 1}], ab.struct({"a": ab.int8()})).to_pylist()
    [{'a': 1}]
    """
    return make_type("+s", fields_of(fields))


def map_(key: FieldLike, value: FieldLike, keys_sorted: bool = False) -> DataType:
    """Maps of keys to values. `keys_sorted` states that the keys of each map are sorted.

    Parameters
    ----------
    key : DataType or Field
        The type of the keys.
    value : DataType or Field
        The type of the values.
    keys_sorted : bool, default False
        Whether the keys of each map are sorted.

    Examples
    --------
    >>> ab.Array.from_pylist([{"a": 1}], ab.map_(ab.utf8(), ab.int8())).to_pylist()
    [[('a', 1)]]
    """
    entries = struct([_named("key", key).with_nullable(False), _named("value", value)])
    flags = FLAG_MAP_KEYS_SORTED if keys_sorted else 0
    return make_type("+m", [Field("entries", entries, nullable=False)], flags=flags)


def _union(format: str, fields: FieldsLike, type_ids: Optional[Sequence[int]]) -> DataType:
    children = fields_of(fields)
    ids = range(len(children)) if type_ids is None else type_ids
    return make_type(f"{format}:{','.join(str(i) for i in ids)}", children)


def sparse_union(fields: FieldsLike, type_ids: Optional[Sequence[int]] = None) -> DataType:
    """Sparse unions. The default `type_ids` are 0, 1, 2, ...

    Parameters
    ----------
    fields : iterable or mapping
        The children, as of `struct`.
    type_ids : sequence of int, optional
        The type id of each child.

    Raises
    ------
    ArrowBridgeError
        If type ids are not unique, or not from 0 to 127.

    Examples
    --------
    >>> ab.Array.from_pylist([1, "a"], ab.sparse_union({"n": ab.int8(), "s": ab.utf8()})).to_pylist()
    [1, 'a']
    """
    return _union("+us", fields, type_ids)


def dense_union(fields: FieldsLike, type_ids: Optional[Sequence[int]] = None) -> DataType:
    """Dense unions. The default `type_ids` are 0, 1, 2, ...

    Parameters
    ----------
    fields : iterable or mapping
        The children, as of `struct`.
    type_ids : sequence of int, optional
        The type id of each child.

    Raises
    ------
    ArrowBridgeError
        If type ids are not unique, or not from 0 to 127.

    Examples
    --------
    >>> ab.Array.from_pylist([1, "a"], ab.dense_union({"n": ab.int8(), "s": ab.utf8()})).to_pylist()
    [1, 'a']
    """
    return _union("+ud", fields, type_ids)


def dictionary(index: TypeLike, value: TypeLike, ordered: bool = False) -> DataType:
    """Dictionary-encoded values with indices of the type `index`. `ordered` states that their order is meaningful.

    Parameters
    ----------
    index : DataType
        The type of the indices: an integer type.
    value : DataType
        The type of the values.
    ordered : bool, default False
        Whether the order of the values is meaningful.

    Raises
    ------
    ArrowBridgeError
        If the type of the indices is not an integer type.

    Examples
    --------
    >>> ab.Array.from_pylist(["a", "b", "a"], ab.dictionary(ab.int8(), ab.utf8())).to_pylist()
    ['a', 'b', 'a']
    """
    index, value = _type(index), _type(value)
    return make_type(index.format, [], value, FLAG_DICTIONARY_ORDERED if ordered else 0)


def run_end_encoded(run_ends: TypeLike, value: FieldLike) -> DataType:
    """Run-end encoded values. `run_ends` is int16, int32 or int64.

    Parameters
    ----------
    run_ends : DataType
        The type of the run ends: int16, int32 or int64.
    value : DataType or Field
        The type of the values.

    Raises
    ------
    ArrowBridgeError
        If the type of the run ends is another one.

    Examples
    --------
    >>> ab.Array.from_pylist([1, 1, 2], ab.run_end_encoded(ab.int16(), ab.int8())).to_pylist()
    [1, 1, 2]
    """
    return make_type("+r", [Field("run_ends", run_ends, nullable=False), _named("values", value)])
