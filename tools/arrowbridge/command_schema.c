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

static int CountRows(struct ArrowBridgeReader* reader, int64_t* rows,
                     struct ArrowBridgeError* error) {
  *rows = 0;
  for (;;) {
    struct ArrowArray batch;
    int code = ArrowBridgeReaderNext(reader, &batch, error);
    if (code != 0 || ArrowArrayIsReleased(&batch)) return code;
    *rows += batch.length;
    ArrowArrayRelease(&batch);
  }
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
static int CountFile(const char* path, int64_t* rows) {
  static const char* const none[] = {NULL};
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = OpenColumns(path, none, 0, 0, &reader, &error);
  if (code == 0) code = CountRows(reader, rows, &error);
  return Finish(code, reader, &error);
}

/* A file that cannot be counted does not keep the others from being counted. */
static int RunCount(const struct Arguments* arguments) {
  int64_t total = 0;
  int result = kExitOk;
  for (int i = 0; i < arguments->n_files; ++i) {
    int64_t rows;
    int code = CountFile(arguments->files[i], &rows);
    if (code != kExitOk) {
      result = code;
      continue;
    }
    total += rows;
    OutFormat("%" PRId64, rows);
    if (arguments->n_files > 1) {
      OutText(" ");
      OutName(SourceName(arguments->files[i]));
    }
    OutText("\n");
  }
  if (arguments->n_files > 1) OutFormat("%" PRId64 " total\n", total);
  return result;
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
    "Prints the number of rows. Of several files it prints a line for each, with its name,\n"
    "and the total. Column data is not decoded.\n"
    "\n"
    "Options:\n",
    "FILE...",
    kAnyNumber,
    kOptionHelp | kOptionStats,
    RunCount,
    0,
};
