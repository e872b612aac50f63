/* Blocks: allocation, reference counts, and how they end. */
#include "memory.h"
#include "native.h"

static void (*end_functions[AB_KINDS])(Block*);

void ab_set_end(int32_t kind, void (*end)(Block*)) { end_functions[kind] = end; }

Block* ab_alloc(int32_t kind, int64_t size) {
  if (size < (int64_t)sizeof(Block) || (uint64_t)size > SIZE_MAX / 2) return NULL;
  Block* block = ab_memory_take((size_t)size);
  if (block == NULL) return NULL;
  block->size = size;
  block->kind = kind;
  atomic_init(&block->refs, 1);
  ab_count_block(kind, 1, size);
  if (ab_tracks()) ab_track_add(block);
  return block;
}

void ab_uncount(Block* block) {
  if (ab_tracks()) ab_track_remove(block);
  ab_count_block(block->kind, -1, -block->size);
}

void ab_free_uncounted(Block* block) { ab_memory_give(block, (size_t)block->size); }

void ab_free(Block* block) {
  ab_uncount(block);
  ab_free_uncounted(block);
}

void ab_retain(Block* block) { atomic_fetch_add_explicit(&block->refs, 1, memory_order_relaxed); }

static void array_memory_release(Array* array) {
  /* The last reference needs no atomic subtraction: no other thread can see the block. */
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

/* The last reference to a column finds that the column was moved: only so can it outlive the whole
 * array. */
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

static void release_nothing(struct ArrowArray* array) { array->release = NULL; }

/* A producer may give one struct as several children, but it can be moved out only once. The later
 * columns then refer to the first referenced one, by its index. */
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
    column->release = release_nothing; /* the producer released the child itself */
    return;
  }
  column->offset = first;
  atomic_fetch_add_explicit(&column_refs(array)[first], 1, memory_order_relaxed);
}

/* Releases an imported struct. Columns that are still referenced are moved out of it first (MOV-3),
 * so that the memory of the other columns is freed now (MOV-6). */
static void end_array(Array* array) {
  if (array->reference.block != NULL) {
    ab_reference_release(array->reference);
    array_memory_release(array);
    return;
  }
  /* Only the holder of a reference can make another one: if there is none now, there will be none.
   */
  const int referenced = atomic_load_explicit(&array->memory, memory_order_acquire) > 1;
  for (int32_t i = 0; referenced && i < array->n_columns; i++) {
    if (atomic_load_explicit(&column_refs(array)[i], memory_order_acquire) > 1) {
      move_column(array, i);
    } else {
      atomic_store_explicit(&column_refs(array)[i], 0, memory_order_relaxed);
    }
  }
  array->array.release(&array->array);
  for (int32_t i = 0; referenced && i < array->n_columns; i++) {
    if (atomic_load_explicit(&column_refs(array)[i], memory_order_relaxed) != 0)
      column_release(array, i);
  }
  array_memory_release(array);
}

static void end(Block* block) {
  switch (block->kind) {
    case AB_ARRAY:
      end_array((Array*)block);
      return;
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
    case AB_DECODER:
      for (int64_t i = 0; i < ((OwnedBlocks*)block)->count; i++) {
        ab_release(((OwnedBlocks*)block)->blocks[i]);
      }
      break;
    case AB_OUTPUT:
      ab_abandon((OutputFile*)block);
      break;
    default:
      if (end_functions[block->kind] != NULL) {
        end_functions[block->kind](block);
        return;
      }
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

static int is_column(Reference reference) {
  return reference.column >= 0 && reference.block->kind == AB_ARRAY;
}

void ab_reference_retain(Reference reference) {
  if (reference.block == NULL) return;
  if (!is_column(reference)) {
    ab_retain(reference.block);
    return;
  }
  Array* array = (Array*)reference.block;
  atomic_fetch_add_explicit(&array->memory, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&column_refs(array)[reference.column], 1, memory_order_relaxed);
}

void ab_reference_release(Reference reference) {
  if (reference.block == NULL) return;
  if (!is_column(reference)) {
    ab_release(reference.block);
    return;
  }
  Array* array = (Array*)reference.block;
  column_release(array, reference.column);
  array_memory_release(array);
}

char* ab_thread_text(void) {
  static _Thread_local char text[AB_TEXT_SIZE];
  return text;
}
