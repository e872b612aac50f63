// Reads and produces Arrow streams in JavaScript, through the C structs of the specification.
//
//   npm install && ARROWBRIDGE_LIBRARY=…/libarrowbridge.so.0 node stream.mjs [file] [folder to write to]

import koffi from 'koffi';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Fill, IPC_CODEC, LastError, MISALIGNED, RELEASE, Release, Struct, VALIDATE, bridge, liveCounts, make, options, release, takeText,
} from './arrowbridge.mjs';

const EINVAL = 22;
const EIO = 5;

// Calls a callback of a stream, get_schema or get_next, which fills a struct.
function callStream(stream, callback, struct) {
  const code = koffi.call(stream.value[callback], Fill, stream.address, struct.address);
  if (code === 0) return;
  const text = koffi.call(stream.value.get_last_error, LastError, stream.address);
  throw new Error(text === null ? `error ${code}` : koffi.decode(text, 'char', -1));
}

// Yields the batches of a stream as ArrowArray structs. Each is valid until the next one is requested.
function* batches(stream) {
  for (;;) {
    const batch = new Struct('ArrowArray');
    try {
      callStream(stream, 'get_next', batch);
      if (batch.value.release === null) return;
      yield batch;
    } finally {
      batch.free();
    }
  }
}

// Returns the strings of a utf8 column. They are decoded from the column's buffers.
function strings(column) {
  const array = koffi.decode(column, 'ArrowArray');
  const [, offsets, bytes] = koffi.decode(array.buffers, 'void *', 3);
  const ends = new Int32Array(koffi.view(offsets, (array.offset + array.length + 1) * 4)).subarray(array.offset);
  const data = new Uint8Array(koffi.view(bytes, ends[array.length]));
  const decoder = new TextDecoder();
  return Array.from({ length: array.length }, (_, i) => decoder.decode(data.subarray(ends[i], ends[i + 1])));
}

// Opens a file and reads it as any consumer reads a stream: get_schema, then get_next until end of stream.
// Of the columns in the file, two are decoded, in the order of their names here.
function read(path) {
  const column_names = ['zone', 'country'];
  const reader = make('ArrowBridgeOpenIpcFile', path, options('ArrowBridgeIpcReadOptions', {
    validate: VALIDATE.FULL, column_names, n_columns: column_names.length,
  }));
  const stream = new Struct('ArrowArrayStream');
  bridge.ArrowBridgeExportRecordBatchReader(reader, stream.address);
  release.reader(reader);
  try {
    const schema = new Struct('ArrowSchema');
    callStream(stream, 'get_schema', schema);
    const { n_children, children } = schema.value;
    const names = koffi.decode(children, 'void *', n_children).map((child) => koffi.decode(child, 'ArrowSchema').name);
    schema.free();
    console.log(names.join(', '));
    let rows = 0;
    for (const batch of batches(stream)) {
      const [first] = koffi.decode(batch.value.children, 'void *', n_children);
      const values = strings(first);
      console.log(`${values.length} rows: ${values.slice(0, 3).join(', ')} …`);
      rows += values.length;
    }
    console.log(`${rows} rows in all\n`);
  } finally {
    stream.free();
  }
}

// Fills an ArrowSchema and imports it as a schema handle. The import copies the struct and releases it.
function importSchema(fields) {
  const done = koffi.register((self) => koffi.encode(self, RELEASE.ArrowSchema, 'void *', null), koffi.pointer(Release));
  const structs = [];
  const lists = [];
  const fill = (format, name, children) => {
    const struct = new Struct('ArrowSchema');
    structs.push(struct);
    koffi.encode(struct.address, 'ArrowSchema', {
      format, name, metadata: null, flags: 2, n_children: children.length, children: null, dictionary: null, release: done, private_data: null,
    });
    if (children.length > 0) {
      const list = koffi.alloc('void *', children.length);
      lists.push(list);
      koffi.encode(list, 'void *', children.map((child) => child.address), children.length);
      koffi.encode(struct.address, 40, 'void *', list);
    }
    return struct;
  };
  const children = Object.entries(fields).map(([name, format]) => fill(format, name, []));
  const root = fill('+s', '', children);
  try {
    return make('ArrowBridgeImportSchema', root.address);
  } finally {
    structs.forEach((struct) => struct.free());
    lists.forEach((list) => koffi.free(list));
    koffi.unregister(done);
  }
}

// Makes a record batch of cities and their populations: one part for the struct and one per column, each with its buffers.
function cityBatch(schema, rows) {
  const copied = (data) => ({ data, size: data.byteLength, release: null, context: null });
  const nothing = { data: null, size: 0, release: null, context: null };
  const names = rows.map(([name]) => Buffer.from(name, 'utf8'));
  const offsets = new Int32Array(rows.length + 1);
  names.forEach((name, i) => { offsets[i + 1] = offsets[i] + name.length; });
  const people = new Int32Array(rows.map(([, count]) => count ?? 0));
  const validity = new Uint8Array(Math.ceil(rows.length / 8));
  rows.forEach(([, count], i) => { if (count !== null) validity[i >> 3] |= 1 << (i & 7); });
  const part = (buffers) => ({ length: rows.length, null_count: -1, offset: 0, n_buffers: buffers.length, buffers, array: null });
  const parts = [
    part([nothing]),
    part([nothing, copied(offsets), copied(Buffer.concat(names))]),
    part([copied(validity), copied(people)]),
  ];
  return make('ArrowBridgeArrayFromParts', schema, parts.length, parts);
}

// Makes an ArrowArrayStream whose callbacks are JavaScript functions. Any consumer can read it, but only on this thread.
function produce(schema, source) {
  let error = null;
  const fail = (code, message) => {
    error = Buffer.from(`${message}\0`, 'utf8');
    return code;
  };
  const callbacks = [
    koffi.register((self, out) => {
      try {
        bridge.ArrowBridgeExportSchema(schema, out);
        return 0;
      } catch (failure) {
        return fail(EINVAL, failure.message);
      }
    }, koffi.pointer(Fill)),
    koffi.register((self, out) => {
      try {
        const { value, done } = source.next();
        if (done) {
          koffi.encode(out, RELEASE.ArrowArray, 'void *', null);
          return 0;
        }
        const batch = cityBatch(schema, value);
        bridge.ArrowBridgeExportRecordBatch(batch, out, null);
        release.array(batch);
        return 0;
      } catch (failure) {
        return fail(EIO, failure.message);
      }
    }, koffi.pointer(Fill)),
    koffi.register(() => error, koffi.pointer(LastError)),
    koffi.register((self) => {
      release.schema(schema);
      koffi.encode(self, RELEASE.ArrowArrayStream, 'void *', null);
    }, koffi.pointer(Release)),
  ];
  const stream = new Struct('ArrowArrayStream');
  koffi.encode(stream.address, 'void *', [...callbacks, null], 5);
  return { stream, unregister: () => callbacks.forEach((callback) => koffi.unregister(callback)) };
}

function* cities() {
  yield [['Wien', 2005760], ['Graz', null]];
  yield [['Zürich', 443037]];
}

function* broken() {
  yield [['Bern', 137995]];
  throw new Error('the list of cities is lost');
}

// Imports a stream into the library, which validates the structure of every batch, and calls `use` with the reader. Memory of JavaScript
// may be misaligned for Arrow: such buffers are copied.
function consume(source, use) {
  const { stream, unregister } = produce(importSchema({ city: 'u', people: 'i' }), source);
  const reader = make('ArrowBridgeImportRecordBatchReaderWithOptions', stream.address, options('ArrowBridgeImportOptions', { misaligned: MISALIGNED.COPY }));
  try {
    return use(reader);
  } finally {
    release.reader(reader);
    stream.free();
    unregister();
  }
}

function print(path) {
  const reader = make('ArrowBridgeOpenIpcFile', path, null);
  const stream = new Struct('ArrowArrayStream');
  bridge.ArrowBridgeExportRecordBatchReader(reader, stream.address);
  const schema = importSchema({ city: 'u', people: 'i' });
  for (const batch of batches(stream)) {
    const array = make('ArrowBridgeImportRecordBatch', batch.address, schema);
    console.log(takeText('ArrowBridgeArrayToString', array, options('ArrowBridgePrintOptions', { max_width: 20 })));
    release.array(array);
  }
  release.schema(schema);
  release.reader(reader);
  stream.free();
}

const [file = '../data/timezones.arrow', folder = mkdtempSync(join(tmpdir(), 'arrowbridge-'))] = process.argv.slice(2);
const before = liveCounts();
read(file);
const written = join(folder, 'cities.arrow');
const compressed = options('ArrowBridgeIpcWriteOptions', { codec: IPC_CODEC.ZSTD });
consume(cities(), (reader) => bridge.ArrowBridgeWriteIpcFile(reader, written, compressed));
print(written);
try {
  consume(broken(), (reader) => bridge.ArrowBridgeWriteIpcFile(reader, join(folder, 'lost.arrow'), null));
} catch (failure) {
  console.log(`caught: ${failure.message} (${failure.code})`);
}
try {
  make('ArrowBridgeOpenIpcFile', written, options('ArrowBridgeIpcReadOptions', { column_names: ['people', 'height'], n_columns: 2 }));
} catch (failure) {
  console.log(`caught: ${failure.message} (${failure.code})`);
}
try {
  options('ArrowBridgeIpcReadOptions', { validation: VALIDATE.FULL });
} catch (failure) {
  console.log(`caught: ${failure.message}`);
}
const after = liveCounts();
const left = Object.keys(after).filter((name) => after[name] !== before[name] && name !== 'bytes');
console.log(left.length === 0 ? 'everything was released' : `not released: ${JSON.stringify(after)}`);
process.exitCode = left.length === 0 ? 0 : 1;
