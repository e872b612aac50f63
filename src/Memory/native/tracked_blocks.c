/* A table of the blocks that are alive, for programs that search for what is never released. It is
 * filled only while the caller asks for it; until then a block costs one load here. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arrowbridge/live.h"
#include "native.h"
#include "threads.h"

atomic_int ab_tracking;

/* A tag is short, so that an entry needs no further allocation. */
typedef struct Entry {
  const Block* block; /* NULL: free */
  const char* function;
  int64_t made; /* ns */
  int64_t order;
  char tag[AB_TAG_SIZE];
} Entry;

static Lock lock = LOCK_INITIALIZER; /* guards everything below */
static Entry* entries;               /* open addressing, at most half full */
static size_t capacity;              /* a power of two, or 0 */
static size_t count;
static int64_t made;

static _Thread_local const char* function;
static _Thread_local char tag[AB_TAG_SIZE];

static int64_t now(void) {
#if defined(_WIN32)
  LARGE_INTEGER frequency, ticks;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&ticks);
  return ticks.QuadPart / frequency.QuadPart * 1000000000 +
         ticks.QuadPart % frequency.QuadPart * 1000000000 / frequency.QuadPart;
#else
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
#endif
}

static size_t home_of(const Block* block) {
  return (size_t)(((uint64_t)(uintptr_t)block >> 4) * 0x9e3779b97f4a7c15u >> 20) & (capacity - 1);
}

static Entry* find(const Block* block) {
  size_t at = home_of(block);
  while (entries[at].block != NULL && entries[at].block != block) at = (at + 1) & (capacity - 1);
  return &entries[at];
}

static int grow(void) {
  if ((count + 1) * 2 <= capacity) return 0;
  const size_t before = capacity;
  Entry* old = entries;
  const size_t after = before == 0 ? 256 : before * 2;
  Entry* larger = calloc(after, sizeof(Entry));
  if (larger == NULL) return ENOMEM;
  entries = larger;
  capacity = after;
  for (size_t i = 0; i < before; i++) {
    if (old[i].block != NULL) *find(old[i].block) = old[i];
  }
  free(old);
  return 0;
}

/* Without memory for the entry the block is not shown. */
void ab_track_add(const Block* block) {
  if (ab_is_forked()) return;
  lock_take(&lock);
  if (ab_tracks() && grow() == 0) {
    Entry* entry = find(block);
    entry->block = block;
    entry->function = function != NULL ? function : "";
    entry->made = now();
    entry->order = made++;
    memcpy(entry->tag, tag, sizeof(tag));
    count++;
  }
  lock_leave(&lock);
}

/* Moves the entries that a search would no longer reach. */
static void take_out(Entry* entry) {
  size_t hole = (size_t)(entry - entries);
  count--;
  for (size_t at = hole;;) {
    at = (at + 1) & (capacity - 1);
    if (entries[at].block == NULL) break;
    const size_t home = home_of(entries[at].block);
    if (((at - home) & (capacity - 1)) >= ((at - hole) & (capacity - 1))) {
      entries[hole] = entries[at];
      hole = at;
    }
  }
  entries[hole].block = NULL;
}

void ab_track_remove(const Block* block) {
  if (ab_is_forked()) return;
  lock_take(&lock);
  Entry* entry = capacity == 0 ? NULL : find(block);
  if (entry != NULL && entry->block != NULL) take_out(entry);
  lock_leave(&lock);
}

int ab_track(int enabled) {
  if (ab_is_forked()) return 0;
  lock_take(&lock);
  const int before = ab_tracks();
  atomic_store(&ab_tracking, enabled != 0);
  if (!enabled) {
    free(entries);
    entries = NULL;
    capacity = count = 0;
  }
  lock_leave(&lock);
  return before;
}

void ab_track_tag(const char* text) {
  size_t size = text == NULL ? 0 : strlen(text);
  if (size >= sizeof(tag)) size = ab_whole_characters(text, sizeof(tag) - 1);
  if (size > 0) memcpy(tag, text, size);
  tag[size] = '\0';
}

const char* ab_swap_function(const char* name) {
  const char* outer = function;
  function = name;
  return outer;
}

static int compare(const void* a, const void* b) {
  const int64_t x = ((const TrackedBlock*)a)->order;
  const int64_t y = ((const TrackedBlock*)b)->order;
  return x < y ? -1 : x > y;
}

TrackedBlock* ab_tracked_blocks(size_t* out_count) {
  *out_count = 0;
  lock_take(&lock);
  TrackedBlock* copies = malloc((count + 1) * sizeof(TrackedBlock));
  const int64_t time = now();
  size_t n = 0;
  for (size_t i = 0; copies != NULL && i < capacity; i++) {
    const Entry* entry = &entries[i];
    if (entry->block == NULL) continue;
    TrackedBlock* copy = &copies[n++];
    copy->block = entry->block;
    copy->function = entry->function;
    copy->age = time - entry->made;
    copy->order = entry->order;
    copy->size = entry->block->size;
    copy->kind = entry->block->kind;
    copy->refs = atomic_load_explicit(&entry->block->refs, memory_order_relaxed);
    memcpy(copy->tag, entry->tag, sizeof(copy->tag));
  }
  lock_leave(&lock);
  if (copies == NULL) return NULL;
  *out_count = n;
  qsort(copies, n, sizeof(TrackedBlock), compare);
  return copies;
}

void ab_tracked_end(TrackedBlock* blocks) { free(blocks); }

int32_t ab_live_kind(int32_t kind) {
  switch (kind) {
    case AB_MEMORY:
      return ARROWBRIDGE_LIVE_MEMORY;
    case AB_SCHEMA:
      return ARROWBRIDGE_LIVE_SCHEMA;
    case AB_ARRAY:
      return ARROWBRIDGE_LIVE_ARRAY;
    case AB_READER:
      return ARROWBRIDGE_LIVE_READER;
    case AB_WRITER:
      return ARROWBRIDGE_LIVE_WRITER;
    case AB_EXPORTED_SCHEMA:
      return ARROWBRIDGE_LIVE_EXPORTED_SCHEMA;
    case AB_EXPORTED_ARRAY:
      return ARROWBRIDGE_LIVE_EXPORTED_ARRAY;
    case AB_STREAM:
      return ARROWBRIDGE_LIVE_EXPORTED_STREAM;
    case AB_MAPPING:
      return ARROWBRIDGE_LIVE_MAPPING;
    case AB_OWNER:
      return ARROWBRIDGE_LIVE_CALLBACK;
    case AB_DECODER:
      return ARROWBRIDGE_LIVE_DECODER;
    default:
      return ARROWBRIDGE_LIVE_OTHER;
  }
}
