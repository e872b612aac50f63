/* Names and sizes of the buffers of an array. ArrowArray has no buffer sizes, so they are computed.
 */
#ifndef ARROWBRIDGE_TOOL_BUFFERS_H
#define ARROWBRIDGE_TOOL_BUFFERS_H

#include <stdint.h>

#include "arrowbridge/arrowbridge.h"

/* Calls `each` for every buffer that is not NULL and returns the sum of the sizes. A size is the
   number of bytes that `offset + length` rows need. The size of variable-length data is the last
   offset, which is not validated. `each` may be NULL. */
int64_t ForEachBuffer(const struct ArrowSchema* schema, const struct ArrowArray* array,
                      void (*each)(const char* name, int64_t size, void* context), void* context);

#endif
