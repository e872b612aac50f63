/* Reuse of buffers. */
#include "freelist.h"

#include "decompress.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define FORBID(buffer) \
  ASAN_POISON_MEMORY_REGION((buffer) + 1, (size_t)(buffer)->head.size - sizeof(Buffer))
#define ALLOW(buffer) \
  ASAN_UNPOISON_MEMORY_REGION((buffer) + 1, (size_t)(buffer)->head.size - sizeof(Buffer))
#else
#define FORBID(buffer) ((void)0)
#define ALLOW(buffer) ((void)0)
#endif

/* Number of buffers to try. Batches of one schema request the same sizes in the same order, so the
 * first one mostly fits. */
enum { kTries = 8 };

struct FreeList {
  Block head;
  /* Shared by all threads: released buffers, the last first. Only the reader takes from it, and
   * takes the whole list, so there is no ABA problem. */
  _Atomic(Buffer*) returned;
  atomic_llong bytes; /* of `returned` */
  atomic_llong limit; /* for `bytes`; 0 also once the list is closed */
  /* Of the reader: buffers for the current batch, in the order of their release. */
  Buffer* first;
  int64_t taken; /* bytes that the current batch took */
};

FreeList* ab_freelist_new(void) {
  FreeList* list = (FreeList*)ab_alloc(AB_FREE_LIST, (int64_t)sizeof(FreeList));
  if (list == NULL) return NULL;
  atomic_init(&list->returned, NULL);
  atomic_init(&list->bytes, 0);
  atomic_init(&list->limit, 0);
  list->first = NULL;
  list->taken = 0;
  return list;
}

static void free_buffers(Buffer* buffer) {
  while (buffer != NULL) {
    Buffer* next = buffer->next;
    ALLOW(buffer);
    ab_free(&buffer->head);
    buffer = next;
  }
}

static Buffer* take_returned(FreeList* list) {
  Buffer* returned = atomic_exchange(&list->returned, NULL);
  int64_t bytes = 0;
  for (const Buffer* buffer = returned; buffer != NULL; buffer = buffer->next)
    bytes += buffer->head.size;
  atomic_fetch_sub(&list->bytes, bytes);
  return returned;
}

void ab_freelist_begin(FreeList* list) {
  Buffer* buffer = take_returned(list);
  while (buffer != NULL) {
    Buffer* next = buffer->next;
    buffer->next = list->first;
    list->first = buffer;
    buffer = next;
  }
  list->taken = 0;
}

static int fits(const Buffer* buffer, int64_t size) {
  const int64_t capacity = buffer->head.size - (int64_t)sizeof(Buffer);
  return capacity >= size && capacity - size <= size;
}

static Buffer* take_fitting(FreeList* list, int64_t size) {
  Buffer** place = &list->first;
  for (int i = 0; i < kTries && *place != NULL; i++, place = &(*place)->next) {
    Buffer* buffer = *place;
    if (fits(buffer, size)) {
      *place = buffer->next;
      ALLOW(buffer);
      atomic_store_explicit(&buffer->head.refs, 1, memory_order_relaxed);
      return buffer;
    }
  }
  return NULL;
}

Buffer* ab_freelist_take(FreeList* list, int64_t size) {
  Buffer* buffer = take_fitting(list, size);
  if (buffer == NULL) {
    if (size > INT64_MAX - (int64_t)sizeof(Buffer)) return NULL;
    buffer = (Buffer*)ab_alloc(AB_BUFFER, (int64_t)sizeof(Buffer) + size);
    if (buffer == NULL) return NULL;
    buffer->list = list;
  }
  ab_retain(&list->head);
  list->taken += buffer->head.size;
  return buffer;
}

void ab_freelist_end(FreeList* list, int32_t keeps) {
  free_buffers(list->first);
  list->first = NULL;
  atomic_store(&list->limit, keeps ? list->taken : 0);
  if (!keeps) free_buffers(take_returned(list));
}

void ab_freelist_close(void* list) {
  ab_freelist_end(list, 0);
  ab_release(list);
}

/* The list may be closed at the same time. The second of the two, this function or closing, finds
 * the buffer and frees it. */
static void return_buffer(Block* block) {
  Buffer* buffer = (Buffer*)block;
  FreeList* list = buffer->list;
  const int64_t size = buffer->head.size;
  if (atomic_fetch_add(&list->bytes, size) + size > atomic_load(&list->limit)) {
    atomic_fetch_sub(&list->bytes, size);
    ab_free(&buffer->head);
  } else {
    FORBID(buffer);
    buffer->next = atomic_load_explicit(&list->returned, memory_order_relaxed);
    while (!atomic_compare_exchange_weak(&list->returned, &buffer->next, buffer)) {
    }
    if (atomic_load(&list->limit) == 0) free_buffers(take_returned(list));
  }
  ab_release(&list->head);
}

static void free_list(Block* block) {
  FreeList* list = (FreeList*)block;
  free_buffers(list->first);
  free_buffers(take_returned(list));
  ab_free(&list->head);
}

const IpcCallbacks* ab_ipc_register(void) {
  static const IpcCallbacks callbacks = {ab_pool_end, ab_freelist_close};
  ab_set_end(AB_BUFFER, return_buffer);
  ab_set_end(AB_FREE_LIST, free_list);
  return &callbacks;
}

const int64_t* ab_ipc_layout(void) {
  static const int64_t layout[] = {sizeof(Buffer)};
  return layout;
}
