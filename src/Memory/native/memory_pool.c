/* A pool of large memory for all threads. Fresh memory costs a page fault for every 4 KiB, which
 * can cost more than writing to it; malloc() gives memory of this size back to the system at once.
 *
 * There are four sizes per power of two, so that at most a fifth is unused. Taking and giving
 * memory never waits for the lock: a thread that does not get it soon makes or frees a chunk
 * (slabs.c) without it.
 * Trimming gives up after a while. So a forked child, in which another thread may have held the
 * lock, is not stopped. */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "memory.h"
#include "native.h"

enum { LOWEST = 15, DOUBLINGS = 12, PER_DOUBLING = 4 };
enum {
  TRIES = 64,
  PATIENCE = 10000
}; /* holders of the lock do little, but may lose the processor */
#define DEFAULT_LIMIT (64LL << 20)

static struct {
  KeptMemory* first;  /* in slabs */
  KeptMemory* others; /* from malloc(); taken last, and taken out first */
  long long used;     /* the time of the last release to it */
} sizes[DOUBLINGS * PER_DOUBLING];

static atomic_flag lock = ATOMIC_FLAG_INIT;
static long long now;                      /* counts releases */
static atomic_llong kept;                  /* bytes */
static atomic_llong limit = DEFAULT_LIMIT; /* for `kept` */
static atomic_int keeps;                   /* 0: not known yet */
enum { KEEPS_NOTHING = 1, KEEPS_MEMORY = 2 };

static int lock_soon(void) {
  for (int i = 0; i < TRIES; i++) {
    if (!atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) return 1;
  }
  return 0;
}

static void unlock(void) { atomic_flag_clear_explicit(&lock, memory_order_release); }

static int read_environment(void) {
  int known = KEEPS_MEMORY;
  const char* text = getenv("ARROWBRIDGE_POOL_LIMIT");
  if (text != NULL) {
    char* end;
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    if (end != text && *end == '\0' && errno == 0 && value >= 0) {
      atomic_store_explicit(&limit, value, memory_order_relaxed);
      if (value == 0) known = KEEPS_NOTHING;
    }
  }
#if defined(__SANITIZE_ADDRESS__)
  known = KEEPS_NOTHING;
#endif
  return known;
}

int ab_keeps_memory(void) {
  int known = atomic_load_explicit(&keeps, memory_order_acquire);
  if (known == 0) {
    known = read_environment();
    atomic_store_explicit(&keeps, known, memory_order_release);
  }
  return known == KEEPS_MEMORY;
}

int ab_memory_pool_has(size_t size) { return size > (size_t)1 << LOWEST; }

/* Larger memory is never kept. */
static int keeps_size(size_t size) { return size <= (size_t)1 << (LOWEST + DOUBLINGS); }

/* The index of the smallest size that is large enough. */
static int index_of(size_t size) {
  int power = LOWEST;
  while (((size - 1) >> power) > 1) power++;
  const size_t above = (size - 1 - ((size_t)1 << power)) / ((size_t)1 << (power - 2));
  return (power - LOWEST) * PER_DOUBLING + (int)above;
}

static size_t capacity_of(int index) {
  const size_t base = (size_t)1 << (LOWEST + index / PER_DOUBLING);
  return base + (size_t)(index % PER_DOUBLING + 1) * (base / PER_DOUBLING);
}

static void free_all(KeptMemory* memory) {
  while (memory != NULL) {
    KeptMemory* next = memory->next;
    ab_chunk_free(memory);
    memory = next;
  }
}

static KeptMemory* pop(KeptMemory** list) {
  KeptMemory* first = *list;
  if (first != NULL) *list = first->next;
  return first;
}

/* With the lock: takes out as much as exceeds `most`, of the sizes first that were not used for the
 * longest time. */
static KeptMemory* take_out(long long most) {
  KeptMemory* taken = NULL;
  while (atomic_load_explicit(&kept, memory_order_relaxed) > most) {
    int oldest = -1;
    for (int i = 0; i < DOUBLINGS * PER_DOUBLING; i++) {
      const int has_any = sizes[i].first != NULL || sizes[i].others != NULL;
      if (has_any && (oldest < 0 || sizes[i].used < sizes[oldest].used)) oldest = i;
    }
    KeptMemory* memory =
        pop(sizes[oldest].others != NULL ? &sizes[oldest].others : &sizes[oldest].first);
    memory->next = taken;
    taken = memory;
    atomic_fetch_sub_explicit(&kept, (long long)capacity_of(oldest), memory_order_relaxed);
  }
  return taken;
}

static void* take_new(size_t capacity) {
  struct Slab* slab;
  const long long most = atomic_load_explicit(&limit, memory_order_relaxed);
  void* memory = ab_chunk_new(capacity, most, &slab);
  if (slab != NULL && lock_soon()) {
    struct Slab* closed = ab_slab_open(slab);
    unlock();
    if (closed != NULL) (void)ab_slab_release(closed);
  }
  return memory;
}

void* ab_memory_pool_take(size_t size) {
  if (!keeps_size(size)) return take_new(size);
  const int index = index_of(size);
  const size_t capacity = capacity_of(index);
  void* memory = NULL;
  if (lock_soon()) {
    memory = pop(sizes[index].first != NULL ? &sizes[index].first : &sizes[index].others);
    if (memory != NULL) {
      atomic_fetch_sub_explicit(&kept, (long long)capacity, memory_order_relaxed);
    } else {
      memory = ab_chunk_carve(capacity);
    }
    unlock();
  }
  return memory != NULL ? memory : take_new(capacity);
}

void ab_memory_pool_give(void* memory, size_t size) {
  if (!keeps_size(size)) {
    ab_chunk_free(memory);
    return;
  }
  const int index = index_of(size);
  const size_t capacity = capacity_of(index);
  const long long most = atomic_load_explicit(&limit, memory_order_relaxed);
  if ((long long)capacity > most || !lock_soon()) {
    ab_chunk_free(memory);
    return;
  }
  KeptMemory* given = memory;
  KeptMemory** list = ab_chunk_has_slab(memory) ? &sizes[index].first : &sizes[index].others;
  given->next = *list;
  *list = given;
  sizes[index].used = ++now;
  atomic_fetch_add_explicit(&kept, (long long)capacity, memory_order_relaxed);
  KeptMemory* taken = take_out(most);
  unlock();
  free_all(taken);
}

static int lock_patiently(void) {
  for (int i = 0; i < PATIENCE; i++) {
    if (lock_soon()) return 1;
  }
  return 0;
}

static int close_slabs(void) {
  int unmapped = 0;
  while (lock_patiently()) {
    struct Slab* closed = ab_slab_close();
    unlock();
    if (closed == NULL) break;
    unmapped |= ab_slab_release(closed);
  }
  return unmapped;
}

int ab_memory_pool_trim(int64_t most) {
  if (!lock_patiently()) return 0;
  KeptMemory* taken = take_out(most);
  unlock();
  free_all(taken);
  return (most == 0 && close_slabs()) || taken != NULL;
}

int64_t ab_memory_pool_bytes(void) { return atomic_load_explicit(&kept, memory_order_relaxed); }

int64_t ab_memory_pool_set_limit(int64_t bytes) {
  (void)ab_keeps_memory(); /* reads the environment, which this call overrides */
  const int64_t most = bytes < 0 ? 0 : bytes;
  const int64_t before = atomic_exchange_explicit(&limit, most, memory_order_relaxed);
  ab_memory_pool_trim(most);
  return before;
}
