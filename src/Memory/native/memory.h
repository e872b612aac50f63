/* Where the memory of blocks comes from, and what of it is kept for reuse. */
#ifndef ARROWBRIDGE_MEMORY_H
#define ARROWBRIDGE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "native.h"

/* Memory that is kept: its first bytes link it to the next. */
typedef struct KeptMemory {
  struct KeptMemory* next;
} KeptMemory;

/* NULL if there is no memory. */
void* ab_memory_take(size_t size);
/* `size` is the one that was asked for. */
void ab_memory_give(void* memory, size_t size);

/* Whether released memory is kept at all: not if the environment says ARROWBRIDGE_POOL_LIMIT=0,
 * nor under AddressSanitizer, so that every use after a release is found. The answer never
 * changes, because memory that may be kept is larger than what was asked for. */
int ab_keeps_memory(void);

/* Memory that is kept for all threads (memory_pool.c). */
int ab_memory_pool_has(size_t size); /* whether memory of this size comes from the pool */
void* ab_memory_pool_take(size_t size);
void ab_memory_pool_give(void* memory, size_t size);
/* Frees what exceeds `most` bytes. Returns whether any memory was freed. */
AB_API int ab_memory_pool_trim(int64_t most);
AB_API int64_t ab_memory_pool_bytes(void);
AB_API int64_t ab_memory_pool_set_limit(int64_t bytes); /* returns the limit before */

/* Counters. Each thread has its own, so that threads do not write to one cache line. */
void ab_count_block(int32_t kind, int64_t count, int64_t bytes);

#endif
