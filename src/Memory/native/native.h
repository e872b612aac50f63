/* Native blocks, and the thin layer over the operating system.
 *
 * What is C inside the library, and why: code that can run while the .NET runtime must not be
 * entered is C, and so is the thin layer over the operating system. Such code is release callbacks
 * (hosts release arrays and streams in thread-exit destructors, in forked children and while the
 * process exits), entry points (which must answer in a forked child), and worker threads. A few
 * loops that need wider vectors than C# has are C too. Everything else is C#. Nothing in
 * src/<module>/native calls into the runtime, except the entry points, which check for a forked
 * child first, and the threads that read ahead, which do not exist in one.
 *
 * Whatever is released lives in native blocks. Memory/Blocks.cs mirrors these layouts; ab_layout()
 * lets a test compare the two. Each module has its C in a folder of its own and includes only
 * headers of its own and lower layers: Memory (this), Streams (streams.h), Ipc (codecs.h),
 * Casts (conversions.h), Exports.
 */
#ifndef ARROWBRIDGE_NATIVE_H
#define ARROWBRIDGE_NATIVE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "arrowbridge/abi.h"

#if defined(_WIN32)
#define AB_API __declspec(dllexport)
#else
#define AB_API __attribute__((visibility("default")))
#endif

/* The kind of a block: under what it is counted, and how it ends. Kinds of the upper layers are
 * only numbers here; the module that owns one hands in its end function (ab_set_end).
 * Memory/Blocks.cs has the same list. */
enum {
  AB_MEMORY = 0,      /* bytes: buffers, tables, texts */
  AB_SCHEMA,          /* an immutable schema (Schemas/SchemaBlock.cs) */
  AB_ARRAY,           /* a shared array: an imported struct, or a view of one */
  AB_READER,          /* a reader (Streams) */
  AB_STREAM,          /* private data of an exported ArrowArrayStream (Streams) */
  AB_EXPORTED_ARRAY,  /* private data of an exported ArrowArray */
  AB_EXPORTED_SCHEMA, /* private data of an exported ArrowSchema */
  AB_MAPPING,         /* a mapped file */
  AB_OWNER,           /* memory of the caller, with the callback that releases it */
  AB_BATCHES,         /* array structs waiting in a list */
  AB_OWNED_BLOCKS,    /* slots for other blocks */
  AB_WRITER,          /* an IPC writer: the slots of all that it owns */
  AB_OUTPUT,          /* a file that is being written */
  AB_CALL_LOCK,       /* makes calls wait for each other (Streams) */
  AB_LINK,            /* an element in the list of batches that several readers read (Streams) */
  AB_CHECKED_STREAM,  /* a checked stream (Streams) */
  AB_CHECKED_STRUCT,  /* a schema or a batch that it handed out (Streams) */
  AB_DECODER,         /* an IPC decoder: the slots of all that it owns */
  AB_READ_AHEAD,      /* a thread that reads a source for a reader (Streams) */
  AB_ASYNC_CONSUMER,  /* the handler of an asynchronous stream, and its queue (Streams) */
  AB_KINDS
};

/* The header of every block. `size` counts all bytes of the block, including this header. */
typedef struct Block {
  int64_t size;
  atomic_int refs;
  int32_t kind;
} Block;

/* A reference to a whole block, or to one column of an imported array. */
typedef struct Reference {
  Block* block;
  int64_t column; /* -1: the whole */
} Reference;

typedef struct Array {
  Block head;
  Block* schema;
  const void* field; /* the Field in that schema which describes `array` */
  struct ArrowArray array;
  Reference reference; /* of a view: keeps the buffers alive; its block is NULL if `array` is an
                          imported struct */
  atomic_int memory;   /* 1 for the whole, plus 1 per reference to a column; the block is freed with
                          the last */
  int32_t n_columns;
  int32_t shareable;    /* for C#: the structs can be exported without a change */
  atomic_int validated; /* for C#: the level at which the contents were found valid */
  int64_t end_offset;   /* for C#: end of the array of which this is a view; the last valid index of
                           its offsets buffer */
  /* Then, for each of n_columns columns: an atomic_int, 1 for the whole array plus 1 per reference
   * to the column, all padded to 8 bytes; then, per column, a struct ArrowArray that is set when
   * the whole array ends before the column does. */
} Array;

typedef struct Mapping {
  Block head;
  void* address;
  int64_t length;
} Mapping;

typedef struct Owner {
  Block head;
  void (*release)(void* owner);
  void* owner;
} Owner;

typedef struct Batches {
  Block head;
  int64_t count;
  struct ArrowArray arrays[];
} Batches;

typedef struct OwnedBlocks {
  Block head;
  int64_t count;
  Block* blocks[];
} OwnedBlocks;

typedef struct OutputFile {
  Block head;
  int32_t fd;        /* -1: closed */
  int32_t path_size; /* bytes of the temporary path, which follows the struct; the final path
                        follows it */
  int64_t process;   /* the id of the process that made it */
} OutputFile;

enum { AB_TEXT_SIZE = 1024 };

/* Blocks. A new block has one reference. Its bytes after the header are not initialized. */
AB_API Block* ab_alloc(int32_t kind, int64_t size);
AB_API void ab_retain(Block* block);
AB_API void ab_release(Block* block); /* NULL is a no-op */
void ab_release_many(Block* block, int count);

/* Sets how blocks of a kind end: `end` runs when the last reference goes, and frees the block with
 * ab_free(). Blocks of other kinds are only freed. Called while the library is loaded, before
 * any block of the kind exists. */
void ab_set_end(int32_t kind, void (*end)(Block*));
void ab_free(Block* block);    /* subtracts it from the live counts and frees it, whatever its
                                  reference count */
void ab_uncount(Block* block); /* only subtracts it from the live counts */
void ab_free_uncounted(Block* block); /* the rest of ab_free() */

/* Who made the blocks that are alive (tracked_blocks.c). */
enum { AB_TAG_SIZE = 64 };
typedef struct TrackedBlock {
  const Block* block;
  const char* function;
  int64_t age; /* ns */
  int64_t order;
  int64_t size;
  int32_t kind;
  int32_t refs;
  char tag[AB_TAG_SIZE];
} TrackedBlock;
extern atomic_int ab_tracking;
static inline int ab_tracks(void) {
  return atomic_load_explicit(&ab_tracking, memory_order_relaxed) != 0;
}
void ab_track_add(const Block* block);
void ab_track_remove(const Block* block);
AB_API int ab_track(int enabled);           /* returns whether it was enabled before */
AB_API void ab_track_tag(const char* text); /* for blocks that this thread makes; NULL: none */
/* The oldest first. NULL if there is no memory. */
AB_API TrackedBlock* ab_tracked_blocks(size_t* out_count);
AB_API void ab_tracked_end(TrackedBlock* blocks);
AB_API int32_t ab_live_kind(int32_t kind); /* as enum ArrowBridgeLiveKind */
/* Sets the exported function that this thread is in, and returns the one around it. */
const char* ab_swap_function(const char* name);
static inline const char* ab_begin_function(const char* name) {
  return ab_tracks() ? ab_swap_function(name) : NULL;
}
static inline void ab_end_function(const char* outer) {
  if (ab_tracks()) (void)ab_swap_function(outer);
}

AB_API void ab_reference_retain(Reference reference);
AB_API void ab_reference_release(Reference reference);

AB_API void ab_count_handle(int32_t change);
AB_API void ab_count_copy(int64_t bytes);
/* The operating system. */
/* Points to AB_ARMED in the process that used the library first, and to AB_STARTED once the .NET
 * runtime was started there. Points to 0 in its forked children, and before the first check. */
enum { AB_ARMED = 1, AB_STARTED = 2 };
extern _Atomic(atomic_uchar*) ab_fork_mark;
int ab_look_at_fork(void);
static inline unsigned char ab_mark(void) {
  return atomic_load_explicit(atomic_load_explicit(&ab_fork_mark, memory_order_acquire),
                              memory_order_acquire);
}
static inline int ab_is_forked(void) { return ab_mark() == 0 && ab_look_at_fork(); }
static inline int ab_is_started(void) { return ab_mark() == AB_STARTED; }
void ab_set_started(void); /* after a check by ab_is_forked() */
AB_API const int32_t* ab_errno_table(int32_t* count);
AB_API int ab_map(const char* path, Block** out, int* out_fd);
/* Maps all of a regular file, and gives the position that reading would go on from. ENODEV for
 * other descriptors. The descriptor stays open. */
AB_API int ab_map_descriptor(int fd, Block** out, int64_t* position);
AB_API void ab_seek_end(int fd);
/* A file for reading and writing that has no name, in TMPDIR or /tmp. */
AB_API int ab_temporary_file(int* out);
AB_API int64_t ab_file_size(int fd); /* or a negated errno */
AB_API int ab_open(const char* path, int* out);
/* For a file or a FIFO that is still being written: neither opening nor reading waits for a writer.
 */
AB_API int ab_open_now(const char* path, int* out, int* out_is_file);
AB_API int64_t ab_read_now(int fd, void* buffer, int64_t size); /* 0 if there are no bytes yet */
/* Waits until there may be more bytes, or for the given time. */
AB_API void ab_wait_for_bytes(int fd, int is_file, int milliseconds);
AB_API int64_t ab_read(int fd, void* buffer, int64_t size); /* bytes read, or a negated errno */
AB_API void ab_close(int fd);
AB_API const char* ab_error_text(int code);
AB_API int ab_create(const char* path, Block** out);
AB_API int ab_commit(Block* output); /* closes the file and renames it to its final path */
void ab_abandon(OutputFile* file);
/* Starts to write a range of a file to the disk, without waiting, so that ab_commit() waits for
 * less. Only a hint: errors are those of ab_commit(). */
AB_API void ab_start_writeback(int fd, int64_t start, int64_t end);
AB_API int ab_may_break(int fd);
AB_API int ab_write(int fd, int may_break, const void* first, int64_t first_size,
                    const void* second, int64_t second_size);
void ab_close_owner(void* fd); /* an Owner's callback */
void ab_unmap(Mapping* mapping);

/* The bytes of a longer text after which it is cut: at most so many, and whole characters. */
static inline size_t ab_whole_characters(const char* text, size_t most) {
  while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80) most--;
  return most;
}

/* For C#: the addresses of release callbacks, and the layout of the structs that C and C# share. */
typedef struct Callbacks {
  void (*release_array)(struct ArrowArray*);
  void (*release_schema)(struct ArrowSchema*);
  void (*close_owner)(void*);
} Callbacks;
AB_API const Callbacks* ab_callbacks(void);
AB_API const int64_t* ab_layout(void);

/* Fills a struct ArrowBridgeLiveCounts (bridge.h). */
struct ArrowBridgeLiveCounts;
AB_API void ab_live_counts(struct ArrowBridgeLiveCounts* out);
int64_t ab_bytes_copied(void);

/* A buffer of AB_TEXT_SIZE bytes for error messages, one per thread. Nobody has to release it. */
AB_API char* ab_thread_text(void);

#endif
