"""Types, fields and schemas: immutable, each a schema handle of the library and the struct it exports."""

from __future__ import annotations

from ctypes import byref, c_int
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple, Type, TypeVar, Union

from . import _abi, _capsules, _metadata
from ._abi import ArrowSchema
from ._handles import SchemaHandle
from ._library import call, take_text
from ._metadata import MetadataLike, Pairs
from ._schema_build import build, rebuild
from ._structs import OwnedSchema, export_schema

_N = TypeVar("_N", bound="_Node")

_TYPE_FLAGS = _abi.FLAG_DICTIONARY_ORDERED | _abi.FLAG_MAP_KEYS_SORTED
_EXTENSION = b"ARROW:extension:"


class _Node:
    """What the three have in common."""

    __slots__ = ("_handle", "_exported", "__weakref__")
    _handle: SchemaHandle
    _exported: OwnedSchema

    @classmethod
    def _of(cls: Type[_N], handle: SchemaHandle) -> _N:
        node = cls.__new__(cls)
        node._hold(handle)
        return node

    def _hold(self, handle: SchemaHandle) -> None:
        self._handle = handle
        self._exported = export_schema(handle)

    @property
    def _struct(self) -> ArrowSchema:
        """Live as long as this object."""
        return self._exported

    @property
    def metadata_pairs(self) -> Optional[Pairs]:
        """Metadata in order, with repeated keys; None where there is none."""
        return _metadata.decode(self._struct.metadata)

    @property
    def metadata(self) -> Optional[Dict[bytes, bytes]]:
        return _metadata.as_dict(self.metadata_pairs)

    def equals(self, other: Any, check_metadata: bool = False) -> bool:
        """Formats, names, nullability and flags, on all levels; metadata if asked."""
        if type(other) is not type(self):
            return False
        equal = c_int()
        call("ArrowBridgeSchemaEquals", self._handle, other._handle, int(check_metadata), byref(equal))
        return equal.value != 0

    def __eq__(self, other: object) -> Any:
        return self.equals(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash((self._struct.format, self._struct.name or b"", self._struct.n_children))

    def _children(self) -> List["Field"]:
        return [self._child(i) for i in range(self._struct.n_children)]

    def _child(self, i: int) -> "Field":
        return Field._of_struct(self._struct.children[i].contents)

    def _child_names(self) -> List[str]:
        children = self._struct.children
        return [(children[i].contents.name or b"").decode("utf-8", "surrogateescape") for i in range(self._struct.n_children)]

    def _pick(self, i: Union[int, str]) -> "Field":
        """A child by place, or by a name that only one of them has. The others are not made: there may be thousands."""
        if not isinstance(i, str):
            return self._child(range(self._struct.n_children)[i])
        names = self._child_names()
        if names.count(i) != 1:
            raise KeyError(f"{names.count(i)} fields are named {i!r}; there are: {', '.join(names)}")
        return self._child(names.index(i))

    def __arrow_c_schema__(self) -> object:
        return _capsules.filled(_capsules.SCHEMA, "ArrowBridgeExportSchema", self._handle)

    def _export_to_c(self, out_ptr: int) -> None:
        """Fill the ArrowSchema at an address."""
        call("ArrowBridgeExportSchema", self._handle, out_ptr or None)

    @classmethod
    def _import_from_c(cls: Type[_N], in_ptr: int) -> _N:
        """Take over the ArrowSchema at an address."""
        return cls._of_handle(SchemaHandle.make("ArrowBridgeImportSchema", in_ptr or None))

    @classmethod
    def _of_handle(cls: Type[_N], handle: SchemaHandle) -> _N:
        """A handle as an object of this class, whatever it was made from."""
        return cls._of(handle)

    def to_string(self) -> str:
        """The library's drawing of it as a tree, with metadata."""
        return take_text("ArrowBridgeSchemaToString", self._handle)


class DataType(_Node):
    """A type, as a format string of the C data interface says it, with its children and dictionary.

    Two types are equal where their formats and children are. The metadata that makes a type an extension type stays with it.
    """

    __slots__ = ()

    def __init__(self, format: Any) -> None:
        """Of a format string, or of any object with `__arrow_c_schema__`."""
        self._hold(build(format) if isinstance(format, str) else DataType._of_handle(_handle_of(format))._handle)

    @classmethod
    def _of_handle(cls, handle: SchemaHandle) -> "DataType":
        return cls._of_struct(export_schema(handle))

    @classmethod
    def _of_struct(cls, struct: ArrowSchema) -> "DataType":
        pairs = [pair for pair in _metadata.decode(struct.metadata) or [] if pair[0].startswith(_EXTENSION)]
        flags = struct.flags & _TYPE_FLAGS | _abi.FLAG_NULLABLE
        return cls._of(rebuild(struct, None, flags, pairs or None))

    @property
    def format(self) -> str:
        """The format string; of a dictionary-encoded type that of the indices."""
        return (self._struct.format or b"").decode("utf-8", "replace")

    @property
    def fields(self) -> List["Field"]:
        return self._children()

    @property
    def num_fields(self) -> int:
        return int(self._struct.n_children)

    def field(self, i: Union[int, str]) -> "Field":
        return self._pick(i)

    @property
    def dictionary(self) -> Optional["DataType"]:
        """The type of a dictionary's values; None where the type is not dictionary-encoded."""
        return DataType._of_struct(self._struct.dictionary.contents) if self._struct.dictionary else None

    @property
    def ordered(self) -> bool:
        """Whether the order of the dictionary's values has a meaning."""
        return bool(self._struct.flags & _abi.FLAG_DICTIONARY_ORDERED)

    @property
    def extension_name(self) -> Optional[str]:
        name = (self.metadata or {}).get(_EXTENSION + b"name")
        return None if name is None else name.decode("utf-8", "replace")

    def equals(self, other: Any, check_metadata: bool = False) -> bool:
        return super().equals(other, check_metadata) and self.metadata == other.metadata

    __eq__ = _Node.__eq__
    __hash__ = _Node.__hash__

    def __str__(self) -> str:
        if self.format == "+s" and self.extension_name is None:
            name = "struct"
        else:
            name = self.to_string().split("\n", 1)[0]
        if self.num_fields == 0 or self.dictionary is not None:
            return name
        return f"{name}<{', '.join(str(field) for field in self.fields)}>"

    def __repr__(self) -> str:
        return f"DataType({self})"

    def __reduce__(self) -> Tuple[Any, ...]:
        return (_type_from_parts, (self.format, self._struct.flags, self.metadata_pairs, self.fields, self.dictionary))


class Field(_Node):
    """A type with a name, nullability and metadata."""

    __slots__ = ()

    def __init__(
        self,
        name: Any,
        type: Optional[DataType] = None,
        nullable: bool = True,
        metadata: Optional[MetadataLike] = None,
    ) -> None:
        """Of a name and a type; or of any object with `__arrow_c_schema__` alone."""
        if type is None:
            self._hold(_handle_of(name))
            return
        struct = type._struct
        flags = struct.flags & _TYPE_FLAGS | (_abi.FLAG_NULLABLE if nullable else 0)
        pairs = list(_metadata.pairs(metadata) or [])
        own = {key for key, _ in pairs}
        pairs += [pair for pair in type.metadata_pairs or [] if pair[0] not in own]
        self._hold(rebuild(struct, name, flags, pairs if pairs or metadata is not None else None))

    @classmethod
    def _of_struct(cls, struct: ArrowSchema) -> "Field":
        name = (struct.name or b"").decode("utf-8", "surrogateescape")
        return cls._of(rebuild(struct, name, struct.flags, _metadata.decode(struct.metadata)))

    @property
    def name(self) -> str:
        return (self._struct.name or b"").decode("utf-8", "surrogateescape")

    @property
    def type(self) -> DataType:
        return DataType._of_struct(self._struct)

    @property
    def nullable(self) -> bool:
        return bool(self._struct.flags & _abi.FLAG_NULLABLE)

    def with_name(self, name: str) -> "Field":
        return Field._of(rebuild(self._struct, name, self._struct.flags, self.metadata_pairs))

    def with_nullable(self, nullable: bool) -> "Field":
        flags = self._struct.flags & ~_abi.FLAG_NULLABLE | (_abi.FLAG_NULLABLE if nullable else 0)
        return Field._of(rebuild(self._struct, self.name, flags, self.metadata_pairs))

    def with_metadata(self, metadata: Optional[MetadataLike]) -> "Field":
        return Field._of(rebuild(self._struct, self.name, self._struct.flags, metadata))

    def __str__(self) -> str:
        return f"{self.name}: {self.type}{'' if self.nullable else ' not null'}"

    def __repr__(self) -> str:
        return f"Field({self})"

    def __reduce__(self) -> Tuple[Any, ...]:
        return (Field, (self.name, self.type, self.nullable, self.metadata_pairs))


class Schema(_Node):
    """The fields of record batches, and metadata of their own."""

    __slots__ = ()

    def __init__(self, fields: Any, metadata: Optional[MetadataLike] = None) -> None:
        """Of a sequence of fields, and metadata; or of any object with `__arrow_c_schema__` alone."""
        if not isinstance(fields, (list, tuple)) and metadata is None:
            self._hold(_handle_of(fields))
            return
        self._hold(build("+s", flags=0, metadata=metadata, children=[field._exported for field in fields]))

    @property
    def fields(self) -> List[Field]:
        return self._children()

    @property
    def names(self) -> List[str]:
        return self._child_names()

    @property
    def types(self) -> List[DataType]:
        return [field.type for field in self.fields]

    def field(self, i: Union[int, str]) -> Field:
        return self._pick(i)

    def with_metadata(self, metadata: Optional[MetadataLike]) -> "Schema":
        return Schema._of(rebuild(self._struct, None, self._struct.flags, metadata))

    def __len__(self) -> int:
        return int(self._struct.n_children)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __getitem__(self, i: Union[int, str]) -> Field:
        return self.field(i)

    def __repr__(self) -> str:
        return self.to_string().rstrip("\n")

    def __reduce__(self) -> Tuple[Any, ...]:
        return (Schema, (self.fields, self.metadata_pairs))


def _handle_of(value: Any) -> SchemaHandle:
    from ._consume import schema

    return schema(value)


def make_type(
    format: str, children: Sequence[Field] = (), dictionary: Optional[DataType] = None, flags: int = 0
) -> DataType:
    """A type of parts."""
    values = None if dictionary is None else dictionary._exported
    parts = [child._exported for child in children]
    return DataType._of(build(format, None, flags | _abi.FLAG_NULLABLE, None, parts, values))


def _type_from_parts(
    format: str, flags: int, metadata: Optional[Pairs], children: Sequence[Field], dictionary: Optional[DataType]
) -> DataType:
    made = make_type(format, children, dictionary, flags)
    return DataType._of(rebuild(made._struct, None, flags, metadata))
