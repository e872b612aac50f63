/* Buffers that are used again. A reader that decompresses has a list: what is released goes back to
 * it, from any thread, and the next batch takes it from there. New memory costs the system a page
 * fault for every 4 KiB, which can be dearer than what is written to it. */
#ifndef ARROWBRIDGE_FREELIST_H
#define ARROWBRIDGE_FREELIST_H

#include "native.h"

typedef struct FreeList FreeList;

/* A block of AB_BUFFER. In use it has a reference to its list. */
typedef struct Buffer {
  Block head;
  FreeList* list;
  struct Buffer* next; /* in the list */
} Buffer;

/* NULL where there is no memory. */
AB_API FreeList* ab_freelist_new(void);

/* The reader's end: what is in the list goes now, what is in use when it is released. */
AB_API void ab_freelist_close(void* list);

/* For one batch, by one caller at a time: begin; take; end. Between two batches the list keeps no
 * more bytes than one of the last two took, and nothing if `keeps` is 0. What is released between
 * begin and end is not used before the next begin. */
AB_API void ab_freelist_begin(FreeList* list);
AB_API Buffer* ab_freelist_take(
    FreeList* list,
    int64_t size); /* at least so many bytes behind the struct; NULL where there is no memory */
AB_API void ab_freelist_end(FreeList* list, int32_t keeps);

/* Hands in the end functions of this module's kinds. */
typedef struct IpcCallbacks {
  void (*end_pool)(void* pool);
  void (*close_freelist)(void* list);
} IpcCallbacks;
AB_API const IpcCallbacks* ab_ipc_register(void);
AB_API const int64_t* ab_ipc_layout(void);

#endif
