/* Names and sizes of the buffers of an array; the C structs do not carry sizes. */
#ifndef ARROWBRIDGE_TOOL_BUFFERS_H
#define ARROWBRIDGE_TOOL_BUFFERS_H

#include <stdint.h>

#include "arrowbridge/arrowbridge.h"

/* Calls `each` for every buffer that is there. Sizes are what the array's rows need, its offset
   included; those of variable data come from the last offset, which is believed. Returns their
   sum. `each` may be NULL. */
int64_t ForEachBuffer(const struct ArrowSchema* schema, const struct ArrowArray* array,
                      void (*each)(const char* name, int64_t size, void* context), void* context);

#endif
