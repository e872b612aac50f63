// Types, batches and dictionaries as apache-arrow writes them, in both formats. usage: node write_apache.mjs <folder>

import * as arrow from 'apache-arrow';
import { save } from './save.mjs';

const { Field } = arrow;
const bytes = (...values) => Uint8Array.of(...values);
const long = 'longer than twelve bytes';
const item = (type, name = 'item') => new Field(name, type, true);

// name: [type, values, the printed text if it differs]
const sets = {
  numbers: {
    i8: [new arrow.Int8(), [-128, null, 127, 0]],
    u16: [new arrow.Uint16(), [65535, null, 0, 1]],
    i32: [new arrow.Int32(), [-2147483648, 2147483647, null, -1]],
    i64: [new arrow.Int64(), [-9223372036854775808n, 9223372036854775807n, null, -1n]],
    u64: [new arrow.Uint64(), [18446744073709551615n, 0n, null, 1n]],
    f32: [new arrow.Float32(), [1.5, null, -0.125, 3]],
    f64: [new arrow.Float64(), [0.1, null, 12345.678, -2.5]],
    bool: [new arrow.Bool(), [true, null, false, true]],
    null: [new arrow.Null(), [null, null, null, null]],
    whole: [new arrow.Int32(), [1, 2, 3, 4]],
  },
  texts: {
    utf8: [new arrow.Utf8(), ['', null, 'äöü 日本', long]],
    large_utf8: [new arrow.LargeUtf8(), [long, null, '', 'b']],
    binary: [new arrow.Binary(), [bytes(), null, bytes(0, 255), bytes(7)]],
    large_binary: [new arrow.LargeBinary(), [bytes(1, 2, 3), null, bytes(), bytes(171)]],
    fixed: [new arrow.FixedSizeBinary(2), [bytes(1, 2), null, bytes(255, 0), bytes(0, 0)]],
  },
  views: {
    utf8_view: [new arrow.Utf8View(), ['', null, long, 'twelve bytes']],
    binary_view: [new arrow.BinaryView(), [bytes(1), null, new Uint8Array(20), bytes()]],
  },
  times: {
    day: [new arrow.DateDay(), [Date.UTC(2024, 1, 29), null, 0, -86400000],
      ['2024-02-29', 'null', '1970-01-01', '1969-12-31']],
    tm: [new arrow.TimeMillisecond(), [3661001, null, 0, 1], ['01:01:01.001', 'null', '00:00:00', '00:00:00.001']],
    tn: [new arrow.TimeNanosecond(), [3661000000001n, null, 0n, 1n],
      ['01:01:01.000000001', 'null', '00:00:00', '00:00:00.000000001']],
    stamp: [new arrow.TimestampMillisecond('UTC'), [1000, null, 0, 2],
      ['1970-01-01 00:00:01Z', 'null', '1970-01-01 00:00:00Z', '1970-01-01 00:00:00.002Z']],
    duration: [new arrow.DurationSecond(), [1n, null, 0n, -5n], ['1s', 'null', '0s', '-5s']],
  },
  nested: {
    list: [new arrow.List(item(new arrow.Int32())), [[1, null, 3], null, [], [4]]],
    large_list: [new arrow.LargeList(item(new arrow.Utf8())), [['a'], null, [], ['b', null]]],
    fixed_list: [new arrow.FixedSizeList(2, item(new arrow.Int16())), [[1, 2], null, [3, null], [5, 6]]],
    struct: [new arrow.Struct([item(new arrow.Int32(), 'x'), item(new arrow.Utf8(), 'y')]),
      [{ x: 1, y: 'a' }, null, { x: null, y: 'b' }, { x: 4, y: null }]],
    map: [new arrow.Map_(new Field('entries', new arrow.Struct([
      new Field('key', new arrow.Utf8(), false), item(new arrow.Int32(), 'value')]), false)),
      [new Map([['k', 1]]), null, new Map(), new Map([['a', null], ['b', 2]])]],
  },
};

// One batch for each range of rows.
function batches(columns, sizes) {
  const schema = new arrow.Schema(Object.entries(columns).map(([name, [type]]) => new Field(name, type, true)));
  const builders = Object.values(columns).map(([type, values]) => [
    arrow.makeBuilder({ type, nullValues: [null] }), values]);
  let row = 0;
  return [schema, sizes.map((size) => {
    const children = builders.map(([builder, values]) => {
      values.slice(row, row + size).forEach((value) => builder.append(value));
      return builder.flush();
    });
    row += size;
    const type = new arrow.Struct(schema.fields);
    return new arrow.RecordBatch(schema, arrow.makeData({ type, length: size, children }));
  })];
}

function saveAs(name, format, schema, list, ...expected) {
  const writer = format === 'file' ? new arrow.RecordBatchFileWriter() : new arrow.RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  list.forEach((batch) => writer.write(batch));
  writer.finish();
  save(`apache_${name}.${format === 'file' ? 'arrow' : 'arrows'}`, writer.toUint8Array(true), ...expected);
}

function write(name, columns, sizes, formats = ['file', 'stream']) {
  for (const format of formats) {
    const [schema, list] = batches(columns, sizes);
    const values = Object.fromEntries(Object.entries(columns).map(([column, [, given]]) => [column, given]));
    const printed = Object.fromEntries(
      Object.entries(columns).filter(([, [, , texts]]) => texts).map(([column, [, , texts]]) => [column, texts]));
    saveAs(name, format, schema, list, values, printed);
  }
}

for (const [name, columns] of Object.entries(sets)) {
  write(name, columns, [4]);
  write(`${name}_batches`, columns, [1, 0, 2, 1]);
  const empty = Object.entries(columns).map(([column, [type]]) => [column, [type, [], []]]);
  write(`${name}_empty`, Object.fromEntries(empty), [0]);
  write(`${name}_none`, Object.fromEntries(empty), []);
}
const encoded = () => new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
const words = ['a', 'b', null, 'a', 'c', 'a', 'd', null];
write('dictionary', { words: [encoded(), words] }, [8]);
// The dictionary grows from batch to batch: deltas, and a batch that needs none.
write('dictionary_growing', { words: [encoded(), words] }, [3, 1, 2, 2]);
// A second dictionary replaces the first.
const fixed = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), 7);
const [schema, [first]] = batches({ words: [fixed, ['a', 'b', 'a']] }, [3]);
const [, [second]] = batches({ words: [fixed, ['x', null, 'y']] }, [3]);
saveAs('dictionary_replaced', 'stream', schema, [first, second], { words: ['a', 'b', 'a', 'x', null, 'y'] });

const nothing = new arrow.Schema([]);
const rows = new arrow.RecordBatch(nothing, arrow.makeData({ type: new arrow.Struct([]), length: 3, children: [] }));
for (const format of ['file', 'stream']) saveAs('no_columns', format, nothing, [rows, rows], {}, {}, 6);
