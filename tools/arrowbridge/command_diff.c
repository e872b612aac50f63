/* diff: the first difference of two files. Rows are compared with rows, wherever batches begin. */

#include <inttypes.h>
#include <string.h>

#include "cells.h"
#include "command.h"
#include "schema_difference.h"

/* A file and how far it was read. */
struct Side {
  struct ArrowBridgeReader* reader;
  struct ArrowBridgeArray* batch; /* NULL at the end */
  int64_t number;                 /* of the batch, from 0 */
  int64_t row;                    /* in the batch: the next to be compared */
};

/* What was found: nothing yet, or that the files differ, which was printed. */
struct Finding {
  bool quiet;
  bool differ;
};

static int64_t Left(const struct Side* side) {
  return side->batch != NULL ? ArrowBridgeArrayLength(side->batch) - side->row : 0;
}

/* The next batch with rows, once this one is through; with `any` also one without. */
static int Advance(struct Side* side, bool any, struct ArrowBridgeError* error) {
  while (Left(side) == 0) {
    ArrowBridgeArrayRelease(side->batch);
    side->batch = NULL;
    int code = ArrowBridgeReaderNextArray(side->reader, &side->batch, error);
    if (code != 0) return code;
    side->row = 0;
    ++side->number;
    if (side->batch == NULL || any) break;
  }
  return 0;
}

/* Compares `count` rows of all columns, or of one where `column` is not negative. */
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

/* The first row that differs among `count` of which one does, by halving. */
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

static int PrintValue(const char* mark, const struct Side* side, int64_t skip, int64_t column,
                      struct ArrowBridgeError* error) {
  struct ArrowBridgeArray* row;
  struct Cells cells;
  int code = ArrowBridgeArraySlice(side->batch, side->row + skip, 1, &row, error);
  if (code != 0) return code;
  code = CellsRead(row, column, 1000, &cells, error);
  ArrowBridgeArrayRelease(row);
  if (code != 0) return code;
  const char* text = cells.rows[0];
  text += strspn(text, " "); /* numbers stand on the right */
  size_t length = strlen(text);
  while (length > 0 && text[length - 1] == ' ') --length;
  OutFormat("%s %.*s\n", mark, (int)length, text);
  CellsRelease(&cells);
  return 0;
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
    OutFormat(" against batch %" PRId64 ", row %" PRId64, b->number, b->row + skip);
  }
  OutText(")\n");
  if (code == 0) code = PrintValue("<", a, skip, column, error);
  if (code == 0) code = PrintValue(">", b, skip, column, error);
  return code;
}

static int CompareSchemas(const struct Side* a, const struct Side* b, bool metadata,
                          struct Finding* finding, struct ArrowBridgeError* error) {
  struct ArrowBridgeSchema* schemas[2] = {NULL, NULL};
  int equal = 1;
  int code = ReaderSchema(a->reader, &schemas[0], error);
  if (code == 0) code = ReaderSchema(b->reader, &schemas[1], error);
  if (code == 0) code = ArrowBridgeSchemaEquals(schemas[0], schemas[1], metadata, &equal, error);
  ArrowBridgeSchemaRelease(schemas[0]);
  ArrowBridgeSchemaRelease(schemas[1]);
  if (code != 0 || equal) return code;
  finding->differ = true;
  if (finding->quiet) return 0;
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

static void ReportEnd(const struct Side* a, int64_t rows, struct Finding* finding) {
  finding->differ = true;
  if (finding->quiet) return;
  OutFormat("the %s file ends after ", a->batch == NULL ? "first" : "second");
  OutCount(rows, "row");
  OutText(", the other goes on\n");
}

/* With --batches: two batches that begin at the same row must be equally long. */
static void CompareLengths(const struct Side* a, const struct Side* b, struct Finding* finding) {
  if (a->batch == NULL || b->batch == NULL) {
    if (a->batch == b->batch) return;
    finding->differ = true;
    if (!finding->quiet) {
      OutFormat("the %s file has ", a->batch == NULL ? "first" : "second");
      OutCount(a->number, "batch");
      OutText(", the other has more\n");
    }
    return;
  }
  if (Left(a) == Left(b)) return;
  finding->differ = true;
  if (finding->quiet) return;
  OutFormat("batch %" PRId64 " has ", a->number);
  OutCount(Left(a), "row");
  OutFormat(" against %" PRId64 "\n", Left(b));
}

static int CompareRows(struct Side* a, struct Side* b, bool batches, struct Finding* finding,
                       struct ArrowBridgeError* error) {
  int64_t rows = 0;
  for (;;) {
    int code = Advance(a, batches, error);
    if (code == 0) code = Advance(b, batches, error);
    if (code != 0) return code;
    if (batches) CompareLengths(a, b, finding);
    if (finding->differ || (a->batch == NULL && b->batch == NULL)) return 0;
    if (a->batch == NULL || b->batch == NULL) {
      ReportEnd(a, rows, finding);
      return 0;
    }
    int64_t count = Left(a) < Left(b) ? Left(a) : Left(b);
    int equal;
    code = RowsEqual(a, b, 0, count, -1, &equal, error);
    if (code != 0) return code;
    if (!equal) {
      finding->differ = true;
      return finding->quiet ? 0 : ReportRow(a, b, rows, count, error);
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
  struct Finding finding = {arguments->quiet, false};
  int code = OpenSource(arguments, 0, &a.reader, &error);
  if (code == 0) code = OpenSource(arguments, 1, &b.reader, &error);
  if (code == 0) code = CompareSchemas(&a, &b, arguments->metadata, &finding, &error);
  if (code == 0 && !finding.differ) {
    code = CompareRows(&a, &b, arguments->batches, &finding, &error);
  }
  ArrowBridgeArrayRelease(a.batch);
  ArrowBridgeArrayRelease(b.batch);
  ArrowBridgeReaderRelease(a.reader);
  ArrowBridgeReaderRelease(b.reader);
  if (code != 0) return FailWith(code, &error);
  return finding.differ ? kExitNo : kExitOk;
}

const struct Command kDiffCommand = {
    "diff",
    "Compare two files, and show the first difference.",
    "Compares the schemas, then the rows, by value: how data is laid out does not matter,\n"
    "nor (without --batches) where batches begin. Prints the first difference: < is the\n"
    "first file, > the second; rows and batches are counted from 0. Prints nothing if\n"
    "there is none.\n"
    "Ends with 0 if the two are equal, 1 if they differ, 2 if they could not be compared.\n"
    "\n"
    "Options:\n" COLUMNS_OPTION
    "  -m, --metadata     Compare the metadata of schema and fields too.\n"
    "  -b, --batches      Compare too how the rows are parted into batches.\n"
    "  -q, --quiet        Print nothing; the exit code tells.\n",
    "FILE FILE",
    2,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionMetadata | kOptionBatches | kOptionQuiet,
    RunDiff,
    0,
};
