// libarrowbridge as a consumer: imports a stream, validates, prints, exports it and writes it as
// IPC.
#include <arrowbridge/arrowbridge.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Prints why a stream is refused. Returns `code`.
static int PrintError(int code, const struct ArrowBridgeError* error) {
  if (code != 0) fprintf(stderr, "%s\n", error->message);
  return code;
}

static int CountBytes(void* context, const void* data, int64_t size,
                      struct ArrowBridgeError* error) {
  (void)data;
  (void)error;
  *(int64_t*)context += size;
  return 0;
}

// Prints and exports the array. Only a failure to print is an error: not every array can be
// exported.
static int PrintAndExport(const struct ArrowBridgeArray* array) {
  struct ArrowBridgeError error = {""};
  char* text = NULL;
  struct ArrowArray exported;
  struct ArrowSchema schema;
  int code = ArrowBridgeArrayToString(array, NULL, &text, &error);
  if (code != 0) return PrintError(code, &error);
  ArrowBridgeStringRelease(text);
  if (ArrowBridgeExportArray(array, &exported, &schema, NULL) != 0) return 0;
  exported.release(&exported);
  schema.release(&schema);
  return 0;
}

static int ReadAll(struct ArrowBridgeReader* reader) {
  struct ArrowBridgeError error = {""};
  for (;;) {
    struct ArrowBridgeArray* array;
    int code = ArrowBridgeReaderNextArray(reader, &array, &error);
    if (code != 0 || array == NULL) return PrintError(code, &error);
    code = ArrowBridgeArrayValidate(array, ARROWBRIDGE_VALIDATE_FULL, &error);
    PrintError(code, &error);
    if (code == 0) code = PrintAndExport(array);
    ArrowBridgeArrayRelease(array);
    if (code != 0) return code;
  }
}

// Reads every value.
int BridgeRead(struct ArrowArrayStream* stream);
int BridgeRead(struct ArrowArrayStream* stream) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeImportArrayReader(stream, &reader, &error);
  if (code != 0) return PrintError(code, &error);
  code = ReadAll(reader);
  ArrowBridgeReaderRelease(reader);
  return code;
}

// Reads every value through an adapter.
int BridgePassAdapter(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* name);
int BridgeReadAdapter(struct ArrowArrayStream* stream, const char* name);
int BridgeReadAdapter(struct ArrowArrayStream* stream, const char* name) {
  struct ArrowArrayStream through;
  int code = BridgePassAdapter(stream, &through, name);
  return code != 0 ? code : BridgeRead(&through);
}

// Imports and exports the stream, and reads the exported stream to its end.
int BridgePassOn(struct ArrowArrayStream* stream);
int BridgePassOn(struct ArrowArrayStream* stream) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  struct ArrowArrayStream exported;
  int code = ArrowBridgeImportArrayReader(stream, &reader, &error);
  if (code != 0) return PrintError(code, &error);
  code = ArrowBridgeExportArrayReader(reader, &exported, NULL);
  ArrowBridgeReaderRelease(reader);
  if (code != 0) return code;
  for (;;) {
    struct ArrowArray batch;
    code = exported.get_next(&exported, &batch);
    if (code != 0 || batch.release == NULL) break;
    batch.release(&batch);
  }
  exported.release(&exported);
  return code;
}

// Imports and exports the stream.
int BridgePass(struct ArrowArrayStream* in, struct ArrowArrayStream* out);
int BridgePass(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeImportArrayReader(in, &reader, &error);
  if (code != 0) return PrintError(code, &error);
  code = ArrowBridgeExportArrayReader(reader, out, &error);
  ArrowBridgeReaderRelease(reader);
  return PrintError(code, &error);
}

// Writes record batches as an IPC stream and drops the bytes.
int BridgeWrite(struct ArrowArrayStream* stream);
int BridgeWrite(struct ArrowArrayStream* stream) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  int64_t written = 0;
  struct ArrowBridgeOutput output = {.write = CountBytes, .context = &written};
  int code = ArrowBridgeImportRecordBatchReader(stream, &reader, &error);
  if (code != 0) return PrintError(code, &error);
  code = ArrowBridgeWriteIpcOutput(reader, &output, NULL, &error);
  ArrowBridgeReaderRelease(reader);
  return PrintError(code, &error);
}

struct Bytes {
  char* data;
  int64_t size;
};

static int AppendBytes(void* context, const void* data, int64_t size,
                       struct ArrowBridgeError* error) {
  struct Bytes* bytes = (struct Bytes*)context;
  (void)error;
  char* more = (char*)realloc(bytes->data, (size_t)(bytes->size + size) + 1);
  if (more == NULL) return ENOMEM;
  memcpy(more + bytes->size, data, (size_t)size);
  bytes->data = more;
  bytes->size += size;
  return 0;
}

static void FreeBytes(void* context) { free(context); }

// Writes record batches as an IPC stream, and exports a reader of that stream.
int BridgePassIpc(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* codec);
int BridgePassIpc(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* codec) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  struct Bytes bytes = {NULL, 0};
  struct ArrowBridgeOutput output = {.write = AppendBytes, .context = &bytes};
  struct ArrowBridgeIpcWriteOptions options;
  memset(&options, 0, sizeof(options));
  options.struct_size = sizeof(options);
  options.codec = codec[0] == 'l' ? ARROWBRIDGE_IPC_CODEC_LZ4_FRAME : ARROWBRIDGE_IPC_CODEC_NONE;
  int code = ArrowBridgeImportRecordBatchReader(in, &reader, &error);
  if (code != 0) return PrintError(code, &error);
  code = ArrowBridgeWriteIpcOutput(reader, &output, &options, &error);
  ArrowBridgeReaderRelease(reader);
  if (code != 0) {
    free(bytes.data);
    return PrintError(code, &error);
  }
  code = ArrowBridgeOpenIpcBuffer(bytes.data, bytes.size, FreeBytes, bytes.data, NULL, &reader,
                                  &error);
  if (code == 0) code = ArrowBridgeExportRecordBatchReader(reader, out, &error);
  ArrowBridgeReaderRelease(reader);
  return PrintError(code, &error);
}
