"""Extension types: their Python values, and a registry of functions that convert them.

The canonical types arrow.uuid, arrow.json, arrow.bool8 and arrow.fixed_shape_tensor are converted by this module. The
values of a type that is not registered are those of its storage type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Union

from ._data_type import DataType
from ._formats import parse
from ._schema import Field
from ._schema_base import FLAG_NULLABLE

if TYPE_CHECKING:
    from ._core import SchemaView
    from ._nested_types import TypeLike

    Convert = Callable[[Any, DataType], Any]

_NAME = b"ARROW:extension:name"
_METADATA = b"ARROW:extension:metadata"
OPTIONS = ("python", "parsed", "storage")


class Extension(NamedTuple):
    """The functions of an extension type. They get a value that is not null, and the extension type."""

    to_python: Convert
    to_storage: Optional[Convert] = None
    parsed: Optional[Convert] = None  # for to_pylist(extension="parsed"), if it differs


def _uuid(value: Any, type: DataType) -> Any:
    import uuid

    return uuid.UUID(bytes=value)


def _from_uuid(value: Any, type: DataType) -> Any:
    return getattr(value, "bytes", value)


def _json(value: Any, type: DataType) -> Any:
    return value


def _parsed_json(value: Any, type: DataType) -> Any:
    import json

    return json.loads(value)


def _bool8(value: Any, type: DataType) -> Any:
    return value != 0


def _from_bool8(value: Any, type: DataType) -> Any:
    return int(value) if isinstance(value, bool) or value.__class__.__name__ in ("bool_", "bool") else value


class Tensor(NamedTuple):
    """The layout of a tensor: its shape in memory, and the order of the dimensions of its value."""

    shape: List[int]
    permutation: Optional[List[int]]


def tensor_of(type: DataType) -> Tensor:
    """Return the layout of arrow.fixed_shape_tensor. Raises ValueError if the metadata does not describe one."""
    import json

    found = json.loads((type.metadata or {}).get(_METADATA, b""))
    if not isinstance(found, dict):
        raise ValueError("the metadata is not an object")
    shape, permutation = found.get("shape"), found.get("permutation")
    if not isinstance(shape, list) or not all(isinstance(size, int) and size >= 0 for size in shape):
        raise ValueError(f"the shape {shape!r} is not a list of sizes")
    if permutation is not None and (
        not isinstance(permutation, list) or sorted(permutation) != list(range(len(shape)))
    ):
        raise ValueError(f"the permutation {permutation!r} does not order {len(shape)} dimensions")
    items = 1
    for size in shape:
        items *= size
    if items != type.list_size:
        raise ValueError(f"a tensor of the shape {shape} has {items} items, but the lists have {type.list_size}")
    return Tensor(shape, permutation)


def _tensor(value: Any, type: DataType) -> Any:
    from ._numpy import dtype_of, numpy

    tensor = tensor_of(type)
    item = parse(type._struct.child(0).format)
    dtype = "?" if item.kind == "bool" else dtype_of(item)
    plain = dtype is not None and dtype[1] in "iuf" or item.kind == "bool"
    values = numpy().array(value, dtype if plain and None not in value else object).reshape(tensor.shape)
    return values if tensor.permutation is None else values.transpose(tensor.permutation)


def _from_tensor(value: Any, type: DataType) -> Any:
    if not hasattr(value, "transpose"):
        return value
    tensor = tensor_of(type)
    order = tensor.permutation or list(range(len(tensor.shape)))
    wanted = tuple(tensor.shape[i] for i in order)
    if value.shape != wanted:
        raise ValueError(f"an array of the shape {value.shape} is not a tensor of the shape {wanted}")
    return value.transpose([order.index(i) for i in range(len(order))]).reshape(-1).tolist()


_CANONICAL = {
    "arrow.uuid": (Extension(_uuid, _from_uuid), ("w:16",)),
    "arrow.json": (Extension(_json, None, _parsed_json), ("u", "U", "vu")),
    "arrow.bool8": (Extension(_bool8, _from_bool8), ("c",)),
    "arrow.fixed_shape_tensor": (Extension(_tensor, _from_tensor), ("+w",)),
}
_registered: Dict[str, Extension] = {}


def register_extension(name: str, to_python: Convert, to_storage: Optional[Convert] = None) -> None:
    """Register the Python values of an extension type.

    Parameters
    ----------
    name : str
        The name of the extension type.
    to_python : callable
        Called with each value of the storage type that is not null, as `to_pylist` returns it, and with the extension
        type. It returns the Python value.
    to_storage : callable, optional
        The inverse, which is called when an array is built. By default arrays are built of values of the storage type.

    Raises
    ------
    ValueError
        If the name is registered, or is that of a canonical type of this package.

    Examples
    --------
    >>> ab.register_extension("example.text", lambda value, type: value.upper())
    >>> ab.array(["a", None], ab.extension("utf8", "example.text")).to_pylist()
    ['A', None]
    >>> ab.unregister_extension("example.text")
    """
    if name in _CANONICAL or name in _registered:
        raise ValueError(f"the extension type {name!r} is registered")
    for function in (to_python, *([] if to_storage is None else [to_storage])):
        if not callable(function):
            raise TypeError(f"a function is expected, not {type(function).__name__}")
    _registered[name] = Extension(to_python, to_storage)


def unregister_extension(name: str) -> None:
    """Remove an extension type that `register_extension` has added.

    Parameters
    ----------
    name : str
        The name of the extension type.

    Raises
    ------
    ValueError
        If the name is not registered.

    Examples
    --------
    >>> ab.register_extension("example.text", lambda value, type: value.upper())
    >>> ab.unregister_extension("example.text")
    """
    if _registered.pop(name, None) is None:
        raise ValueError(f"the extension type {name!r} is not registered")


def _name_of(schema: SchemaView) -> Optional[str]:
    name = dict(schema.metadata or []).get(_NAME)
    return None if name is None else name.decode("utf-8", "replace")


def extension_of(schema: SchemaView) -> Optional[Extension]:
    """Return the functions of the extension type of a field; None if it has none, or none that is known.

    The values of a dictionary are converted by the dictionary's own extension type, if it has one.
    """
    name = _name_of(schema)
    if name is None or (schema.dictionary is not None and _name_of(schema.dictionary) is not None):
        return None
    if name not in _CANONICAL:
        return _registered.get(name)
    found, storages = _CANONICAL[name]
    storage = schema if schema.dictionary is None else schema.dictionary
    return found if storage.format.decode("utf-8", "replace").startswith(storages) else None


def extension_name(schema: SchemaView) -> Optional[str]:
    """Return the name of the extension type of a field if its values are converted, or else None."""
    return None if not schema.metadata or extension_of(schema) is None else _name_of(schema)


def type_of(schema: SchemaView) -> DataType:
    return DataType._of_struct(schema)


def extension(storage: Union[TypeLike, Field], name: str, metadata: Union[str, bytes, None] = None) -> DataType:
    """Make an extension type.

    Parameters
    ----------
    storage : DataType or str
        The type of the storage, or its name.
    name : str
        The name of the extension type.
    metadata : str or bytes, optional
        The parameters of the type. The extension type defines their encoding.

    Examples
    --------
    >>> ab.extension("utf8", "example.text")
    DataType(utf8 extension<example.text>)
    """
    pairs = [(_NAME, name.encode("utf-8", "surrogateescape"))]
    if metadata is not None:
        pairs.append((_METADATA, metadata.encode() if isinstance(metadata, str) else bytes(metadata)))
    return Field("", DataType(storage), metadata=pairs).type


def uuid() -> DataType:
    """UUIDs in 16 bytes: arrow.uuid. The values are `uuid.UUID`.

    Examples
    --------
    >>> ab.array(["0" * 32], "utf8").cast("binary").type, ab.uuid()
    (DataType(binary), DataType(fixed_size_binary[16] extension<arrow.uuid, "">))
    """
    return extension(DataType("w:16"), "arrow.uuid", "")


def json_() -> DataType:
    """JSON as UTF-8 strings: arrow.json. `to_pylist(extension="parsed")` parses it.

    Examples
    --------
    >>> ab.array(['{"a": 1}', None], ab.json_()).to_pylist(extension="parsed")
    [{'a': 1}, None]
    """
    return extension(DataType("u"), "arrow.json", "")


def bool8() -> DataType:
    """Booleans in one byte: arrow.bool8. 0 is False.

    Examples
    --------
    >>> ab.array([True, None, False], ab.bool8()).to_pylist()
    [True, None, False]
    """
    return extension(DataType("c"), "arrow.bool8", "")


def fixed_shape_tensor(
    value: TypeLike,
    shape: Sequence[int],
    dim_names: Optional[Sequence[str]] = None,
    permutation: Optional[Sequence[int]] = None,
) -> DataType:
    """Tensors of one shape: arrow.fixed_shape_tensor. The values are numpy arrays.

    Parameters
    ----------
    value : DataType or str
        The type of the items, or its name.
    shape : sequence of int
        The sizes of the dimensions in memory, the last of which is contiguous.
    dim_names : sequence of str, optional
        The names of the dimensions in memory.
    permutation : sequence of int, optional
        The order of the dimensions of the values. By default it is that in memory.

    Raises
    ------
    ValueError
        If `dim_names` or `permutation` does not have one item for each dimension.

    Examples
    --------
    >>> ab.fixed_shape_tensor("float32", [2, 3]).list_size
    6
    """
    import json

    described: Dict[str, Any] = {"shape": list(shape)}
    items = 1
    for size in shape:
        items *= size
    for key, given in (("dim_names", dim_names), ("permutation", permutation)):
        if given is not None:
            if len(given) != len(shape):
                raise ValueError(f"{key} has {len(given)} items, but there are {len(shape)} dimensions")
            described[key] = list(given)
    from . import _types

    type = extension(_types.fixed_size_list(value, items), "arrow.fixed_shape_tensor", json.dumps(described))
    tensor_of(type)
    return type


def storage_type(of: DataType) -> DataType:
    """Return a type without what makes it an extension type."""
    from ._schema_base import rebuild

    return DataType._of(rebuild(of._struct, None, of._struct.flags | FLAG_NULLABLE, None))
