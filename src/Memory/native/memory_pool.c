/* A pool of large memory for all threads. Fresh memory costs a page fault for every 4 KiB, which
 * can cost more than writing to it; malloc() gives memory of this size back to the system at once.
 *
 * There are four sizes per power of two, so that at most a fifth is unused. Taking and giving
 * memory never waits for the lock: a thread that does not get it soon calls malloc() or free().
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
  KeptMemory* first;
  long long used; /* the time of the last release to it */
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

int ab_memory_pool_has(size_t size) {
  return size > (size_t)1 << LOWEST && size <= (size_t)1 << (LOWEST + DOUBLINGS);
}

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
    free(memory);
    memory = next;
  }
}

/* With the lock: takes out as much as exceeds `most`, of the sizes first that were not used for the
 * longest time. */
static KeptMemory* take_out(long long most) {
  KeptMemory* taken = NULL;
  while (atomic_load_explicit(&kept, memory_order_relaxed) > most) {
    int oldest = -1;
    for (int i = 0; i < DOUBLINGS * PER_DOUBLING; i++) {
      if (sizes[i].first != NULL && (oldest < 0 || sizes[i].used < sizes[oldest].used)) oldest = i;
    }
    KeptMemory* memory = sizes[oldest].first;
    sizes[oldest].first = memory->next;
    memory->next = taken;
    taken = memory;
    atomic_fetch_sub_explicit(&kept, (long long)capacity_of(oldest), memory_order_relaxed);
  }
  return taken;
}

void* ab_memory_pool_take(size_t size) {
  const int index = index_of(size);
  const size_t capacity = capacity_of(index);
  KeptMemory* memory = NULL;
  if (lock_soon()) {
    memory = sizes[index].first;
    if (memory != NULL) {
      sizes[index].first = memory->next;
      atomic_fetch_sub_explicit(&kept, (long long)capacity, memory_order_relaxed);
    }
    unlock();
  }
  return memory != NULL ? memory : malloc(capacity);
}

void ab_memory_pool_give(void* memory, size_t size) {
  const int index = index_of(size);
  const size_t capacity = capacity_of(index);
  const long long most = atomic_load_explicit(&limit, memory_order_relaxed);
  if ((long long)capacity > most || !lock_soon()) {
    free(memory);
    return;
  }
  KeptMemory* given = memory;
  given->next = sizes[index].first;
  sizes[index].first = given;
  sizes[index].used = ++now;
  atomic_fetch_add_explicit(&kept, (long long)capacity, memory_order_relaxed);
  KeptMemory* taken = take_out(most);
  unlock();
  free_all(taken);
}

int ab_memory_pool_trim(int64_t most) {
  int locked = 0;
  for (int i = 0; i < PATIENCE && !locked; i++) locked = lock_soon();
  if (!locked) return 0;
  KeptMemory* taken = take_out(most);
  unlock();
  free_all(taken);
  return taken != NULL;
}

int64_t ab_memory_pool_bytes(void) { return atomic_load_explicit(&kept, memory_order_relaxed); }

int64_t ab_memory_pool_set_limit(int64_t bytes) {
  (void)ab_keeps_memory(); /* reads the environment, which this call overrides */
  const int64_t most = bytes < 0 ? 0 : bytes;
  const int64_t before = atomic_exchange_explicit(&limit, most, memory_order_relaxed);
  ab_memory_pool_trim(most);
  return before;
}
