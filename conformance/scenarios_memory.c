// Scenarios about leaks, about two streams at once, and about calls from several threads.
#include <string.h>
#include <time.h>

#include "fault.h"
#include "producer_calls.h"

enum { kMostBatches = 1000, kWarmUp = 4, kRounds = 8, kMostFingerprints = 64 };

// Opens a stream, reads `batches` batches (-1: to its end) and releases it. False if that breaks a
// rule, or if the stream has no end.
static bool Round(struct Kit* kit, int batches) {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray array;
  if (!KitOpenStream(kit, &stream)) return false;
  if (KitGetSchema(kit, &stream, &schema) == 0) KitReleaseSchema(kit, &schema);
  bool at_end = false;
  for (int i = 0; i < (batches < 0 ? kMostBatches : batches) && !at_end; ++i) {
    at_end = KitGetNext(kit, &stream, &array) != 0 || array.release == NULL;
    if (!at_end) KitReleaseArray(kit, &array);
  }
  if (batches < 0 && !at_end)
    KitNote(kit, "the stream has too many batches: it is not read to its end");
  return KitReleaseStream(kit, &stream, at_end) && (batches >= 0 || at_end);
}

static bool RoundOfMade(struct Kit* kit, int unused) {
  struct KitMade made;
  (void)unused;
  if (!KitMakeAny(kit, &made)) return false;
  return KitReleaseMade(kit, &made);
}

struct KitMemory KitStableMemory(void) {
  enum { kSame = 10, kMost = 250 };
  struct timespec pause = {0, 2000000};
  struct KitMemory now;
  KitLiveMemory(&now);
  for (int i = 0, same = 0; i < kMost && same < kSame; ++i) {
    struct KitMemory before = now;
    nanosleep(&pause, NULL);
    KitLiveMemory(&now);
    same = now.blocks == before.blocks ? same + 1 : 0;
  }
  return now;
}

static bool Rounds(struct Kit* kit, bool (*round)(struct Kit*, int), int batches, int count) {
  for (int i = 0; i < count; ++i) {
    if (!round(kit, batches)) return false;
  }
  return true;
}

// True if every round leaks, measured over several rounds and again over more. Memory that is
// allocated once and kept is not a leak.
static bool Leaks(struct Kit* kit, bool (*round)(struct Kit*, int), int batches,
                  struct KitMemory* per_round) {
  if (!Rounds(kit, round, batches, kWarmUp)) return false;
  for (int rounds = kRounds; rounds <= 4 * kRounds; rounds *= 4) {
    struct KitMemory before = KitStableMemory();
    if (!Rounds(kit, round, batches, rounds)) return false;
    struct KitMemory after = KitStableMemory();
    per_round->blocks = (after.blocks - before.blocks) / rounds;
    per_round->bytes = (after.bytes - before.bytes) / rounds;
    if (per_round->blocks < 1) return false;
  }
  return true;
}

static bool IsCounted(struct Kit* kit) {
  struct KitMemory now;
  if (KitLiveMemory(&now)) return true;
  KitSkip(kit, "live memory cannot be counted on this system");
  return false;
}

static void Leak(struct Kit* kit, bool (*round)(struct Kit*, int), int batches, const char* rule,
                 const char* what) {
  struct KitMemory per_round = {0, 0};
  if (Leaks(kit, round, batches, &per_round)) {
    KitFind(kit, rule, "release frees all memory of the struct", "%s leaks %lld blocks, %lld bytes",
            what, (long long)per_round.blocks, (long long)per_round.bytes);
  }
}

static void StreamMemory(struct Kit* kit) {
  if (!IsCounted(kit)) return;
  Leak(kit, Round, -1, "MEM-12", "each stream that is read to its end");
  if (KitFindings(kit) > 0) return;
  Leak(kit, Round, 0, "STR-19", "each stream that is released before its first batch");
  Leak(kit, Round, 1, "STR-19", "each stream that is released after its first batch");
}

static void MadeMemory(struct Kit* kit) {
  if (IsCounted(kit)) Leak(kit, RoundOfMade, 0, "MEM-12", "each result");
}

// Hashes of the batches of a stream, for comparison.
struct Fingerprints {
  uint64_t all[kMostFingerprints];
  int count;
  int code;
};

struct Reading {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct Fingerprints prints;
  const char* rule;  // at stake in each get_next
  bool alone;
  bool over;
};

static bool Begin(struct Kit* kit, struct Reading* reading, const char* rule) {
  memset(reading, 0, sizeof(*reading));
  reading->rule = rule;
  reading->alone = strcmp(rule, "STR-4") == 0;
  if (!KitOpenStream(kit, &reading->stream)) return false;
  reading->prints.code = KitGetSchema(kit, &reading->stream, &reading->schema);
  if (reading->prints.code != 0) reading->schema.release = NULL;
  reading->over = reading->prints.code != 0 || !KitIsValidSchema(kit, &reading->schema);
  return true;
}

static void Step(struct Kit* kit, struct Reading* reading) {
  struct ArrowArray array;
  struct Fingerprints* prints = &reading->prints;
  memset(&array, 0, sizeof(array));
  KitStep(kit, reading->rule, "get_next, for batch %d", prints->count + 1);
  prints->code = reading->stream.get_next(&reading->stream, &array);
  // KitGetNext() reports it.
  if (prints->code == 0 && !KIT_IS_CALLABLE(array.release) && array.release != NULL)
    array.release = NULL;
  if (prints->code != 0 || array.release == NULL || prints->count == kMostFingerprints) {
    reading->over = true;
    if (prints->code == 0 && array.release != NULL) array.release(&array);
    return;
  }
  bool valid = KitIsValidArray(kit, &array, &reading->schema);
  uint64_t print = valid ? KitFingerprint(&array, &reading->schema) : 0;
  prints->all[prints->count++] = print;
  KitStep(kit, reading->alone ? "MEM-12" : reading->rule, "batch %d is released", prints->count);
  array.release(&array);
}

static void End(struct Kit* kit, struct Reading* reading) {
  KitStep(kit, reading->alone ? "MEM-12" : reading->rule, "the schema is released");
  if (reading->schema.release != NULL) reading->schema.release(&reading->schema);
  KitStep(kit, reading->alone ? "STR-13" : reading->rule, "the stream is released");
  reading->stream.release(&reading->stream);
}

static bool Same(const struct Fingerprints* a, const struct Fingerprints* b) {
  return a->code == b->code && a->count == b->count &&
         memcmp(a->all, b->all, sizeof(a->all[0]) * (size_t)a->count) == 0;
}

static bool Alone(struct Kit* kit, struct Fingerprints* out) {
  struct Reading reading;
  if (!Begin(kit, &reading, "STR-4")) return false;
  while (!reading.over) Step(kit, &reading);
  *out = reading.prints;
  End(kit, &reading);
  return true;
}

// Reads a stream alone. False if a second stream has other batches.
static bool Control(struct Kit* kit, struct Fingerprints* out) {
  struct Fingerprints second;
  if (!Alone(kit, out) || !Alone(kit, &second)) return false;
  if (Same(out, &second)) return true;
  KitSkip(kit, "two streams, read one after the other, differ: nothing to compare with");
  return false;
}

static void Two(struct Kit* kit) {
  struct Fingerprints alone;
  struct Reading readings[2];
  if (!Control(kit, &alone)) return;
  if (!Begin(kit, &readings[0], "MEM-9") || !Begin(kit, &readings[1], "MEM-9")) return;
  while (!readings[0].over || !readings[1].over) {
    int next = readings[0].over ? 1 : readings[1].over ? 0 : (int)(KitRandom(kit) % 2);
    Step(kit, &readings[next]);
  }
  for (int i = 0; i < 2; ++i) {
    KitCheck(kit, Same(&readings[i].prints, &alone), "MEM-9",
             "streams are independent of each other",
             "read alternately with another stream: %d batches and code %d; read alone: %d and %d",
             readings[i].prints.count, readings[i].prints.code, alone.count, alone.code);
    End(kit, &readings[i]);
  }
}

struct Call {
  struct Kit* kit;
  struct Reading* reading;
  enum { kBegin, kStep, kEnd } what;
  bool ok;
};

static void DoCall(void* data) {
  struct Call* call = (struct Call*)data;
  if (call->what == kBegin) {
    call->ok = Begin(call->kit, call->reading, "STR-17");
  } else if (call->what == kStep) {
    Step(call->kit, call->reading);
  } else {
    End(call->kit, call->reading);
  }
}

// Makes every call on a new thread, which ends before the next call.
static void Threads(struct Kit* kit) {
  struct Fingerprints alone;
  struct Reading reading;
  struct Call call = {kit, &reading, kBegin, false};
  if (!Control(kit, &alone)) return;
  KitOnThread(kit, DoCall, &call);
  if (!call.ok) return;
  call.what = kStep;
  while (!reading.over) KitOnThread(kit, DoCall, &call);
  call.what = kEnd;
  KitOnThread(kit, DoCall, &call);
  KitCheck(kit, Same(&reading.prints, &alone), "STR-17",
           "calls may come from different threads, one at a time",
           "%d batches and code %d; from one thread %d and %d", reading.prints.count,
           reading.prints.code, alone.count, alone.code);
}

const struct KitScenario kKitMemoryScenarios[] = {
    {"stream-two", "MEM-9", "reads two streams alternately", kKitProducer, KIT_GUARD_PAGES, Two},
    {"stream-threads", "STR-17", "makes every call from a new thread", kKitProducer,
     KIT_GUARD_PAGES, Threads},
    {"stream-memory", "MEM-12 STR-19", "counts memory over many streams", kKitProducer, 0,
     StreamMemory},
    {"array-memory", "MEM-12", "counts memory over many arrays", kKitArrayProducer, 0, MadeMemory},
    {"schema-memory", "MEM-12", "counts memory over many schemas", kKitSchemaProducer, 0,
     MadeMemory},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
