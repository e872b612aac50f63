// ArrowBridge as a consumer: a stream is imported, checked, printed, exported again, written as
// IPC.
#include <arrowbridge/arrowbridge.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Why a stream is refused, for whoever reads the log.
static int Say(int code, const struct ArrowBridgeError* error) {
  if (code != 0) fprintf(stderr, "%s\n", error->message);
  return code;
}

static int Swallow(void* context, const void* data, int64_t size, struct ArrowBridgeError* error) {
  (void)data;
  (void)error;
  *(int64_t*)context += size;
  return 0;
}

// Printing, exporting, writing: whatever the library can do with this array. What it cannot do with
// it is no failure of reading.
static int Use(const struct ArrowBridgeArray* array) {
  struct ArrowBridgeError error = {""};
  char* text = NULL;
  struct ArrowArray exported;
  struct ArrowSchema schema;
  int code = ArrowBridgeArrayToString(array, NULL, &text, &error);
  if (code != 0) return Say(code, &error);
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
    if (code != 0 || array == NULL) return Say(code, &error);
    code = ArrowBridgeArrayValidate(array, ARROWBRIDGE_VALIDATE_FULL, &error);
    Say(code, &error);
    if (code == 0) code = Use(array);
    ArrowBridgeArrayRelease(array);
    if (code != 0) return code;
  }
}

// Reads everything, value by value.
int OwnRead(struct ArrowArrayStream* stream);
int OwnRead(struct ArrowArrayStream* stream) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeImportArrayReader(stream, &reader, &error);
  if (code != 0) return Say(code, &error);
  code = ReadAll(reader);
  ArrowBridgeReaderRelease(reader);
  return code;
}

// Hands the stream on, and drains what comes out.
int OwnPassOn(struct ArrowArrayStream* stream);
int OwnPassOn(struct ArrowArrayStream* stream) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  struct ArrowArrayStream exported;
  int code = ArrowBridgeImportArrayReader(stream, &reader, &error);
  if (code != 0) return Say(code, &error);
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

// The same for whoever reads what comes out.
int OwnPass(struct ArrowArrayStream* in, struct ArrowArrayStream* out);
int OwnPass(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeImportArrayReader(in, &reader, &error);
  if (code != 0) return Say(code, &error);
  code = ArrowBridgeExportArrayReader(reader, out, &error);
  ArrowBridgeReaderRelease(reader);
  return Say(code, &error);
}

// Writes record batches as an IPC stream that goes nowhere.
int OwnWrite(struct ArrowArrayStream* stream);
int OwnWrite(struct ArrowArrayStream* stream) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  int64_t written = 0;
  struct ArrowBridgeOutput output = {.write = Swallow, .context = &written};
  int code = ArrowBridgeImportRecordBatchReader(stream, &reader, &error);
  if (code != 0) return Say(code, &error);
  code = ArrowBridgeWriteIpcOutput(reader, &output, NULL, &error);
  ArrowBridgeReaderRelease(reader);
  return Say(code, &error);
}

struct Bytes {
  char* data;
  int64_t size;
};

static int Keep(void* context, const void* data, int64_t size, struct ArrowBridgeError* error) {
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

// Writes record batches as an IPC stream, and hands out what is read from that.
int OwnPassIpc(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* codec);
int OwnPassIpc(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* codec) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  struct Bytes bytes = {NULL, 0};
  struct ArrowBridgeOutput output = {.write = Keep, .context = &bytes};
  struct ArrowBridgeIpcWriteOptions options;
  memset(&options, 0, sizeof(options));
  options.struct_size = sizeof(options);
  options.codec = codec[0] == 'l' ? ARROWBRIDGE_IPC_CODEC_LZ4_FRAME : ARROWBRIDGE_IPC_CODEC_NONE;
  int code = ArrowBridgeImportRecordBatchReader(in, &reader, &error);
  if (code != 0) return Say(code, &error);
  code = ArrowBridgeWriteIpcOutput(reader, &output, &options, &error);
  ArrowBridgeReaderRelease(reader);
  if (code != 0) {
    free(bytes.data);
    return Say(code, &error);
  }
  code = ArrowBridgeOpenIpcBuffer(bytes.data, bytes.size, FreeBytes, bytes.data, NULL, &reader,
                                  &error);
  if (code == 0) code = ArrowBridgeExportRecordBatchReader(reader, out, &error);
  ArrowBridgeReaderRelease(reader);
  return Say(code, &error);
}
