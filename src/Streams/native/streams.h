/* Readers and streams: what their release needs. Streams/StreamBlocks.cs mirrors these layouts. */
#ifndef ARROWBRIDGE_STREAMS_H
#define ARROWBRIDGE_STREAMS_H

#include "native.h"

typedef struct Reader {
  Block head;
  Block* schema;
  struct ArrowArrayStream source; /* of an imported stream */
  struct Reader* next_queued;
  void* handle; /* the GCHandle of the managed reader; freed by the next call into the runtime */
  Block* text;  /* message of its sticky error, NUL-terminated */
  Block* call_lock; /* serializes calls; NULL: a second concurrent call fails with EBUSY */
  int64_t batches;  /* number of batches returned so far */
  atomic_int busy;
  int32_t state;
  int32_t code;
  int32_t n_refs;
  atomic_int cancelled;
  int32_t is_reusable; /* the thread that releases it keeps it for its next reader */
  Block* refs[];       /* other blocks that it keeps alive */
} Reader;

/* An element of the list of batches that several readers read (tee). `next` is NULL until the next
 * batch is read. A reader references its element, and each element the next one, so that a batch is
 * freed when the last reader has passed it. */
typedef struct Link {
  Block head;
  Block* array;
  _Atomic(struct Link*) next;
} Link;

typedef struct Stream {
  Block head;
  Reader* reader;
  int (*get_schema)(struct Stream*, struct ArrowSchema*);
  int (*get_next)(struct Stream*, struct ArrowArray*);
  const char* error; /* of the last call, NULL after success */
  char text[AB_TEXT_SIZE];
} Stream;

/* Registers the end functions of this module's kinds of blocks. */
AB_API void ab_streams_register(void);
AB_API const int64_t* ab_streams_layout(void);

/* Fills a struct whose callbacks go on to the stream; takes over the reference to it. */
AB_API void ab_fill_stream(Stream* stream, struct ArrowArrayStream* out);

/* The release queue has the released readers whose managed half is still to be freed, which only
 * the runtime can do: it takes them all and frees each. */
void ab_release_queue_put(Reader* reader);
AB_API Reader* ab_release_queue_take(void);
AB_API void ab_release_queue_free(Reader* reader);
/* A reusable reader that the calling thread has released. It was never in the queue, so threads
 * that open and release readers write no common memory. NULL: none. */
AB_API Reader* ab_release_queue_take_own(void);

/* Releases a block for a caller that is in the runtime, and returns the readers that ended in this
 * call, linked by next_queued. They do not enter the queue. */
AB_API Reader* ab_release_collect(Block* block);

/* A thread of the runtime that takes the readers of the queue. ab_release_queue_start() is called
 * once, before the thread begins; it returns 0 on success. ab_release_queue_wait() waits for
 * readers and takes them. The queue is idle if it is empty and the thread has disposed what it
 * took; on the thread itself and in a forked child it always counts as idle. The end of the process
 * waits until the queue is idle, at most 5 seconds, unless ab_release_queue_no_exit_wait() was
 * called. */
AB_API int ab_release_queue_start(void);
AB_API Reader* ab_release_queue_wait(void);
AB_API int ab_release_queue_is_idle(void);
AB_API void ab_release_queue_no_exit_wait(void);

/* A thread that reads a source for a reader, which takes the batches in order.
 *
 * The thread belongs to the library and enters the runtime to read. It ends with the source, or
 * when the reader is released or gives up. If the source is in a call then, the thread outlives the
 * reader: it releases what the call returns, and the source. */
typedef struct ReadAhead ReadAhead;

/* Reads the next batch and, on request, counts its bytes. Returns an errno and its text. */
typedef int (*ReadAheadFetch)(Reader* source, struct ArrowArray* out, int64_t* bytes, char* text);

typedef struct ReadAheadOptions {
  Reader* source; /* the thread gets its own reference */
  ReadAheadFetch fetch;
  int64_t max_batches; /* limits for batches that wait; 0: none */
  int64_t max_bytes;
  int32_t on_request; /* the thread reads only when a batch is wanted */
  int32_t may_block;  /* a call on the source may take any time, so nobody waits for it */
} ReadAheadOptions;

enum {
  AB_AHEAD_TAKEN,
  AB_AHEAD_ENDED,
  AB_AHEAD_FAILED,
  AB_AHEAD_LATE,
  AB_AHEAD_CANCELLED,
  AB_AHEAD_OWN_THREAD
};

/* Starts the thread. Returns an errno. */
AB_API int ab_read_ahead_new(const ReadAheadOptions* options, ReadAhead** out);
/* Waits for the next batch: until a time of ab_now_ms(), unless that is negative, or until the
 * reader is cancelled. After anything but AB_AHEAD_TAKEN, the thread reads no more. */
AB_API int ab_read_ahead_take(ReadAhead* ahead, Reader* reader, int64_t end,
                              struct ArrowArray* out);
AB_API const char* ab_read_ahead_error(ReadAhead* ahead, int32_t* code);
AB_API int64_t ab_now_ms(void);
void ab_read_ahead_end(ReadAhead* ahead);

/* A lock that a thread holds during a call, foreign code included. Acquiring waits, and returns 0,
 * or EBUSY if the thread holds the lock already. */
AB_API Block* ab_call_lock_new(void);
AB_API int ab_call_lock_acquire(Block* call_lock);
AB_API void ab_call_lock_release(Block* call_lock);
void ab_call_lock_end(Block* call_lock);

#endif
