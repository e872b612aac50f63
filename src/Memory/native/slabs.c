/* Fresh memory for the pool. On Linux it lies in slabs for which the system is asked for huge
 * pages: a page fault for each 4 KiB often costs more than writing to them. Chunks of up to 1 MiB
 * share slabs; a larger one has a slab of its own. A slab is unmapped when its last chunk is freed;
 * until then the pages of freed chunks go back to the system. */
#include <stdatomic.h>
#include <stdlib.h>

#include "memory.h"
#include "native.h"

typedef struct Slab {
  atomic_llong owners; /* chunks, and the list of open slabs */
  size_t size;
  size_t used;
  int is_shared;
} Slab;

/* In front of each chunk. */
typedef struct Chunk {
  _Alignas(16) Slab* slab; /* NULL: the chunk is from malloc() */
  size_t size;
} Chunk;

enum { CHUNK_ALIGNMENT = 64, OPEN_SLABS = 2 };
static const size_t kSlab = (size_t)4 << 20;
static const size_t kLargestShared = (size_t)1 << 20;

static atomic_llong shared; /* bytes of slabs for several chunks */

/* Slabs that have room; only used with the lock of the pool. */
static Slab* open_slabs[OPEN_SLABS];

static void* carve(Slab* slab, size_t size) {
  /* The chunk begins at a multiple of 64 bytes. */
  const size_t start =
      (slab->used + sizeof(Chunk) + CHUNK_ALIGNMENT - 1) & ~(size_t)(CHUNK_ALIGNMENT - 1);
  if (start > slab->size || size > slab->size - start) return NULL;
  slab->used = start + size;
  Chunk* chunk = (Chunk*)((char*)slab + start) - 1;
  chunk->slab = slab;
  chunk->size = size;
  atomic_fetch_add_explicit(&slab->owners, 1, memory_order_relaxed);
  return chunk + 1;
}

#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>

static const size_t kHugePage = (size_t)2 << 20;

/* A slab with at least `size` bytes, at a multiple of the size of huge pages. */
static Slab* map_slab(size_t size) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size = (size + page - 1) / page * page;
  char* start =
      mmap(NULL, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return NULL;
  const size_t before = (kHugePage - (uintptr_t)start % kHugePage) % kHugePage;
  if (before > 0) munmap(start, before);
  munmap(start + before + size, kHugePage - before);
  Slab* slab = (Slab*)(start + before);
  (void)madvise(slab, size, MADV_HUGEPAGE); /* the system may know none */
  atomic_init(&slab->owners, 0);
  slab->size = size;
  slab->used = sizeof(Slab);
  return slab;
}

static void unmap_slab(Slab* slab) { munmap(slab, slab->size); }

/* Gives the whole pages of a chunk back. */
static void discard(void* memory, size_t size) {
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  const uintptr_t first = ((uintptr_t)memory + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)memory + size) / page * page;
  if (first < end) (void)madvise((void*)first, end - first, MADV_DONTNEED);
}
#else
static Slab* map_slab(size_t size) {
  (void)size;
  return NULL;
}
static void unmap_slab(Slab* slab) { (void)slab; }
static void discard(void* memory, size_t size) {
  (void)memory;
  (void)size;
}
#endif

static int has_others(Slab* slab) {
  return atomic_load_explicit(&slab->owners, memory_order_acquire) > 1;
}

void* ab_chunk_carve(size_t size) {
  for (int i = 0; i < OPEN_SLABS && size <= kLargestShared; i++) {
    void* memory = open_slabs[i] != NULL ? carve(open_slabs[i], size) : NULL;
    if (memory != NULL) return memory;
  }
  return NULL;
}

static Slab* new_slab(size_t size, long long most) {
  if (size > kLargestShared) return map_slab(size + sizeof(Slab) + sizeof(Chunk) + CHUNK_ALIGNMENT);
  const long long before =
      atomic_fetch_add_explicit(&shared, (long long)kSlab, memory_order_relaxed);
  Slab* slab = before + (long long)kSlab <= most ? map_slab(kSlab) : NULL;
  if (slab == NULL) {
    atomic_fetch_sub_explicit(&shared, (long long)kSlab, memory_order_relaxed);
  }
  return slab;
}

void* ab_chunk_new(size_t size, long long most, struct Slab** out_slab) {
  *out_slab = NULL;
  if (size > SIZE_MAX / 2) return NULL;
  Slab* slab = new_slab(size, most);
  if (slab != NULL) {
    slab->is_shared = size <= kLargestShared;
    if (slab->is_shared) *out_slab = slab;
    return carve(slab, size);
  }
  Chunk* chunk = malloc(sizeof(Chunk) + size);
  if (chunk == NULL) return NULL;
  chunk->slab = NULL;
  return chunk + 1;
}

int ab_chunk_has_slab(const void* memory) { return ((const Chunk*)memory - 1)->slab != NULL; }

void ab_chunk_free(void* memory) {
  Chunk* chunk = (Chunk*)memory - 1;
  Slab* slab = chunk->slab;
  if (slab == NULL) {
    free(chunk);
  } else {
    if (has_others(slab)) discard(memory, chunk->size);
    (void)ab_slab_release(slab);
  }
}

struct Slab* ab_slab_open(struct Slab* slab) {
  int fullest = 0;
  for (int i = 1; i < OPEN_SLABS; i++) {
    if (open_slabs[fullest] == NULL) break;
    if (open_slabs[i] == NULL || open_slabs[i]->used > open_slabs[fullest]->used) fullest = i;
  }
  Slab* closed = open_slabs[fullest];
  atomic_fetch_add_explicit(&slab->owners, 1, memory_order_relaxed);
  open_slabs[fullest] = slab;
  return closed;
}

struct Slab* ab_slab_close(void) {
  for (int i = 0; i < OPEN_SLABS; i++) {
    Slab* closed = open_slabs[i];
    open_slabs[i] = NULL;
    if (closed != NULL) return closed;
  }
  return NULL;
}

int ab_slab_release(struct Slab* slab) {
  if (atomic_fetch_sub_explicit(&slab->owners, 1, memory_order_acq_rel) > 1) return 0;
  if (slab->is_shared) {
    atomic_fetch_sub_explicit(&shared, (long long)kSlab, memory_order_relaxed);
  }
  unmap_slab(slab);
  return 1;
}
