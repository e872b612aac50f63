/* The values of one column as text. */
#ifndef ARROWBRIDGE_TOOL_CELLS_H
#define ARROWBRIDGE_TOOL_CELLS_H

#include <stdint.h>

#include "arrowbridge/arrowbridge.h"

/* Lines as ArrowBridgeArrayToString() makes them: escaped, cut, and padded with spaces to `width`.
 */
struct Cells {
  const char* name;
  const char* type;
  const char** rows;
  int64_t n_rows;
  int64_t width; /* in columns of a terminal */
  char* text;    /* what the lines point into */
};

/* Column `index` of a batch, all rows. `max_width` 0: cells are not cut. On failure `out` is empty.
 */
int CellsRead(const struct ArrowBridgeArray* batch, int64_t index, int64_t max_width,
              struct Cells* out, struct ArrowBridgeError* error);

/* Nothing is done for zeroed cells. */
void CellsRelease(struct Cells* cells);

#endif
