/* A table that is printed batch by batch, with one heading and aligned columns. */
#ifndef ARROWBRIDGE_TOOL_TABLE_H
#define ARROWBRIDGE_TOOL_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "arrowbridge/arrowbridge.h"

struct Table;

/* `width`: maximum width of a line; columns that do not fit are left out; 0: no limit. `cell`:
   maximum width of a cell; 0: no limit; -1: chosen by the table. Returns NULL if out of memory. */
struct Table* TableNew(const struct ArrowSchema* schema, int64_t width, int64_t cell);

/* Adds `count` rows of a batch from row `start`. The first 200 rows are buffered, because the
   column widths are chosen from them. Returns the library's error code. */
int TableAdd(struct Table* table, const struct ArrowBridgeArray* batch, int64_t start,
             int64_t count, struct ArrowBridgeError* error);

/* Prints the buffered rows. If no batch was added, prints nothing, not even a heading. Returns the
   library's error code. */
int TableFinish(struct Table* table, struct ArrowBridgeError* error);

int64_t TableColumnsNotShown(const struct Table* table);

/* NULL is a no-op. */
void TableRelease(struct Table* table);

#endif
