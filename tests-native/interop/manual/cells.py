"""Values of pyarrow's arrays and of JSON of the integration format, as the same plain Python values.

A value is None, a bool, a number, a str, bytes, a list (of values; of pairs of
name and value: a struct) or a tuple (a union's type id and value, a map's key and value, an interval's parts).
Times, dates and decimals are their stored integers.
"""

import decimal
import struct

import pyarrow as pa

_EXACT = decimal.Context(prec=100)
_VIEWS_AS = {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}


def _of_dictionary(array):
    values = of_array(array.dictionary)
    return [None if index is None else values[index] for index in array.indices.to_pylist()]


def _of_run_ends(array):
    ends, values = array.run_ends.to_pylist(), of_array(array.values)
    cells, run = [], 0
    for row in range(array.offset, array.offset + len(array)):
        while ends[run] <= row:
            run += 1
        cells.append(values[run])
    return cells


def _of_union(array):
    names = array.type.type_codes
    children = [of_array(array.field(i)) for i in range(array.type.num_fields)]
    offsets = array.offsets.to_pylist() if array.type.mode == "dense" else None
    cells = []
    for row, code in enumerate(array.type_codes.to_pylist()):
        at = row if offsets is None else offsets[row]
        cells.append((code, children[names.index(code)][at]))
    return cells


def _of_struct(array):
    names = [array.type.field(i).name for i in range(array.type.num_fields)]
    columns = [of_array(array.field(i)) for i in range(len(names))]
    valid = array.is_valid().to_pylist()
    # field() knows the struct's offset but not its nulls.
    return [_struct(names, columns, row) if valid[row] else None for row in range(len(array))]


def _struct(names, columns, row):
    # Names may come twice.
    return [(name, column[row]) for name, column in zip(names, columns)]


def _of_lists(array):
    return [of_array(scalar.values) if scalar.is_valid else None for scalar in array]


def _entries(maps):
    """Maps without the names of keys and values, which C++ does not keep."""
    return [entries and [tuple(value for _, value in entry) for entry in entries] for entries in maps]


def of_array(array):
    """The values of an array of pyarrow."""
    kind = array.type
    t = pa.types
    if len(array) == 0:
        return []  # pyarrow 25 ends the process when asked for the type ids of an empty union that came by IPC
    if isinstance(array, pa.ExtensionArray):
        return of_array(array.storage)
    if t.is_dictionary(kind):
        return _of_dictionary(array)
    if t.is_run_end_encoded(kind):
        return _of_run_ends(array)
    if t.is_union(kind):
        return _of_union(array)
    if t.is_struct(kind):
        return _of_struct(array)
    if (t.is_list(kind) or t.is_large_list(kind) or t.is_list_view(kind) or t.is_large_list_view(kind)
            or t.is_fixed_size_list(kind)):
        return _of_lists(array)
    if t.is_map(kind):
        return _entries(_of_lists(array))
    if t.is_decimal(kind):
        return [None if value is None else int(value.scaleb(kind.scale, _EXACT)) for value in array.to_pylist()]
    if t.is_temporal(kind) and not t.is_interval(kind):
        return array.view(_VIEWS_AS[kind.bit_width]).to_pylist()
    if t.is_interval(kind):
        return [None if value is None else tuple(value) for value in array.to_pylist()]
    return array.to_pylist()


class Json:
    """A file of the integration format."""

    def __init__(self, tree):
        self._batches = tree["batches"]
        self.fields = tree["schema"]["fields"]
        self._dictionaries = {d["id"]: d["data"]["columns"][0] for d in tree.get("dictionaries", [])}

    def batches(self):
        """Per batch a list of columns, each a list of values."""
        return [[self._field(field, column) for field, column in zip(self.fields, batch["columns"])]
                for batch in self._batches]

    def _field(self, field, column):
        dictionary = field.get("dictionary")
        if dictionary is None:
            return self._column(field, column)
        values = self._column({**field, "dictionary": None}, self._dictionaries[dictionary["id"]])
        indices = self._valid(column, [int(index) for index in column["DATA"]])
        return [None if index is None else values[index] for index in indices]

    @staticmethod
    def _valid(column, cells):
        valid = column.get("VALIDITY")
        return cells if valid is None else [cell if ok else None for cell, ok in zip(cells, valid)]

    def _column(self, field, column):
        name = field["type"]["name"]
        nested = getattr(self, "_" + name, None)
        if nested is not None:
            return self._valid(column, nested(field, column))
        if name == "null":
            return [None] * column["count"]
        if name in ("utf8view", "binaryview"):
            return self._valid(column, self._views(name, column))
        return self._valid(column, [_plain(field["type"], value) for value in column["DATA"]])

    def _children(self, field, column):
        return [self._field(*pair) for pair in zip(field["children"], column.get("children", []))]

    def _list(self, field, column):
        values, offsets = self._children(field, column)[0], [int(offset) for offset in column["OFFSET"]]
        return [values[offsets[i]:offsets[i + 1]] for i in range(column["count"])]

    _largelist = _list

    def _map(self, field, column):
        return _entries(self._list(field, column))

    def _listview(self, field, column):
        values = self._children(field, column)[0]
        return [values[int(at):int(at) + int(size)] for at, size in zip(column["OFFSET"], column["SIZE"])]

    _largelistview = _listview

    def _fixedsizelist(self, field, column):
        size, values = field["type"]["listSize"], self._children(field, column)[0]
        return [values[i * size:(i + 1) * size] for i in range(column["count"])]

    def _struct(self, field, column):
        names, columns = [child["name"] for child in field["children"]], self._children(field, column)
        return [_struct(names, columns, row) for row in range(column["count"])]

    def _union(self, field, column):
        codes, children = field["type"]["typeIds"], self._children(field, column)
        places = column["OFFSET"] if field["type"]["mode"] == "DENSE" else range(column["count"])
        return [(code, children[codes.index(code)][int(at)]) for code, at in zip(column["TYPE_ID"], places)]

    def _runendencoded(self, field, column):
        ends, values = self._children(field, column)
        cells, start = [], 0
        for end, value in zip(ends, values):
            cells += [value] * (min(end, column["count"]) - start)
            start = end
        return cells

    def _views(self, name, column):
        cells = []
        for view in column["VIEWS"]:
            size, inlined = int(view["SIZE"]), view.get("INLINED")
            if inlined is None:
                at = int(view["OFFSET"])
                cell = bytes.fromhex(column["VARIADIC_DATA_BUFFERS"][view["BUFFER_INDEX"]])[at:at + size]
            else:
                cell = inlined.encode() if name == "utf8view" else bytes.fromhex(inlined)
            cells.append(cell.decode() if name == "utf8view" else cell)
        return cells


def _plain(kind, value):
    name = kind["name"]
    if name == "bool":
        return bool(value)
    if name in ("binary", "largebinary", "fixedsizebinary"):
        return bytes.fromhex(value)
    if name in ("utf8", "largeutf8"):
        return value
    if name == "floatingpoint":
        narrow = {"HALF": "e", "SINGLE": "f", "DOUBLE": "d"}[kind["precision"]]
        return struct.unpack(narrow, struct.pack(narrow, float(value)))[0]
    if name == "interval":
        return tuple(value.values()) if isinstance(value, dict) else value
    return int(value)


def first_difference(path, ours, theirs):
    """Where two columns differ first, or None. NaN is equal to itself."""
    if len(ours) != len(theirs):
        return f"{path}: {len(ours)} values, and {len(theirs)}"
    for row, (a, b) in enumerate(zip(ours, theirs)):
        if a != b and not (a != a and b != b) and repr(a) != repr(b):
            return f"{path}, row {row}: {a!r}, and {b!r}"
    return None
