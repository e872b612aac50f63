"""Arrays of every type that pyarrow can make, with and without nulls."""

import datetime
import decimal

import pyarrow as pa

ROWS = 45


def _texts(row):
    return ["", f"\u00e9t\u00e9 {row}", f"{row} a text that is longer than a view"][row % 3]


def _column(kind, value_of, nulls):
    return pa.array([None if nulls and row % 3 == 1 else value_of(row) for row in range(ROWS)], kind)


def _plain(kind):
    t = pa.types
    if t.is_null(kind):
        return lambda row: None
    if t.is_boolean(kind):
        return lambda row: row % 5 < 2
    if t.is_integer(kind):
        return lambda row: row * 2 - (40 if t.is_signed_integer(kind) else 0)
    if t.is_floating(kind):
        return lambda row: [0.5 * row, float("inf"), -0.0][row % 3]
    if t.is_decimal(kind):
        return lambda row: decimal.Decimal(row * 3 - 50)
    if t.is_date64(kind):
        return lambda row: datetime.date(1960 + row, 1, 1)
    if t.is_interval(kind):
        return lambda row: (row, -row, row * 10**12)
    if t.is_temporal(kind):
        return lambda row: row * 1001
    if t.is_fixed_size_binary(kind):
        return lambda row: bytes([row % 251] * kind.byte_width)
    if t.is_binary(kind) or t.is_large_binary(kind) or t.is_binary_view(kind):
        return lambda row: _texts(row).encode()
    return _texts


def _plain_types():
    units = ("s", "ms", "us", "ns")
    yield from (pa.null(), pa.bool_(), pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(),
                pa.int64(), pa.uint64())
    yield from (pa.float16(), pa.float32(), pa.float64(), pa.date32(), pa.date64(), pa.month_day_nano_interval())
    yield from (pa.decimal32(9, 2), pa.decimal64(18, 3), pa.decimal128(38, 10), pa.decimal256(76, 5))
    yield from (pa.time32("s"), pa.time32("ms"), pa.time64("us"), pa.time64("ns"))
    yield from (pa.timestamp(unit, zone) for unit in units for zone in (None, "UTC", "Europe/Berlin"))
    yield from (pa.duration(unit) for unit in units)
    yield from (pa.binary(), pa.large_binary(), pa.binary_view(), pa.string(), pa.large_string(), pa.string_view(),
                pa.binary(0), pa.binary(7))


def _nested_types():
    text, number = pa.string(), pa.int64()
    pair = lambda row: {"x": row, "y": _texts(row)}
    items = lambda row: [_texts(row + i) if i else None for i in range(row % 4)]
    for make in (pa.list_, pa.large_list, pa.list_view, pa.large_list_view):
        yield make(text), items
        yield make(make(number)), lambda row: [[row], [], None, [row, row + 1]][: row % 5]
    yield pa.list_(number, 3), lambda row: [row, None, -row]
    yield pa.struct([("x", number), ("y", text)]), pair
    yield pa.struct([]), lambda row: {}
    yield pa.map_(text, number), lambda row: [(f"k{i}", i * row) for i in range(row % 3)]
    yield pa.map_(text, pa.list_(number), keys_sorted=True), lambda row: [(f"k{i}", [i]) for i in range(row % 3)]
    yield pa.list_(pa.struct([("x", number), ("y", pa.list_(text))])), lambda row: [
        {"x": i, "y": ["a"] * i} for i in range(row % 4)]


def _unions(nulls):
    codes = [5 if row % 2 else 4 for row in range(ROWS)]
    numbers, texts = _column(pa.int32(), lambda row: row, nulls), _column(pa.string(), _texts, nulls)
    ids = pa.array(codes, pa.int8())
    yield pa.UnionArray.from_sparse(ids, [numbers, texts], ["x", "y"], [4, 5])
    yield pa.UnionArray.from_dense(ids, pa.array([row // 2 for row in range(ROWS)], pa.int32()),
                                   [numbers, texts], ["x", "y"], [4, 5])


def _run_ends(nulls):
    for width in (pa.int16(), pa.int32(), pa.int64()):
        ends = pa.array([3, 4, 40, ROWS], width)
        yield pa.RunEndEncodedArray.from_arrays(ends, pa.array(["a", None if nulls else "b", "", "d" * 20]))


def _dictionaries(nulls):
    values = pa.array(["one", "", None if nulls else "two", "three"])
    for width in (pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64()):
        yield pa.DictionaryArray.from_arrays(_column(width, lambda row: row % 4, nulls), values)
    yield pa.DictionaryArray.from_arrays(_column(pa.int8(), lambda row: row % 3, nulls),
                                         pa.array([1.5, 2.5, 3.5]), ordered=True)
    inner = pa.DictionaryArray.from_arrays(_column(pa.int8(), lambda row: row % 4, nulls), values)
    yield pa.StructArray.from_arrays([inner, _column(pa.int32(), lambda row: row, nulls)], ["d", "n"])
    offsets = pa.array(list(range(0, ROWS + 1)), pa.int32())
    yield pa.ListArray.from_arrays(offsets, inner)


def _extensions(nulls):
    yield pa.ExtensionArray.from_storage(pa.uuid(), _column(pa.binary(16), lambda row: bytes([row] * 16), nulls))
    yield pa.ExtensionArray.from_storage(pa.json_(), _column(pa.string(), lambda row: f'{{"a":{row}}}', nulls))
    yield pa.ExtensionArray.from_storage(pa.bool8(), _column(pa.int8(), lambda row: row % 2, nulls))
    yield pa.ExtensionArray.from_storage(pa.opaque(pa.int32(), "kind", "vendor"),
                                         _column(pa.int32(), lambda row: row, nulls))


def arrays(nulls):
    """Pairs of a name, fit for a file, and an array of ROWS values."""
    made = [_column(kind, _plain(kind), nulls) for kind in _plain_types()]
    made += [_column(kind, value_of, nulls) for kind, value_of in _nested_types()]
    for group in (_unions, _run_ends, _dictionaries, _extensions):
        made += group(nulls)
    for number, array in enumerate(made):
        yield f"{number:02}_" + "".join(c if c.isalnum() else "_" for c in str(array.type))[:40], array
