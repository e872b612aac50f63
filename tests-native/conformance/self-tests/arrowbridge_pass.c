// libarrowbridge as a pass-through function: adapters that must not change any row.
#include <arrowbridge/arrowbridge.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*Adapter)(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                       struct ArrowBridgeError* error);

static int Rebatch(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                   struct ArrowBridgeError* error) {
  return ArrowBridgeReaderRebatch(reader, 4, 4, out, error);
}

static int Split(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                 struct ArrowBridgeError* error) {
  return ArrowBridgeReaderRebatch(reader, 0, 3, out, error);
}

// The second reader reads first, so that the one that is exported gets batches that were kept.
static int Tee(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
               struct ArrowBridgeError* error) {
  struct ArrowBridgeReader* both[2];
  struct ArrowBridgeArray* batch = NULL;
  int code = ArrowBridgeReaderTee(reader, 2, both, error);
  if (code != 0) return code;
  if (ArrowBridgeReaderNextArray(both[1], &batch, NULL) == 0) ArrowBridgeArrayRelease(batch);
  ArrowBridgeReaderRelease(both[1]);
  *out = both[0];
  return 0;
}

// The first rows, then the rest, both cut out of the batches that they share.
static int Limit(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                 struct ArrowBridgeError* error) {
  struct ArrowBridgeReader* tee[2];
  struct ArrowBridgeReader* parts[2] = {NULL, NULL};
  int code = ArrowBridgeReaderTee(reader, 2, tee, error);
  if (code != 0) return code;
  code = ArrowBridgeReaderHead(tee[0], 2, &parts[0], error);
  if (code == 0) code = ArrowBridgeReaderLimit(tee[1], 2, INT64_MAX, &parts[1], error);
  if (code == 0) code = ArrowBridgeReaderConcat(2, parts, out, error);
  for (int i = 0; i < 2; ++i) {
    ArrowBridgeReaderRelease(tee[i]);
    ArrowBridgeReaderRelease(parts[i]);
  }
  return code;
}

static int Peek(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                struct ArrowBridgeError* error) {
  struct ArrowBridgeReader* first;
  struct ArrowBridgeArray* batch = NULL;
  int code = ArrowBridgeReaderPeek(reader, 2, 3, &first, out, error);
  if (code != 0) return code;
  if (ArrowBridgeReaderNextArray(first, &batch, NULL) == 0) ArrowBridgeArrayRelease(batch);
  ArrowBridgeReaderRelease(first);
  return 0;
}

static int Lock(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                struct ArrowBridgeError* error) {
  return ArrowBridgeReaderLock(reader, out, error);
}

static int Prefetch(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                    struct ArrowBridgeError* error) {
  return ArrowBridgeReaderPrefetch(reader, 2, 0, out, error);
}

static int WithTimeout(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                       struct ArrowBridgeError* error) {
  return ArrowBridgeReaderWithTimeout(reader, 60000, 60000, out, error);
}

static int Concat(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                  struct ArrowBridgeError* error) {
  // The second reader is at its end when its turn comes.
  struct ArrowBridgeReader* const both[] = {reader, reader};
  return ArrowBridgeReaderConcat(2, both, out, error);
}

static int CastToSame(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                      struct ArrowBridgeError* error) {
  struct ArrowBridgeSchema* schema;
  int code = ArrowBridgeReaderGetSchemaHandle(reader, &schema, error);
  if (code != 0) return code;
  code = ArrowBridgeReaderCast(reader, schema, ARROWBRIDGE_CAST_STRICT, out, error);
  ArrowBridgeSchemaRelease(schema);
  return code;
}

static int Compact(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                   struct ArrowBridgeError* error) {
  return ArrowBridgeReaderCompact(reader, out, error);
}

static int Unify(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                 struct ArrowBridgeError* error) {
  return ArrowBridgeReaderUnifyDictionaries(reader, NULL, out, error);
}

static int Statistics(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                      struct ArrowBridgeError* error) {
  return ArrowBridgeReaderWithStatistics(reader, out, error);
}

static int Check(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                 struct ArrowBridgeError* error) {
  struct ArrowBridgeCheckOptions options = {.struct_size = sizeof(options),
                                            .level = ARROWBRIDGE_VALIDATE_FULL};
  return ArrowBridgeReaderCheck(reader, &options, out, error);
}

enum { kMostArrays = 16 };

// Reads all arrays, exports each and makes a reader of the list.
static int List(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                struct ArrowBridgeError* error) {
  struct ArrowBridgeArray** arrays;
  struct ArrowArray exported[kMostArrays];
  struct ArrowSchema schema;
  int64_t count;
  int64_t n = 0;
  int code = ArrowBridgeReaderGetSchema(reader, &schema, error);
  if (code != 0) return code;
  code = ArrowBridgeReaderReadAll(reader, &arrays, &count, error);
  if (code == 0 && count > kMostArrays) abort();
  while (code == 0 && n < count) {
    struct ArrowSchema own;
    code = ArrowBridgeExportArray(arrays[n], &exported[n], &own, error);
    if (code != 0) break;
    own.release(&own);
    ++n;
  }
  if (code == 0) code = ArrowBridgeReaderFromArrays(&schema, n, exported, out, error);
  if (schema.release != NULL) schema.release(&schema);
  for (int64_t i = 0; i < n; ++i) {
    if (exported[i].release != NULL) exported[i].release(&exported[i]);
  }
  ArrowBridgeArrayListRelease(arrays, count);
  return code;
}

// A producer of asynchronous streams, and a reader over it.
static int Async(struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out,
                 struct ArrowBridgeError* error) {
  struct ArrowBridgeAsyncHandler* handler;
  struct ArrowAsyncDeviceStreamHandler* callbacks;
  int code = ArrowBridgeAsyncHandlerNew(2, &handler, &callbacks, error);
  if (code == 0) code = ArrowBridgeReaderDriveHandler(reader, callbacks, error);
  if (code == 0) code = ArrowBridgeAsyncHandlerGetArrayReader(handler, 0, out, error);
  ArrowBridgeAsyncHandlerRelease(handler);
  return code;
}

static const struct {
  const char* name;
  Adapter adapt;
} kAdapters[] = {
    {"rebatch", Rebatch}, {"split", Split},       {"tee", Tee},
    {"lock", Lock},       {"concat", Concat},     {"cast", CastToSame},
    {"check", Check},     {"list", List},         {"limit", Limit},
    {"peek", Peek},       {"prefetch", Prefetch}, {"with_timeout", WithTimeout},
    {"compact", Compact}, {"unify", Unify},       {"statistics", Statistics},
    {"async", Async},
};

static int PrintError(int code, const struct ArrowBridgeError* error) {
  if (code != 0) fprintf(stderr, "%s\n", error->message);
  return code;
}

// Imports record batches and exports them.
int BridgePassBatches(struct ArrowArrayStream* in, struct ArrowArrayStream* out);
int BridgePassBatches(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeImportRecordBatchReader(in, &reader, &error);
  if (code != 0) return PrintError(code, &error);
  code = ArrowBridgeExportRecordBatchReader(reader, out, &error);
  ArrowBridgeReaderRelease(reader);
  return PrintError(code, &error);
}

// Imports the stream, reads it through the adapter and exports that.
int BridgePassAdapter(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* name);
int BridgePassAdapter(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* name) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  struct ArrowBridgeReader* adapter = NULL;
  int code = ArrowBridgeImportArrayReader(in, &reader, &error);
  if (code != 0) return PrintError(code, &error);
  code = EINVAL;
  for (size_t i = 0; i < sizeof(kAdapters) / sizeof(kAdapters[0]); ++i) {
    if (strcmp(name, kAdapters[i].name) == 0) code = kAdapters[i].adapt(reader, &adapter, &error);
  }
  ArrowBridgeReaderRelease(reader);
  if (code == 0) code = ArrowBridgeExportArrayReader(adapter, out, &error);
  ArrowBridgeReaderRelease(adapter);
  return PrintError(code, &error);
}

// Checks the stream itself, without a reader.
int BridgePassChecked(struct ArrowArrayStream* in, struct ArrowArrayStream* out);
int BridgePassChecked(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeCheckOptions options = {.struct_size = sizeof(options),
                                            .level = ARROWBRIDGE_VALIDATE_FULL};
  return PrintError(ArrowBridgeStreamCheck(in, &options, out, &error), &error);
}

// Wraps the stream as a device stream, and that as a plain stream.
int BridgePassDevice(struct ArrowArrayStream* in, struct ArrowArrayStream* out);
int BridgePassDevice(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  struct ArrowBridgeError error = {""};
  struct ArrowDeviceArrayStream device;
  int code = ArrowBridgeStreamToDevice(in, &device, &error);
  if (code == 0) code = ArrowBridgeStreamFromDevice(&device, out, &error);
  return PrintError(code, &error);
}
