// The functions and structs that the example uses, declared for koffi. The environment variable ARROWBRIDGE_LIBRARY is the path of the
// library. If it is not set, the system's loader searches for it.

import koffi from 'koffi';

const lib = koffi.load(process.env.ARROWBRIDGE_LIBRARY ?? 'libarrowbridge.so.0');

// The structs of abi.h. Pointers that the example only passes on are `void *`.
koffi.struct('ArrowSchema', {
  format: 'str', name: 'str', metadata: 'void *', flags: 'int64_t', n_children: 'int64_t',
  children: 'void *', dictionary: 'void *', release: 'void *', private_data: 'void *',
});
koffi.struct('ArrowArray', {
  length: 'int64_t', null_count: 'int64_t', offset: 'int64_t', n_buffers: 'int64_t', n_children: 'int64_t',
  buffers: 'void *', children: 'void *', dictionary: 'void *', release: 'void *', private_data: 'void *',
});
koffi.struct('ArrowArrayStream', {
  get_schema: 'void *', get_next: 'void *', get_last_error: 'void *', release: 'void *', private_data: 'void *',
});

// The structs of bridge.h and build.h.
koffi.struct('ArrowBridgeError', { message: koffi.array('char', 1024, 'String') });
koffi.struct('ArrowBridgeBuffer', { data: 'void *', size: 'int64_t', release: 'void *', context: 'void *' });
koffi.struct('ArrowBridgeArrayPart', {
  length: 'int64_t', null_count: 'int64_t', offset: 'int64_t', n_buffers: 'int64_t', buffers: 'ArrowBridgeBuffer *', array: 'void *',
});
koffi.struct('ArrowBridgeLiveCounts', {
  bytes: 'int64_t', blocks: 'int64_t', handles: 'int64_t', exported_schemas: 'int64_t', exported_arrays: 'int64_t',
  exported_streams: 'int64_t',
});

// The option structs of ipc_read.h, ipc_write.h and array.h.
koffi.struct('ArrowBridgeIpcReadOptions', {
  struct_size: 'int64_t', validate: 'int32_t', no_map: 'int32_t', column_names: 'const char **', column_indices: 'int64_t *',
  n_columns: 'int64_t', max_bytes: 'int64_t', threads: 'int32_t', reserved: 'int32_t',
});
koffi.struct('ArrowBridgeIpcWriteOptions', {
  struct_size: 'int64_t', format: 'int32_t', codec: 'int32_t', level: 'int32_t', alignment: 'int32_t', dictionary_deltas: 'int32_t',
  threads: 'int32_t', schema_metadata: 'void *', footer_metadata: 'void *', progress: 'void *', progress_context: 'void *',
  dictionaries_of: 'void *',
});
koffi.struct('ArrowBridgeImportOptions', { struct_size: 'int64_t', misaligned: 'int32_t', reserved: 'int32_t' });
koffi.struct('ArrowBridgePrintOptions', {
  struct_size: 'int64_t', head: 'int64_t', tail: 'int64_t', max_width: 'int64_t', total_width: 'int64_t',
});

// The values of option members.
export const VALIDATE = { NONE: 0, MINIMAL: 1, DEFAULT: 2, FULL: 3 };
export const IPC_CODEC = { NONE: 0, LZ4_FRAME: 1, ZSTD: 2 };
export const IPC_FORMAT = { FILE: 1, STREAM: 2 };
export const MISALIGNED = { REFUSE: 0, COPY: 1 };

// Returns an option struct by its name. Members that are not given have their default, zero.
export function options(name, values) {
  const { members } = koffi.type(name);
  for (const member of Object.keys(values)) {
    if (!(member in members)) throw new Error(`${name} has no member ${member}`);
  }
  const made = Object.fromEntries(Object.entries(members).map(
    ([member, { type }]) => [member, koffi.type(type).primitive === 'Pointer' ? null : 0]));
  return { ...made, struct_size: koffi.sizeof(name), ...values };
}

// The callbacks in the structs.
export const Fill = koffi.proto('int ArrowFill(void *self, void *out)');
export const LastError = koffi.proto('void *ArrowLastError(void *self)');
export const Release = koffi.proto('void ArrowRelease(void *self)');

// The byte offset of `release` in each struct.
export const RELEASE = { ArrowSchema: 56, ArrowArray: 64, ArrowArrayStream: 24 };

const functions = {};

// Declares a function that returns an errno value and fills an ArrowBridgeError (its last parameter) as a JavaScript function that throws.
function declare(name, parameters) {
  const call = lib.func(`int ${name}(${parameters}, _Out_ ArrowBridgeError *error)`);
  functions[name] = (...values) => {
    const error = { message: '' };
    const code = call(...values, error);
    if (code !== 0) throw Object.assign(new Error(error.message), { code });
  };
}

declare('ArrowBridgeOpenIpcFile', 'str path, const ArrowBridgeIpcReadOptions *options, _Out_ void **out');
declare('ArrowBridgeExportRecordBatchReader', 'void *reader, void *out');
declare('ArrowBridgeImportRecordBatchReader', 'void *stream, _Out_ void **out');
declare('ArrowBridgeWriteIpcFile', 'void *reader, str path, const ArrowBridgeIpcWriteOptions *options');
declare('ArrowBridgeImportRecordBatchReaderWithOptions', 'void *stream, const ArrowBridgeImportOptions *options, _Out_ void **out');
declare('ArrowBridgeImportSchema', 'void *schema, _Out_ void **out');
declare('ArrowBridgeExportSchema', 'void *schema, void *out');
declare('ArrowBridgeImportRecordBatch', 'void *array, void *schema, _Out_ void **out');
declare('ArrowBridgeExportRecordBatch', 'void *array, void *out, void *out_schema');
declare('ArrowBridgeArrayFromParts', 'void *schema, int64_t n_parts, const ArrowBridgeArrayPart *parts, _Out_ void **out');
declare('ArrowBridgeArrayToString', 'void *array, const ArrowBridgePrintOptions *options, _Out_ void **out');

// Calls a function whose last parameter before the error receives a new handle, and returns the handle.
export function make(name, ...values) {
  const out = [null];
  functions[name](...values, out);
  return out[0];
}

export const bridge = functions;
export const release = {
  array: lib.func('void ArrowBridgeArrayRelease(void *array)'),
  reader: lib.func('void ArrowBridgeReaderRelease(void *reader)'),
  schema: lib.func('void ArrowBridgeSchemaRelease(void *schema)'),
  text: lib.func('void ArrowBridgeStringRelease(void *text)'),
};

const getLiveCounts = lib.func('void ArrowBridgeGetLiveCounts(_Out_ ArrowBridgeLiveCounts *out)');

// Numbers of bytes, blocks, handles and exported structs that are not released.
export function liveCounts() {
  const counts = {};
  getLiveCounts(counts);
  return counts;
}

// A struct in C memory. It is zeroed at first, which means released.
export class Struct {
  constructor(type) {
    this.type = type;
    this.address = koffi.alloc(type, 1);
    koffi.encode(this.address, 'uint8_t', new Uint8Array(koffi.sizeof(type)), koffi.sizeof(type));
  }

  get value() {
    return koffi.decode(this.address, this.type);
  }

  // Calls the struct's release callback, if there is one, and frees the memory of the struct itself.
  free() {
    const callback = this.value.release;
    if (callback !== null) koffi.call(callback, Release, this.address);
    koffi.free(this.address);
  }
}

// Calls a function that allocates a C string, and returns it as a JavaScript string.
export function takeText(name, ...values) {
  const text = make(name, ...values);
  try {
    return koffi.decode(text, 'char', -1);
  } finally {
    release.text(text);
  }
}
