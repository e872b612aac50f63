/* Reads an Arrow IPC file through an ArrowArrayStream.
 *
 *   read_stream [file]     default: examples/data/timezones.arrow, the time zones of the world
 *
 * The library opens the file and exports it as a stream. After that the program reads the stream
 * like any other ArrowArrayStream, through the callbacks of the struct, and uses the library only
 * to print. The exit code is 1 if anything fails or if anything is not released.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/helpers.h"

#ifndef EXAMPLE_FILE
#define EXAMPLE_FILE "examples/data/timezones.arrow"
#endif

static int Fail(const char* operation, int code, const char* message) {
  fprintf(stderr, "%s: %s (%d)\n", operation, message != NULL ? message : strerror(code), code);
  return code;
}

static int PrintSchema(const struct ArrowBridgeSchema* schema) {
  struct ArrowBridgeError error;
  char* text;
  int code = ArrowBridgeSchemaToString(schema, &text, &error);
  if (code != 0) return Fail("printing the schema", code, error.message);
  printf("%s\n", text);
  ArrowBridgeStringRelease(text);
  return 0;
}

/* Prints the first rows of a batch. Consumes the batch, because the import does. */
static int PrintFirstRows(struct ArrowArray* batch, const struct ArrowBridgeSchema* schema) {
  struct ArrowBridgeError error;
  struct ArrowBridgeArray* rows;
  int code = ArrowBridgeImportRecordBatch(batch, schema, &rows, &error);
  if (code != 0) return Fail("importing a batch", code, error.message);

  struct ArrowBridgePrintOptions options;
  memset(&options, 0, sizeof(options));
  options.struct_size = sizeof(options);
  options.head = 6;
  options.tail = 2;
  options.max_width = 20;
  options.total_width = 120;
  char* text;
  code = ArrowBridgeArrayToString(rows, &options, &text, &error);
  ArrowBridgeArrayRelease(rows);
  if (code != 0) return Fail("printing a batch", code, error.message);
  printf("%s\n", text);
  ArrowBridgeStringRelease(text);
  return 0;
}

/* Reads all batches of a stream. Only printing needs `schema`. */
static int ReadBatches(struct ArrowArrayStream* stream, const struct ArrowBridgeSchema* schema) {
  int64_t batches = 0;
  int64_t rows = 0;
  for (;;) {
    struct ArrowArray batch;
    /* A code other than 0 is the errno of the failure. get_last_error then returns its message. */
    int code = stream->get_next(stream, &batch);
    if (code != 0) return Fail("reading a batch", code, stream->get_last_error(stream));
    /* Success with a released batch means end of stream. */
    if (ArrowArrayIsReleased(&batch)) break;

    ++batches;
    rows += batch.length;
    if (batches == 1) {
      code = PrintFirstRows(&batch, schema);
      if (code != 0) return code;
    } else {
      ArrowArrayRelease(&batch);
    }
  }
  printf("%" PRId64 " rows in %" PRId64 " batches\n", rows, batches);
  return 0;
}

static int ReadStream(struct ArrowArrayStream* stream) {
  struct ArrowSchema c_schema;
  int code = stream->get_schema(stream, &c_schema);
  if (code != 0) return Fail("reading the schema", code, stream->get_last_error(stream));

  struct ArrowBridgeError error;
  struct ArrowBridgeSchema* schema;
  code = ArrowBridgeImportSchema(&c_schema, &schema, &error);
  if (code != 0) return Fail("importing the schema", code, error.message);
  code = PrintSchema(schema);
  if (code == 0) code = ReadBatches(stream, schema);
  ArrowBridgeSchemaRelease(schema);
  return code;
}

static int OpenFile(const char* path, struct ArrowArrayStream* out) {
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = ArrowBridgeOpenIpcFile(path, NULL, &reader, &error);
  if (code != 0) return Fail(path, code, error.message);
  code = ArrowBridgeExportRecordBatchReader(reader, out, &error);
  if (code != 0) Fail("exporting the stream", code, error.message);
  /* The exported stream keeps a reference to the reader, so the handle can be released. */
  ArrowBridgeReaderRelease(reader);
  return code;
}

static int PrintLiveCounts(void) {
  struct ArrowBridgeLiveCounts live;
  ArrowBridgeGetLiveCounts(&live);
  printf("not released: %" PRId64 " bytes, %" PRId64 " blocks, %" PRId64 " handles, %" PRId64
         " schemas, %" PRId64 " arrays, %" PRId64 " streams\n",
         live.bytes, live.blocks, live.handles, live.exported_schemas, live.exported_arrays,
         live.exported_streams);
  return live.bytes != 0 || live.blocks != 0 || live.handles != 0 || live.exported_schemas != 0 ||
         live.exported_arrays != 0 || live.exported_streams != 0;
}

int main(int argc, char** argv) {
  struct ArrowArrayStream stream;
  int failed = OpenFile(argc > 1 ? argv[1] : EXAMPLE_FILE, &stream) != 0;
  if (!failed) {
    failed = ReadStream(&stream) != 0;
    ArrowArrayStreamRelease(&stream);
  }
  int leaked = PrintLiveCounts();
  return failed || leaked ? 1 : 0;
}
