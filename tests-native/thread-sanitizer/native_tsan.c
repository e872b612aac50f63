/* The C inside the library under ThreadSanitizer: what threads may do at the same time with shared
 * arrays and exported ones, told from inside, since the sanitizer cannot see into code that it did
 * not compile. Everything is released exactly once, and no two threads touch the same byte without
 * order. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/arrowbridge.h"
#include "exported.c" /* its types are its own */
#include "checked_stream.h"
#include "memory.h"

enum { COLUMNS = 6, ROUNDS = 400 };

static int failures;

static void expect(int condition, const char* what, int round) {
  if (condition) return;
  fprintf(stderr, "round %d: %s\n", round, what);
  failures++;
}

/* A foreign batch, which counts its releases. */
typedef struct Foreign {
  struct ArrowArray children[COLUMNS];
  struct ArrowArray* pointers[COLUMNS];
  atomic_int released[COLUMNS];
  atomic_int whole;
} Foreign;

static void release_child(struct ArrowArray* child) {
  atomic_fetch_add((atomic_int*)child->private_data, 1);
  child->release = NULL;
}

static void release_foreign(struct ArrowArray* array) {
  Foreign* foreign = array->private_data;
  for (int i = 0; i < COLUMNS; i++) {
    if (array->children[i]->release != NULL) array->children[i]->release(array->children[i]);
  }
  atomic_fetch_add(&foreign->whole, 1);
  array->release = NULL;
}

static Array* new_array(Foreign* foreign) {
  const size_t refs = ((COLUMNS + 2) & ~(size_t)1) * sizeof(atomic_int);
  const size_t size = sizeof(Array) + refs + COLUMNS * sizeof(struct ArrowArray);
  Array* array = (Array*)ab_alloc(AB_ARRAY, (int64_t)size);
  memset((char*)array + sizeof(Block), 0, size - sizeof(Block));
  array->schema = ab_alloc(AB_MEMORY, sizeof(Block));
  array->n_columns = COLUMNS;
  atomic_init(&array->memory, 1);
  for (int i = 0; i < COLUMNS; i++) {
    struct ArrowArray child = {.release = release_child, .private_data = &foreign->released[i]};
    atomic_init((atomic_int*)(array + 1) + i, 1);
    foreign->children[i] = child;
    foreign->pointers[i] = &foreign->children[i];
    atomic_init(&foreign->released[i], 0);
  }
  atomic_init(&foreign->whole, 0);
  array->array.n_children = COLUMNS;
  array->array.children = foreign->pointers;
  array->array.private_data = foreign;
  array->array.release = release_foreign;
  return array;
}

typedef struct Job {
  pthread_t thread;
  pthread_barrier_t* start;
  Reference hold;
  struct ArrowArray moved;
  int times;
} Job;

/* Takes more holds while it has one, and gives all back. */
static void* hold_and_release(void* argument) {
  Job* job = argument;
  pthread_barrier_wait(job->start);
  for (int i = 0; i < job->times; i++) ab_reference_retain(job->hold);
  for (int i = 0; i <= job->times; i++) ab_reference_release(job->hold);
  return NULL;
}

static void* release_moved(void* argument) {
  Job* job = argument;
  pthread_barrier_wait(job->start);
  job->moved.release(&job->moved);
  return NULL;
}

static void run(Job* jobs, int count, void* (*work)(void*), void (*meanwhile)(void*),
                void* argument) {
  pthread_barrier_t start;
  pthread_barrier_init(&start, NULL, (unsigned)count + 1);
  for (int i = 0; i < count; i++) {
    jobs[i].start = &start;
    pthread_create(&jobs[i].thread, NULL, work, &jobs[i]);
  }
  pthread_barrier_wait(&start);
  meanwhile(argument);
  for (int i = 0; i < count; i++) pthread_join(jobs[i].thread, NULL);
  pthread_barrier_destroy(&start);
}

static void release_block(void* block) { ab_release(block); }

static void release_struct(void* array) { ((struct ArrowArray*)array)->release(array); }

static void expect_released(Foreign* foreign, int round) {
  expect(foreign->whole == 1, "the whole is released once", round);
  for (int i = 0; i < COLUMNS; i++)
    expect(foreign->released[i] == 1, "a column is released once", round);
}

/* The whole is released while other threads hold columns. */
static void columns_of_a_shared_array(int round) {
  Foreign foreign;
  Array* array = new_array(&foreign);
  Job jobs[COLUMNS];
  for (int i = 0; i < COLUMNS; i++) {
    jobs[i].hold =
        (Reference){&array->head, i % (1 + round % COLUMNS)}; /* some columns by several */
    jobs[i].times = (i + round) % 3;
    ab_reference_retain(jobs[i].hold);
  }
  run(jobs, COLUMNS, hold_and_release, release_block, array);
  expect_released(&foreign, round);
}

/* A batch exported from a shared array: its columns are moved out, and released while the batch is.
 */
static void children_of_an_exported_array(int round) {
  Foreign foreign;
  Array* array = new_array(&foreign);
  const size_t size =
      sizeof(ExportedBlock) + (1 + COLUMNS) * sizeof(ExportedArray) + COLUMNS * sizeof(void*);
  ExportedBlock* block = (ExportedBlock*)ab_alloc(AB_EXPORTED_ARRAY, (int64_t)size);
  ExportedArray* exported = (ExportedArray*)(block + 1);
  struct ArrowArray** children = (struct ArrowArray**)(exported + 1 + COLUMNS);
  block->base = (Reference){&array->head, -1}; /* the reference that it was made with */
  block->owners = NULL;
  block->n_owners = 0;
  for (int i = 0; i <= COLUMNS; i++) {
    struct ArrowArray value = {.release = array_release, .private_data = &exported[i].block};
    exported[i].value = value;
    exported[i].block = block;
    exported[i].column = i - 1;
    atomic_init(&exported[i].state, i == 0 ? AB_DETACHED : AB_ATTACHED);
    if (i > 0) children[i - 1] = &exported[i].value;
  }
  struct ArrowArray batch = exported[0].value;
  batch.n_children = COLUMNS;
  batch.children = children;

  Job jobs[COLUMNS];
  const int moved = 1 + round % COLUMNS;
  for (int i = 0; i < moved; i++) {
    jobs[i].moved = *children[i];
    children[i]->release = NULL;
  }
  run(jobs, moved, release_moved, release_struct, &batch);
  expect_released(&foreign, round);
}

static atomic_int findings;

static void count_finding(void* context, const struct ArrowBridgeFinding* finding) {
  (void)context;
  (void)finding;
  atomic_fetch_add(&findings, 1);
}

static void release_stream(struct ArrowArrayStream* stream) { stream->release = NULL; }

/* A batch of a checked stream. */
static struct ArrowArray new_checked(Foreign* foreign, int32_t level,
                                     struct ArrowArrayStream* out) {
  Array* array = new_array(foreign);
  struct ArrowArray batch = array->array;
  array->array.release = release_child; /* the batch is taken out of it */
  array->array.private_data = &foreign->whole;
  ab_release(&array->head);
  atomic_store(&foreign->whole, 0);
  struct ArrowArrayStream source = {.release = release_stream};
  const CheckedStreamOptions settings = {.level = level, .on_finding = count_finding};
  ab_check_stream(&source, &settings, out);
  int32_t index;
  CheckedStream* watch =
      (CheckedStream*)ab_entry_find(out->private_data, AB_CHECKED_STREAM, &index);
  ab_check_array(watch, &batch, 1, 0, NULL);
  ab_release(&watch->entry.head);
  return batch;
}

static void release_both(void* argument) {
  struct ArrowArrayStream* stream = ((void**)argument)[1];
  release_struct(((void**)argument)[0]);
  stream->release(stream);
}

/* Its columns are moved out, and released while the batch and the stream are: not as the
 * specification has it, but safe. */
static void children_of_a_checked_array(int round) {
  Foreign foreign;
  struct ArrowArrayStream stream;
  struct ArrowArray batch = new_checked(&foreign, 1 + round % 3, &stream);
  Job jobs[COLUMNS];
  const int moved = 1 + round % COLUMNS;
  for (int i = 0; i < moved; i++) {
    jobs[i].moved = *batch.children[i];
    batch.children[i]->release = NULL;
  }
  void* both[] = {&batch, &stream};
  run(jobs, moved, release_moved, release_both, both);
  expect_released(&foreign, round);
}

/* Several threads release copies of one batch: one of them does, the others are told of. */
static void copies_of_a_checked_array(int round) {
  Foreign foreign;
  struct ArrowArrayStream stream;
  struct ArrowArray batch = new_checked(&foreign, 1 + round % 3, &stream);
  Job jobs[2];
  for (int i = 0; i < 2; i++) jobs[i].moved = batch;
  const int before = atomic_load(&findings);
  run(jobs, 2, release_moved, release_struct, &batch);
  stream.release(&stream);
  expect(atomic_load(&findings) > before, "a second release is told", round);
  expect_released(&foreign, round);
}

/* Memory that one thread takes and another gives back, small and large, while the pool is trimmed.
 */
static int64_t size_of(int i, int round) {
  return i % 2 == 0 ? 1100 + (i + round) % 20 * 128 : 40000 + (i + round) % 5 * 9000;
}

static void* take_and_give(void* argument) {
  Job* job = argument;
  pthread_barrier_wait(job->start);
  for (int i = 0; i < 4 * COLUMNS; i++) {
    const int64_t size = size_of(i, job->times);
    Block* block = ab_alloc(AB_MEMORY, size);
    memset(block + 1, job->times, (size_t)size - sizeof(Block));
    ab_release(block);
  }
  memset(job->hold.block + 1, job->times, 64);
  ab_release(job->hold.block);
  return NULL;
}

static void limit_and_trim(void* argument) {
  (void)argument;
  for (int i = 0; i < 8; i++) {
    ab_memory_pool_set_limit(i % 3 * 100000);
    ab_memory_pool_trim(0);
  }
  ab_memory_pool_set_limit(1 << 20);
}

static void memory_of_several_threads(int round) {
  Job jobs[COLUMNS];
  for (int i = 0; i < COLUMNS; i++) {
    jobs[i].hold = (Reference){ab_alloc(AB_MEMORY, size_of(i, round)), -1};
    jobs[i].times = i;
  }
  run(jobs, COLUMNS, take_and_give, limit_and_trim, NULL);
  expect(ab_memory_pool_bytes() <= 1 << 20, "the pool keeps to its limit", round);
}

static void* release_place(void* argument) {
  Job* job = argument;
  pthread_barrier_wait(job->start);
  ab_release(job->hold.block);
  return NULL;
}

/* Readers of a tee stand at several places of one line, and leave at once. */
static void links_of_a_list(int round) {
  Link* links[COLUMNS + 1];
  for (int i = 0; i <= COLUMNS; i++) {
    links[i] = (Link*)ab_alloc(AB_LINK, sizeof(Link));
    links[i]->array = ab_alloc(AB_MEMORY, sizeof(Block));
    atomic_init(&links[i]->next, NULL);
    if (i > 0) atomic_store(&links[i - 1]->next, links[i]);
  }
  Job jobs[COLUMNS];
  for (int i = 0; i < COLUMNS; i++) {
    Link* place = links[(i * (round + 1)) % COLUMNS + 1];
    ab_retain(&place->head);
    jobs[i].hold = (Reference){&place->head, -1};
  }
  run(jobs, COLUMNS, release_place, release_block, links[0]);
}

static int turns;

static void* take_a_turn(void* argument) {
  Job* job = argument;
  pthread_barrier_wait(job->start);
  expect(ab_call_lock_acquire(job->hold.block) == 0, "a turn is given", 0);
  turns++;
  ab_call_lock_release(job->hold.block);
  return NULL;
}

static void take_it_twice(void* argument) {
  expect(ab_call_lock_acquire(argument) == 0, "a turn is given", 0);
  expect(ab_call_lock_acquire(argument) != 0, "a turn is not given twice", 0);
  turns++;
  ab_call_lock_release(argument);
}

static void call_locks_of_several_threads(int round) {
  Block* turn = ab_call_lock_new();
  Job jobs[COLUMNS];
  for (int i = 0; i < COLUMNS; i++) jobs[i].hold = (Reference){turn, -1};
  turns = 0;
  run(jobs, COLUMNS, take_a_turn, take_it_twice, turn);
  expect(turns == COLUMNS + 1, "every thread had its turn", round);
  ab_release(turn);
}

int main(void) {
  ab_streams_register();
  for (int round = 0; round < ROUNDS; round++) {
    columns_of_a_shared_array(round);
    children_of_an_exported_array(round);
    children_of_a_checked_array(round);
    copies_of_a_checked_array(round);
    if (round % 8 == 0) memory_of_several_threads(round);
    links_of_a_list(round);
    call_locks_of_several_threads(round);
  }
  struct ArrowBridgeLiveCounts counts;
  ab_live_counts(&counts);
  expect(counts.blocks == 0 && counts.bytes == 0 && counts.exported_arrays == 0, "nothing is alive",
         ROUNDS);
  return failures != 0;
}
