#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "output.h"

enum {
  kBufferedRows = 200,   /* rows from which the widths are chosen */
  kBufferedSlices = 200, /* at most so many slices are buffered for that */
  kMaxSliceRows = 4000,  /* bounds the memory for the text of large batches */
};

/* Maximum widths of a cell, tried in this order until all columns fit. */
static const int64_t kCellWidths[] = {40, 30, 20};
enum { kCellWidthCount = sizeof(kCellWidths) / sizeof(kCellWidths[0]) };

static const char kSeparator[] = " │ ";
enum { kSeparatorWidth = 3 };

struct Column {
  int64_t width;
  bool align_right;    /* for numbers */
  struct Cells* cells; /* one per buffered slice; NULL except while the slices are printed */
};

struct Table {
  struct Column* columns;
  int64_t n_columns;
  int64_t n_shown;
  int64_t width; /* maximum width of a line; INT64_MAX: no limit */
  int64_t used;  /* width of the shown columns */
  int64_t cell;  /* maximum width of a cell; 0: no limit; -1: not chosen yet */
  bool started;  /* the heading was printed */
  struct ArrowBridgeArray* slices[kBufferedSlices];
  int n_slices;
  int64_t buffered_rows;
};

/* True for the types that ArrowBridgeArrayToString() right-aligns. */
static bool IsNumber(const struct ArrowSchema* schema) {
  if (schema->dictionary != NULL) return IsNumber(schema->dictionary);
  if (strcmp(schema->format, "+r") == 0 && schema->n_children == 2) {
    return IsNumber(schema->children[1]);
  }
  if (schema->format[0] == 'd') return true;
  if (strncmp(schema->format, "tD", 2) == 0) return true;
  return schema->format[0] != '\0' && schema->format[1] == '\0' &&
         strchr("cCsSiIlLefg", schema->format[0]) != NULL;
}

struct Table* TableNew(const struct ArrowSchema* schema, int64_t width, int64_t cell) {
  struct Table* table = calloc(1, sizeof(*table));
  if (table == NULL) return NULL;
  table->n_columns = table->n_shown = schema->n_children;
  table->width = width > 0 ? width : INT64_MAX;
  table->cell = cell;
  table->columns = calloc((size_t)schema->n_children + 1, sizeof(*table->columns));
  if (table->columns == NULL) {
    free(table);
    return NULL;
  }
  for (int64_t i = 0; i < schema->n_children; ++i) {
    table->columns[i].align_right = IsNumber(schema->children[i]);
  }
  return table;
}

static const struct Cells* CellsAt(const struct Table* table, int slice, int64_t column) {
  return &table->columns[column].cells[slice];
}

/* Formats the cells of a column in all buffered slices. Raises `width` to the largest width. */
static int ReadColumn(struct Table* table, int64_t column, int64_t cell, int64_t* width,
                      struct ArrowBridgeError* error) {
  struct Column* target = &table->columns[column];
  if (target->cells == NULL) {
    target->cells = calloc((size_t)table->n_slices, sizeof(*target->cells));
  }
  if (target->cells == NULL) {
    strcpy(error->message, "out of memory");
    return ENOMEM;
  }
  for (int slice = 0; slice < table->n_slices; ++slice) {
    struct Cells* cells = &target->cells[slice];
    CellsRelease(cells);
    int code = CellsRead(table->slices[slice], column, cell, cells, error);
    if (code != 0) return code;
    if (cells->width > *width) *width = cells->width;
  }
  return 0;
}

/* Lays out the columns with cells of at most width `cell`. Sets `n_shown` to the number of columns
   that fit. */
static int TryLayout(struct Table* table, int64_t cell, struct ArrowBridgeError* error) {
  table->used = 0;
  table->n_shown = 0;
  if (table->width < cell || (cell == 0 && table->width != INT64_MAX)) cell = table->width;
  for (int64_t i = 0; i < table->n_columns; ++i) {
    int64_t width = 0;
    int code = ReadColumn(table, i, cell, &width, error);
    if (code != 0) return code;
    int64_t used = table->used + width + (i > 0 ? kSeparatorWidth : 0);
    if (used > table->width) break;
    table->columns[i].width = width;
    table->used = used;
    ++table->n_shown;
  }
  return 0;
}

static int ChooseLayout(struct Table* table, struct ArrowBridgeError* error) {
  if (table->cell >= 0) return TryLayout(table, table->cell, error);
  for (int i = 0; i < kCellWidthCount; ++i) {
    int code = TryLayout(table, kCellWidths[i], error);
    if (code != 0) return code;
    table->cell = kCellWidths[i];
    if (table->n_shown == table->n_columns) break;
  }
  return 0;
}

/* Formats the cells of later rows, which may be wider. Columns become wider as far as the line has
   space. Numbers are never truncated for lack of space. */
static int ReadMore(struct Table* table, struct ArrowBridgeError* error) {
  for (int64_t i = 0; i < table->n_shown; ++i) {
    struct Column* column = &table->columns[i];
    int64_t cell = table->cell;
    int64_t available = table->width > table->used ? table->width - table->used : 0;
    int64_t limit = column->width + available;
    if (!column->align_right && table->width != INT64_MAX && (cell == 0 || limit < cell)) {
      cell = limit;
    }
    int64_t width = column->width;
    int code = ReadColumn(table, i, cell, &width, error);
    if (code != 0) return code;
    table->used += width - column->width;
    column->width = width;
  }
  return 0;
}

/* Prints one cell, padded to the width of its column. The last column is not padded, unless it is
   aligned to the right. */
static void PrintCell(const struct Table* table, int64_t index, const char* text) {
  const struct Column* column = &table->columns[index];
  const bool is_last = index + 1 == table->n_shown;
  int64_t missing = is_last && !column->align_right ? 0 : column->width - TextWidth(text);
  if (column->align_right) OutRepeat(" ", missing);
  OutText(text);
  if (!column->align_right) OutRepeat(" ", missing);
  OutText(is_last ? "\n" : kSeparator);
}

static void PrintHeading(const struct Table* table) {
  for (int64_t i = 0; i < table->n_shown; ++i) {
    PrintCell(table, i, CellsAt(table, 0, i)->name);
  }
  for (int64_t i = 0; i < table->n_shown; ++i) {
    PrintCell(table, i, CellsAt(table, 0, i)->type);
  }
  for (int64_t i = 0; i < table->n_shown; ++i) {
    OutText(i > 0 ? "─┼─" : "");
    OutRepeat("─", table->columns[i].width);
  }
  if (table->n_shown > 0) OutText("\n");
}

static void PrintRows(const struct Table* table) {
  if (table->n_shown == 0) return;
  for (int slice = 0; slice < table->n_slices; ++slice) {
    for (int64_t row = 0; row < CellsAt(table, slice, 0)->n_rows && !OutFailed(); ++row) {
      for (int64_t i = 0; i < table->n_shown; ++i) {
        PrintCell(table, i, CellsAt(table, slice, i)->rows[row]);
      }
    }
  }
}

static void ReleaseSlices(struct Table* table) {
  for (int64_t i = 0; i < table->n_columns; ++i) {
    struct Column* column = &table->columns[i];
    if (column->cells == NULL) continue;
    for (int slice = 0; slice < table->n_slices; ++slice) CellsRelease(&column->cells[slice]);
    free(column->cells);
    column->cells = NULL;
  }
  for (int slice = 0; slice < table->n_slices; ++slice)
    ArrowBridgeArrayRelease(table->slices[slice]);
  table->n_slices = 0;
  table->buffered_rows = 0;
}

static int Flush(struct Table* table, struct ArrowBridgeError* error) {
  if (table->n_slices == 0) return 0;
  int code = table->started ? ReadMore(table, error) : ChooseLayout(table, error);
  if (code == 0) {
    if (!table->started) PrintHeading(table);
    table->started = true;
    PrintRows(table);
  }
  ReleaseSlices(table);
  return code;
}

int TableAdd(struct Table* table, const struct ArrowBridgeArray* batch, int64_t start,
             int64_t count, struct ArrowBridgeError* error) {
  int code = 0;
  /* A batch without rows is buffered too: if there is no other, the heading is made from it. */
  do {
    int64_t rows = count < kMaxSliceRows ? count : kMaxSliceRows;
    code = ArrowBridgeArraySlice(batch, start, rows, &table->slices[table->n_slices], error);
    if (code != 0) return code;
    ++table->n_slices;
    table->buffered_rows += rows;
    start += rows;
    count -= rows;
    if (table->started || table->buffered_rows >= kBufferedRows ||
        table->n_slices == kBufferedSlices) {
      code = Flush(table, error);
    }
  } while (code == 0 && count > 0 && !OutFailed());
  return code;
}

int TableFinish(struct Table* table, struct ArrowBridgeError* error) { return Flush(table, error); }

int64_t TableColumnsNotShown(const struct Table* table) {
  return table->n_columns - table->n_shown;
}

void TableRelease(struct Table* table) {
  if (table == NULL) return;
  ReleaseSlices(table);
  free(table->columns);
  free(table);
}
