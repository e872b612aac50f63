/* inspect: shows format, schema, batches, buffers and dictionaries. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buffers.h"
#include "command.h"
#include "metadata.h"

struct Totals {
  int64_t batches;
  int64_t rows;
  int64_t bytes;
};

static void PrintBuffer(const char* name, int64_t size, void* context) {
  bool* first = context;
  OutFormat("%s%s %" PRId64, *first ? "" : ", ", name, size);
  *first = false;
}

/* Sum of the buffer sizes of an array and its children. Dictionaries are not included, because
   batches share them. */
static int64_t BytesOf(const struct ArrowSchema* schema, const struct ArrowArray* array) {
  int64_t bytes = ForEachBuffer(schema, array, NULL, NULL);
  for (int64_t i = 0; i < array->n_children; ++i) {
    bytes += BytesOf(schema->children[i], array->children[i]);
  }
  return bytes;
}

/* Prints one line for an array, then the lines of its children and its dictionary. */
static void PrintArray(const char* name, const struct ArrowSchema* schema,
                       const struct ArrowArray* array, int depth) {
  enum { kNames = 28 };
  OutRepeat("  ", depth);
  int64_t width = 2 * depth + OutName(name);
  OutRepeat(" ", kNames - width);
  OutFormat(" %10" PRId64, array->length);
  if (array->null_count >= 0) {
    OutFormat(" %10" PRId64 "  ", array->null_count);
  } else {
    OutFormat(" %10s  ", "?");
  }
  bool first = true;
  ForEachBuffer(schema, array, PrintBuffer, &first);
  OutText(first ? "none\n" : "\n");
  for (int64_t i = 0; i < array->n_children && !OutFailed(); ++i) {
    PrintArray(schema->children[i]->name, schema->children[i], array->children[i], depth + 1);
  }
  if (array->dictionary != NULL) {
    PrintArray("dictionary", schema->dictionary, array->dictionary, depth + 1);
  }
}

static int PrintCompression(struct ArrowBridgeReader* reader, struct ArrowBridgeError* error) {
  static const char* const names[] = {"", "lz4", "zstd"};
  int32_t codec;
  int64_t body;
  int code = ArrowBridgeIpcReaderBatchCompression(reader, &codec, &body, error);
  if (codec != ARROWBRIDGE_IPC_CODEC_NONE)
    OutFormat(", compressed with %s to a body of %" PRId64 " bytes", names[codec], body);
  return code;
}

static int PrintBatch(struct ArrowBridgeReader* reader, const struct ArrowSchema* schema,
                      const struct ArrowArray* batch, bool details, struct Totals* totals,
                      struct ArrowBridgeError* error) {
  int64_t bytes = BytesOf(schema, batch);
  OutFormat("batch %" PRId64 ": ", totals->batches);
  OutCount(batch->length, "row");
  OutText(", ");
  OutCount(bytes, "byte");
  int code = PrintCompression(reader, error);
  OutText("\n");
  if (details && batch->n_children > 0) {
    OutFormat("  %-26s %10s %10s  %s\n", "column", "length", "nulls", "buffers, in bytes");
    for (int64_t i = 0; i < batch->n_children && !OutFailed(); ++i) {
      PrintArray(schema->children[i]->name, schema->children[i], batch->children[i], 1);
    }
  }
  ++totals->batches;
  totals->rows += batch->length;
  totals->bytes += bytes;
  return code;
}

/* Prints the format of a path, which its first bytes determine. Standard input cannot be read
   twice, so its format is not shown. */
static void PrintFormat(const char* path) {
  char magic[6] = {0};
  FILE* file = strcmp(path, "-") != 0 ? fopen(path, "rb") : NULL;
  OutName(SourceName(path));
  if (file == NULL) {
    OutText(": Arrow IPC\n");
    return;
  }
  bool is_file = fread(magic, 1, sizeof(magic), file) == sizeof(magic) &&
                 memcmp(magic, "ARROW1", sizeof(magic)) == 0;
  OutFormat(": Arrow IPC, %s format", is_file ? "file" : "stream");
  long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
  if (size >= 0) OutFormat(", %ld bytes", size);
  OutText("\n");
  fclose(file);
}

static int PrintSchema(struct ArrowBridgeReader* reader, struct ArrowBridgeError* error) {
  struct ArrowBridgeSchema* schema;
  char* text = NULL;
  int code = ReaderSchema(reader, &schema, error);
  if (code == 0) code = ArrowBridgeSchemaToString(schema, &text, error);
  if (code == 0) OutFormat("\n%s\n", text);
  ArrowBridgeStringRelease(text);
  ArrowBridgeSchemaRelease(schema);
  return code;
}

/* Prints the footer's metadata. ENOTSUP means that the input has no footer: it is a stream, or a
   file that is not mapped. */
static int PrintFooter(struct ArrowBridgeReader* reader, struct ArrowBridgeError* error) {
  char* metadata;
  int64_t size;
  int code = ArrowBridgeIpcReaderFooterMetadata(reader, &metadata, &size, error);
  if (code == ENOTSUP) return 0;
  if (code == 0 && metadata != NULL) {
    OutText("footer\n");
    PrintMetadata("   ", metadata);
    OutText("\n");
  }
  ArrowBridgeStringRelease(metadata);
  return code;
}

static int PrintBatchMetadata(struct ArrowBridgeReader* reader, struct ArrowBridgeError* error) {
  char* metadata;
  int64_t size;
  int code = ArrowBridgeIpcReaderBatchMetadata(reader, &metadata, &size, error);
  if (code == 0) PrintMetadata("   ", metadata);
  ArrowBridgeStringRelease(metadata);
  return code;
}

/* Prints all batches, the first `details` of them with their columns, and the totals. */
static int PrintBatches(struct ArrowBridgeReader* reader, const struct ArrowSchema* schema,
                        int64_t details, struct ArrowBridgeError* error) {
  struct Totals totals = {0, 0, 0};
  int code = 0;
  while (!OutFailed()) {
    struct ArrowArray batch;
    code = ArrowBridgeReaderNext(reader, &batch, error);
    if (code != 0 || ArrowArrayIsReleased(&batch)) break;
    code = PrintBatch(reader, schema, &batch, totals.batches < details, &totals, error);
    ArrowArrayRelease(&batch);
    if (code == 0) code = PrintBatchMetadata(reader, error);
    if (code != 0) break;
  }
  if (code != 0) return code;
  OutText(totals.batches > 0 ? "\n" : "");
  OutCount(totals.batches, "batch");
  OutText(", ");
  OutCount(totals.rows, "row");
  OutText(", ");
  OutCount(totals.bytes, "byte");
  OutText(" in buffers\n");
  int64_t after;
  code = ArrowBridgeIpcReaderBytesAfterEnd(reader, &after, error);
  PrintBytesAfterEnd(after);
  return code;
}

static int Inspect(struct ArrowBridgeReader* reader, const struct Arguments* arguments,
                   struct ArrowBridgeError* error) {
  struct ArrowSchema schema;
  PrintFormat(arguments->files[0]);
  int code = PrintSchema(reader, error);
  if (code == 0) code = PrintFooter(reader, error);
  if (code == 0) code = ArrowBridgeReaderGetSchema(reader, &schema, error);
  if (code != 0) return code;
  code = PrintBatches(reader, &schema, arguments->all ? INT64_MAX : 1, error);
  ArrowSchemaRelease(&schema);
  return code;
}

static int RunInspect(const struct Arguments* arguments) {
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = OpenSource(arguments, 0, &reader, &error);
  if (code == 0) code = Inspect(reader, arguments, &error);
  ArrowBridgeReaderRelease(reader);
  return code == 0 ? kExitOk : FailWith(code, &error);
}

const struct Command kInspectCommand = {
    "inspect",
    "Show the format, the schema, and the sizes of batches and buffers.",
    "Shows the format, the schema as a tree, the metadata of the footer, and for each batch\n"
    "the number of rows, the metadata, the size of its buffers in memory, and the\n"
    "compression of its body. For the first batch also shows length, null count and buffers\n"
    "of each column, its children and its dictionary. Sizes of batches do not include\n"
    "dictionaries, because batches share them.\n"
    "\n"
    "Options:\n" COLUMNS_OPTION THREADS_OPTION
    "  -a, --all          Show the columns of every batch, not only of the first one.\n",
    "FILE",
    1,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionAll | kOptionThreads,
    RunInspect,
    0,
};
