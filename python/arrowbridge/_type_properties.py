"""Properties of types: units, sizes, and the types of values. A property that a type does not have is None."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Optional

    from ._core import SchemaView
    from ._data_type import DataType
    from ._formats import Format

_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}


class TypeProperties:
    """The properties of DataType that depend on its format.

    Examples
    --------
    >>> type = ab.timestamp("us", "UTC")
    >>> type.unit, type.tz, type.bit_width, type.precision
    ('us', 'UTC', 64, None)
    >>> ab.dictionary("int8", "utf8").value_type
    DataType(utf8)
    """

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def _struct(self) -> SchemaView: ...

    @property
    def _format(self) -> Format:
        from ._formats import parse

        return parse(self._struct.format)

    def _values_of(self, *kinds: str) -> Optional[Format]:
        """Return the format if the values are of one of these kinds. Those of dictionaries are their indices."""
        return self._format if self._struct.dictionary is None and self._format.kind in kinds else None

    @property
    def unit(self) -> Optional[str]:
        """The unit of a time, timestamp or duration: "s", "ms", "us" or "ns"; or None."""
        format = self._values_of("time", "timestamp", "duration")
        return None if format is None else _UNITS[format.unit]

    @property
    def tz(self) -> Optional[str]:
        """The timezone of a timestamp, or None."""
        format = self._values_of("timestamp")
        return None if format is None else format.zone

    @property
    def precision(self) -> Optional[int]:
        """The number of digits of a decimal, or None."""
        format = self._values_of("decimal")
        return None if format is None else format.precision

    @property
    def scale(self) -> Optional[int]:
        """The number of digits after the decimal point of a decimal, or None."""
        format = self._values_of("decimal")
        return None if format is None else format.scale

    @property
    def value_type(self) -> Optional[DataType]:
        """The type of the values of a dictionary, of run-end encoded values, of a list or of a map, or None."""
        of: Any = type(self)
        if self._struct.dictionary is not None:
            return of._of_struct(self._struct.dictionary)  # type: ignore[no-any-return]
        if self._format.kind in ("list", "list_view", "fixed_list"):
            return of._of_struct(self._struct.child(0))  # type: ignore[no-any-return]
        if self._format.kind == "run_ends":
            return of._of_struct(self._struct.child(1))  # type: ignore[no-any-return]
        if self._format.kind == "map":
            return of._of_struct(self._struct.child(0).child(1))  # type: ignore[no-any-return]
        return None

    @property
    def key_type(self) -> Optional[DataType]:
        """The type of the keys of a map, or None."""
        of: Any = type(self)
        return of._of_struct(self._struct.child(0).child(0)) if self._values_of("map") is not None else None

    @property
    def index_type(self) -> Optional[DataType]:
        """The type of the indices of a dictionary-encoded type, or None."""
        of: Any = type(self)
        return None if self._struct.dictionary is None else of(self._struct.format.decode())

    @property
    def storage_type(self) -> DataType:
        """The type of the storage of an extension type; the type itself if it is none."""
        from ._extensions import storage_type

        of: Any = self
        made: DataType = of if of.extension_name is None else storage_type(of)
        return made

    @property
    def list_size(self) -> Optional[int]:
        """The number of items of a fixed-size list, or None."""
        format = self._values_of("fixed_list")
        return None if format is None else format.width

    @property
    def bit_width(self) -> Optional[int]:
        """The number of bits of a value in its buffer, or None if the values differ in size or are in children.

        It is that of the indices for a dictionary-encoded type.
        """
        format = self._format
        if format.kind == "bool":
            return 1
        sized = ("int", "half", "float", "date", "time", "timestamp", "duration", "months", "day_time")
        if format.kind in (*sized, "month_day_nano", "fixed", "decimal"):
            return format.width * 8
        return None
