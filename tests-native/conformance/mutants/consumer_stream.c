// A reference consumer: moves the stream, reads it to its end and releases it. Its mutants make
// every possible mistake.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference_consumer.h"

struct Reading {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  int64_t rows;
};

static void TakeError(struct ArrowArrayStream* stream, int code) {
  const char* text = stream->get_last_error(stream);
  if (MutantIs("STR-12")) {
    struct ArrowSchema schema;
    if (stream->get_schema(stream, &schema) == 0) schema.release(&schema);
  }
  if (text != NULL || MutantIs("STR-11")) ReadBytes(text, (int64_t)strlen(text) + 1);
  if (MutantIs("STR-15") && (code < 0 || code > 133)) abort();
}

static void MoveFirstChild(struct ArrowArray* batch) {
  if (batch->n_children == 0) return;
  struct ArrowArray child = *batch->children[0];
  batch->children[0]->release = NULL;
  // The copy is the consumer's: it may count the nulls there.
  if (MutantIs("ok/counts") && child.null_count == -1) child.null_count = 0;
  if (MutantIs("MOV-3")) {
    child.release(&child);
  } else {
    batch->release(batch);
    child.release(&child);
    memset(batch, 0, sizeof(*batch));
  }
}

// Writes to the structs of the batch.
static void WriteToStructs(struct ArrowArray* batch) {
  if (MutantIs("MEM-3/length")) ++batch->length;
  if (batch->n_children == 0) return;
  struct ArrowArray* child = batch->children[0];
  if (MutantIs("MEM-3/offset")) ++child->offset;
  if (MutantIs("MEM-3/counts")) child->null_count = child->null_count < 0 ? 0 : -1;
  if (MutantIs("MEM-3/buffers")) child->buffers = NULL;
  if (MutantIs("MEM-3/children")) batch->n_children = 0;
}

static void EndBatch(struct ArrowArray* batch) {
  if (MutantIs("MEM-6/batch")) return;
  WriteToStructs(batch);
  if (MutantIs("ok/moves") || MutantIs("ok/counts") || MutantIs("MOV-3")) MoveFirstChild(batch);
  if (MutantIs("MEM-7") && batch->n_children > 0) batch->children[0]->release(batch->children[0]);
  if (batch->release == NULL) return;
  struct ArrowArray copy = *batch;
  batch->release(batch);
  if (MutantIs("MEM-6/twice")) {
    batch->release = copy.release;
    batch->release(batch);
  }
  if (MutantIs("MOV-2")) copy.release(&copy);
  if (MutantIs("MEM-8")) ReadBytes(copy.buffers, 1);
}

// Returns 0 at end of stream, otherwise the error code.
static int ReadBatches(struct Reading* reading) {
  struct ArrowArrayStream* stream = &reading->stream;
  int64_t rows = 0;
  for (;;) {
    struct ArrowArray batch;
    memset(&batch, 0, sizeof(batch));
    int code = stream->get_next(stream, &batch);
    if (code != 0) {
      TakeError(stream, code);
      if (MutantIs("STR-9") && batch.n_children > 0) ReadBytes(batch.children, 1);
      return MutantIs("STR-4") ? 0 : code;
    }
    if (MutantIs("STR-10")) stream->get_last_error(stream);
    if (MutantIs("STR-5/reads") && batch.n_children > 0) ReadBytes(batch.children, 1);
    if (MutantIs("STR-7/last") && batch.release == NULL && rows == 0 && reading->rows > 0) abort();
    if (batch.release == NULL) return 0;
    rows = batch.length;
    reading->rows += rows;
    bool stop =
        (MutantIs("STR-7") && batch.length == 0) || (MutantIs("STR-5/stops") && batch.length > 0);
    ReferenceReadArray(&reading->schema, &batch, 0, batch.length, 0);
    EndBatch(&batch);
    if (stop) return 0;
  }
}

// The loop of the specification's example. The result of the comparison replaces the code: 1 at end
// of stream, 0 after an error.
static int ReadAsExample(struct Reading* reading) {
  struct ArrowArrayStream* stream = &reading->stream;
  struct ArrowArray chunk;
  int code;
  while ((code = stream->get_next(stream, &chunk) == 0) && chunk.release != NULL) {
    ReferenceReadArray(&reading->schema, &chunk, 0, chunk.length, 0);
    chunk.release(&chunk);
  }
  if (code != 0) stream->get_last_error(stream);
  return code;
}

static void* NextOnThread(void* argument) {
  struct ArrowArrayStream* stream = (struct ArrowArrayStream*)argument;
  struct ArrowArray batch;
  if (stream->get_next(stream, &batch) == 0 && batch.release != NULL) batch.release(&batch);
  return NULL;
}

static void ReadByThreads(struct ArrowArrayStream* stream) {
  pthread_t threads[2];
  int n = 0;
  while (n < 2 && pthread_create(&threads[n], NULL, NextOnThread, stream) == 0) ++n;
  while (n > 0) pthread_join(threads[--n], NULL);
}

static void EndSchema(struct ArrowSchema* schema) {
  if (MutantIs("MEM-3/name")) schema->name = "renamed";
  if (MutantIs("MEM-3/table") && schema->n_children > 0) {
    struct ArrowSchema* volatile* table = schema->children;
    table[0] = NULL;
  }
  if (!MutantIs("MEM-6/schema")) schema->release(schema);
}

// True for a record batch without nested columns and dictionaries.
static bool IsFlat(const struct ArrowSchema* schema) {
  if (strcmp(schema->format, "+s") != 0) return false;
  for (int64_t i = 0; i < schema->n_children; ++i) {
    const struct ArrowSchema* child = schema->children[i];
    if (child->format[0] == '+' || child->dictionary != NULL) return false;
  }
  return true;
}

static int Read(struct Reading* reading) {
  struct ArrowArrayStream* stream = &reading->stream;
  memset(&reading->schema, 0, sizeof(reading->schema));
  int code = stream->get_schema(stream, &reading->schema);
  if (code != 0) {
    TakeError(stream, code);
    return code;
  }
  ReferenceReadSchema(&reading->schema, 0);
  bool is_flat_only = MutantIs("ok/flat") || MutantIs("ARR-4/flat");
  if (MutantIs("ok/refuses") || (is_flat_only && !IsFlat(&reading->schema))) {
    code = ENOTSUP;
  } else if (MutantIs("ok/schema")) {
    code = 0;
  } else {
    if (MutantIs("STR-17")) ReadByThreads(stream);
    code = MutantIs("example") ? ReadAsExample(reading) : ReadBatches(reading);
  }
  EndSchema(&reading->schema);
  return code;
}

static void EndStream(struct ArrowArrayStream* stream) {
  struct ArrowArrayStream copy = *stream;
  if (MutantIs("MEM-6/stream")) return;
  stream->release(stream);
  struct ArrowArray batch;
  if (MutantIs("STR-3")) copy.get_next(&copy, &batch);
  if (MutantIs("MEM-6/stream-twice")) copy.release(stream);
}

// The function under test. Releases the stream in every case, except if it is to leave it.
int MutantConsume(struct ArrowArrayStream* stream, const char* mutant);
int MutantConsume(struct ArrowArrayStream* stream, const char* mutant) {
  SelectMutant(mutant);
  if (stream->release == NULL) {
    if (MutantIs("MEM-5")) stream->get_schema(stream, &(struct ArrowSchema){0});
    return EINVAL;
  }
  if (MutantIs("STR-1")) ReadBytes(stream, (int64_t)sizeof(*stream) + 8);
  if (MutantIs("STR-14/reads")) ReadBytes(stream->private_data, 1);
  if (MutantIs("ok/leaves")) return ENOTSUP;
  if (MutantIs("MEM-3/leaves")) {
    stream->get_next = NULL;
    return ENOTSUP;
  }
  if (MutantIs("STR-14/leaves")) {
    stream->private_data = NULL;
    return ENOTSUP;
  }
  struct Reading reading = {.stream = *stream};
  if (!MutantIs("MOV-1")) stream->release = NULL;
  if (MutantIs("STR-14/changes")) reading.stream.private_data = &reading;
  int code = Read(&reading);
  EndStream(&reading.stream);
  return code;
}
