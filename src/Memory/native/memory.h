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

/* One released object for the next use by the same thread, without a lock. A thread that ends
 * leaves it to the next one. Returns whether the thread keeps it; NULL if it has none. */
int ab_spare_give(void* object);
void* ab_spare_take(void);

/* Memory that is kept for all threads (memory_pool.c). */
/* Whether memory of this size comes from the pool, or at least its chunks. */
int ab_memory_pool_has(size_t size);
void* ab_memory_pool_take(size_t size);
void ab_memory_pool_give(void* memory, size_t size);
/* Frees what exceeds `most` bytes. Returns whether any memory was freed. */
AB_API int ab_memory_pool_trim(int64_t most);
AB_API int64_t ab_memory_pool_bytes(void);
AB_API int64_t ab_memory_pool_set_limit(int64_t bytes); /* returns the limit before */

/* Fresh memory for the pool (slabs.c). */
struct Slab;
/* Takes a chunk out of an open slab, with the lock of the pool. NULL: ab_chunk_new(). */
void* ab_chunk_carve(size_t size);
/* Makes a chunk, and a slab that has room for others if `out_slab` is not NULL afterwards. The
 * caller must not free the chunk before it has called ab_slab_open() or decided against it. Slabs
 * that chunks share have at most `most` bytes together. */
void* ab_chunk_new(size_t size, long long most, struct Slab** out_slab);
int ab_chunk_has_slab(const void* memory);
void ab_chunk_free(void* memory);
/* With the lock of the pool: opens a slab, and returns the one that it replaces, or NULL. */
struct Slab* ab_slab_open(struct Slab* slab);
struct Slab* ab_slab_close(void);       /* closes an open slab, if there is one */
int ab_slab_release(struct Slab* slab); /* a closed one; returns whether it was unmapped */

/* Counters. Each thread has its own, so that threads do not write to one cache line. */
void ab_count_block(int32_t kind, int64_t count, int64_t bytes);

#endif
