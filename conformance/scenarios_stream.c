// Scenarios that call the callbacks of a stream in different orders.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "producer_calls.h"
#include "reading.h"

enum { kMostBatches = 1000 };

// Reads the rest of a stream, at most `most` batches. Returns the code of the last call: 0 at end
// of stream, kKitGoesOn before it.
static int Drain(struct Kit* kit, struct ArrowArrayStream* stream, int most) {
  struct ArrowArray array;
  int code;
  for (int i = 0; i < most && KitGoesOn(kit, i); ++i) {
    code = KitGetNext(kit, stream, &array);
    if (code != 0 || array.release == NULL) return code;
    KitReleaseArray(kit, &array);
  }
  return kKitGoesOn;
}

static void AskSchema(struct Kit* kit, struct ArrowArrayStream* stream, const char* when,
                      uint64_t* expected, bool* first) {
  struct ArrowSchema schema;
  int code = KitGetSchema(kit, stream, &schema);
  if (code != 0) {
    if (*first) {
      KitSkip(kit, "get_schema fails with code %d", code);
    } else {
      KitFind(kit, "STR-2", "get_schema can be called at any time, any number of times",
              "%s: code %d", when, code);
    }
    return;
  }
  if (KitIsValidSchema(kit, &schema)) {
    uint64_t print = KitSchemaFingerprint(&schema);
    if (!*first && print != *expected) {
      KitFind(kit, "STR-2", "get_schema returns the same schema each time", "%s: it differs", when);
    }
    *expected = print;
    *first = false;
  }
  KitReleaseSchema(kit, &schema);
}

static void SchemaAgain(struct Kit* kit) {
  struct ArrowArrayStream stream;
  uint64_t expected = 0;
  bool first = true;
  if (!KitOpenStream(kit, &stream)) return;
  AskSchema(kit, &stream, "before the first batch", &expected, &first);
  AskSchema(kit, &stream, "before the first batch, once more", &expected, &first);
  if (!first) {
    int code = Drain(kit, &stream, 1);
    bool failed = code != 0 && code != kKitGoesOn;
    if (!failed) AskSchema(kit, &stream, "after the first batch", &expected, &first);
    if (!failed) code = Drain(kit, &stream, kMostBatches);
    if (code == kKitGoesOn) KitNote(kit, "the stream has too many batches: its end is not checked");
    if (code == 0) {
      AskSchema(kit, &stream, "after the end of the stream", &expected, &first);
      AskSchema(kit, &stream, "after the end of the stream, once more", &expected, &first);
    }
  }
  KitReleaseStream(kit, &stream, true);
}

// Reads a stream whose schema is asked for only at its end, if ever.
static bool ReadWithoutSchema(struct Kit* kit, struct KitFingerprints* out,
                              const struct ArrowSchema* schema) {
  struct KitReading reading;
  uint64_t expected = 0;
  bool first = true;
  if (!KitReadingBegin(kit, &reading, NULL, false)) return false;
  KitReadingRest(kit, &reading, schema);
  *out = reading.prints;
  int code = out->code;
  if (code == 0 && out->count == kKitMostFingerprints)
    code = Drain(kit, &reading.stream, kMostBatches);
  if (code == 0 && schema == NULL) {
    AskSchema(kit, &reading.stream, "for the first time after the end of the stream", &expected,
              &first);
  }
  if (code == kKitGoesOn && schema == NULL) KitSkip(kit, "the stream has too many batches");
  return KitReleaseStream(kit, &reading.stream, code != kKitGoesOn);
}

// Reads a stream without its schema, then one with its schema, for comparison, then again one
// without, whose contents are compared too.
static void SchemaLate(struct Kit* kit) {
  struct KitReading asked;
  struct KitFingerprints unasked[2];
  struct KitFingerprints control;
  if (!ReadWithoutSchema(kit, &unasked[0], NULL)) return;
  if (!KitReadingBegin(kit, &asked, NULL, true)) return;
  if (asked.prints.code != 0) {
    KitSkip(kit, "get_schema fails with code %d", asked.prints.code);
  } else {
    bool valid = !asked.over;
    asked.over = false;
    KitReadingRest(kit, &asked, valid ? &asked.schema : NULL);
    const struct KitFingerprints* with = &asked.prints;
    for (int i = 0; i < (valid ? 2 : 1); ++i) {
      struct KitFingerprints* without = &unasked[i];
      if (i == 1 && !ReadWithoutSchema(kit, without, &asked.schema)) return;
      if (i == 0 && without->count == with->count && without->code == with->code) continue;
      if (i == 1 && KitSameFingerprints(without, with)) continue;
      if (KitReadingControl(kit, &control) && KitSameFingerprints(&control, with)) {
        KitFind(kit, "STR-4", "get_next works without a call of get_schema",
                "without: %d batches and code %d; after get_schema: %d and %d%s", without->count,
                without->code, with->count, with->code, i == 0 ? "" : "; the contents differ");
      }
      break;
    }
  }
  KitReadingReleaseSchema(kit, &asked);
  KitReadingReleaseStream(kit, &asked);
}

static void EndAgain(struct Kit* kit) {
  struct ArrowArrayStream stream;
  struct ArrowArray array;
  struct ArrowSchema schema;
  if (!KitOpenStream(kit, &stream)) return;
  int code = Drain(kit, &stream, kMostBatches);
  if (code != 0) {
    KitSkip(kit, code == kKitGoesOn ? "the stream has too many batches" : "the stream fails");
    KitReleaseStream(kit, &stream, code != kKitGoesOn);
    return;
  }
  for (int i = 0; i < 4; ++i) {
    if (i == 2 && KitGetSchema(kit, &stream, &schema) == 0) KitReleaseSchema(kit, &schema);
    code = KitGetNext(kit, &stream, &array);
    if (code != 0) {
      KitFind(kit, "STR-6", "end of stream is reported as often as get_next is called",
              "get_next returns %d", code);
      break;
    }
    if (array.release != NULL) {
      KitFind(kit, "STR-6", "end of stream is reported as often as get_next is called",
              "it returns a batch");
      KitReleaseArray(kit, &array);
      break;
    }
  }
  KitReleaseStream(kit, &stream, true);
}

static void ReleaseAfter(struct Kit* kit, bool schema_first, int batches) {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  if (!KitOpenStream(kit, &stream)) return;
  if (schema_first && KitGetSchema(kit, &stream, &schema) == 0) KitReleaseSchema(kit, &schema);
  Drain(kit, &stream, batches);
  KitStep(kit, "STR-19", "the stream is released after %d batches", batches);
  stream.release(&stream);
  KitCheck(kit, stream.release == NULL, "STR-13", "release of a stream sets release to NULL",
           "it is still set");
}

static void ReleaseEarly(struct Kit* kit) {
  ReleaseAfter(kit, false, 0);
  ReleaseAfter(kit, true, 0);
  ReleaseAfter(kit, true, 1);
  ReleaseAfter(kit, false, 2);
  ReleaseAfter(kit, true, 2 + (int)(KitRandom(kit) % 8));
  ReleaseAfter(kit, true, kMostBatches);
}

static void MoveTo(struct Kit* kit, struct ArrowArrayStream** stream) {
  struct ArrowArrayStream* next = (struct ArrowArrayStream*)KitAllocatePage();
  *next = **stream;
  KitMakePageInaccessible(*stream);
  *stream = next;
  KitStep(kit, "STR-13", "the stream was moved");
}

// Calls each callback at another address than the one before. Results are compared with those of a
// stream that is not moved.
static void Moved(struct Kit* kit) {
  struct ArrowArrayStream* stream = (struct ArrowArrayStream*)KitAllocatePage();
  struct ArrowArrayStream plain;
  struct ArrowSchema schema;
  struct ArrowArray array = {.release = NULL};
  if (!KitOpenStream(kit, &plain)) return;
  int expected[2];
  expected[0] = KitGetSchema(kit, &plain, &schema);
  if (expected[0] == 0) KitReleaseSchema(kit, &schema);
  expected[1] = Drain(kit, &plain, kMostBatches);
  plain.release(&plain);
  bool control = plain.release == NULL;
  if (expected[0] == kKitUnusable || expected[1] == kKitUnusable) return;

  if (!KitOpenStream(kit, stream)) return;
  const char* self = (const char*)stream;
  if ((const char*)stream->private_data >= self &&
      (const char*)stream->private_data < self + sizeof(*stream)) {
    KitFind(kit, "MOV-4", "no pointer points into the struct itself", "private_data does");
    return;
  }
  MoveTo(kit, &stream);
  int code = stream->get_schema(stream, &schema);
  KitCheck(kit, code == expected[0], "STR-13", "a stream works at another address",
           "get_schema returns %d after a move, %d without", code, expected[0]);
  if (code == 0) schema.release(&schema);
  int64_t count = 0;
  do {
    if (array.release != NULL) array.release(&array);
    MoveTo(kit, &stream);
    array.release = NULL;
    code = stream->get_next(stream, &array);
  } while (code == 0 && array.release != NULL && KitGoesOn(kit, ++count));
  if (code == 0 && array.release != NULL) {
    array.release(&array);
    code = kKitGoesOn;
  }
  KitCheck(kit, code == expected[1] || code == kKitGoesOn || expected[1] == kKitGoesOn, "STR-13",
           "a stream works at another address", "get_next returns %d after a move, %d without",
           code, expected[1]);
  MoveTo(kit, &stream);
  stream->release(stream);
  KitCheck(kit, stream->release == NULL || !control, "STR-13",
           "release works at another address and sets release to NULL there", "it is still set");
}

// A message that was freed, or is no text at all, cannot be read from its first byte on. One
// without a NUL can.
static bool IsReadableMessage(struct Kit* kit, const char* message) {
  struct KitChecker check = {.kit = kit};
  return KitReadable(&check, "STR-12", message, 1, "the error message") &&
         KitReadableText(&check, "STR-11", message, "the error message");
}

// Checks the message of an error. Allocates memory before reading it a second time: a message that
// was freed changes.
static void CheckMessage(struct Kit* kit, struct ArrowArrayStream* stream) {
  KitStep(kit, "STR-11", "get_last_error");
  const char* message = stream->get_last_error(stream);
  if (message == NULL) return;
  KitStep(kit, "STR-12", "reading the error message");
  if (!IsReadableMessage(kit, message)) return;
  size_t size = strlen(message);
  if (!KitIsUtf8(message, size)) {
    KitFind(kit, "STR-11", "an error message is UTF-8", "it is %.200s", message);
  }
  char* copy = strdup(message);
  char* others[64];
  for (size_t i = 0; i < 64; ++i) {
    others[i] = (char*)malloc(size + 1);
    if (others[i] != NULL) memset(others[i], 'x', size + 1);
  }
  for (size_t i = 0; i < 64; ++i) free(others[i]);
  if (copy != NULL && strcmp(copy, message) != 0) {
    KitFind(kit, "STR-12", "an error message stays valid until the next call", "it changed");
  }
  free(copy);
}

// True, and a finding, if the code says that a batch is not available yet and a later call returns
// one: get_next must wait.
static bool SaysNotYet(struct Kit* kit, struct ArrowArrayStream* stream, int code) {
  struct ArrowArray array;
  if (code != EAGAIN && code != EWOULDBLOCK && code != EINPROGRESS && code != EALREADY)
    return false;
  if (KitGetNext(kit, stream, &array) != 0 || array.release == NULL) return false;
  KitReleaseArray(kit, &array);
  KitFind(kit, "STR-18", "get_next waits until a batch is available",
          "it returns %d (%s), and a later call returns a batch", code, strerror(code));
  return true;
}

static void Errors(struct Kit* kit) {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  bool failed = false;
  if (!KitOpenStream(kit, &stream)) return;
  int code = KitGetSchema(kit, &stream, &schema);
  if (code == 0) {
    KitReleaseSchema(kit, &schema);
  } else if (code != kKitUnusable) {
    CheckMessage(kit, &stream);
    failed = true;
  }
  for (int i = 0; i < 3; ++i) {
    code = Drain(kit, &stream, kMostBatches);
    if (code == 0 || code == kKitUnusable || code == kKitGoesOn) continue;
    failed = true;
    CheckMessage(kit, &stream);
    if (SaysNotYet(kit, &stream, code)) break;
  }
  KitReleaseStream(kit, &stream, true);
  if (!failed) KitSkip(kit, "this stream does not fail; test one that does");
}

const struct KitScenario kKitStreamScenarios[] = {
    {"stream-schema-again", "STR-2", "calls get_schema before, between and after the batches",
     kKitProducer, KIT_GUARD_PAGES, SchemaAgain},
    {"stream-schema-late", "STR-4", "calls get_schema only after the end of the stream",
     kKitProducer, 0, SchemaLate},
    {"stream-end-again", "STR-5 STR-6", "calls get_next after the end of the stream", kKitProducer,
     0, EndAgain},
    {"stream-release-early", "STR-13 STR-19",
     "releases streams after 0, 1 and more batches, and at end of stream", kKitProducer,
     KIT_GUARD_PAGES, ReleaseEarly},
    {"stream-moved", "STR-13 MOV-4", "moves the stream before every call", kKitProducer, 0, Moved},
    {"stream-errors", "STR-4 STR-9 STR-11 STR-12 STR-15 STR-18",
     "checks codes, outputs and messages of a stream that fails", kKitProducer, KIT_GUARD_PAGES,
     Errors},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
