/* The values of one column as text, one cell per row. */
#ifndef ARROWBRIDGE_TOOL_CELLS_H
#define ARROWBRIDGE_TOOL_CELLS_H

#include <stdint.h>

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/helpers.h"

/* Text as ArrowBridgeArrayToString() formats it: escaped and truncated. */
struct Cells {
  const char* name;
  const char* type;
  char** rows;
  int64_t n_rows;
  int64_t width; /* of the widest text, in terminal columns */
  char* heading; /* owns the memory of `name` and `type` */
};

/* The width of text in terminal columns. */
int64_t TextWidth(const char* text);

/* Formats all rows of column `index` of a batch. `max_width` 0: cells are not truncated. On failure
   `out` is zeroed. Returns the library's error code. */
int CellsRead(const struct ArrowBridgeArray* batch, int64_t index, int64_t max_width,
              struct Cells* out, struct ArrowBridgeError* error);

/* Releases the cells and zeroes them. A no-op for zeroed cells. */
void CellsRelease(struct Cells* cells);

#endif
