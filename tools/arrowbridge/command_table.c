/* head and cat: show rows as a table, or write them as text. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "table.h"

struct Progress {
  int64_t rows;
  bool end_of_stream;
};

/* Reads batches and prints at most `max_rows` rows. */
static int AddRows(struct ArrowBridgeReader* reader, struct Table* table, int64_t max_rows,
                   struct Progress* progress, struct ArrowBridgeError* error) {
  struct ArrowBridgeReader* head = NULL;
  /* One row is read even if `max_rows` is 0, because the heading is made from its batch. */
  int code = ArrowBridgeReaderHead(reader, max_rows > 0 ? max_rows : 1, &head, error);
  while (code == 0 && !OutFailed()) {
    struct ArrowBridgeArray* batch;
    code = ArrowBridgeReaderNextArray(head, &batch, error);
    if (code != 0 || batch == NULL) break;
    int64_t count = max_rows > 0 ? ArrowBridgeArrayLength(batch) : 0;
    code = TableAdd(table, batch, 0, count, error);
    progress->rows += count;
    ArrowBridgeArrayRelease(batch);
  }
  progress->end_of_stream = progress->rows < max_rows;
  ArrowBridgeReaderRelease(head);
  /* Rows that were read before an error are printed too. */
  struct ArrowBridgeError ignored;
  int finished = TableFinish(table, code == 0 ? error : &ignored);
  return code != 0 ? code : finished;
}

static void PrintCounts(const struct Progress* progress, int64_t columns, int64_t not_shown) {
  OutCount(progress->rows, "row");
  OutText(" × ");
  OutCount(columns, "column");
  if (not_shown > 0) OutFormat(" (%" PRId64 " not shown)", not_shown);
  OutText("\n");
}

static int ShowTable(struct ArrowBridgeReader* reader, const struct Arguments* arguments,
                     int64_t max_rows, const char* which) {
  struct ArrowBridgeError error;
  struct ArrowSchema schema;
  error.message[0] = '\0';
  int code = ArrowBridgeReaderGetSchema(reader, &schema, &error);
  if (code != 0) return FailWith(code, &error);
  int64_t columns = schema.n_children;
  int64_t width = arguments->width >= 0 ? arguments->width : TerminalWidth();
  struct Table* table = TableNew(&schema, width, arguments->cell);
  ArrowSchemaRelease(&schema);
  if (table == NULL) return Fail("out of memory");
  struct Progress progress = {0, false};
  code = AddRows(reader, table, max_rows, &progress, &error);
  if (code == 0) {
    OutText(progress.end_of_stream ? which : "first ");
    PrintCounts(&progress, columns, TableColumnsNotShown(table));
  }
  TableRelease(table);
  return code == 0 ? kExitOk : FailWith(code, &error);
}

static int WriteRows(struct ArrowBridgeReader* reader, int format, int64_t max_rows) {
  struct ArrowBridgeError error;
  error.message[0] = '\0';
  struct ArrowBridgeTextWriteOptions options = TextOptions(format, max_rows);
  int code = ArrowBridgeWriteTextDescriptor(reader, 1, &options, &error);
  return code == 0 ? kExitOk : FailSink(code, "-", &error);
}

int ShowRows(struct ArrowBridgeReader* reader, const struct Arguments* arguments, int64_t max_rows,
             const char* which) {
  return arguments->format != 0 ? WriteRows(reader, arguments->format, max_rows)
                                : ShowTable(reader, arguments, max_rows, which);
}

int CheckTableOptions(const struct Arguments* arguments) {
  if (arguments->format != 0 && (arguments->width >= 0 || arguments->cell >= 0)) {
    return Fail("--width and --cell apply only to tables, not to --csv and --ndjson");
  }
  return kExitOk;
}

static int Show(const struct Arguments* arguments, int64_t max_rows) {
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  if (CheckTableOptions(arguments) != kExitOk) return kExitError;
  int code = OpenSource(arguments, 0, &reader, &error);
  if (code != 0) return FailWith(code, &error);
  code = ShowRows(reader, arguments, max_rows, "");
  ArrowBridgeReaderRelease(reader);
  return code;
}

static int RunHead(const struct Arguments* arguments) {
  return Show(arguments, arguments->rows >= 0 ? arguments->rows : 10);
}

static int RunCat(const struct Arguments* arguments) {
  return Show(arguments, arguments->rows >= 0 ? arguments->rows : INT64_MAX);
}

const struct Command kHeadCommand = {
    "head",
    "Show the first rows as a table.",
    "Shows the first rows as a table, with the name and type of each column.\n"
    "\n"
    "Options:\n"
    "  -n, --rows N       Number of rows to show (default 10).\n" TABLE_OPTIONS,
    "FILE",
    1,
    TABLE_OPTION_IDS,
    RunHead,
    0,
};

const struct Command kCatCommand = {
    "cat",
    "Show all rows as a table.",
    "Shows all rows as one table. Batches are printed as they are read, so inputs of any\n"
    "size and pipes are supported. Column widths are chosen from the first rows; columns\n"
    "become wider if later values are longer.\n"
    "\n"
    "Options:\n"
    "  -n, --rows N       Maximum number of rows to show (default: all).\n" TABLE_OPTIONS,
    "FILE",
    1,
    TABLE_OPTION_IDS,
    RunCat,
    0,
};
