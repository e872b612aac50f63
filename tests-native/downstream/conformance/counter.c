// A producer of batches with one column of consecutive numbers. It uses abi.h and no library.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/abi.h"

enum { kRows = 100 };

struct Counter {
  int64_t next;
  int64_t end;
  int begins_again;
};

static void ReleaseColumnSchema(struct ArrowSchema* schema) { schema->release = NULL; }

struct Schema {
  struct ArrowSchema column;
  struct ArrowSchema* children[1];
};

static void ReleaseSchema(struct ArrowSchema* schema) {
  struct ArrowSchema* column = schema->children[0];
  if (column->release != NULL) column->release(column);
  free(schema->private_data);
  schema->release = NULL;
}

static int GetSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  struct Schema* schema = (struct Schema*)calloc(1, sizeof(*schema));
  (void)stream;
  if (schema == NULL) return ENOMEM;
  schema->column.format = "l";
  schema->column.name = "count";
  schema->column.release = ReleaseColumnSchema;
  schema->children[0] = &schema->column;
  memset(out, 0, sizeof(*out));
  out->format = "+s";
  out->n_children = 1;
  out->children = schema->children;
  out->private_data = schema;
  out->release = ReleaseSchema;
  return 0;
}

struct Column {
  const void* buffers[2];
  int64_t values[kRows];
};

static void ReleaseColumn(struct ArrowArray* array) {
  free(array->private_data);
  array->release = NULL;
}

struct Batch {
  const void* buffers[1];
  struct ArrowArray column;
  struct ArrowArray* children[1];
};

static void ReleaseBatch(struct ArrowArray* array) {
  struct ArrowArray* column = array->children[0];
  if (column->release != NULL) column->release(column);
  free(array->private_data);
  array->release = NULL;
}

static int GetNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct Counter* counter = (struct Counter*)stream->private_data;
  memset(out, 0, sizeof(*out));
  if (counter->next >= counter->end) {
    if (counter->begins_again) counter->next = 0;
    return 0;
  }
  struct Batch* batch = (struct Batch*)calloc(1, sizeof(*batch));
  struct Column* column = (struct Column*)calloc(1, sizeof(*column));
  if (batch == NULL || column == NULL) {
    free(batch);
    free(column);
    return ENOMEM;
  }
  int64_t rows = 0;
  while (rows < kRows && counter->next < counter->end) column->values[rows++] = counter->next++;
  column->buffers[1] = column->values;
  batch->column.length = rows;
  batch->column.n_buffers = 2;
  batch->column.buffers = column->buffers;
  batch->column.private_data = column;
  batch->column.release = ReleaseColumn;
  batch->children[0] = &batch->column;
  out->length = rows;
  out->n_buffers = 1;
  out->buffers = batch->buffers;
  out->n_children = 1;
  out->children = batch->children;
  out->private_data = batch;
  out->release = ReleaseBatch;
  return 0;
}

static const char* GetLastError(struct ArrowArrayStream* stream) {
  (void)stream;
  return NULL;
}

static void Release(struct ArrowArrayStream* stream) {
  free(stream->private_data);
  stream->release = NULL;
}

static int Make(struct ArrowArrayStream* out, int64_t end, int begins_again) {
  struct Counter* counter = (struct Counter*)calloc(1, sizeof(*counter));
  if (counter == NULL) return ENOMEM;
  counter->end = end;
  counter->begins_again = begins_again;
  out->get_schema = GetSchema;
  out->get_next = GetNext;
  out->get_last_error = GetLastError;
  out->release = Release;
  out->private_data = counter;
  return 0;
}

int CounterStream(struct ArrowArrayStream* out);
int CounterStream(struct ArrowArrayStream* out) { return Make(out, 250, 0); }

int CounterStreamTo(struct ArrowArrayStream* out, const char* end);
int CounterStreamTo(struct ArrowArrayStream* out, const char* end) {
  return Make(out, strtoll(end, NULL, 10), 0);
}

int BrokenStream(struct ArrowArrayStream* out);
int BrokenStream(struct ArrowArrayStream* out) { return Make(out, 250, 1); }
