/* A table that is printed as its batches come: one heading, columns that stay in line. */
#ifndef ARROWBRIDGE_TOOL_TABLE_H
#define ARROWBRIDGE_TOOL_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "arrowbridge/arrowbridge.h"

struct Table;

/* `width` of a line: columns that do not fit are left out, 0 for no limit. `cell`: the most a cell
   may be wide, 0 for no limit, -1 to let the table choose. NULL without memory. */
struct Table* TableNew(const struct ArrowSchema* schema, int64_t width, int64_t cell);

/* Adds `count` rows of a batch from row `start`. The first rows are held back, to learn the widths
   from them. Returns the library's code. */
int TableAdd(struct Table* table, const struct ArrowBridgeArray* batch, int64_t start,
             int64_t count, struct ArrowBridgeError* error);

/* Prints what was held back. Where no batch came there is nothing to take a heading from. */
int TableFinish(struct Table* table, struct ArrowBridgeError* error);

int64_t TableColumnsNotShown(const struct Table* table);

/* NULL is a no-op. */
void TableRelease(struct Table* table);

#endif
