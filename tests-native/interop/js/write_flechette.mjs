// Every type that flechette writes, in both formats, compressed and not. usage: node write_flechette.mjs <folder>

import {
  IntervalUnit, TimeUnit, UnionMode, binary, bool, columnFromArray, dateDay, dateMillisecond, decimal128,
  decimal256, decimal32, decimal64, dictionary, duration, field, fixedSizeBinary, fixedSizeList, float16, float32,
  float64, int16, int32, int64, int8, interval, largeBinary, largeList, largeUtf8, list, map, nullType, runEndEncoded,
  setCompressionCodec, struct, tableFromColumns, tableToIPC, timeMicrosecond, timeMillisecond, timeNanosecond, timeSecond, timestamp, uint16,
  uint32, uint64, uint8, union, utf8,
} from '@uwdata/flechette';
import { codecs } from './codecs.mjs';
import { save } from './save.mjs';

const bytes = (...values) => Uint8Array.of(...values);
const long = 'longer than twelve bytes';
const noon = Date.UTC(2024, 1, 29, 12, 0, 0);

// name: [type, values, the printed text if it differs]
const sets = {
  numbers: {
    i8: [int8(), [-128, null, 127, 0]],
    u8: [uint8(), [0, 255, null, 1]],
    i16: [int16(), [-32768, 32767, null, 5]],
    u16: [uint16(), [65535, null, 0, 1]],
    i32: [int32(), [-2147483648, 2147483647, null, -1]],
    u32: [uint32(), [4294967295, 0, null, 1]],
    i64: [int64(), [-9223372036854775808n, 9223372036854775807n, null, -1n]],
    u64: [uint64(), [18446744073709551615n, 0n, null, 1n]],
    f16: [float16(), [1.5, -0.25, null, 0]],
    f32: [float32(), [1.5, null, -0.125, 3]],
    f64: [float64(), [0.1, null, 12345.678, -2.5]],
    bool: [bool(), [true, null, false, true]],
    null: [nullType(), [null, null, null, null]],
    whole: [int32(), [1, 2, 3, 4]],
  },
  texts: {
    utf8: [utf8(), ['', null, 'äöü 日本', long]],
    large_utf8: [largeUtf8(), [long, null, '', 'b']],
    binary: [binary(), [bytes(), null, bytes(0, 255), bytes(7)]],
    large_binary: [largeBinary(), [bytes(1, 2, 3), null, bytes(), bytes(171)]],
    fixed: [fixedSizeBinary(2), [bytes(1, 2), null, bytes(255, 0), bytes(0, 0)]],
  },
  decimals: {
    // flechette 2.6.0 multiplies these by the scale, where the others are multiplied by ten to its power.
    d32: [decimal32(9, 1), [12, null, -995, 0], ['1.2', 'null', '-99.5', '0.0']],
    d64: [decimal64(18, 2), [1.25, null, -99.5, 0], ['1.25', 'null', '-99.50', '0.00']],
    d128: [decimal128(38, 2), [1.25, null, -99.5, 0], ['1.25', 'null', '-99.50', '0.00']],
    d256: [decimal256(76, 2), [1.25, null, -99.5, 0], ['1.25', 'null', '-99.50', '0.00']],
  },
  times: {
    day: [dateDay(), [noon, null, 0, -86400000], ['2024-02-29', 'null', '1970-01-01', '1969-12-31']],
    milli: [dateMillisecond(), [Date.UTC(2024, 1, 29), null, 0, 0], ['2024-02-29', 'null', '1970-01-01', '1970-01-01']],
    ts: [timeSecond(), [3661, null, 0, 86399], ['01:01:01', 'null', '00:00:00', '23:59:59']],
    tm: [timeMillisecond(), [3661001, null, 0, 1], ['01:01:01.001', 'null', '00:00:00', '00:00:00.001']],
    tu: [timeMicrosecond(), [3661000001n, null, 0n, 1n], ['01:01:01.000001', 'null', '00:00:00', '00:00:00.000001']],
    tn: [timeNanosecond(), [3661000000001n, null, 0n, 1n],
      ['01:01:01.000000001', 'null', '00:00:00', '00:00:00.000000001']],
    stamp_s: [timestamp(TimeUnit.SECOND), [noon, null, 0, 1000],
      ['2024-02-29 12:00:00', 'null', '1970-01-01 00:00:00', '1970-01-01 00:00:01']],
    stamp_us: [timestamp(TimeUnit.MICROSECOND, 'UTC'), [noon, null, 0, 1000],
      ['2024-02-29 12:00:00Z', 'null', '1970-01-01 00:00:00Z', '1970-01-01 00:00:01Z']],
    duration: [duration(TimeUnit.SECOND), [1n, null, 0n, -5n], ['1s', 'null', '0s', '-5s']],
    months: [interval(IntervalUnit.YEAR_MONTH), [14, null, 0, 1], ['14mo', 'null', '0mo', '1mo']],
    day_time: [interval(IntervalUnit.DAY_TIME), [[1, 2], null, [0, 0], [3, 4]], ['1d 2ms', 'null', '0ms', '3d 4ms']],
    mdn: [interval(IntervalUnit.MONTH_DAY_NANO), [[1, 2, 3n], null, [0, 0, 0n], [1, 1, 1n]],
      ['1mo 2d 3ns', 'null', '0ns', '1mo 1d 1ns']],
  },
  nested: {
    list: [list(int32()), [[1, null, 3], null, [], [4]]],
    large_list: [largeList(utf8()), [['a'], null, [], ['b', null]]],
    fixed_list: [fixedSizeList(int16(), 2), [[1, 2], [null, 7], [3, null], [5, 6]]],
    struct: [struct({ x: int32(), y: utf8() }), [{ x: 1, y: 'a' }, null, { x: null, y: 'b' }, { x: 4, y: null }]],
    map: [map(utf8(), int32()), [new Map([['k', 1]]), null, new Map(), new Map([['a', null], ['b', 2]])]],
    deep: [list(list(struct({ z: float64() }))), [[[{ z: 1.5 }, null], []], null, [null], []]],
    runs: [runEndEncoded(int32(), utf8()), ['a', 'a', null, 'b']],
  },
  // flechette 2.6.0 does not count the nulls that it puts below a null list of fixed size.
  miscounted: {
    fixed_list: [fixedSizeList(int16(), 2), [[1, 2], null, [3, null], [5, 6]]],
  },
  unions: {
    dense: [union(UnionMode.Dense, [int32(), utf8()], undefined, (value) => (typeof value === 'string' ? 1 : 0)),
      [1, 'a', 2, 'b'], ['{_0: 1}', '{_1: a}', '{_0: 2}', '{_1: b}']],
    sparse: [union(UnionMode.Sparse, [int32(), utf8()], undefined, (value) => (typeof value === 'string' ? 1 : 0)),
      ['a', 1, 2, 'b'], ['{_1: a}', '{_0: 1}', '{_0: 2}', '{_1: b}']],
  },
  dictionaries: {
    texts: [dictionary(utf8()), ['a', null, 'a', 'b']],
    small: [dictionary(utf8(), int8()), ['x', 'y', null, 'x']],
    numbers: [dictionary(int64(), int16()), [5n, 5n, null, 7n]],
    in_list: [list(dictionary(utf8())), [['a', 'b'], null, [], ['b', 'a', null]]],
  },
};

for (const codec of Object.values(codecs)) setCompressionCodec(codec.id, codec);

function write(name, columns, rowsPerBatch, codec) {
  const arrays = Object.entries(columns).map(([column, [type, values]]) => [
    column, columnFromArray(values, type, { maxBatchRows: rowsPerBatch }),
  ]);
  const table = tableFromColumns(arrays);
  const values = Object.fromEntries(Object.entries(columns).map(([column, [, list]]) => [column, list]));
  const printed = Object.fromEntries(
    Object.entries(columns).filter(([, [, , texts]]) => texts).map(([column, [, , texts]]) => [column, texts]));
  save(`flechette_${name}.arrow`, tableToIPC(table, { format: 'file', codec }), values, printed);
  save(`flechette_${name}.arrows`, tableToIPC(table, { format: 'stream', codec }), values, printed);
}

for (const [name, columns] of Object.entries(sets)) {
  write(name, columns, 10);
  write(`${name}_batches`, columns, 3);
  // Enough rows that codecs have something to do, in two batches.
  const times = 30;
  const repeat = (values) => values && Array.from({ length: times }, () => values).flat();
  const many = Object.fromEntries(Object.entries(columns).map(([column, [type, values, texts]]) => [
    column, [type, repeat(values), repeat(texts)]]));
  for (const [codec, { id }] of Object.entries(codecs)) write(`${name}_${codec}`, many, 100, id);
  // flechette 2.6.0 gives all dictionaries the same id where no batch uses them.
  if (name === 'dictionaries') continue;
  const empty = Object.entries(columns).map(([column, [type]]) => [column, [type, [], []]]);
  write(`${name}_empty`, Object.fromEntries(empty), 10);
}
