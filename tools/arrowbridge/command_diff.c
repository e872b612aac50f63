/* diff: finds the first difference of two files. Rows are compared independent of batch boundaries.
 */

#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "schema_difference.h"

enum { kMostValueWidth = 1000 }; /* of a value that is printed */

/* A file and the current position in it. */
struct Side {
  struct ArrowBridgeReader* reader;
  struct ArrowBridgeArray* batch; /* NULL at end of stream */
  int64_t number;                 /* index of the batch, from 0 */
  int64_t row;                    /* index in the batch of the next row to compare */
};

/* The result so far. Unless `quiet`, the first difference was printed when `differ` was set. */
struct Comparison {
  bool quiet;
  bool differ;
};

static int64_t RemainingRows(const struct Side* side) {
  return side->batch != NULL ? ArrowBridgeArrayLength(side->batch) - side->row : 0;
}

/* Reads the next batch if no rows of the current one remain. Skips batches without rows, except if
   `allow_empty` is true. */
static int Advance(struct Side* side, bool allow_empty, struct ArrowBridgeError* error) {
  while (RemainingRows(side) == 0) {
    ArrowBridgeArrayRelease(side->batch);
    side->batch = NULL;
    int code = ArrowBridgeReaderNextArray(side->reader, &side->batch, error);
    if (code != 0) return code;
    side->row = 0;
    ++side->number;
    if (side->batch == NULL || allow_empty) break;
  }
  return 0;
}

/* Compares `count` rows, starting `skip` rows after the current position. Compares all columns, or
   only column `column` if it is not negative. */
static int RowsEqual(const struct Side* a, const struct Side* b, int64_t skip, int64_t count,
                     int64_t column, int* equal, struct ArrowBridgeError* error) {
  struct ArrowBridgeArray* parts[2] = {NULL, NULL};
  const struct Side* sides[2] = {a, b};
  int code = 0;
  for (int i = 0; i < 2 && code == 0; ++i) {
    code = ArrowBridgeArraySlice(sides[i]->batch, sides[i]->row + skip, count, &parts[i], error);
    if (code != 0 || column < 0) continue;
    struct ArrowBridgeArray* whole = parts[i];
    code = ArrowBridgeArrayColumn(whole, column, &parts[i], error);
    ArrowBridgeArrayRelease(whole);
  }
  *equal = 1;
  if (code == 0) code = ArrowBridgeArrayEquals(parts[0], parts[1], equal, error);
  ArrowBridgeArrayRelease(parts[0]);
  ArrowBridgeArrayRelease(parts[1]);
  return code;
}

/* Finds, by binary search, the first row that differs among `count` rows that are not all equal. */
static int FindRow(const struct Side* a, const struct Side* b, int64_t count, int64_t* row,
                   struct ArrowBridgeError* error) {
  int64_t first = 0;
  while (count > 1) {
    int equal;
    int64_t half = count / 2;
    int code = RowsEqual(a, b, first, half, -1, &equal, error);
    if (code != 0) return code;
    if (equal) first += half;
    count = equal ? count - half : half;
  }
  *row = first;
  return 0;
}

static int PrintValue(const char* prefix, const struct Side* side, int64_t skip, int64_t column,
                      struct ArrowBridgeError* error) {
  struct ArrowBridgeArray *row, *value = NULL;
  char* text = NULL;
  int code = ArrowBridgeArraySlice(side->batch, side->row + skip, 1, &row, error);
  if (code == 0) code = ArrowBridgeArrayColumn(row, column, &value, error);
  if (code == 0) code = ArrowBridgeArrayValueToString(value, 0, kMostValueWidth, &text, error);
  if (code == 0) OutFormat("%s %s\n", prefix, text);
  ArrowBridgeStringRelease(text);
  ArrowBridgeArrayRelease(value);
  ArrowBridgeArrayRelease(row);
  return code;
}

static int PrintColumnName(struct ArrowBridgeReader* reader, int64_t column,
                           struct ArrowBridgeError* error) {
  struct ArrowSchema schema;
  int code = ArrowBridgeReaderGetSchema(reader, &schema, error);
  if (code != 0) return code;
  OutName(schema.children[column]->name);
  ArrowSchemaRelease(&schema);
  return 0;
}

/* Prints the first row that differs among the next `count` rows. `rows` rows were equal before. */
static int ReportRow(const struct Side* a, const struct Side* b, int64_t rows, int64_t count,
                     struct ArrowBridgeError* error) {
  int64_t skip = 0;
  int64_t column = -1;
  int equal = 1;
  int code = FindRow(a, b, count, &skip, error);
  while (code == 0 && equal && column + 1 < ArrowBridgeArrayNumColumns(a->batch)) {
    code = RowsEqual(a, b, skip, 1, ++column, &equal, error);
  }
  if (code != 0) return code;
  OutFormat("row %" PRId64 " differs in column '", rows + skip);
  code = PrintColumnName(a->reader, column, error);
  OutFormat("' (batch %" PRId64 ", row %" PRId64, a->number, a->row + skip);
  if (a->number != b->number || a->row != b->row) {
    OutFormat("; second file: batch %" PRId64 ", row %" PRId64, b->number, b->row + skip);
  }
  OutText(")\n");
  if (code == 0) code = PrintValue("<", a, skip, column, error);
  if (code == 0) code = PrintValue(">", b, skip, column, error);
  return code;
}

static int CompareSchemas(const struct Side* a, const struct Side* b, bool metadata,
                          struct Comparison* result, struct ArrowBridgeError* error) {
  struct ArrowBridgeSchema* schemas[2] = {NULL, NULL};
  int equal = 1;
  int code = ReaderSchema(a->reader, &schemas[0], error);
  if (code == 0) code = ReaderSchema(b->reader, &schemas[1], error);
  if (code == 0) code = ArrowBridgeSchemaEquals(schemas[0], schemas[1], metadata, &equal, error);
  ArrowBridgeSchemaRelease(schemas[0]);
  ArrowBridgeSchemaRelease(schemas[1]);
  if (code != 0 || equal) return code;
  result->differ = true;
  if (result->quiet) return 0;
  struct ArrowSchema left;
  struct ArrowSchema right;
  code = ArrowBridgeReaderGetSchema(a->reader, &left, error);
  if (code != 0) return code;
  code = ArrowBridgeReaderGetSchema(b->reader, &right, error);
  if (code == 0) {
    PrintSchemaDifference(&left, &right, metadata);
    ArrowSchemaRelease(&right);
  }
  ArrowSchemaRelease(&left);
  return code;
}

static void ReportMissingRows(const struct Side* a, int64_t rows, struct Comparison* result) {
  result->differ = true;
  if (result->quiet) return;
  OutFormat("the %s file ends after ", a->batch == NULL ? "first" : "second");
  OutCount(rows, "row");
  OutText("; the other file has more\n");
}

/* For --batches: two batches that start at the same row must have the same length. */
static void CompareLengths(const struct Side* a, const struct Side* b, struct Comparison* result) {
  if (a->batch == NULL || b->batch == NULL) {
    if (a->batch == b->batch) return;
    result->differ = true;
    if (!result->quiet) {
      OutFormat("the %s file has ", a->batch == NULL ? "first" : "second");
      OutCount(a->number, "batch");
      OutText("; the other file has more\n");
    }
    return;
  }
  if (RemainingRows(a) == RemainingRows(b)) return;
  result->differ = true;
  if (result->quiet) return;
  OutFormat("batch %" PRId64 " has ", a->number);
  OutCount(RemainingRows(a), "row");
  OutFormat("; in the second file it has %" PRId64 "\n", RemainingRows(b));
}

static int CompareRows(struct Side* a, struct Side* b, bool batches, struct Comparison* result,
                       struct ArrowBridgeError* error) {
  int64_t rows = 0;
  for (;;) {
    int code = Advance(a, batches, error);
    if (code == 0) code = Advance(b, batches, error);
    if (code != 0) return code;
    if (batches) CompareLengths(a, b, result);
    if (result->differ || (a->batch == NULL && b->batch == NULL)) return 0;
    if (a->batch == NULL || b->batch == NULL) {
      ReportMissingRows(a, rows, result);
      return 0;
    }
    int64_t count = RemainingRows(a) < RemainingRows(b) ? RemainingRows(a) : RemainingRows(b);
    int equal;
    code = RowsEqual(a, b, 0, count, -1, &equal, error);
    if (code != 0) return code;
    if (!equal) {
      result->differ = true;
      return result->quiet ? 0 : ReportRow(a, b, rows, count, error);
    }
    a->row += count;
    b->row += count;
    rows += count;
  }
}

static int RunDiff(const struct Arguments* arguments) {
  if (IsStandard(arguments->files[0]) && IsStandard(arguments->files[1])) {
    return Fail("only one of the two files can be standard input");
  }
  struct ArrowBridgeError error;
  struct Side a = {NULL, NULL, -1, 0};
  struct Side b = {NULL, NULL, -1, 0};
  struct Comparison result = {arguments->quiet, false};
  int code = OpenSource(arguments, 0, &a.reader, &error);
  if (code == 0) code = OpenSource(arguments, 1, &b.reader, &error);
  if (code == 0) code = CompareSchemas(&a, &b, arguments->metadata, &result, &error);
  if (code == 0 && !result.differ) {
    code = CompareRows(&a, &b, arguments->batches, &result, &error);
  }
  ArrowBridgeArrayRelease(a.batch);
  ArrowBridgeArrayRelease(b.batch);
  ArrowBridgeReaderRelease(a.reader);
  ArrowBridgeReaderRelease(b.reader);
  if (code != 0) return FailWith(code, &error);
  return result.differ ? kExitNegative : kExitOk;
}

const struct Command kDiffCommand = {
    "diff",
    "Compare two files and show the first difference.",
    "Compares the schemas, then the rows, by value. Differences in memory layout are\n"
    "ignored, and so are batch boundaries unless --batches is given. Prints the first\n"
    "difference: lines with < are the first file, lines with > the second. Rows and batches\n"
    "are numbered from 0. Prints nothing if the files are equal.\n"
    "Exit code: 0 if the files are equal, 1 if they differ, 2 if they could not be\n"
    "compared.\n"
    "\n"
    "Options:\n" COLUMNS_OPTION THREADS_OPTION
    "  -m, --metadata     Also compare the metadata of the schema and its fields.\n"
    "  -b, --batches      Also compare the division of the rows into batches.\n"
    "  -q, --quiet        Print nothing; only the exit code shows the result.\n",
    "FILE FILE",
    2,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionMetadata | kOptionBatches | kOptionQuiet |
        kOptionThreads,
    RunDiff,
    0,
};
