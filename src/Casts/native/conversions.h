/* Conversions of whole buffers in vectors of 256 bits, where the processor has them.
 *
 * They are C because C# compiled ahead of time has either vectors of 128 bits or a library that
 * does not start on older processors. With 128 bits these loops take up to twice as long as the
 * memory that they read and write; with 256 bits they are as fast as the memory. Loops that are as
 * fast in C# are C#. Casts/Conversions.cs calls these functions. */
#ifndef ARROWBRIDGE_CONVERSIONS_H
#define ARROWBRIDGE_CONVERSIONS_H

#include "native.h"

/* Copies `count` + 1 offsets in the other width. Reads and writes nothing else.
 *
 * Returns 1 if the offsets are sound: none is negative, and none is greater than the next. The
 * result of ab_narrow_offsets is then right if the last offset fits into 32 bits. Returns 0 for all
 * others, with a meaningless result. */
AB_API int32_t ab_narrow_offsets(const int64_t* offsets, int32_t* target, int64_t count);
AB_API int32_t ab_widen_offsets(const int32_t* offsets, int64_t* target, int64_t count);

/* Rounds `count` doubles. Returns 1 if all results are finite or not a number, otherwise 0. */
AB_API int32_t ab_round_doubles(const double* values, float* target, int64_t count);

#endif
