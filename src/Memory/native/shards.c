/* What each thread has for itself: counters, and some released memory of the size of exported
 * batches, which malloc() does not keep per thread. A counter is the sum over all threads; it
 * survives its thread, since a thread that ends hands its shard to the next one. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/bridge.h"
#include "memory.h"
#include "native.h"

/* Memory of more than SMALLEST bytes is kept, in steps; glibc keeps up to 1,032 bytes by itself. */
enum {
  SMALLEST = 1024,
  LARGEST = 4096,
  STEP = 128,
  SIZES = (LARGEST - SMALLEST) / STEP,
  DEPTH = 4
};
enum { SHARDS = 128 }; /* further threads use one together */

typedef struct Shard {
  _Alignas(64) atomic_int owned;
  int32_t depth[SIZES];
  KeptMemory* kept[SIZES];
  void* spare;
  /* Written by the owner only, without atomic additions. */
  atomic_llong count[AB_KINDS];
  atomic_llong bytes[AB_KINDS];
  atomic_llong handles;
  atomic_llong copied;
} Shard;

static Shard shards[SHARDS + 1];
static Shard* const common = &shards[SHARDS];
static atomic_int used; /* shards that were ever owned */
static _Thread_local Shard* mine;

static void end_thread(void* ended) {
  Shard* shard = ended;
  mine = common; /* other destructors of the thread may still release */
  for (int i = 0; i < SIZES; i++) {
    while (shard->kept[i] != NULL) {
      KeptMemory* memory = shard->kept[i];
      shard->kept[i] = memory->next;
      free(memory);
    }
    shard->depth[i] = 0;
  }
  atomic_store_explicit(&shard->owned, 0, memory_order_release);
}

#if defined(_WIN32)
#include <windows.h>

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static DWORD key;

static BOOL CALLBACK make_key(INIT_ONCE* ignored, void* parameter, void** context) {
  (void)ignored;
  (void)parameter;
  (void)context;
  key = FlsAlloc(end_thread);
  return TRUE;
}

static int at_thread_end(Shard* shard) {
  InitOnceExecuteOnce(&once, make_key, NULL, NULL);
  return key != FLS_OUT_OF_INDEXES && FlsSetValue(key, shard);
}
#else
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int has_key;

static void make_key(void) { has_key = pthread_key_create(&key, end_thread) == 0; }

static int at_thread_end(Shard* shard) {
  return pthread_once(&once, make_key) == 0 && has_key && pthread_setspecific(key, shard) == 0;
}
#endif

static Shard* adopt(void) {
  for (int i = 0; i < SHARDS; i++) {
    int owned = 0;
    if (!atomic_compare_exchange_strong_explicit(&shards[i].owned, &owned, 1, memory_order_acquire,
                                                 memory_order_relaxed)) {
      continue;
    }
    int known = atomic_load_explicit(&used, memory_order_relaxed);
    while (known <= i && !atomic_compare_exchange_weak(&used, &known, i + 1)) {
    }
    if (at_thread_end(&shards[i])) return mine = &shards[i];
    atomic_store_explicit(&shards[i].owned, 0, memory_order_release);
    break;
  }
  return mine = common;
}

static inline Shard* shard_of_thread(void) {
  Shard* shard = mine;
  return shard != NULL ? shard : adopt();
}

static inline void add(const Shard* shard, atomic_llong* counter, long long change) {
  if (shard == common) {
    atomic_fetch_add_explicit(counter, change, memory_order_relaxed);
  } else {
    const long long before = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, before + change, memory_order_relaxed);
  }
}

/* The index of the size that memory is kept under, or -1. */
static inline int index_of(size_t size) {
  return size > SMALLEST && size <= LARGEST && ab_keeps_memory()
             ? (int)((size - 1 - SMALLEST) / STEP)
             : -1;
}

static void* take(size_t size) {
  const int index = index_of(size);
  if (index < 0) {
    return ab_memory_pool_has(size) && ab_keeps_memory() ? ab_memory_pool_take(size) : malloc(size);
  }
  Shard* shard = shard_of_thread();
  KeptMemory* memory = shard->kept[index];
  if (memory == NULL) return malloc(SMALLEST + (size_t)(index + 1) * STEP);
  shard->kept[index] = memory->next;
  shard->depth[index]--;
  return memory;
}

void* ab_memory_take(size_t size) {
  void* memory = take(size);
  /* What is kept is of no use if it makes this fail. */
  return memory != NULL || !ab_memory_pool_trim(0) ? memory : take(size);
}

void ab_memory_give(void* memory, size_t size) {
  const int index = index_of(size);
  if (index >= 0) {
    Shard* shard = shard_of_thread();
    if (shard != common && shard->depth[index] < DEPTH) {
      KeptMemory* given = memory;
      given->next = shard->kept[index];
      shard->kept[index] = given;
      shard->depth[index]++;
      return;
    }
  } else if (ab_memory_pool_has(size) && ab_keeps_memory()) {
    ab_memory_pool_give(memory, size);
    return;
  }
  free(memory);
}

int ab_spare_give(void* object) {
  Shard* shard = shard_of_thread();
  if (shard == common || shard->spare != NULL || !ab_keeps_memory()) return 0;
  shard->spare = object;
  return 1;
}

void* ab_spare_take(void) {
  Shard* shard = shard_of_thread();
  if (shard == common) return NULL;
  void* object = shard->spare;
  shard->spare = NULL;
  return object;
}

void ab_count_block(int32_t kind, int64_t count, int64_t bytes) {
  Shard* shard = shard_of_thread();
  add(shard, &shard->count[kind], count);
  add(shard, &shard->bytes[kind], bytes);
}

void ab_count_handle(int32_t change) {
  Shard* shard = shard_of_thread();
  add(shard, &shard->handles, change);
}

void ab_count_copy(int64_t bytes) {
  Shard* shard = shard_of_thread();
  add(shard, &shard->copied, bytes);
}

static int64_t sum_of(size_t counter) {
  const int count = atomic_load(&used);
  int64_t sum = 0;
  for (int i = 0; i <= count; i++) {
    const char* shard = (const char*)(i < count ? &shards[i] : common);
    sum += atomic_load_explicit((const atomic_llong*)(shard + counter), memory_order_relaxed);
  }
  return sum;
}

static int64_t live_count(int kind) {
  return sum_of(offsetof(Shard, count) + (size_t)kind * sizeof(atomic_llong));
}

int64_t ab_bytes_copied(void) { return sum_of(offsetof(Shard, copied)); }

void ab_live_counts(struct ArrowBridgeLiveCounts* out) {
  out->bytes = 0;
  out->blocks = 0;
  for (int kind = 0; kind < AB_KINDS; kind++) {
    out->bytes += sum_of(offsetof(Shard, bytes) + (size_t)kind * sizeof(atomic_llong));
    out->blocks += live_count(kind);
  }
  out->handles = sum_of(offsetof(Shard, handles));
  out->exported_schemas = live_count(AB_EXPORTED_SCHEMA);
  out->exported_arrays = live_count(AB_EXPORTED_ARRAY);
  out->exported_streams = live_count(AB_STREAM);
}
