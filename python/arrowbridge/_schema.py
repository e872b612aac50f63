"""Fields and schemas. They are immutable, and refer to a schema handle."""

from __future__ import annotations

from . import _metadata
from ._columns import FieldSelection
from ._data_type import TYPE_FLAGS, DataType
from ._errors import invalid
from ._library import core
from ._schema_base import FLAG_NULLABLE, SchemaBase, build, handle_of, rebuild

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Iterator, List, Optional, Tuple, Union

    from ._core import SchemaView
    from ._metadata import MetadataLike


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
        flags = struct.flags & TYPE_FLAGS | (FLAG_NULLABLE if nullable else 0)
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

        return _type_names.field_name(self._handle)

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
        fields : sequence of Field, str or object
            The fields. Without `metadata`: also a text as of `schema`, or any object with `__arrow_c_schema__`.
        metadata : mapping or list of pairs, optional
            The metadata of the schema.
        """
        if isinstance(fields, str):
            self._handle = _parsed(fields)._handle
            if metadata is not None:
                self._handle = self.with_metadata(metadata)._handle
            return
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


def _parsed(text: str) -> Schema:
    """Return the schema of record batches that a text describes."""
    from . import _type_names

    handle = _type_names.parse(text)
    view = handle.view
    if view.format != b"+s" or view.dictionary is not None:
        raise invalid(f"{text!r} is not the schema of record batches, which is a struct: 'struct<name: type, ...>'")
    return Schema._of(rebuild(view, None, 0, view.metadata))


def _of_names(value: Any) -> SchemaBase:
    """Return the type with a name, or a schema of a dict or a list of fields, whose types may be names."""
    if isinstance(value, str):
        return DataType(value)
    from . import _types

    return _types.schema(value)


core.register(schema_of_names=_of_names)
