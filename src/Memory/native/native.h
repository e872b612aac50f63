/* The C inside the library: everything a release callback needs.
 *
 * Hosts release arrays and streams where the .NET runtime must not be entered: in thread-exit
 * destructors, in forked children, while the process ends. So what can be released lives in native
 * blocks, and the code that takes them apart is here. Nothing in this folder calls into the
 * runtime. Memory/Blocks.cs mirrors these layouts; ab_layout() lets a test compare the two.
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

/* What a block is; decides how it is taken apart and under what it is counted. */
enum {
  AB_MEMORY = 0,  /* bytes: buffers, tables, texts */
  AB_SCHEMA,      /* an immutable schema (Schemas/SchemaBlock.cs) */
  AB_ARRAY,       /* a shared array: an imported struct, or a view of one */
  AB_READER,      /* a reader */
  AB_STREAM,      /* what an exported ArrowArrayStream points to */
  AB_EXPORTED_ARRAY,  /* what an exported ArrowArray points to */
  AB_EXPORTED_SCHEMA, /* what an exported ArrowSchema points to */
  AB_MAPPING,     /* a mapped file */
  AB_OWNER,       /* memory of the caller, with the callback that ends its life */
  AB_BATCHES,     /* array structs waiting in a list */
  AB_OWNED_BLOCKS,       /* several blocks held as one */
  AB_WRITER,      /* a writer: a group of all that it keeps */
  AB_OUTPUT,      /* a file that is being written */
  AB_CALL_LOCK,        /* what calls wait for */
  AB_LINK,        /* a place in the line of batches that several readers read */
  AB_CHECKED_STREAM,       /* a watched stream, and what is known of it: see checked_stream.h */
  AB_CHECKED_STRUCT,     /* a schema or a batch that it handed out */
  AB_BUFFER,      /* bytes that go back to a list when they are released (freelist.h) */
  AB_FREE_LIST,   /* such a list */
  AB_KINDS
};

/* Every block begins with this. `size` counts all bytes of the block, this header included. */
typedef struct Block {
  int64_t size;
  atomic_int refs;
  int32_t kind;
} Block;

/* A share in a life: of the whole block, or of one column of an imported array. */
typedef struct Reference {
  Block* block;
  int64_t column; /* -1: the whole */
} Reference;

typedef struct Array {
  Block head;
  Block* schema;
  const void* field; /* the Field in that schema which describes `array` */
  struct ArrowArray array;
  Reference hold; /* of a view: what keeps the buffers; block is NULL where `array` is an imported struct
              */
  atomic_int
      memory; /* one for the whole, one per column hold: the block's bytes go with the last */
  int32_t n_columns;
  int32_t shareable; /* for the C# side: the structs can be shared without a change */
  int32_t unused;
  int64_t end_offset; /* for the C# side: where the array ends whose rows a view shows; its last offset
                     is there */
  /* then, for n_columns columns: atomic_int, one for the whole and one per hold on this column,
   * padded to 8 bytes; struct ArrowArray, set when the whole ends before the column does */
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
  int32_t fd; /* -1: closed */
  int32_t
      room; /* bytes of the temporary path, which stands behind the struct; the final one follows */
  int64_t process; /* that made it */
} OutputFile;

typedef struct Reader {
  Block head;
  Block* schema;
  struct ArrowArrayStream source; /* of an imported stream */
  struct Reader* next_queued;
  void* handle;    /* the managed reader; its GCHandle is freed by the next call into the runtime */
  Block* text;     /* of the error that ended it, NUL-terminated */
  Block* call_lock;     /* calls wait for it; NULL: a second one at a time is refused */
  int64_t batches; /* handed out so far */
  atomic_int busy;
  int32_t state;
  int32_t code;
  int32_t n_refs;
  atomic_int cancelled;
  int32_t unused;
  Block* refs[]; /* whatever else it keeps alive */
} Reader;

/* What comes next in the line, or nothing yet: then `next` is NULL. Each reader holds its place,
 * and each place the one behind it, so that batches go when the last reader has passed them. */
typedef struct Link {
  Block head;
  Block* array;
  _Atomic(struct Link*) next;
} Link;

enum { AB_TEXT_SIZE = 1024 };

typedef struct Stream {
  Block head;
  Reader* reader;
  int (*get_schema)(struct Stream*, struct ArrowSchema*);
  int (*get_next)(struct Stream*, struct ArrowArray*);
  const char* error; /* of the last call, NULL after success */
  char text[AB_TEXT_SIZE];
} Stream;

/* Blocks. A new block has one reference; its bytes behind the header are not cleared. */
AB_API Block* ab_alloc(int32_t kind, int64_t size);
AB_API void ab_retain(Block* block);
AB_API void ab_release(Block* block); /* NULL is a no-op */
void ab_release_many(Block* block, int count);
void ab_free(Block* block);    /* counts it off and frees its bytes, whatever the reference count */
void ab_uncount(Block* block); /* counts it off only */

AB_API void ab_reference_retain(Reference hold);
AB_API void ab_reference_release(Reference hold);

/* Exported structs: `private_data` points into a node of a tree, see exported.inc. */
AB_API void ab_fill_stream(Stream* stream, struct ArrowArrayStream* out);
AB_API void ab_count_handle(int32_t change);
AB_API void ab_count_copy(int64_t bytes);
/* One call at a time, for those that wait: 0, or EBUSY where the thread has the call_lock already. */
AB_API Block* ab_call_lock_new(void);
AB_API int ab_call_lock_acquire(Block* call_lock);
AB_API void ab_call_lock_release(Block* call_lock);
void ab_call_lock_end(Block* call_lock);

AB_API Reader* ab_release_queue_take(void);
AB_API void ab_release_queue_free(Reader* reader);

/* The platform. */
/* One before the process was forked; something else in a child, and before the first question arms
 * it. */
extern _Atomic(const unsigned char*) ab_fork_mark;
int ab_look_at_fork(void);
static inline int ab_is_forked(void) {
  return *atomic_load_explicit(&ab_fork_mark, memory_order_acquire) != 1 && ab_look_at_fork();
}
AB_API const int32_t* ab_errno_table(int32_t* count);
AB_API int ab_map(const char* path, Block** out, int* out_fd);
AB_API int64_t ab_file_size(int fd); /* or minus an errno */
AB_API int ab_open(const char* path, int* out);
AB_API int64_t ab_read(int fd, void* buffer, int64_t size); /* bytes read, or minus an errno */
AB_API void ab_close(int fd);
AB_API const char* ab_error_text(int code);
AB_API int ab_create(const char* path, Block** out);
AB_API int ab_commit(Block* output); /* closes the file and moves it to its place */
void ab_abandon(OutputFile* file);
AB_API int ab_may_break(int fd);
AB_API int ab_write(int fd, int may_break, const void* first, int64_t first_size,
                    const void* second, int64_t second_size);
void ab_close_owner(void* fd); /* an Owner's callback */
void ab_unmap(Mapping* mapping);

/* For the C# side: addresses of release callbacks, and the layout of what both sides touch. */
typedef struct Callbacks {
  void (*release_array)(struct ArrowArray*);
  void (*release_schema)(struct ArrowSchema*);
  void (*close_owner)(void*);
  void (*end_pool)(void*);
  void (*close_freelist)(void*);
} Callbacks;
AB_API const Callbacks* ab_callbacks(void);
AB_API const int64_t* ab_layout(void);

/* Room for an error text, one for each thread: it costs no allocation, and nobody has to release
 * it. */
AB_API char* ab_thread_text(void);

#endif
