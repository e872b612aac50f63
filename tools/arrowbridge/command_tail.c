/* tail: shows the last rows as a table, or writes them as text. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

/* The batches that have the last rows. */
struct Tail {
  struct ArrowArray* batches;
  int64_t start; /* batches before this one are released */
  int64_t end;
  int64_t capacity;
  int64_t rows;
  int64_t wanted;
  bool skipped; /* whether there are rows before these */
};

static void TailRelease(struct Tail* tail) {
  for (int64_t i = tail->start; i < tail->end; ++i) ArrowArrayRelease(&tail->batches[i]);
  free(tail->batches);
}

static int OutOfMemory(struct ArrowBridgeError* error) {
  strcpy(error->message, "out of memory");
  return ENOMEM;
}

static int Reserve(struct Tail* tail, struct ArrowBridgeError* error) {
  if (tail->end < tail->capacity) return 0;
  if (tail->start > tail->capacity / 2) {
    int64_t count = tail->end - tail->start;
    memmove(tail->batches, tail->batches + tail->start, (size_t)count * sizeof(*tail->batches));
    tail->start = 0;
    tail->end = count;
    return 0;
  }
  int64_t capacity = tail->capacity == 0 ? 16 : 2 * tail->capacity;
  struct ArrowArray* larger = realloc(tail->batches, (size_t)capacity * sizeof(*larger));
  if (larger == NULL) return OutOfMemory(error);
  tail->batches = larger;
  tail->capacity = capacity;
  return 0;
}

/* Appends a batch, which it consumes. */
static int Append(struct Tail* tail, struct ArrowArray* batch, struct ArrowBridgeError* error) {
  int code = Reserve(tail, error);
  if (code != 0) {
    ArrowArrayRelease(batch);
    return code;
  }
  tail->rows += batch->length;
  ArrowArrayMove(batch, &tail->batches[tail->end++]);
  return 0;
}

/* Releases batches that are no longer among the last. */
static void DropFirst(struct Tail* tail) {
  while (tail->start < tail->end &&
         tail->rows - tail->batches[tail->start].length >= tail->wanted) {
    tail->rows -= tail->batches[tail->start].length;
    tail->skipped = tail->skipped || tail->batches[tail->start].length > 0;
    ArrowArrayRelease(&tail->batches[tail->start++]);
  }
}

static int ReadToEnd(struct ArrowBridgeReader* reader, struct Tail* tail,
                     struct ArrowBridgeError* error) {
  for (;;) {
    struct ArrowArray batch;
    int code = ArrowBridgeReaderNext(reader, &batch, error);
    if (code != 0 || ArrowArrayIsReleased(&batch)) return code;
    code = Append(tail, &batch, error);
    if (code != 0) return code;
    DropFirst(tail);
  }
}

/* Reads the last batches of a file by index, the last one first. Batches before them are not read.
 */
static int ReadFromEnd(struct ArrowBridgeReader* reader, int64_t batches, struct Tail* tail,
                       struct ArrowBridgeError* error) {
  int code = 0;
  while (code == 0 && batches > 0 && tail->rows < tail->wanted) {
    struct ArrowArray batch;
    code = ArrowBridgeIpcReaderReadBatch(reader, --batches, &batch, error);
    if (code == 0) code = Append(tail, &batch, error);
  }
  for (int64_t i = 0, j = tail->end - 1; i < j; ++i, --j) {
    struct ArrowArray other = tail->batches[i];
    tail->batches[i] = tail->batches[j];
    tail->batches[j] = other;
  }
  tail->skipped = batches > 0;
  return code;
}

/* Makes a reader of the last rows. */
static int OpenTail(struct ArrowBridgeReader* reader, struct Tail* tail,
                    struct ArrowBridgeReader** out, struct ArrowBridgeError* error) {
  int64_t batches;
  struct ArrowSchema schema;
  int code = ArrowBridgeIpcReaderNumBatches(reader, &batches, error) == 0
                 ? ReadFromEnd(reader, batches, tail, error)
                 : ReadToEnd(reader, tail, error);
  if (code == 0) code = ArrowBridgeReaderGetSchema(reader, &schema, error);
  if (code != 0) return code;
  int64_t count = tail->end - tail->start;
  int64_t surplus = tail->rows > tail->wanted ? tail->rows - tail->wanted : 0;
  struct ArrowBridgeReader* all;
  tail->skipped = tail->skipped || surplus > 0;
  code = ArrowBridgeReaderFromBatches(&schema, count,
                                      count > 0 ? tail->batches + tail->start : NULL, &all, error);
  if (code != 0) return code;
  code = ArrowBridgeReaderSkip(all, surplus, out, error);
  ArrowBridgeReaderRelease(all);
  return code;
}

static int RunTail(const struct Arguments* arguments) {
  struct ArrowBridgeError error;
  struct ArrowBridgeReader* reader;
  struct ArrowBridgeReader* last = NULL;
  struct Tail tail = {0};
  tail.wanted = arguments->rows >= 0 ? arguments->rows : 10;
  if (CheckTableOptions(arguments) != kExitOk) return kExitError;
  int code = OpenSource(arguments, 0, &reader, &error);
  if (code == 0 && tail.wanted == 0) {
    int result = ShowRows(reader, arguments, 0, "");
    ArrowBridgeReaderRelease(reader);
    return result;
  }
  if (code == 0) code = OpenTail(reader, &tail, &last, &error);
  ArrowBridgeReaderRelease(reader);
  int result = code != 0 ? FailWith(code, &error)
                         : ShowRows(last, arguments, INT64_MAX, tail.skipped ? "last " : "");
  ArrowBridgeReaderRelease(last);
  TailRelease(&tail);
  return result;
}

const struct Command kTailCommand = {
    "tail",
    "Show the last rows as a table.",
    "Shows the last rows as a table, with the name and type of each column. Of a file only\n"
    "the last batches are read; a stream is read to its end.\n"
    "\n"
    "Options:\n"
    "  -n, --rows N       Number of rows to show (default 10).\n" TABLE_OPTIONS,
    "FILE",
    1,
    TABLE_OPTION_IDS,
    RunTail,
    0,
};
