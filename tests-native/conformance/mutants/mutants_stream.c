// Mutants with wrong callbacks of streams.
#include <unistd.h>

#include "reference.h"

/* -------------------------------------------------------------------------------------- schemas */

static int SchemaOnce(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  if (ReferenceStateOf(stream)->next > 0) return EINVAL;
  return ReferenceGetSchema(stream, out);
}
static void SchemaFailsLater(struct ArrowArrayStream* s) { s->get_schema = SchemaOnce; }

static int OtherSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  int code = ReferenceGetSchema(stream, out);
  if (ReferenceStateOf(stream)->next > 0) out->children[kInt]->name = "INT";
  return code;
}
static void SchemaChanges(struct ArrowArrayStream* s) { s->get_schema = OtherSchema; }

static int LeavesRelease(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  void (*before)(struct ArrowSchema*) = out->release;
  int code = ReferenceGetSchema(stream, out);
  ReferenceReleaseSchema(out);
  out->release = before;
  return code;
}
static void SchemaLeavesRelease(struct ArrowArrayStream* s) { s->get_schema = LeavesRelease; }

// Takes the output for a larger struct.
static void StreamWritesPastEnd(struct ArrowArrayStream* s) { memset(s + 1, 0, 8); }

static void NoLastError(struct ArrowArrayStream* s) { s->get_last_error = NULL; }

/* -------------------------------------------------------------------------- batches and the end */

static int Crashes(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  if (ReferenceStateOf(stream)->next == 2) abort();
  return ReferenceGetNext(stream, out);
}
static void NextCrashes(struct ArrowArrayStream* s) { s->get_next = Crashes; }

static int Hangs(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  while (ReferenceStateOf(stream)->next == 2) pause();
  return ReferenceGetNext(stream, out);
}
static void NextHangs(struct ArrowArrayStream* s) { s->get_next = Hangs; }

static int Exits(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  if (ReferenceStateOf(stream)->next == 2) exit(0);
  return ReferenceGetNext(stream, out);
}
static void NextExits(struct ArrowArrayStream* s) { s->get_next = Exits; }

// At end of stream returns 0 but leaves the output unchanged.
static int LeavesOutput(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  return ReferenceStateOf(stream)->next < 3 ? ReferenceGetNext(stream, out) : 0;
}
static void EndLeavesOutput(struct ArrowArrayStream* s) { s->get_next = LeavesOutput; }

static int FailsAfterEnd(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  if (ReferenceStateOf(stream)->next < 3) return ReferenceGetNext(stream, out);
  out->release = NULL;
  return ReferenceStateOf(stream)->next++ == 3 ? 0 : EINVAL;
}
static void EndThenFails(struct ArrowArrayStream* s) { s->get_next = FailsAfterEnd; }

static int BeginsAgain(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  int code = ReferenceGetNext(stream, out);
  if (out->release == NULL) ReferenceStateOf(stream)->next = 0;
  return code;
}
static void EndThenBeginsAgain(struct ArrowArrayStream* s) { s->get_next = BeginsAgain; }

static int ReleasesOutput(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  if (out->release != NULL) out->release(out);
  return ReferenceGetNext(stream, out);
}
static void NextReleasesOutput(struct ArrowArrayStream* s) { s->get_next = ReleasesOutput; }

static int ReleasesSchemaOutput(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  if (out->release != NULL) out->release(out);
  return ReferenceGetSchema(stream, out);
}
static void SchemaReleasesOutput(struct ArrowArrayStream* s) {
  s->get_schema = ReleasesSchemaOutput;
}

/* --------------------------------------------------------------------------------------- errors */

static void NotReleased(struct ArrowArray* array) { array->release = NULL; }
static int LiveOutput(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  int code = ReferenceGetNext(stream, out);
  if (code != 0) out->release = NotReleased;
  return code;
}
static void ErrorLeavesLive(struct ArrowArrayStream* s) { s->get_next = LiveOutput; }

static int OtherNumber(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  return ReferenceGetNext(stream, out) == 0 ? 0 : 2001;
}
static void ErrorIs2001(struct ArrowArrayStream* s) { s->get_next = OtherNumber; }

static int MinusOne(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  return ReferenceGetNext(stream, out) == 0 ? 0 : -1;
}
static void ErrorIsMinusOne(struct ArrowArrayStream* s) { s->get_next = MinusOne; }

static int NotYet(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct ReferenceStream* state = ReferenceStateOf(stream);
  if (state->next == 1 && state->error == NULL) {
    state->error = (char*)calloc(1, 1);
    out->release = NULL;
    return EAGAIN;
  }
  return ReferenceGetNext(stream, out);
}
static void NextNotYet(struct ArrowArrayStream* s) { s->get_next = NotYet; }

static const char* LatinText(struct ArrowArrayStream* stream) {
  (void)stream;
  return "M\xF6wen fly";
}
static void MessageIsLatin(struct ArrowArrayStream* s) { s->get_last_error = LatinText; }

static const char* FreedText(struct ArrowArrayStream* stream) {
  const char* text = ReferenceGetLastError(stream);
  free(ReferenceStateOf(stream)->error);
  ReferenceStateOf(stream)->error = NULL;
  return text;
}
static void MessageIsFreed(struct ArrowArrayStream* s) { s->get_last_error = FreedText; }

/* ---------------------------------------------------------------------------- release and moves */

static void Unmarked(struct ArrowArrayStream* stream) {
  struct ArrowArrayStream copy = *stream;
  ReferenceReleaseStream(&copy);
}
static void ForgetsToMark(struct ArrowArrayStream* s) { s->release = Unmarked; }

// The state, followed by the address at which the stream was filled.
struct Homesick {
  struct ReferenceStream state;
  struct ArrowArrayStream* home;
};
static void ReleaseAtHome(struct ArrowArrayStream* stream) {
  struct ArrowArrayStream* home = ((struct Homesick*)stream->private_data)->home;
  ReferenceReleaseStream(stream);
  home->release = NULL;
}
static int NextAtHome(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  return ReferenceGetNext(((struct Homesick*)stream->private_data)->home, out);
}
static void Remember(struct ArrowArrayStream* s) {
  struct Homesick* state = (struct Homesick*)realloc(s->private_data, sizeof(*state));
  state->home = s;
  s->private_data = state;
}
static void ReleasesAtHome(struct ArrowArrayStream* s) {
  Remember(s);
  s->release = ReleaseAtHome;
}
static void ReadsAtHome(struct ArrowArrayStream* s) {
  Remember(s);
  s->get_next = NextAtHome;
}
static void LeaksUnfinished(struct ArrowArrayStream* stream) {
  if (ReferenceStateOf(stream)->next >= 3) free(ReferenceStateOf(stream));
  stream->release = NULL;
}
static void UnfinishedLeaks(struct ArrowArrayStream* s) { s->release = LeaksUnfinished; }

static void AbortsUnfinished(struct ArrowArrayStream* stream) {
  if (ReferenceStateOf(stream)->next < 3) abort();
  ReferenceReleaseStream(stream);
}
static void UnfinishedAborts(struct ArrowArrayStream* s) { s->release = AbortsUnfinished; }

static void LeaksAlways(struct ArrowArrayStream* stream) { stream->release = NULL; }
static void StreamLeaks(struct ArrowArrayStream* s) { s->release = LeaksAlways; }

/* ------------------------------------------------------------------------ lifetimes and threads */

// The values of the second column that has any belong to the stream.
static int NextOfStream(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct ReferenceStream* state = ReferenceStateOf(stream);
  int code = ReferenceGetNext(stream, out);
  if (code != 0 || out->release == NULL) return code;
  if (state->error == NULL) state->error = (char*)calloc(5, 8);
  out->children[kLong]->buffers[1] = state->error;
  return code;
}
static void StreamOwnsValues(struct ArrowArrayStream* s) { s->get_next = NextOfStream; }

static int NextOfAll(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  static int next;
  if (ReferenceStateOf(stream)->next == 0) next = 0;
  ReferenceStateOf(stream)->next = next;
  int code = ReferenceGetNext(stream, out);
  next = ReferenceStateOf(stream)->next;
  return code;
}
static void GlobalCursor(struct ArrowArrayStream* s) { s->get_next = NextOfAll; }

static int NextOfThread(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  static _Thread_local struct ArrowArrayStream* mine;
  if (ReferenceStateOf(stream)->next == 0) mine = stream;
  if (mine == NULL) return EINVAL;
  return ReferenceGetNext(stream, out);
}
static void ThreadCursor(struct ArrowArrayStream* s) { s->get_next = NextOfThread; }

const struct Mutant kStreamMutants[] = {
    {"stream-writes-past-end", "STR-1", "p", NULL, NULL, StreamWritesPastEnd, false},
    {"stream-no-last-error", "STR-1", "p", NULL, NULL, NoLastError, false},
    {"stream-schema-fails-later", "STR-2", "p", NULL, NULL, SchemaFailsLater, false},
    {"stream-schema-changes", "STR-2", "p", NULL, NULL, SchemaChanges, false},
    {"stream-next-crashes", "STR-4", "p", NULL, NULL, NextCrashes, false},
    {"stream-next-hangs", "STR-4", "p", NULL, NULL, NextHangs, false},
    {"stream-next-exits", "STR-4", "p", NULL, NULL, NextExits, false},
    {"stream-end-leaves-output", "STR-5", "p", NULL, NULL, EndLeavesOutput, false},
    {"stream-end-then-fails", "STR-6", "p", NULL, NULL, EndThenFails, false},
    {"stream-end-then-begins-again", "STR-6", "p", NULL, NULL, EndThenBeginsAgain, false},
    {"stream-next-releases-output", "MEM-1", "p", NULL, NULL, NextReleasesOutput, false},
    {"stream-schema-leaves-release", "MEM-1", "p", NULL, NULL, SchemaLeavesRelease, false},
    {"stream-schema-releases-output", "MEM-1", "p", NULL, NULL, SchemaReleasesOutput, false},
    {"stream-error-leaves-live", "STR-9", "p", NULL, NULL, ErrorLeavesLive, true},
    {"stream-error-is-2001", "STR-15", "p", NULL, NULL, ErrorIs2001, true},
    {"stream-error-is-minus-one", "STR-15", "p", NULL, NULL, ErrorIsMinusOne, true},
    {"stream-next-not-yet", "STR-18", "p", NULL, NULL, NextNotYet, false},
    {"stream-message-is-latin", "STR-11", "p", NULL, NULL, MessageIsLatin, true},
    {"stream-message-is-freed", "STR-12", "p", NULL, NULL, MessageIsFreed, true},
    {"stream-forgets-to-mark", "STR-13", "p", NULL, NULL, ForgetsToMark, false},
    {"stream-releases-at-home", "STR-13", "p", NULL, NULL, ReleasesAtHome, false},
    {"stream-reads-at-home", "STR-13", "p", NULL, NULL, ReadsAtHome, false},
    {"stream-unfinished-leaks", "STR-19", "p", NULL, NULL, UnfinishedLeaks, false},
    {"stream-unfinished-aborts", "STR-19", "p", NULL, NULL, UnfinishedAborts, false},
    {"stream-leaks", "MEM-12", "p", NULL, NULL, StreamLeaks, false},
    {"stream-owns-values", "STR-16", "p", NULL, NULL, StreamOwnsValues, false},
    {"stream-global-cursor", "MEM-9", "p", NULL, NULL, GlobalCursor, false},
    {"stream-thread-cursor", "STR-17", "p", NULL, NULL, ThreadCursor, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
