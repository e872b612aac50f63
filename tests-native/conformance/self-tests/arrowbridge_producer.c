// libarrowbridge as a producer: files, lists of batches, and streams that pass through it. The
// batches of the last two come from the reference producer, which has every layout.
#include <stdio.h>
#include <stdlib.h>

#include "arrowbridge/arrowbridge.h"
#include "reference.h"

int BridgeFile(struct ArrowArrayStream* out, const char* path);
int BridgeBatches(struct ArrowArrayStream* out);
int BridgeLarge(struct ArrowArrayStream* out);
int BridgeLargeCompressed(struct ArrowArrayStream* out);
int BridgeHop(struct ArrowArrayStream* out, const char* mutant);
int BridgePassIpc(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* codec);
int BridgePassAdapter(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* name);
int BridgeAdapter(struct ArrowArrayStream* out, const char* name);
int BridgeChecked(struct ArrowArrayStream* out, const char* mutant);
int BridgeFileBatch(struct ArrowArray* out, struct ArrowSchema* schema, const char* path);
int BridgeBatch(struct ArrowArray* out, struct ArrowSchema* schema);
int BridgeFileSchema(struct ArrowSchema* out, const char* path);
int BridgeSchema(struct ArrowSchema* out);
int MutantStream(struct ArrowArrayStream* out, const char* name);

static int Export(struct ArrowBridgeReader* reader, struct ArrowArrayStream* out) {
  int code = ArrowBridgeExportRecordBatchReader(reader, out, NULL);
  ArrowBridgeReaderRelease(reader);
  return code;
}

int BridgeFile(struct ArrowArrayStream* out, const char* path) {
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeOpenIpcFile(path, NULL, &reader, NULL);
  return code != 0 ? code : Export(reader, out);
}

static int OpenBatches(struct ArrowBridgeReader** out) {
  static const int64_t kRows[] = {5, 0, 3};
  struct ArrowSchema schema;
  struct ArrowArray batches[3];
  ReferenceMakeSchema(&kReferenceRoot, &schema);
  for (int i = 0; i < 3; ++i) ReferenceMakeArray(&kReferenceRoot, kRows[i], &batches[i]);
  return ArrowBridgeReaderFromBatches(&schema, 3, batches, out, NULL);
}

int BridgeBatches(struct ArrowArrayStream* out) {
  struct ArrowBridgeReader* reader;
  int code = OpenBatches(&reader);
  return code != 0 ? code : Export(reader, out);
}

// Batches of many rows: large enough to see which columns are freed together.
int BridgeLarge(struct ArrowArrayStream* out) {
  struct ArrowSchema schema;
  struct ArrowArray batches[2];
  struct ArrowBridgeReader* reader;
  ReferenceMakeSchema(&kReferenceLargeRoot, &schema);
  for (int i = 0; i < 2; ++i) ReferenceMakeArray(&kReferenceLargeRoot, 20000, &batches[i]);
  int code = ArrowBridgeReaderFromBatches(&schema, 2, batches, &reader, NULL);
  return code != 0 ? code : Export(reader, out);
}

int BridgeHop(struct ArrowArrayStream* out, const char* mutant) {
  struct ArrowArrayStream stream;
  struct ArrowBridgeReader* reader;
  int code = MutantStream(&stream, mutant);
  if (code == 0) code = ArrowBridgeImportRecordBatchReader(&stream, &reader, NULL);
  return code != 0 ? code : Export(reader, out);
}

// The reference producer, read through an adapter.
int BridgeAdapter(struct ArrowArrayStream* out, const char* name) {
  struct ArrowArrayStream stream;
  int code = MutantStream(&stream, "correct");
  return code != 0 ? code : BridgePassAdapter(&stream, out, name);
}

int BridgeLargeCompressed(struct ArrowArrayStream* out) {
  struct ArrowArrayStream stream;
  int code = BridgeLarge(&stream);
  return code != 0 ? code : BridgePassIpc(&stream, out, "lz4");
}

// The kit and the reference producer follow the rules: any finding of the checked stream is wrong.
static void AbortOnFinding(void* context, const struct ArrowBridgeFinding* finding) {
  (void)context;
  fprintf(stderr, "%s: %s: %s\n", finding->operation, finding->rule, finding->message);
  abort();
}

int BridgeChecked(struct ArrowArrayStream* out, const char* mutant) {
  struct ArrowArrayStream stream;
  struct ArrowBridgeCheckOptions options = {
      sizeof(options), ARROWBRIDGE_VALIDATE_FULL, 0, AbortOnFinding, NULL, NULL};
  int code = MutantStream(&stream, mutant);
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

int BridgeFileBatch(struct ArrowArray* out, struct ArrowSchema* schema, const char* path) {
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeOpenIpcFile(path, NULL, &reader, NULL);
  return code != 0 ? code : First(reader, out, schema);
}

int BridgeBatch(struct ArrowArray* out, struct ArrowSchema* schema) {
  struct ArrowBridgeReader* reader;
  int code = OpenBatches(&reader);
  return code != 0 ? code : First(reader, out, schema);
}

int BridgeFileSchema(struct ArrowSchema* out, const char* path) {
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeOpenIpcFile(path, NULL, &reader, NULL);
  if (code != 0) return code;
  code = ArrowBridgeReaderGetSchema(reader, out, NULL);
  ArrowBridgeReaderRelease(reader);
  return code;
}

int BridgeSchema(struct ArrowSchema* out) {
  struct ArrowSchema schema;
  struct ArrowBridgeSchema* handle;
  ReferenceMakeSchema(&kReferenceRoot, &schema);
  int code = ArrowBridgeImportSchema(&schema, &handle, NULL);
  if (code == 0) code = ArrowBridgeExportSchema(handle, out, NULL);
  ArrowBridgeSchemaRelease(handle);
  return code;
}
