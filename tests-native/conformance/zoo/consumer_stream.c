// A stream, moved in, read to its end and released; and everything that can be done wrong with it.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumer.h"

struct Reading {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
};

static void TakeError(struct ArrowArrayStream* stream, int code) {
  const char* text = stream->get_last_error(stream);
  if (ZooIs("STR-12")) {
    struct ArrowSchema schema;
    if (stream->get_schema(stream, &schema) == 0) schema.release(&schema);
  }
  if (text != NULL || ZooIs("STR-11")) ZooTouch(text, (int64_t)strlen(text) + 1);
  if (ZooIs("STR-15") && (code < 0 || code > 133)) abort();
}

static void MoveFirstChild(struct ArrowArray* batch) {
  if (batch->n_children == 0) return;
  struct ArrowArray child = *batch->children[0];
  batch->children[0]->release = NULL;
  if (ZooIs("MOV-3")) {
    child.release(&child);
  } else {
    batch->release(batch);
    child.release(&child);
    memset(batch, 0, sizeof(*batch));
  }
}

static void EndBatch(struct ArrowArray* batch) {
  if (ZooIs("MEM-6/batch")) return;
  if (ZooIs("ok/moves") || ZooIs("MOV-3")) MoveFirstChild(batch);
  if (ZooIs("MEM-7") && batch->n_children > 0) batch->children[0]->release(batch->children[0]);
  if (batch->release == NULL) return;
  struct ArrowArray copy = *batch;
  batch->release(batch);
  if (ZooIs("MEM-6/twice")) {
    batch->release = copy.release;
    batch->release(batch);
  }
  if (ZooIs("MOV-2")) copy.release(&copy);
  if (ZooIs("MEM-8")) ZooTouch(copy.buffers, 1);
}

// 0 at the end; otherwise the code of the error.
static int ReadBatches(struct Reading* reading) {
  struct ArrowArrayStream* stream = &reading->stream;
  for (;;) {
    struct ArrowArray batch;
    memset(&batch, 0, sizeof(batch));
    int code = stream->get_next(stream, &batch);
    if (code != 0) {
      TakeError(stream, code);
      if (ZooIs("STR-9") && batch.release != NULL) batch.release(&batch);
      return ZooIs("STR-4") ? 0 : code;
    }
    if (ZooIs("STR-10")) stream->get_last_error(stream);
    if (ZooIs("STR-5/reads") && batch.n_children > 0) ZooTouch(batch.children, 1);
    if (batch.release == NULL) return 0;
    bool stop = (ZooIs("STR-7") && batch.length == 0) || (ZooIs("STR-5/stops") && batch.length > 0);
    ZooReadArray(&reading->schema, &batch, 0, batch.length, 0);
    EndBatch(&batch);
    if (stop) return 0;
  }
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
  if (ZooIs("MEM-3/name")) schema->name = "renamed";
  if (ZooIs("MEM-3/table") && schema->n_children > 0) {
    struct ArrowSchema* volatile* table = schema->children;
    table[0] = NULL;
  }
  if (!ZooIs("MEM-6/schema")) schema->release(schema);
}

static int Read(struct Reading* reading) {
  struct ArrowArrayStream* stream = &reading->stream;
  memset(&reading->schema, 0, sizeof(reading->schema));
  int code = stream->get_schema(stream, &reading->schema);
  if (code != 0) {
    TakeError(stream, code);
    return code;
  }
  ZooReadSchema(&reading->schema, 0);
  if (ZooIs("ok/refuses")) {
    code = ENOTSUP;
  } else {
    if (ZooIs("STR-17")) ReadByThreads(stream);
    code = ReadBatches(reading);
  }
  EndSchema(&reading->schema);
  return code;
}

static void EndStream(struct ArrowArrayStream* stream) {
  struct ArrowArrayStream copy = *stream;
  if (ZooIs("MEM-6/stream")) return;
  stream->release(stream);
  struct ArrowArray batch;
  if (ZooIs("STR-3")) copy.get_next(&copy, &batch);
  if (ZooIs("MEM-6/stream-twice")) copy.release(stream);
}

// The entry: releases what it was given in every outcome.
int ZooConsume(struct ArrowArrayStream* stream, const char* mutant);
int ZooConsume(struct ArrowArrayStream* stream, const char* mutant) {
  ZooBe(mutant);
  if (stream->release == NULL) {
    if (ZooIs("MEM-5")) stream->get_schema(stream, &(struct ArrowSchema){0});
    return EINVAL;
  }
  if (ZooIs("STR-1")) ZooTouch(stream, (int64_t)sizeof(*stream) + 8);
  if (ZooIs("STR-14/reads")) ZooTouch(stream->private_data, 1);
  struct Reading reading = {.stream = *stream};
  if (!ZooIs("MOV-1")) stream->release = NULL;
  if (ZooIs("STR-14/changes")) reading.stream.private_data = &reading;
  int code = Read(&reading);
  EndStream(&reading.stream);
  return code;
}
