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
  if (MutantIs("MOV-3")) {
    child.release(&child);
  } else {
    batch->release(batch);
    child.release(&child);
    memset(batch, 0, sizeof(*batch));
  }
}

static void EndBatch(struct ArrowArray* batch) {
  if (MutantIs("MEM-6/batch")) return;
  if (MutantIs("ok/moves") || MutantIs("MOV-3")) MoveFirstChild(batch);
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
    if (batch.release == NULL) return 0;
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

static int Read(struct Reading* reading) {
  struct ArrowArrayStream* stream = &reading->stream;
  memset(&reading->schema, 0, sizeof(reading->schema));
  int code = stream->get_schema(stream, &reading->schema);
  if (code != 0) {
    TakeError(stream, code);
    return code;
  }
  ReferenceReadSchema(&reading->schema, 0);
  if (MutantIs("ok/refuses")) {
    code = ENOTSUP;
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

// The function under test. Releases the stream in every case.
int MutantConsume(struct ArrowArrayStream* stream, const char* mutant);
int MutantConsume(struct ArrowArrayStream* stream, const char* mutant) {
  SelectMutant(mutant);
  if (stream->release == NULL) {
    if (MutantIs("MEM-5")) stream->get_schema(stream, &(struct ArrowSchema){0});
    return EINVAL;
  }
  if (MutantIs("STR-1")) ReadBytes(stream, (int64_t)sizeof(*stream) + 8);
  if (MutantIs("STR-14/reads")) ReadBytes(stream->private_data, 1);
  struct Reading reading = {.stream = *stream};
  if (!MutantIs("MOV-1")) stream->release = NULL;
  if (MutantIs("STR-14/changes")) reading.stream.private_data = &reading;
  int code = Read(&reading);
  EndStream(&reading.stream);
  return code;
}
