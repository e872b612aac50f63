/* Reuse of buffers. A reader that decompresses has a free list. Released buffers return to it, from
 * any thread, and the next batch takes them. New memory costs a page fault for every 4 KiB, which
 * can cost more than writing to it. */
#ifndef ARROWBRIDGE_FREELIST_H
#define ARROWBRIDGE_FREELIST_H

#include "native.h"

typedef struct FreeList FreeList;

/* A block of kind AB_BUFFER. While in use it references its list. */
typedef struct Buffer {
  Block head;
  FreeList* list;
  struct Buffer* next; /* the next buffer in the list */
} Buffer;

/* NULL if there is no memory. */
AB_API FreeList* ab_freelist_new(void);

/* Called when the reader ends: frees the buffers in the list; buffers in use are freed when they
 * are released. */
AB_API void ab_freelist_close(void* list);

/* For each batch, by one caller at a time: begin, take buffers, end. Between batches the list keeps
 * no more bytes than one of the last two batches took, and none if `keeps` is 0. Buffers that are
 * released between begin and end are reused after the next begin. */
AB_API void ab_freelist_begin(FreeList* list);
AB_API Buffer* ab_freelist_take(
    FreeList* list,
    int64_t size); /* at least `size` bytes after the struct; NULL if there is no memory */
AB_API void ab_freelist_end(FreeList* list, int32_t keeps);

/* Registers the end functions of this module's kinds of blocks, and returns the addresses of its
 * callbacks. */
typedef struct IpcCallbacks {
  void (*end_pool)(void* pool);
  void (*close_freelist)(void* list);
} IpcCallbacks;
AB_API const IpcCallbacks* ab_ipc_register(void);
AB_API const int64_t* ab_ipc_layout(void);

#endif
