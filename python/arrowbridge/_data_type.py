"""Types. They are immutable, and refer to a schema handle."""

from __future__ import annotations

from ._schema_base import (
    FLAG_DICTIONARY_ORDERED,
    FLAG_MAP_KEYS_SORTED,
    FLAG_NULLABLE,
    SchemaBase,
    build,
    handle_of,
    rebuild,
)
from ._type_properties import TypeProperties

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, List, Optional, Sequence, Tuple, Union

    from ._core import SchemaHandle, SchemaView
    from ._metadata import Pairs
    from ._schema import Field
    from .protocols import SchemaLike


TYPE_FLAGS = FLAG_DICTIONARY_ORDERED | FLAG_MAP_KEYS_SORTED
_EXTENSION = b"ARROW:extension:"


class DataType(TypeProperties, SchemaBase):
    """A type: a format string of the C data interface, with the fields of its children and the type of its dictionary.

    Types are equal if their formats, children and dictionaries are, and the metadata that makes them extension types.

    Examples
    --------
    >>> ab.DataType("i") == ab.int32()
    True
    """

    __slots__ = ()

    def __init__(self, format: Union[str, SchemaLike]) -> None:
        """Make a type.

        Parameters
        ----------
        format : str or object
            The name of a type, a format string of the C data interface, or any object with `__arrow_c_schema__`.

        Raises
        ------
        ArrowBridgeError
            If there is no such type. For a name, the message says where it is wrong.

        Examples
        --------
        >>> ab.DataType("list<timestamp[us, UTC]>")
        DataType(list<item: timestamp[us, UTC]>)
        >>> ab.DataType("tsu:UTC") == ab.DataType("timestamp[us, UTC]")
        True
        """
        if not isinstance(format, str):
            self._handle = DataType._of_handle(handle_of(format))._handle
        elif _is_format(format):
            self._handle = build(format)
        else:
            from . import _type_names

            if _type_names.is_format(format):
                self._handle = build(format)
            else:
                self._handle = DataType._of_handle(_type_names.parse_type(format))._handle

    @classmethod
    def _of_handle(cls, handle: SchemaHandle) -> "DataType":
        return cls._of_struct(handle.view)

    @classmethod
    def _of_struct(cls, struct: SchemaView) -> "DataType":
        pairs = [pair for pair in struct.metadata or [] if pair[0].startswith(_EXTENSION)]
        flags = struct.flags & TYPE_FLAGS | FLAG_NULLABLE
        return cls._of(rebuild(struct, None, flags, pairs or None))

    @property
    def format(self) -> str:
        """The format string. For a dictionary-encoded type, the format string of the indices."""
        return (self._struct.format or b"").decode("utf-8", "replace")

    @property
    def fields(self) -> List["Field"]:
        """The fields of the children."""
        return self._children()

    @property
    def num_fields(self) -> int:
        """The number of children."""
        return int(self._struct.n_children)

    def field(self, i: Union[int, str]) -> "Field":
        """Return the field of a child by its index or its unique name.

        Parameters
        ----------
        i : int or str
            The index or the name.

        Raises
        ------
        KeyError
            If no child, or several, have the name.

        Examples
        --------
        >>> str(ab.struct({"a": ab.int8()}).field("a").type)
        'int8'
        """
        return self._find_child(i)

    @property
    def dictionary(self) -> Optional["DataType"]:
        """The type of the dictionary's values; None if the type is not dictionary-encoded."""
        return None if self._struct.dictionary is None else DataType._of_struct(self._struct.dictionary)

    @property
    def ordered(self) -> bool:
        """Whether the order of the dictionary's values is meaningful."""
        return bool(self._struct.flags & FLAG_DICTIONARY_ORDERED)

    @property
    def extension_name(self) -> Optional[str]:
        """The name of the extension type; None if the type is not an extension type."""
        name = (self.metadata or {}).get(_EXTENSION + b"name")
        return None if name is None else name.decode("utf-8", "replace")

    def equals(self, other: Any, check_metadata: bool = False) -> bool:
        """Return whether the formats, the children, the dictionaries and the extension types are equal.

        Parameters
        ----------
        other : object
            Another type.
        check_metadata : bool, default False
            Compare the metadata of the children, too.

        Examples
        --------
        >>> ab.list_(ab.int8()).equals(ab.list_(ab.int8()))
        True
        """
        return super().equals(other, check_metadata) and self.metadata == other.metadata

    __eq__ = SchemaBase.__eq__
    __hash__ = SchemaBase.__hash__

    def __str__(self) -> str:
        """Return the name of the type, from which `DataType` makes an equal type."""
        from . import _type_names

        return _type_names.name_of(self._handle)

    def __repr__(self) -> str:
        return f"DataType({self})"

    def __reduce__(self) -> Tuple[Any, ...]:
        return (_type_from_parts, (self.format, self._struct.flags, self.metadata_pairs, self.fields, self.dictionary))


def _is_format(text: str) -> bool:
    """Return whether a text is certainly a format string: the parser of names is not needed."""
    return len(text) < 3 or text[1] == ":" or text[0] == "+"


def make_type(
    format: str, children: Sequence[Field] = (), dictionary: Optional[DataType] = None, flags: int = 0
) -> DataType:
    """Make a type from its format string, children and dictionary."""
    values = None if dictionary is None else dictionary._handle
    parts = [child._handle for child in children]
    return DataType._of(build(format, None, flags | FLAG_NULLABLE, None, parts, values))


def _type_from_parts(
    format: str, flags: int, metadata: Optional[Pairs], children: Sequence[Field], dictionary: Optional[DataType]
) -> DataType:
    made = make_type(format, children, dictionary, flags)
    return DataType._of(rebuild(made._struct, None, flags, metadata))
