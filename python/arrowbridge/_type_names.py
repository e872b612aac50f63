"""Names of types, such as `timestamp[us, UTC]` and `list<item: int8>`: `str(type)` and its inverse.

    type      plain, such as int32 | fixed_size_binary[16] | decimal128(10, 2) | time32[ms] | timestamp[us, UTC]
              | list<field> | fixed_size_list[3]<field> | struct<field, ...> | map<field>
              | run_end_encoded<field, field> | dense_union[5, 7]<field, ...>
              | dictionary<type, type> | dictionary<type, type, ordered>
    field     name: type | name: type not null
    and after a type of an extension type: extension<name> | extension<name, metadata>

Names of fields, timezones and extension types are in quotes, with the escapes of JSON, if they have characters of the
grammar. When a name is read, the names of the fields of lists, maps and runs may be left out (`list<int8>`,
`map<utf8, int8>`), and so may the type ids of unions. Further names are string, large_string, string_view and decimal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Union

from . import _types
from ._data_type import DataType, make_type
from ._errors import did_you_mean, invalid
from ._formats import parse as parse_format
from ._schema import Field
from ._schema_base import FLAG_DICTIONARY_ORDERED, FLAG_MAP_KEYS_SORTED, FLAG_NULLABLE, rebuild

if TYPE_CHECKING:
    from ._core import SchemaView
    from ._formats import Format

_PLAIN = {
    "null": "n",
    "bool": "b",
    "int8": "c",
    "uint8": "C",
    "int16": "s",
    "uint16": "S",
    "int32": "i",
    "uint32": "I",
    "int64": "l",
    "uint64": "L",
    "float16": "e",
    "float32": "f",
    "float64": "g",
    "utf8": "u",
    "large_utf8": "U",
    "utf8_view": "vu",
    "binary": "z",
    "large_binary": "Z",
    "binary_view": "vz",
    "date32": "tdD",
    "date64": "tdm",
}
_OTHER_NAMES = {"string": "u", "large_string": "U", "string_view": "vu"}
_INTERVALS = {"months": "tiM", "day_time": "tiD", "month_day_nano": "tin"}
_LISTS: Dict[str, Callable[[Any], DataType]] = {
    "list": _types.list_,
    "large_list": _types.large_list,
    "list_view": _types.list_view,
    "large_list_view": _types.large_list_view,
}
_NESTED = {"+l": "list", "+L": "large_list", "+vl": "list_view", "+vL": "large_list_view", "+s": "struct"}
_NAMES = {format: name for name, format in _PLAIN.items()}
_NAMES.update((format, f"interval[{name}]") for name, format in _INTERVALS.items())
_NAMES.update(_NESTED)
_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}
_WIDTHS = {"decimal32": 32, "decimal64": 64, "decimal128": 128, "decimal256": 256, "decimal": 128}
HEADS = frozenset([
    *_PLAIN,
    *_OTHER_NAMES,
    *_LISTS,
    *_WIDTHS,
    *("interval", "fixed_size_binary", "time32", "time64", "timestamp", "duration", "fixed_size_list", "struct", "map"),
    *("dense_union", "sparse_union", "dictionary", "run_end_encoded", "extension"),
])
_FORMATS = re.compile(r"[nbcCsSiIlLefgzZuU]|v[zu]|[wd]:.*|t(d[Dm]|t[smun]|D[smun]|i[MDn]|s[smun]:.*)|\+.*", re.DOTALL)

_HEAD = re.compile(r"\s*([A-Za-z_]\w*)")
_BARE = r"[^\s\x00-\x1f\x7f\ud800-\udfff\":,<>\[\]()]"
_BARE_NAME = re.compile(rf"{_BARE}(?:[^\x00-\x1f\x7f-\xa0\ud800-\udfff\u2028\u2029\":,<>\[\]()]*{_BARE})?")
_ZONE = r"[^\s\x00-\x1f\x7f\ud800-\udfff\",<>\[\]()]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_FIELD = re.compile(rf"\s*({_QUOTED}|{_BARE_NAME.pattern})\s*:\s*", re.DOTALL)
_WORD = re.compile(rf"\s*({_QUOTED}|{_ZONE})\s*", re.DOTALL)
MAX_DEPTH = 64


def is_format(text: str) -> bool:
    """Return whether a text is a format string of the C data interface and no name of a type."""
    head = _HEAD.match(text)
    return _FORMATS.fullmatch(text) is not None and (head is None or head[1] not in HEADS)


def _quoted(text: str, bare: re.Pattern[str]) -> str:
    if bare.fullmatch(text):
        return text
    import json

    return json.dumps(text)


def _decode(text: Optional[bytes]) -> str:
    return (text or b"").decode("utf-8", "surrogateescape")


def _plain_name(format: Format, code: str) -> str:
    """Return the name of a type without its children."""
    if code in _NAMES:
        return _NAMES[code]
    unit = _UNITS.get(format.unit, "")
    if format.kind == "timestamp":
        return f"timestamp[{unit}{'' if format.zone is None else ', ' + _quoted(format.zone, re.compile(_ZONE))}]"
    if format.kind == "time":
        return f"time{format.width * 8}[{unit}]"
    if format.kind == "duration":
        return f"duration[{unit}]"
    if format.kind == "fixed":
        return f"fixed_size_binary[{format.width}]"
    if format.kind == "decimal":
        return f"decimal{format.width * 8}({format.precision}, {format.scale})"
    if format.kind == "fixed_list":
        return f"fixed_size_list[{format.width}]"
    if format.kind == "run_ends":
        return "run_end_encoded"
    return f"{format.kind}[{', '.join(map(str, format.type_ids))}]"


def name_of(schema: SchemaView) -> str:
    """Return the name of a type."""
    code = (schema.format or b"").decode("utf-8", "replace")
    format = parse_format(schema.format)
    if schema.dictionary is not None:
        ordered = ", ordered" if schema.flags & FLAG_DICTIONARY_ORDERED else ""
        name = f"dictionary<{_plain_name(format, code)}, {name_of(schema.dictionary)}{ordered}>"
    else:
        name = "map" if format.kind == "map" else _plain_name(format, code)
        name += "[keys sorted]" if format.kind == "map" and schema.flags & FLAG_MAP_KEYS_SORTED else ""
        children = [field_name(schema.child(i)) for i in range(schema.n_children)]
        name += f"<{', '.join(children)}>" if children else ""
    pairs = dict(schema.metadata or [])
    extension = pairs.get(b"ARROW:extension:name")
    if extension is None:
        return name
    word = re.compile(_ZONE)
    metadata = pairs.get(b"ARROW:extension:metadata")
    arguments = _quoted(_decode(extension), word)
    arguments += "" if metadata is None else f", {_quoted(_decode(metadata), word)}"
    return f"{name} extension<{arguments}>"


def field_name(schema: SchemaView) -> str:
    not_null = "" if schema.flags & FLAG_NULLABLE else " not null"
    return f"{_quoted(_decode(schema.name), _BARE_NAME)}: {name_of(schema)}{not_null}"


def type_of(text: str) -> DataType:
    """Return the type with a name. The error for a text that is no name says where it is wrong."""
    reader = _Reader(text)
    made = reader.type(0)
    if reader.rest():
        raise reader.error("the end is expected")
    return made


class _Reader:
    """Reads the name of a type. `at` is the position of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def error(self, problem: str, at: Optional[int] = None) -> Exception:
        at = self.at if at is None else at
        return invalid(f"{self.text!r} is not the name of a type: {problem} at position {at}")

    def rest(self) -> str:
        return self.text[self.at :].strip()

    def take(self, mark: str) -> bool:
        """Skip spaces and a mark. Return whether it is there."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        self.at = start
        return False

    def expect(self, mark: str) -> None:
        if not self.take(mark):
            raise self.error(f"{mark!r} is expected")

    def match(self, pattern: re.Pattern[str]) -> Optional[str]:
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return self.unquoted(found[1])

    def unquoted(self, word: str) -> str:
        if not word.startswith('"'):
            return word
        import json

        try:
            return str(json.loads(word, strict=False))
        except ValueError as error:
            raise self.error(f"a quoted name is not valid JSON ({error}) before") from None

    def word(self, what: str) -> str:
        found = self.match(_WORD)
        if found is None:
            raise self.error(f"{what} is expected")
        return found

    def number(self) -> int:
        start, word = self.at, self.word("a number")
        try:
            return int(word)
        except ValueError:
            raise self.error(f"a number is expected, not {word!r},", start) from None

    def type(self, depth: int) -> DataType:
        if depth > MAX_DEPTH:
            raise self.error(f"more than {MAX_DEPTH} levels of nesting")
        start = self.at
        head = self.match(_HEAD)
        if head is None or head not in HEADS:
            self.at = start
            raise self.error(self.unknown(head))
        try:
            made = self.of_head(head, depth)
        except ValueError as error:
            if "is not the name of a type" in str(error):
                raise
            # From the function that makes the type, or from the library: a unit, a number or a combination.
            raise self.error(f"{getattr(error, 'message', error)}, for the type", start) from error
        return self.extension(made)

    def unknown(self, head: Optional[str]) -> str:
        if head is None:
            return "the name of a type is expected"
        return f"there is no type {head!r}{did_you_mean(head, sorted(HEADS - {'extension'}))}"

    def extension(self, of: DataType) -> DataType:
        start = self.at
        if self.match(_HEAD) != "extension":
            self.at = start
            return of
        self.expect("<")
        name = self.word("the name of an extension type").encode("utf-8", "surrogateescape")
        pairs = [(b"ARROW:extension:name", name)]
        if self.take(","):
            metadata = self.word("the metadata of an extension type").encode("utf-8", "surrogateescape")
            pairs.append((b"ARROW:extension:metadata", metadata))
        self.expect(">")
        return DataType._of(rebuild(of._struct, None, of._struct.flags, pairs))

    def of_head(self, head: str, depth: int) -> DataType:
        plain = _PLAIN.get(head) or _OTHER_NAMES.get(head)
        if plain is not None:
            return DataType(plain)
        if head in _WIDTHS:
            self.expect("(")
            precision = self.number()
            scale = self.number() if self.take(",") else 0
            self.expect(")")
            return _types.decimal(precision, scale, _WIDTHS[head])
        if head in ("time32", "time64", "duration", "timestamp", "interval"):
            return self.time(head)
        if head in ("fixed_size_binary", "fixed_size_list"):
            self.expect("[")
            size = self.number()
            self.expect("]")
            if head == "fixed_size_binary":
                return _types.fixed_size_binary(size)
            return _types.fixed_size_list(self.fields(depth, 1)[0], size)
        if head in _LISTS:
            return _LISTS[head](self.fields(depth, 1)[0])
        if head == "struct":
            return _types.struct(self.named_fields(depth) if self.take("<") else [])
        if head in ("dense_union", "sparse_union"):
            return self.union(head, depth)
        if head == "map":
            return self.map(depth)
        if head == "dictionary":
            return self.dictionary(depth)
        if head == "run_end_encoded":
            run_ends, values = self.fields(depth, 2)
            run_ends = run_ends if isinstance(run_ends, Field) else Field("run_ends", run_ends, nullable=False)
            values = values if isinstance(values, Field) else Field("values", values)
            return make_type("+r", [run_ends, values])
        raise self.error("the storage type is expected before 'extension'")

    def time(self, head: str) -> DataType:
        self.expect("[")
        unit = self.word("a unit")
        zone = self.word("a timezone") if head == "timestamp" and self.take(",") else ""
        self.expect("]")
        if head == "interval":
            if unit not in _INTERVALS:
                raise ValueError(f"the unit must be one of {', '.join(_INTERVALS)}, not {unit!r}")
            return DataType(_INTERVALS[unit])
        if head == "timestamp":
            return _types.timestamp(unit, zone)
        make: Callable[[str], DataType] = getattr(_types, head)
        return make(unit)

    def map(self, depth: int) -> DataType:
        is_sorted = self.take("[")
        if is_sorted:
            self.expect("keys sorted")
            self.expect("]")
        entries = self.fields(depth, 1, 2)
        if len(entries) == 2:
            return _types.map_(entries[0], entries[1], is_sorted)
        first = entries[0]
        first = first if isinstance(first, Field) else Field("entries", first, nullable=False)
        return make_type("+m", [first], None, FLAG_MAP_KEYS_SORTED if is_sorted else 0)

    def dictionary(self, depth: int) -> DataType:
        self.expect("<")
        index = self.type(depth + 1)
        self.expect(",")
        values = self.type(depth + 1)
        ordered = self.take(",")
        if ordered:
            self.expect("ordered")
        self.expect(">")
        return _types.dictionary(index, values, ordered)

    def union(self, head: str, depth: int) -> DataType:
        ids: Optional[List[int]] = None
        if self.take("["):
            ids = []
            while not self.take("]"):
                if ids:
                    self.expect(",")
                ids.append(self.number())
        fields = self.named_fields(depth) if self.take("<") else []
        return _types.dense_union(fields, ids) if head == "dense_union" else _types.sparse_union(fields, ids)

    def fields(self, depth: int, least: int, most: int = 0) -> List[Union[DataType, Field]]:
        """Read `least` to `most` fields, each with or without its name."""
        self.expect("<")
        found: List[Union[DataType, Field]] = []
        while not found or self.take(","):
            name = self.match(_FIELD)
            found.append(self.type(depth + 1) if name is None else self.field(name, depth))
        if not least <= len(found) <= max(least, most):
            raise self.error(f"{least if not most else f'{least} or {most}'} of '<...>' expected, not {len(found)},")
        self.expect(">")
        return found

    def named_fields(self, depth: int) -> List[Field]:
        """Read fields up to the closing mark."""
        found: List[Field] = []
        while not self.take(">"):
            if found:
                self.expect(",")
            name = self.match(_FIELD)
            if name is None:
                raise self.error("'name: type' is expected")
            found.append(self.field(name, depth))
        return found

    def field(self, name: str, depth: int) -> Field:
        type = self.type(depth + 1)
        start = self.at
        not_null = self.take("not") and self.take("null")
        if not not_null:
            self.at = start
        return Field(name, type, nullable=not not_null)
