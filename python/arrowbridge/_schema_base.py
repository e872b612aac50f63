"""What types, fields and schemas have in common: a schema handle, metadata, children, comparison and exports."""

from __future__ import annotations

from . import _arguments, _metadata
from ._columns import index_of
from ._library import core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, ClassVar, Dict, List, Optional, Sequence, Type, TypeVar, Union

    from ._core import SchemaHandle, SchemaView
    from ._metadata import MetadataLike, Pairs
    from ._schema import Field

    _S = TypeVar("_S", bound="SchemaBase")


FLAG_DICTIONARY_ORDERED = 1
FLAG_NULLABLE = 2
FLAG_MAP_KEYS_SORTED = 4


class SchemaBase:
    """Base class of DataType, Field and Schema."""

    __slots__ = ("_handle", "__weakref__")
    _handle: SchemaHandle
    _field_class: ClassVar[Type[Field]]

    @classmethod
    def _of(cls: Type[_S], handle: SchemaHandle) -> _S:
        made = cls.__new__(cls)
        made._handle = handle
        return made

    @property
    def _struct(self) -> SchemaView:
        """The members of the ArrowSchema."""
        return self._handle.view

    @property
    def metadata_pairs(self) -> Optional[Pairs]:
        """The metadata in its order, with repeated keys; None if there is no metadata."""
        return self._struct.metadata

    @property
    def metadata(self) -> Optional[Dict[bytes, bytes]]:
        """The metadata as a dict; None if there is no metadata. For a repeated key it has the last value."""
        return _metadata.as_dict(self.metadata_pairs)

    def equals(self, other: Any, check_metadata: bool = False) -> bool:
        """Return whether formats, names, nullability and flags are equal, including those of all children.

        Parameters
        ----------
        other : object
            An object of the same class.
        check_metadata : bool, default False
            Compare the metadata, too.

        Examples
        --------
        >>> ab.int8().equals(ab.int16())
        False
        """
        if type(other) is not type(self):
            return False
        return self._handle.equals(other._handle, check_metadata)

    def __eq__(self, other: object) -> Any:
        return self.equals(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash((self._struct.format, self._struct.name or b"", self._struct.n_children))

    def _children(self) -> List["Field"]:
        return [self._child(i) for i in range(self._struct.n_children)]

    def _child(self, i: int) -> "Field":
        return self._field_class._of_struct(self._struct.child(i))

    def _child_names(self) -> List[str]:
        struct = self._struct
        names = [(struct.child(i).name or b"") for i in range(struct.n_children)]
        return [name.decode("utf-8", "surrogateescape") for name in names]

    def _find_child(self, i: Union[int, str]) -> "Field":
        """Return a child by its index or its unique name, without making objects for the other children."""
        return self._child(index_of("field", i, self._child_names))

    def __arrow_c_schema__(self) -> object:
        return self._handle.capsule()

    def _export_to_c(self, out_ptr: int) -> None:
        """Export to the ArrowSchema at an address."""
        self._handle.export_to(out_ptr)

    @classmethod
    def _import_from_c(cls: Type[_S], in_ptr: int) -> _S:
        """Import, and thereby consume, the ArrowSchema at an address."""
        return cls._of_handle(core.import_schema_from(in_ptr))

    @classmethod
    def _of_handle(cls: Type[_S], handle: SchemaHandle) -> _S:
        """Make an object of this class from the handle of any schema. Overridden by DataType."""
        return cls._of(handle)

    def to_string(self) -> str:
        r"""Format as a tree, with metadata.

        Examples
        --------
        >>> ab.int8().to_string()
        'int8\n'
        """
        return self._handle.to_string()

    def to_line(self, metadata: bool = True) -> str:
        r"""Format on one line. `schema` makes an equal schema of the line of a schema.

        Parameters
        ----------
        metadata : bool, default True
            Whether to include all metadata. The name and the metadata of extension types are always included.

        Examples
        --------
        >>> ab.schema({"a": "list<int8>"}).to_line()
        'struct<a: list<item: int8>>'
        """
        return self._handle.to_line(metadata)


def handle_of(value: Any) -> SchemaHandle:
    handle: SchemaHandle = core.import_schema(value)
    return handle


def build(
    format: str,
    name: Optional[str] = None,
    flags: int = FLAG_NULLABLE,
    metadata: Optional[MetadataLike] = None,
    children: Sequence[SchemaHandle] = (),
    dictionary: Optional[SchemaHandle] = None,
) -> SchemaHandle:
    """Make a schema of a format string, children and a dictionary. The library validates and copies them."""
    text, encoded = _arguments.text(format, "format"), _metadata.encode(metadata)
    made: SchemaHandle = core.build_schema(text, _name(name), flags, encoded, tuple(children), dictionary)
    return made


def rebuild(of: SchemaView, name: Optional[str], flags: int, metadata: Optional[MetadataLike]) -> SchemaHandle:
    """Copy a schema, or a child of one, with another name, other flags and other metadata."""
    made: SchemaHandle = core.rebuild_schema(of, _name(name), flags, _metadata.encode(metadata))
    return made


def _name(name: Optional[str]) -> Optional[bytes]:
    return None if name is None else _arguments.text(name, "name")


core.register(schema_class=SchemaBase)
