/* schema and count: show the schema of a file, and its number of rows. */

#include <inttypes.h>

#include "command.h"

static int PrintSchema(struct ArrowBridgeReader* reader, struct ArrowBridgeError* error) {
  struct ArrowBridgeSchema* schema;
  char* text = NULL;
  int code = ReaderSchema(reader, &schema, error);
  if (code == 0) code = ArrowBridgeSchemaToString(schema, &text, error);
  if (code == 0) OutText(text);
  ArrowBridgeStringRelease(text);
  ArrowBridgeSchemaRelease(schema);
  return code;
}

static int CountRows(struct ArrowBridgeReader* reader, struct ArrowBridgeError* error) {
  int64_t rows = 0;
  for (;;) {
    struct ArrowArray batch;
    int code = ArrowBridgeReaderNext(reader, &batch, error);
    if (code != 0) return code;
    if (ArrowArrayIsReleased(&batch)) break;
    rows += batch.length;
    ArrowArrayRelease(&batch);
  }
  OutFormat("%" PRId64 "\n", rows);
  return 0;
}

static int Finish(int code, struct ArrowBridgeReader* reader,
                  const struct ArrowBridgeError* error) {
  ArrowBridgeReaderRelease(reader);
  return code == 0 ? kExitOk : FailWith(code, error);
}

static int RunSchema(const struct Arguments* arguments) {
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = OpenSource(arguments, 0, &reader, &error);
  if (code == 0) code = PrintSchema(reader, &error);
  return Finish(code, reader, &error);
}

/* Selects no columns, so that no column is decoded or decompressed to count the rows. */
static int RunCount(const struct Arguments* arguments) {
  static const char* const none[] = {NULL};
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = OpenColumns(arguments->files[0], none, 0, &reader, &error);
  if (code == 0) code = CountRows(reader, &error);
  return Finish(code, reader, &error);
}

const struct Command kSchemaCommand = {
    "schema",
    "Show the schema: names, types and metadata.",
    "Shows the schema as a tree: the name and type of each field, its children, and the\n"
    "metadata (•) of the schema and its fields.\n"
    "\n"
    "Options:\n",
    "FILE",
    1,
    kOptionHelp | kOptionStats,
    RunSchema,
    0,
};

const struct Command kCountCommand = {
    "count",
    "Show the number of rows.",
    "Prints the number of rows. Column data is not decoded.\n"
    "\n"
    "Options:\n",
    "FILE",
    1,
    kOptionHelp | kOptionStats,
    RunCount,
    0,
};
