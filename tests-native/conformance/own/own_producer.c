// This project's library as a producer, for the kit: files, lists of batches, and streams that pass
// through. The batches of the last two are the zoo's correct ones, which have every layout.
#include <stdio.h>
#include <stdlib.h>

#include "arrowbridge/arrowbridge.h"
#include "zoo.h"

int OwnFile(struct ArrowArrayStream* out, const char* path);
int OwnBatches(struct ArrowArrayStream* out);
int OwnLarge(struct ArrowArrayStream* out);
int OwnLargeCompressed(struct ArrowArrayStream* out);
int OwnHop(struct ArrowArrayStream* out, const char* mutant);
int OwnPassIpc(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* codec);
int OwnChecked(struct ArrowArrayStream* out, const char* mutant);
int OwnFileBatch(struct ArrowArray* out, struct ArrowSchema* schema, const char* path);
int OwnBatch(struct ArrowArray* out, struct ArrowSchema* schema);
int OwnFileSchema(struct ArrowSchema* out, const char* path);
int OwnSchema(struct ArrowSchema* out);
int ZooStream(struct ArrowArrayStream* out, const char* name);

static int Export(struct ArrowBridgeReader* reader, struct ArrowArrayStream* out) {
  int code = ArrowBridgeExportRecordBatchReader(reader, out, NULL);
  ArrowBridgeReaderRelease(reader);
  return code;
}

int OwnFile(struct ArrowArrayStream* out, const char* path) {
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeOpenIpcFile(path, NULL, &reader, NULL);
  return code != 0 ? code : Export(reader, out);
}

static int OpenBatches(struct ArrowBridgeReader** out) {
  static const int64_t kRows[] = {5, 0, 3};
  struct ArrowSchema schema;
  struct ArrowArray batches[3];
  ZooMakeSchema(&kZooRoot, &schema);
  for (int i = 0; i < 3; ++i) ZooMakeArray(&kZooRoot, kRows[i], &batches[i]);
  return ArrowBridgeReaderFromBatches(&schema, 3, batches, out, NULL);
}

int OwnBatches(struct ArrowArrayStream* out) {
  struct ArrowBridgeReader* reader;
  int code = OpenBatches(&reader);
  return code != 0 ? code : Export(reader, out);
}

// Batches of many rows, where it shows what is freed with what.
int OwnLarge(struct ArrowArrayStream* out) {
  struct ArrowSchema schema;
  struct ArrowArray batches[2];
  struct ArrowBridgeReader* reader;
  ZooMakeSchema(&kZooLargeRoot, &schema);
  for (int i = 0; i < 2; ++i) ZooMakeArray(&kZooLargeRoot, 20000, &batches[i]);
  int code = ArrowBridgeReaderFromBatches(&schema, 2, batches, &reader, NULL);
  return code != 0 ? code : Export(reader, out);
}

int OwnHop(struct ArrowArrayStream* out, const char* mutant) {
  struct ArrowArrayStream stream;
  struct ArrowBridgeReader* reader;
  int code = ZooStream(&stream, mutant);
  if (code == 0) code = ArrowBridgeImportRecordBatchReader(&stream, &reader, NULL);
  return code != 0 ? code : Export(reader, out);
}

int OwnLargeCompressed(struct ArrowArrayStream* out) {
  struct ArrowArrayStream stream;
  int code = OwnLarge(&stream);
  return code != 0 ? code : OwnPassIpc(&stream, out, "lz4");
}

// The kit keeps to the rules, so whatever the watch finds of a correct producer is wrong.
static void Refuse(void* context, const struct ArrowBridgeFinding* finding) {
  (void)context;
  fprintf(stderr, "%s: %s: %s\n", finding->operation, finding->rule, finding->message);
  abort();
}

int OwnChecked(struct ArrowArrayStream* out, const char* mutant) {
  struct ArrowArrayStream stream;
  struct ArrowBridgeCheckOptions options = {
      sizeof(options), ARROWBRIDGE_VALIDATE_FULL, 0, Refuse, NULL, NULL};
  int code = ZooStream(&stream, mutant);
  return code != 0 ? code : ArrowBridgeStreamCheck(&stream, &options, out, NULL);
}

static int First(struct ArrowBridgeReader* reader, struct ArrowArray* out,
                 struct ArrowSchema* schema) {
  struct ArrowBridgeArray* batch;
  int code = ArrowBridgeReaderNextArray(reader, &batch, NULL);
  if (code == 0) code = ArrowBridgeExportRecordBatch(batch, out, schema, NULL);
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeReaderRelease(reader);
  return code;
}

int OwnFileBatch(struct ArrowArray* out, struct ArrowSchema* schema, const char* path) {
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeOpenIpcFile(path, NULL, &reader, NULL);
  return code != 0 ? code : First(reader, out, schema);
}

int OwnBatch(struct ArrowArray* out, struct ArrowSchema* schema) {
  struct ArrowBridgeReader* reader;
  int code = OpenBatches(&reader);
  return code != 0 ? code : First(reader, out, schema);
}

int OwnFileSchema(struct ArrowSchema* out, const char* path) {
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeOpenIpcFile(path, NULL, &reader, NULL);
  if (code != 0) return code;
  code = ArrowBridgeReaderGetSchema(reader, out, NULL);
  ArrowBridgeReaderRelease(reader);
  return code;
}

int OwnSchema(struct ArrowSchema* out) {
  struct ArrowSchema schema;
  struct ArrowBridgeSchema* handle;
  ZooMakeSchema(&kZooRoot, &schema);
  int code = ArrowBridgeImportSchema(&schema, &handle, NULL);
  if (code == 0) code = ArrowBridgeExportSchema(handle, out, NULL);
  ArrowBridgeSchemaRelease(handle);
  return code;
}
