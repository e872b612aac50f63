/* The pool of threads that decompress and compress, under ThreadSanitizer, with codecs that copy.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codecs.h"

enum { FRAMES = 40, SIZE = 3000, ROUNDS = 60, THREADS = 4, BROKEN = 17 };

static int failures;

static void expect(int condition, const char* what, int round) {
  if (condition) return;
  fprintf(stderr, "round %d: %s\n", round, what);
  failures++;
}

/* A context counts its frames, without atomic operations: only one thread may use it. */
static void* create(void) { return calloc(1, sizeof(int)); }
static size_t discard(void* context) {
  free(context);
  return 0;
}
static unsigned is_error(size_t code) { return code == (size_t)-1; }

/* A frame is the bytes plus one; a frame that begins with 0xFF cannot be read. */
static size_t compress(void* context, void* target, size_t capacity, const void* source,
                       size_t size, int level) {
  ++*(int*)context;
  if (capacity < size || level != 5) return (size_t)-1;
  for (size_t i = 0; i < size; i++) ((uint8_t*)target)[i] = (uint8_t)(((uint8_t*)source)[i] + 1);
  return size;
}
static size_t decompress(void* context, void* target, size_t target_size, const void* source,
                         size_t size) {
  ++*(int*)context;
  if (target_size < size || *(const uint8_t*)source == 0xFF) return (size_t)-1;
  for (size_t i = 0; i < size; i++) ((uint8_t*)target)[i] = (uint8_t)(((uint8_t*)source)[i] - 1);
  return size;
}
static size_t bound(size_t size) { return size + 10; }

static uint8_t plain[FRAMES][SIZE], frames[FRAMES][SIZE + 10], copies[FRAMES][SIZE];

/* Compresses with one pool and decompresses with another; both serve several rounds. */
static void round_trip(Pool* writer, Pool* reader, int round) {
  const CodecFunctions compression = {.codec = AB_ZSTD,
                                      .compresses = 1,
                                      .level = 5,
                                      .create = (void (*)(void))create,
                                      .discard = (void (*)(void))discard,
                                      .run = (void (*)(void))compress,
                                      .bound = (void (*)(void))bound,
                                      .is_error = (void (*)(void))is_error};
  CodecFunctions decompression = compression;
  Result result;
  decompression.compresses = 0;
  decompression.run = (void (*)(void))decompress;
  expect(ab_pool_begin(writer, FRAMES) == 0, "there is memory", round);
  for (int i = 0; i < FRAMES; i++) {
    memset(plain[i], i + round % 50, SIZE);
    const Frame frame = {plain[i], SIZE - i, frames[i], ab_compress_bound(&compression, SIZE - i)};
    expect(ab_pool_add(writer, &compression, &frame, NULL) == i, "frames are numbered", round);
  }
  if (round % 3 == 0) ab_pool_help(writer);
  expect(ab_pool_finish(writer, &result) == 0, "all frames are compressed", round);
  for (int i = 0; i < FRAMES; i++) {
    ab_pool_wait(writer, i, &result);
    expect(result.size == SIZE - i && result.target == frames[i], "the size is told", round);
  }
  if (round % 2 == 1) frames[BROKEN][0] = frames[BROKEN + 3][0] = 0xFF;
  expect(ab_pool_begin(reader, FRAMES) == 0, "there is memory", round);
  for (int i = 0; i < FRAMES; i++) {
    const Frame frame = {frames[i], SIZE - i, copies[i], SIZE - i};
    const int64_t number = ab_pool_add(reader, &decompression, &frame, plain[i]);
    if (i % 7 == round % 7) ab_pool_wait(reader, number, &result);
  }
  expect(ab_pool_finish(reader, &result) == round % 2, "a broken frame is told", round);
  expect(round % 2 == 0 || result.field == plain[BROKEN], "the first one is told", round);
  for (int i = 0; i < FRAMES; i++) {
    const int broken = round % 2 == 1 && (i == BROKEN || i == BROKEN + 3);
    expect(broken || memcmp(copies[i], plain[i], (size_t)(SIZE - i)) == 0, "bytes return", round);
  }
}

int main(void) {
  Pool* writer = ab_pool_new(THREADS);
  Pool* reader = ab_pool_new(THREADS);
  for (int round = 0; round < ROUNDS; round++) round_trip(writer, reader, round);
  ab_pool_end(writer);
  ab_pool_end(reader);
  if (failures == 0) puts("every frame was worked on once, by one thread at a time");
  return failures == 0 ? 0 : 1;
}
