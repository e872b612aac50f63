/* Blocks, reference counts, holds and the live counts. */
#include <stdlib.h>

#include "arrowbridge/arrowbridge.h"
#include "freelist.h"
#include "native.h"
#include "checked_stream.h"

/* A cache line per kind, so that threads that export different things do not meet. */
static struct {
  _Alignas(64) atomic_llong count;
  atomic_llong bytes;
} live[AB_KINDS];

static atomic_llong handles;
static atomic_llong copied;
static _Atomic(Reader*) release_queue;

Block* ab_alloc(int32_t kind, int64_t size) {
  if (size < (int64_t)sizeof(Block) || (uint64_t)size > SIZE_MAX / 2) return NULL;
  Block* block = malloc((size_t)size);
  if (block == NULL) return NULL;
  block->size = size;
  block->kind = kind;
  atomic_init(&block->refs, 1);
  atomic_fetch_add_explicit(&live[kind].count, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&live[kind].bytes, size, memory_order_relaxed);
  return block;
}

void ab_uncount(Block* block) {
  atomic_fetch_sub_explicit(&live[block->kind].count, 1, memory_order_relaxed);
  atomic_fetch_sub_explicit(&live[block->kind].bytes, block->size, memory_order_relaxed);
}

void ab_free(Block* block) {
  ab_uncount(block);
  free(block);
}

void ab_retain(Block* block) { atomic_fetch_add_explicit(&block->refs, 1, memory_order_relaxed); }

static void array_memory_release(Array* array) {
  /* The last one to leave needs no atomic subtraction: nobody else can see the block any more. */
  if (atomic_load_explicit(&array->memory, memory_order_acquire) == 1 ||
      atomic_fetch_sub_explicit(&array->memory, 1, memory_order_acq_rel) == 1) {
    Block* schema = array->schema;
    ab_free(&array->head);
    ab_release(schema);
  }
}

static atomic_int* column_refs(Array* array) { return (atomic_int*)(array + 1); }

static struct ArrowArray* column_array(Array* array, int64_t i) {
  char* refs = (char*)column_refs(array);
  return (struct ArrowArray*)(refs +
                              (((size_t)array->n_columns + 1) & ~(size_t)1) * sizeof(atomic_int)) +
         i;
}

/* The last to leave a column finds it moved: it can outlive the whole in no other way. */
static void column_release(Array* array, int64_t i) {
  while (atomic_fetch_sub_explicit(&column_refs(array)[i], 1, memory_order_acq_rel) == 1) {
    struct ArrowArray* column = column_array(array, i);
    if (column->release != NULL) {
      column->release(column);
      return;
    }
    i = column->offset;
  }
}

static void nothing_is_left(struct ArrowArray* array) { array->release = NULL; }

/* A producer may name one struct as several children, but it can be moved out only once: the later
 * columns keep the first one that is held, by its number. */
static void move_column(Array* array, int64_t i) {
  struct ArrowArray** children = array->array.children;
  struct ArrowArray* column = column_array(array, i);
  *column = *children[i];
  if (column->release != NULL) {
    children[i]->release = NULL;
    return;
  }
  int64_t first = 0;
  while (first < i &&
         (children[first] != children[i] ||
          atomic_load_explicit(&column_refs(array)[first], memory_order_relaxed) == 0)) {
    first++;
  }
  if (first == i) {
    column->release = nothing_is_left; /* its producer released it behind our back */
    return;
  }
  column->offset = first;
  atomic_fetch_add_explicit(&column_refs(array)[first], 1, memory_order_relaxed);
}

/* The whole has ended. Columns that are still held are moved out of the imported struct, as the
 * specification allows (MOV-3), before it is released; so what the others alone kept goes now
 * (MOV-6). */
static void end_array(Array* array) {
  if (array->hold.block != NULL) {
    ab_reference_release(array->hold);
    array_memory_release(array);
    return;
  }
  /* Only a holder can make another one, so where there is none now there will be none. */
  const int held = atomic_load_explicit(&array->memory, memory_order_acquire) > 1;
  for (int32_t i = 0; held && i < array->n_columns; i++) {
    if (atomic_load_explicit(&column_refs(array)[i], memory_order_acquire) > 1) {
      move_column(array, i);
    } else {
      atomic_store_explicit(&column_refs(array)[i], 0, memory_order_relaxed);
    }
  }
  array->array.release(&array->array);
  for (int32_t i = 0; held && i < array->n_columns; i++) {
    if (atomic_load_explicit(&column_refs(array)[i], memory_order_relaxed) != 0)
      column_release(array, i);
  }
  array_memory_release(array);
}

static void end_reader(Reader* reader) {
  if (reader->source.release != NULL) reader->source.release(&reader->source);
  for (int32_t i = 0; i < reader->n_refs; i++) ab_release(reader->refs[i]);
  ab_release(reader->text);
  ab_release(reader->call_lock);
  ab_release(reader->schema);
  ab_uncount(&reader->head);
  if (reader->handle == NULL) {
    free(reader);
    return;
  }
  Reader* first = atomic_load_explicit(&release_queue, memory_order_relaxed);
  do {
    reader->next_queued = first;
  } while (!atomic_compare_exchange_weak_explicit(&release_queue, &first, reader,
                                                  memory_order_release, memory_order_relaxed));
}

/* Readers whose managed half still waits for its GCHandle to be freed; the caller frees both. */
Reader* ab_release_queue_take(void) {
  if (atomic_load_explicit(&release_queue, memory_order_relaxed) == NULL) return NULL;
  return atomic_exchange_explicit(&release_queue, NULL, memory_order_acquire);
}

void ab_release_queue_free(Reader* reader) { free(reader); }

/* Without recursion, which a long line would take too deep. */
static void end_links(Link* link) {
  while (link != NULL) {
    Link* next = atomic_load_explicit(&link->next, memory_order_acquire);
    ab_release(link->array);
    ab_free(&link->head);
    link = next != NULL && atomic_fetch_sub_explicit(&next->head.refs, 1, memory_order_acq_rel) == 1
               ? next
               : NULL;
  }
}

static void end(Block* block) {
  switch (block->kind) {
    case AB_ARRAY:
      end_array((Array*)block);
      return;
    case AB_READER:
      end_reader((Reader*)block);
      return;
    case AB_LINK:
      end_links((Link*)block);
      return;
    case AB_STREAM:
      ab_release(&((Stream*)block)->reader->head);
      break;
    case AB_MAPPING:
      ab_unmap((Mapping*)block);
      break;
    case AB_OWNER:
      if (((Owner*)block)->release != NULL) ((Owner*)block)->release(((Owner*)block)->owner);
      break;
    case AB_BATCHES:
      for (int64_t i = 0; i < ((Batches*)block)->count; i++) {
        struct ArrowArray* array = &((Batches*)block)->arrays[i];
        if (array->release != NULL) array->release(array);
      }
      break;
    case AB_OWNED_BLOCKS:
    case AB_WRITER:
      for (int64_t i = 0; i < ((OwnedBlocks*)block)->count; i++) ab_release(((OwnedBlocks*)block)->blocks[i]);
      break;
    case AB_OUTPUT:
      ab_abandon((OutputFile*)block);
      break;
    case AB_CALL_LOCK:
      ab_call_lock_end(block);
      break;
    case AB_CHECKED_STREAM:
      ab_checked_stream_end((CheckedStream*)block);
      break;
    case AB_CHECKED_STRUCT:
      ab_checked_struct_end((CheckedStruct*)block);
      break;
    case AB_BUFFER:
      ab_freelist_return((Buffer*)block);
      return;
    case AB_FREE_LIST:
      ab_freelist_free((FreeList*)block);
      return;
    default:
      break;
  }
  ab_free(block);
}

void ab_release(Block* block) {
  if (block != NULL && atomic_fetch_sub_explicit(&block->refs, 1, memory_order_acq_rel) == 1)
    end(block);
}

void ab_release_many(Block* block, int count) {
  if (atomic_fetch_sub_explicit(&block->refs, count, memory_order_acq_rel) == count) end(block);
}

static int is_column(Reference hold) { return hold.column >= 0 && hold.block->kind == AB_ARRAY; }

void ab_reference_retain(Reference hold) {
  if (hold.block == NULL) return;
  if (!is_column(hold)) {
    ab_retain(hold.block);
    return;
  }
  Array* array = (Array*)hold.block;
  atomic_fetch_add_explicit(&array->memory, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&column_refs(array)[hold.column], 1, memory_order_relaxed);
}

void ab_reference_release(Reference hold) {
  if (hold.block == NULL) return;
  if (!is_column(hold)) {
    ab_release(hold.block);
    return;
  }
  Array* array = (Array*)hold.block;
  column_release(array, hold.column);
  array_memory_release(array);
}

void ab_count_handle(int32_t change) {
  atomic_fetch_add_explicit(&handles, change, memory_order_relaxed);
}

void ab_count_copy(int64_t bytes) {
  atomic_fetch_add_explicit(&copied, bytes, memory_order_relaxed);
}

AB_API int64_t ArrowBridgeBytesCopied(void) {
  return atomic_load_explicit(&copied, memory_order_relaxed);
}

static void release_handle(void* handle, int32_t kind) {
  Block* block = handle;
  if (block == NULL || block->kind != kind) return;
  ab_count_handle(-1);
  ab_release(block);
}

AB_API void ArrowBridgeSchemaRelease(struct ArrowBridgeSchema* schema) {
  release_handle(schema, AB_SCHEMA);
}
AB_API void ArrowBridgeArrayRelease(struct ArrowBridgeArray* array) {
  release_handle(array, AB_ARRAY);
}
AB_API void ArrowBridgeReaderRelease(struct ArrowBridgeReader* reader) {
  release_handle(reader, AB_READER);
}
AB_API void ArrowBridgeIpcWriterRelease(struct ArrowBridgeIpcWriter* writer) {
  release_handle(writer, AB_WRITER);
}

/* No more than a flag, so that signal handlers may set it. */
AB_API void ArrowBridgeReaderCancel(struct ArrowBridgeReader* reader) {
  Reader* handle = (Reader*)(void*)reader;
  if (handle == NULL || handle->head.kind != AB_READER) return;
  atomic_store_explicit(&handle->cancelled, 1, memory_order_relaxed);
}

AB_API int64_t ArrowBridgeReaderFindingCount(const struct ArrowBridgeReader* reader) {
  const Reader* block = (const Reader*)(const void*)reader;
  return block == NULL || block->head.kind != AB_READER ? -1 : ab_finding_count(&block->source);
}

AB_API void ArrowBridgeArrayListRelease(struct ArrowBridgeArray** arrays, int64_t count) {
  if (arrays == NULL) return;
  for (int64_t i = 0; i < count; i++) ArrowBridgeArrayRelease(arrays[i]);
  ab_release((Block*)(void*)arrays - 1);
}

static const struct ArrowArray* array_of(const struct ArrowBridgeArray* handle) {
  const Array* array = (const Array*)(const void*)handle;
  return array == NULL || array->head.kind != AB_ARRAY ? NULL : &array->array;
}

AB_API int64_t ArrowBridgeArrayLength(const struct ArrowBridgeArray* array) {
  return array_of(array) == NULL ? -1 : array_of(array)->length;
}

AB_API int64_t ArrowBridgeArrayNumColumns(const struct ArrowBridgeArray* array) {
  return array_of(array) == NULL ? -1 : array_of(array)->n_children;
}

AB_API void ArrowBridgeStringRelease(char* text) {
  if (text != NULL) ab_release((Block*)(void*)text - 1);
}

AB_API void ArrowBridgeFieldCastListRelease(struct ArrowBridgeFieldCast* fields) {
  if (fields != NULL) ab_release((Block*)(void*)fields - 1);
}

AB_API void ArrowBridgeGetLiveCounts(struct ArrowBridgeLiveCounts* out) {
  if (out == NULL) return;
  out->bytes = 0;
  out->blocks = 0;
  for (int kind = 0; kind < AB_KINDS; kind++) {
    out->bytes += atomic_load_explicit(&live[kind].bytes, memory_order_relaxed);
    out->blocks += atomic_load_explicit(&live[kind].count, memory_order_relaxed);
  }
  out->handles = atomic_load_explicit(&handles, memory_order_relaxed);
  out->exported_schemas = atomic_load_explicit(&live[AB_EXPORTED_SCHEMA].count, memory_order_relaxed);
  out->exported_arrays = atomic_load_explicit(&live[AB_EXPORTED_ARRAY].count, memory_order_relaxed);
  out->exported_streams = atomic_load_explicit(&live[AB_STREAM].count, memory_order_relaxed);
}

AB_API const char* ArrowBridgeVersion(void) { return ARROWBRIDGE_VERSION_STRING; }
AB_API int ArrowBridgeVersionInt(void) { return ARROWBRIDGE_VERSION_INT; }
