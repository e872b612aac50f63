/* head and cat: rows as a table. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "table.h"

struct Progress {
  int64_t rows;
  bool ended; /* all there is was read */
};

static int AddRows(struct ArrowBridgeReader* reader, struct Table* table, int64_t most,
                   struct Progress* progress, struct ArrowBridgeError* error) {
  int code = 0;
  /* One batch even for no rows: the heading comes from it. */
  for (bool first = true; code == 0 && (first || progress->rows < most); first = false) {
    if (OutIsGone()) break;
    struct ArrowBridgeArray* batch;
    code = ArrowBridgeReaderNextArray(reader, &batch, error);
    if (code != 0) break;
    if (batch == NULL) {
      progress->ended = true;
      break;
    }
    int64_t count = ArrowBridgeArrayLength(batch);
    if (count > most - progress->rows) count = most - progress->rows;
    code = TableAdd(table, batch, 0, count, error);
    progress->rows += count;
    ArrowBridgeArrayRelease(batch);
  }
  /* What came before an error is shown too. */
  struct ArrowBridgeError second;
  int finished = TableFinish(table, code == 0 ? error : &second);
  return code != 0 ? code : finished;
}

static void PrintCounts(const struct Progress* progress, int64_t columns, int64_t not_shown) {
  OutText(progress->ended ? "" : "first ");
  OutCount(progress->rows, "row");
  OutText(" × ");
  OutCount(columns, "column");
  if (not_shown > 0) OutFormat(" (%" PRId64 " not shown)", not_shown);
  OutText("\n");
}

static int ShowReader(struct ArrowBridgeReader* reader, const struct Arguments* arguments,
                      int64_t most) {
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
  code = AddRows(reader, table, most, &progress, &error);
  if (code == 0) PrintCounts(&progress, columns, TableColumnsNotShown(table));
  TableRelease(table);
  return code == 0 ? kExitOk : FailWith(code, &error);
}

static int Show(const struct Arguments* arguments, int64_t most) {
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  int code = OpenSource(arguments, 0, &reader, &error);
  if (code != 0) return FailWith(code, &error);
  code = ShowReader(reader, arguments, most);
  ArrowBridgeReaderRelease(reader);
  return code;
}

static int RunHead(const struct Arguments* arguments) {
  return Show(arguments, arguments->rows >= 0 ? arguments->rows : 10);
}

static int RunCat(const struct Arguments* arguments) {
  return Show(arguments, arguments->rows >= 0 ? arguments->rows : INT64_MAX);
}

#define TABLE_OPTIONS                                                                    \
  COLUMNS_OPTION                                                                         \
  "  -w, --width N      The width of a line, 0 for no limit. Otherwise it is COLUMNS,\n" \
  "                     or what the terminal has; there is no limit where output goes\n" \
  "                     to a pipe or file. Columns that do not fit are left out, and\n"  \
  "                     counted in the last line.\n"                                     \
  "      --cell N       The width of a cell, 0 for no limit; longer ones are cut, and\n" \
  "                     end with … (default 40, less where more columns then fit).\n"

const struct Command kHeadCommand = {
    "head",
    "Show the first rows as a table.",
    "Shows the first rows as a table, with the name and type of each column.\n"
    "\n"
    "Options:\n"
    "  -n, --rows N       How many rows (default 10).\n" TABLE_OPTIONS,
    "FILE",
    1,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionRows | kOptionWidth | kOptionCell,
    RunHead,
    0,
};

const struct Command kCatCommand = {
    "cat",
    "Show all rows as a table.",
    "Shows all rows as one table, batch by batch as they are read, so that any size and\n"
    "any pipe will do. Widths come from the first rows; where later ones are longer, the\n"
    "columns grow.\n"
    "\n"
    "Options:\n"
    "  -n, --rows N       At most so many rows.\n" TABLE_OPTIONS,
    "FILE",
    1,
    kOptionHelp | kOptionStats | kOptionColumns | kOptionRows | kOptionWidth | kOptionCell,
    RunCat,
    0,
};
