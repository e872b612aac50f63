// Adapter that runs nanoarrow under the conformance kit, built manually: exports IPC streams,
// directly and as lists of batches, and reads streams with array views. As pass-through functions:
// an IPC stream in memory, and a list of batches.
//
//   cmake -S arrow-nanoarrow -B nano -DNANOARROW_IPC=ON -DCMAKE_POSITION_INDEPENDENT_CODE=ON
//   cmake --build nano
//   gcc -shared -fPIC -Iarrow-nanoarrow/src -Inano/src nanoarrow_adapter.c
//       nano/libnanoarrow_ipc_static.a nano/libnanoarrow_static.a nano/libflatccrt.a
//       -o nanoarrow_adapter.so
#include <nanoarrow/nanoarrow.h>
#include <nanoarrow/nanoarrow_ipc.h>

#include <errno.h>
#include <stdio.h>

static int PrintError(int code, const char* text) {
  if (code != NANOARROW_OK) fprintf(stderr, "nanoarrow: %d %s\n", code, text == NULL ? "" : text);
  return code;
}

static int Open(struct ArrowArrayStream* out, const char* path) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) return errno;
  struct ArrowIpcInputStream input;
  NANOARROW_RETURN_NOT_OK(ArrowIpcInputStreamInitFile(&input, file, 1));
  return ArrowIpcArrayStreamReaderInit(out, &input, NULL);
}

int NanoarrowProduce(struct ArrowArrayStream* out, const char* path) {
  return PrintError(Open(out, path), path);
}

int NanoarrowProduceSchema(struct ArrowSchema* out, const char* path) {
  struct ArrowArrayStream stream;
  NANOARROW_RETURN_NOT_OK(Open(&stream, path));
  struct ArrowError error = {""};
  const int code = ArrowArrayStreamGetSchema(&stream, out, &error);
  ArrowArrayStreamRelease(&stream);
  return PrintError(code, error.message);
}

int NanoarrowProduceArray(struct ArrowArray* out, struct ArrowSchema* schema, const char* path) {
  struct ArrowArrayStream stream;
  NANOARROW_RETURN_NOT_OK(Open(&stream, path));
  struct ArrowError error = {""};
  int code = ArrowArrayStreamGetSchema(&stream, schema, &error);
  if (code == NANOARROW_OK) {
    code = ArrowArrayStreamGetNext(&stream, out, &error);
    if (code != NANOARROW_OK) ArrowSchemaRelease(schema);
  }
  ArrowArrayStreamRelease(&stream);
  return PrintError(code, error.message);
}

// Reads at most 64 batches and exports them as a list of batches.
static int ExportList(struct ArrowArrayStream* in, struct ArrowArrayStream* out,
                      struct ArrowError* error) {
  struct ArrowSchema schema;
  struct ArrowArray batches[64];
  NANOARROW_RETURN_NOT_OK(ArrowArrayStreamGetSchema(in, &schema, error));
  int code = NANOARROW_OK;
  int64_t count = 0;
  for (; count < 64; count++) {
    code = ArrowArrayStreamGetNext(in, &batches[count], error);
    if (code != NANOARROW_OK || batches[count].release == NULL) break;
  }
  if (code == NANOARROW_OK) code = ArrowBasicArrayStreamInit(out, &schema, count);
  for (int64_t i = 0; i < count; i++) {
    if (code == NANOARROW_OK)
      ArrowBasicArrayStreamSetArray(out, i, &batches[i]);
    else
      ArrowArrayRelease(&batches[i]);
  }
  if (schema.release != NULL) ArrowSchemaRelease(&schema);
  return code;
}

int NanoarrowProduceList(struct ArrowArrayStream* out, const char* path) {
  struct ArrowArrayStream stream;
  struct ArrowError error = {""};
  NANOARROW_RETURN_NOT_OK(Open(&stream, path));
  const int code = ExportList(&stream, out, &error);
  ArrowArrayStreamRelease(&stream);
  return PrintError(code, error.message);
}

static int Read(struct ArrowArrayStream* stream, struct ArrowSchema* schema,
                struct ArrowArrayView* view, struct ArrowError* error) {
  NANOARROW_RETURN_NOT_OK(ArrowArrayStreamGetSchema(stream, schema, error));
  NANOARROW_RETURN_NOT_OK(ArrowArrayViewInitFromSchema(view, schema, error));
  for (;;) {
    struct ArrowArray array;
    NANOARROW_RETURN_NOT_OK(ArrowArrayStreamGetNext(stream, &array, error));
    if (array.release == NULL) return NANOARROW_OK;
    int code = ArrowArrayViewSetArray(view, &array, error);
    if (code == NANOARROW_OK)
      code = ArrowArrayViewValidate(view, NANOARROW_VALIDATION_LEVEL_FULL, error);
    ArrowArrayRelease(&array);
    if (code != NANOARROW_OK) return code;
  }
}

int NanoarrowConsume(struct ArrowArrayStream* stream) {
  struct ArrowError error = {""};
  // nanoarrow's helpers do not check whether a stream is released.
  if (stream->release == NULL) return PrintError(EINVAL, "the stream is released");
  struct ArrowSchema schema = {.release = NULL};
  struct ArrowArrayView view;
  ArrowArrayViewInitFromType(&view, NANOARROW_TYPE_UNINITIALIZED);
  const int code = Read(stream, &schema, &view, &error);
  ArrowArrayViewReset(&view);
  if (schema.release != NULL) ArrowSchemaRelease(&schema);
  ArrowArrayStreamRelease(stream);
  return PrintError(code, error.message);
}

// Writes an IPC stream into memory.
static int Write(struct ArrowArrayStream* in, struct ArrowBuffer* bytes, struct ArrowError* error) {
  struct ArrowIpcOutputStream output;
  struct ArrowIpcWriter writer;
  NANOARROW_RETURN_NOT_OK(ArrowIpcOutputStreamInitBuffer(&output, bytes));
  int code = ArrowIpcWriterInit(&writer, &output);
  if (code != NANOARROW_OK) return code;
  code = ArrowIpcWriterWriteArrayStream(&writer, in, error);
  ArrowIpcWriterReset(&writer);
  return code;
}

int NanoarrowPassIpc(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  struct ArrowError error = {""};
  if (in->release == NULL) return PrintError(EINVAL, "the stream is released");
  struct ArrowBuffer bytes;
  ArrowBufferInit(&bytes);
  int code = Write(in, &bytes, &error);
  ArrowArrayStreamRelease(in);
  struct ArrowIpcInputStream input;
  if (code == NANOARROW_OK) code = ArrowIpcInputStreamInitBuffer(&input, &bytes);
  if (code == NANOARROW_OK) code = ArrowIpcArrayStreamReaderInit(out, &input, NULL);
  ArrowBufferReset(&bytes);
  return PrintError(code, error.message);
}

int NanoarrowPassList(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  struct ArrowError error = {""};
  if (in->release == NULL) return PrintError(EINVAL, "the stream is released");
  const int code = ExportList(in, out, &error);
  ArrowArrayStreamRelease(in);
  return PrintError(code, error.message);
}
