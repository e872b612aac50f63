"""Types, fields and schemas. They are immutable. Each refers to a schema handle."""

from __future__ import annotations

from . import _metadata
from ._columns import FieldSelection
from ._library import core
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
    from typing import Any, Iterator, List, Optional, Sequence, Tuple, Union

    from ._metadata import MetadataLike, Pairs
    from ._core import SchemaHandle, SchemaView
    from .protocols import SchemaLike


_TYPE_FLAGS = FLAG_DICTIONARY_ORDERED | FLAG_MAP_KEYS_SORTED
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

            self._handle = build(format) if _type_names.is_format(format) else _type_names.type_of(format)._handle

    @classmethod
    def _of_handle(cls, handle: SchemaHandle) -> "DataType":
        return cls._of_struct(handle.view)

    @classmethod
    def _of_struct(cls, struct: SchemaView) -> "DataType":
        pairs = [pair for pair in struct.metadata or [] if pair[0].startswith(_EXTENSION)]
        flags = struct.flags & _TYPE_FLAGS | FLAG_NULLABLE
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

        return _type_names.name_of(self._struct)

    def __repr__(self) -> str:
        return f"DataType({self})"

    def __reduce__(self) -> Tuple[Any, ...]:
        return (_type_from_parts, (self.format, self._struct.flags, self.metadata_pairs, self.fields, self.dictionary))


class Field(SchemaBase):
    """A field: a type with a name, nullability and metadata.

    Examples
    --------
    >>> ab.Field("n", ab.int8(), nullable=False).nullable
    False
    """

    __slots__ = ()

    def __init__(
        self,
        name: Any,
        type: Union[DataType, str, None] = None,
        nullable: bool = True,
        metadata: Optional[MetadataLike] = None,
    ) -> None:
        """Make a field.

        Parameters
        ----------
        name : str or object
            The name. Without `type`: any object with `__arrow_c_schema__`.
        type : DataType or str, optional
            The type, or its name.
        nullable : bool, default True
            Whether values can be null.
        metadata : mapping or list of pairs, optional
            The metadata. The metadata of an extension type is added.
        """
        if type is None:
            if isinstance(name, str):
                raise TypeError(f"the field {name!r} needs a type")
            self._handle = handle_of(name)
            return
        if isinstance(type, str):
            type = DataType(type)
        struct = type._struct
        flags = struct.flags & _TYPE_FLAGS | (FLAG_NULLABLE if nullable else 0)
        pairs = list(_metadata.pairs(metadata) or [])
        keys = {key for key, _ in pairs}
        pairs += [pair for pair in type.metadata_pairs or [] if pair[0] not in keys]
        self._handle = rebuild(struct, name, flags, pairs if pairs or metadata is not None else None)

    @classmethod
    def _of_struct(cls, struct: SchemaView) -> "Field":
        name = (struct.name or b"").decode("utf-8", "surrogateescape")
        return cls._of(rebuild(struct, name, struct.flags, struct.metadata))

    @property
    def name(self) -> str:
        """The name."""
        return (self._struct.name or b"").decode("utf-8", "surrogateescape")

    @property
    def type(self) -> DataType:
        """The type."""
        return DataType._of_struct(self._struct)

    @property
    def nullable(self) -> bool:
        """Whether values can be null."""
        return bool(self._struct.flags & FLAG_NULLABLE)

    def with_name(self, name: str) -> "Field":
        """Return a copy with another name.

        Parameters
        ----------
        name : str
            The name.

        Raises
        ------
        ArrowBridgeError
            If the name has a NUL character.

        Examples
        --------
        >>> ab.field("a", ab.int8()).with_name("b").name
        'b'
        """
        return Field._of(rebuild(self._struct, name, self._struct.flags, self.metadata_pairs))

    def with_nullable(self, nullable: bool) -> "Field":
        """Return a copy with other nullability.

        Parameters
        ----------
        nullable : bool
            Whether values can be null.

        Examples
        --------
        >>> ab.field("a", ab.int8()).with_nullable(False).nullable
        False
        """
        flags = self._struct.flags & ~FLAG_NULLABLE | (FLAG_NULLABLE if nullable else 0)
        return Field._of(rebuild(self._struct, self.name, flags, self.metadata_pairs))

    def with_metadata(self, metadata: Optional[MetadataLike]) -> "Field":
        """Return a copy with other metadata; None removes it.

        Parameters
        ----------
        metadata : mapping or list of pairs, optional
            The metadata.

        Examples
        --------
        >>> ab.field("a", ab.int8()).with_metadata({"key": "value"}).metadata
        {b'key': b'value'}
        """
        return Field._of(rebuild(self._struct, self.name, self._struct.flags, metadata))

    def __str__(self) -> str:
        from . import _type_names

        return _type_names.field_name(self._struct)

    def __repr__(self) -> str:
        return f"Field({self})"

    def __reduce__(self) -> Tuple[Any, ...]:
        return (Field, (self.name, self.type, self.nullable, self.metadata_pairs))


SchemaBase._field_class = Field


class Schema(FieldSelection, SchemaBase):
    """The schema of record batches: fields and metadata.

    Examples
    --------
    >>> ab.Schema([ab.field("a", ab.int8())]).names
    ['a']
    """

    __slots__ = ()

    def __init__(self, fields: Any, metadata: Optional[MetadataLike] = None) -> None:
        """Make a schema.

        Parameters
        ----------
        fields : sequence of Field, or object
            The fields. Without `metadata`: also any object with `__arrow_c_schema__`.
        metadata : mapping or list of pairs, optional
            The metadata of the schema.
        """
        if not isinstance(fields, (list, tuple)) and metadata is None:
            self._handle = handle_of(fields)
            return
        self._handle = build("+s", flags=0, metadata=metadata, children=[field._handle for field in fields])

    @property
    def fields(self) -> List[Field]:
        """The fields."""
        return self._children()

    @property
    def names(self) -> List[str]:
        """The names of the fields."""
        return self._child_names()

    @property
    def types(self) -> List[DataType]:
        """The types of the fields."""
        return [field.type for field in self.fields]

    def field(self, i: Union[int, str]) -> Field:
        """Return a field by its index or its unique name.

        Parameters
        ----------
        i : int or str
            The index or the name.

        Raises
        ------
        KeyError
            If no field, or several, have the name.

        Examples
        --------
        >>> ab.schema({"a": ab.int8()}).field("a").name
        'a'
        """
        return self._find_child(i)

    def with_metadata(self, metadata: Optional[MetadataLike]) -> "Schema":
        """Return a copy with other metadata; None removes it.

        Parameters
        ----------
        metadata : mapping or list of pairs, optional
            The metadata.

        Examples
        --------
        >>> ab.schema({"a": ab.int8()}).with_metadata({"key": "value"}).metadata
        {b'key': b'value'}
        """
        return Schema._of(rebuild(self._struct, None, self._struct.flags, metadata))

    def decode_dictionaries(self) -> "Schema":
        """Return a schema whose dictionary-encoded fields, at any depth, are replaced by fields of their values.

        ``reader.cast(reader.schema.decode_dictionaries())`` decodes all dictionaries of a reader.

        Examples
        --------
        >>> encoded = ab.schema({"a": ab.dictionary(ab.int8(), ab.utf8())})
        >>> str(encoded.decode_dictionaries().field("a").type)
        'utf8'
        """
        return Schema._of(self._handle.decode_dictionaries())

    def __len__(self) -> int:
        return int(self._struct.n_children)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __getitem__(self, i: Union[int, str]) -> Field:
        return self.field(i)

    def _ipython_key_completions_(self) -> List[str]:
        return self.names

    def __repr__(self) -> str:
        return self.to_string().rstrip("\n")

    def __reduce__(self) -> Tuple[Any, ...]:
        return (Schema, (self.fields, self.metadata_pairs))


def _is_format(text: str) -> bool:
    """Return whether a text is certainly a format string: the parser of names is not needed."""
    return len(text) < 3 or text[1] == ":" or text[0] == "+"


def _of_names(value: Any) -> SchemaBase:
    """Return the type with a name, or a schema of a dict or a list of fields, whose types may be names."""
    if isinstance(value, str):
        return DataType(value)
    from . import _types

    return _types.schema(value)


core.register(schema_of_names=_of_names)
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
