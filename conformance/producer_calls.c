#include "producer_calls.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "fault.h"

enum { kMostBatches = 1000 };

typedef int (*StreamFunction)(struct ArrowArrayStream*);
typedef int (*StreamFunctionArgument)(struct ArrowArrayStream*, const char*);
typedef int (*ArrayFunction)(struct ArrowArray*, struct ArrowSchema*);
typedef int (*ArrayFunctionArgument)(struct ArrowArray*, struct ArrowSchema*, const char*);
typedef int (*SchemaFunction)(struct ArrowSchema*);
typedef int (*SchemaFunctionArgument)(struct ArrowSchema*, const char*);

static const char kAllWritten[] = "the producer writes every member of the struct and reads none";

// Where the traps report.
static struct Kit* g_kit;

static void Trapped(const char* what) {
  KitFind(g_kit, "MEM-1", kAllWritten, "it called release of the uninitialized %s", what);
}
static void TrapStream(struct ArrowArrayStream* stream) {
  Trapped("stream");
  stream->release = NULL;
}
static void TrapSchema(struct ArrowSchema* schema) {
  Trapped("schema");
  schema->release = NULL;
}
static void TrapArray(struct ArrowArray* array) {
  Trapped("array");
  array->release = NULL;
}

void KitFillCanary(struct KitCanary* canary) { memset(canary, 0x5c, sizeof(*canary)); }

void KitCheckCanary(struct Kit* kit, const struct KitCanary* canary, const char* rule,
                    const char* what) {
  struct KitCanary filled;
  KitFillCanary(&filled);
  KitCheck(kit, memcmp(canary, &filled, sizeof(filled)) == 0, rule,
           "the producer writes the members of the struct and nothing past its end",
           "memory past the end of the %s was written", what);
}

void KitPoisonStream(struct Kit* kit, struct ArrowArrayStream* out) {
  g_kit = kit;
  memset(out, 0xcc, sizeof(*out));
  out->release = TrapStream;
}

void KitPoisonSchema(struct Kit* kit, struct ArrowSchema* out) {
  g_kit = kit;
  memset(out, 0xcc, sizeof(*out));
  out->release = TrapSchema;
}

void KitPoisonArray(struct Kit* kit, struct ArrowArray* out) {
  g_kit = kit;
  memset(out, 0xcc, sizeof(*out));
  out->release = TrapArray;
}

// Compares bytes: a callback that was not written is not a valid pointer.
static bool IsGarbage(const void* member) {
  static const unsigned char kGarbage[8] = {0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc};
  return memcmp(member, kGarbage, sizeof(void*)) == 0;
}

// The stream is not released if one of its callbacks cannot be called.
static bool IsStreamCallable(struct Kit* kit, const struct ArrowArrayStream* stream) {
  struct KitChecker check = {.kit = kit, .path = "stream"};
  if (!KitReleasable(&check, "STR-13", &stream->release)) return false;
  const char* wrong = !KIT_IS_CALLABLE(stream->get_schema)       ? "get_schema"
                      : !KIT_IS_CALLABLE(stream->get_next)       ? "get_next"
                      : !KIT_IS_CALLABLE(stream->get_last_error) ? "get_last_error"
                                                                 : NULL;
  return KitCheck(kit, wrong == NULL, "STR-1", "the callbacks of a stream can be called",
                  "%s points to memory without code", wrong);
}

static bool IsReleasable(struct Kit* kit, const char* rule, const char* what,
                         const void* pointer_to_release) {
  struct KitChecker check = {.kit = kit};
  snprintf(check.path, sizeof(check.path), "%s", what);
  return KitReleasable(&check, rule, pointer_to_release);
}

// What an exported function of any role fills. `array` is NULL, except for array producers.
struct Outputs {
  struct ArrowArrayStream* stream;
  struct ArrowArray* array;
  struct ArrowSchema* schema;
};

static int Call(struct Kit* kit, const struct Outputs* out, bool zeroed) {
  KitFunction function = KitImplementation(kit);
  const char* argument = KitArgument(kit);
  if (out->stream != NULL) {
    KitPoisonStream(kit, out->stream);
    if (zeroed) memset(out->stream, 0, sizeof(*out->stream));
    return argument == NULL ? ((StreamFunction)function)(out->stream)
                            : ((StreamFunctionArgument)function)(out->stream, argument);
  }
  KitPoisonSchema(kit, out->schema);
  if (zeroed) memset(out->schema, 0, sizeof(*out->schema));
  if (out->array == NULL) {
    return argument == NULL ? ((SchemaFunction)function)(out->schema)
                            : ((SchemaFunctionArgument)function)(out->schema, argument);
  }
  KitPoisonArray(kit, out->array);
  if (zeroed) memset(out->array, 0, sizeof(*out->array));
  return argument == NULL ? ((ArrayFunction)function)(out->array, out->schema)
                          : ((ArrayFunctionArgument)function)(out->array, out->schema, argument);
}

static void Release(const struct Outputs* out) {
  if (out->stream != NULL && out->stream->release != NULL) out->stream->release(out->stream);
  if (out->array != NULL && out->array->release != NULL) out->array->release(out->array);
  if (out->schema != NULL && out->schema->release != NULL) out->schema->release(out->schema);
}

// True if the function fails with garbage in its outputs, and only then. It failed once.
static bool RefusesGarbage(struct Kit* kit, const struct Outputs* out) {
  KitStep(kit, KIT_RETURNS, "the producer fails, and is called again with zeroed outputs");
  if (Call(kit, out, true) != 0) return false;
  Release(out);
  KitStep(kit, KIT_RETURNS, "the producer is called again with uninitialized outputs");
  if (Call(kit, out, false) != 0) return true;
  Release(out);
  return false;
}

// Calls the exported function. False if it fails: that was reported.
static bool Fill(struct Kit* kit, const struct Outputs* out, const char* what) {
  int code = Call(kit, out, KitStepFills(kit, "MEM-1", KIT_RETURNS, what));
  if (code == 0) return true;
  if (RefusesGarbage(kit, out)) {
    KitFind(kit, "MEM-1", kAllWritten,
            "it returns %d if the output is uninitialized, and 0 if it is zeroed", code);
  } else {
    KitSkip(kit, "the producer makes no %s: code %d", what, code);
  }
  return false;
}

bool KitOpenStream(struct Kit* kit, struct ArrowArrayStream* out) {
  struct Outputs outputs = {.stream = out};
  if (!Fill(kit, &outputs, "stream")) return false;
  if (IsGarbage(&out->get_schema) || IsGarbage(&out->get_next) || IsGarbage(&out->get_last_error) ||
      out->release == TrapStream) {
    KitFind(kit, "MEM-1", kAllWritten, "a callback of the stream was not written");
    return false;
  }
  if (out->release == NULL) {
    KitFind(kit, "STR-13", "a stream has a release callback",
            "it is NULL, but the producer returns 0");
    return false;
  }
  if (out->get_schema == NULL || out->get_next == NULL || out->get_last_error == NULL) {
    KitFind(kit, "STR-1", "a stream has all four callbacks", "%s is NULL",
            out->get_schema == NULL ? "get_schema"
            : out->get_next == NULL ? "get_next"
                                    : "get_last_error");
    out->release(out);
    return false;
  }
  return IsStreamCallable(kit, out);
}

// Checks a failed call: its code is an errno, and its output does not look live.
static void CheckFailure(struct Kit* kit, const char* what, int code, bool unchanged,
                         bool released) {
  const char* text = code > 0 ? strerror(code) : "Unknown error";
  if (strncmp(text, "Unknown error", 13) == 0) {
    KitFind(kit, "STR-15", "an error is an errno value of the platform", "%s returns %d", what,
            code);
  }
  if (!unchanged && !released) {
    KitFind(kit, "STR-9", "a failed call leaves its output unchanged or marked released",
            "%s returns %d and its output looks live", what, code);
  }
}

int KitGetSchema(struct Kit* kit, struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  KitPoisonSchema(kit, out);
  KitStep(kit, "STR-4", "get_schema");
  int code = stream->get_schema(stream, out);
  bool unchanged = out->release == TrapSchema;
  if (code != 0) {
    CheckFailure(kit, "get_schema", code, unchanged, out->release == NULL);
    out->release = NULL;
  } else if (unchanged) {
    KitFind(kit, "MEM-1", kAllWritten, "get_schema returns 0, but release was not written");
    return kKitUnusable;
  } else if (out->release == NULL) {
    KitFind(kit, "SCH-18", "every schema has a release callback",
            "get_schema returns 0, but release is NULL");
    return kKitUnusable;
  } else if (!IsReleasable(kit, "SCH-18", "schema", &out->release)) {
    out->release = NULL;
    return kKitUnusable;
  }
  return code;
}

int KitGetNext(struct Kit* kit, struct ArrowArrayStream* stream, struct ArrowArray* out) {
  KitPoisonArray(kit, out);
  KitStep(kit, "STR-4", "get_next");
  int code = stream->get_next(stream, out);
  bool unchanged = out->release == TrapArray;
  if (code != 0) {
    CheckFailure(kit, "get_next", code, unchanged, out->release == NULL);
    out->release = NULL;
  } else if (unchanged) {
    KitFind(kit, "STR-5",
            "at end of stream get_next returns 0 and sets release of the output to NULL",
            "get_next returns 0 and leaves the output unchanged");
    out->release = NULL;
    return kKitUnusable;
  } else if (!IsReleasable(kit, "ARR-15", "array", &out->release)) {
    out->release = NULL;
    return kKitUnusable;
  }
  return code;
}

bool KitGoesOn(const struct Kit* kit, int64_t count) {
  return count < kMostBatches && KitHasTime(kit);
}

bool KitReleaseStream(struct Kit* kit, struct ArrowArrayStream* stream, bool at_end) {
  if (stream->release == NULL) return true;
  KitStep(kit, at_end ? "STR-13" : "STR-19", "the stream is released %s its end",
          at_end ? "after" : "before");
  stream->release(stream);
  bool marked = KitCheck(kit, stream->release == NULL, "STR-13", "release sets release to NULL",
                         "that of the stream is still set");
  stream->release = NULL;
  return marked;
}

bool KitReleaseSchema(struct Kit* kit, struct ArrowSchema* schema) {
  if (schema->release == NULL) return true;
  KitStep(kit, "MEM-12", "a schema is released");
  schema->release(schema);
  bool marked = KitCheck(kit, schema->release == NULL, "MEM-13", "release sets release to NULL",
                         "that of a schema is still set");
  schema->release = NULL;
  return marked;
}

bool KitReleaseArray(struct Kit* kit, struct ArrowArray* array) {
  if (array->release == NULL) return true;
  KitStep(kit, "MEM-12", "an array is released");
  array->release(array);
  bool marked = KitCheck(kit, array->release == NULL, "MEM-13", "release sets release to NULL",
                         "that of an array is still set");
  array->release = NULL;
  return marked;
}

bool KitIsValidSchema(struct Kit* kit, const struct ArrowSchema* schema) {
  struct KitChecker check = {.kit = kit, .quiet = true, .path = "schema"};
  KitStep(kit, "SCH-7", "reading a schema");
  KitCheckSchema(&check, schema);
  return check.findings == 0;
}

bool KitIsValidArray(struct Kit* kit, const struct ArrowArray* array,
                     const struct ArrowSchema* schema) {
  struct KitChecker check = {.kit = kit, .quiet = true, .in_stream = true, .path = "array"};
  KitCheckStructure(&check, array, schema);
  if (check.findings == 0) KitCheckContents(&check, array, schema);
  return check.findings == 0;
}

void KitSkipUnsound(struct Kit* kit, const char* what) {
  enum KitRole role = KitRoleOf(kit);
  const char* first = role == kKitArrayProducer    ? "array-contents"
                      : role == kKitSchemaProducer ? "schema-contents"
                                                   : "stream-contents";
  KitSkipUntil(kit, first, "%s is unsound; %s says why", what, first);
}

// The array stays where the producer wrote it: nothing is moved before a scenario moves it.
static bool MakeFromStream(struct Kit* kit, struct KitMade* out) {
  struct ArrowArrayStream stream;
  if (!KitOpenStream(kit, &stream)) return false;
  if (KitGetSchema(kit, &stream, &out->schema) != 0) out->schema.release = NULL;
  int64_t count = 0;
  int code = 0;
  while (out->schema.release != NULL && KitGoesOn(kit, count++) &&
         (code = KitGetNext(kit, &stream, &out->array)) == 0 && out->array.release != NULL &&
         out->array.length == 0) {
    KitReleaseArray(kit, &out->array);
  }
  bool valid = out->array.release != NULL && KitIsValidSchema(kit, &out->schema) &&
               KitIsValidArray(kit, &out->array, &out->schema);
  KitReleaseStream(kit, &stream, false);
  if (valid) {
    KitStep(kit, "STR-16", "reading a batch after its stream was released");
    KitFingerprint(&out->array, &out->schema);
  }
  if (code == kKitUnusable) KitReleaseSchema(kit, &out->schema);
  return code != kKitUnusable;
}

static bool MakeByCall(struct Kit* kit, struct KitMade* out) {
  struct Outputs outputs = {.schema = &out->schema};
  if (KitRoleOf(kit) == kKitArrayProducer) outputs.array = &out->array;
  if (!Fill(kit, &outputs, outputs.array == NULL ? "schema" : "array")) {
    out->array.release = NULL;
    out->schema.release = NULL;
    return false;
  }
  if (out->schema.release == TrapSchema || out->array.release == TrapArray) {
    KitFind(kit, "MEM-1", kAllWritten, "the producer returns 0, but release was not written");
    return false;
  }
  if (out->schema.release == NULL) {
    KitFind(kit, "SCH-18", "every schema has a release callback", "it is NULL");
    return false;
  }
  if (KitRoleOf(kit) == kKitArrayProducer && out->array.release == NULL) {
    KitFind(kit, "ARR-15", "every array has a release callback", "it is NULL");
    return false;
  }
  return IsReleasable(kit, "SCH-18", "schema", &out->schema.release) &&
         (out->array.release == NULL || IsReleasable(kit, "ARR-15", "array", &out->array.release));
}

bool KitMakeAny(struct Kit* kit, struct KitMade* out) {
  memset(out, 0, sizeof(*out));
  KitFillCanary(&out->schema_canary);
  KitFillCanary(&out->array_canary);
  return KitRoleOf(kit) == kKitProducer ? MakeFromStream(kit, out) : MakeByCall(kit, out);
}

bool KitMake(struct Kit* kit, struct KitMade* out) {
  if (!KitMakeAny(kit, out)) return false;
  if (out->schema.release == NULL) {
    KitSkip(kit, "the stream has no schema");
    return false;
  }
  if (KitIsValidSchema(kit, &out->schema) &&
      (out->array.release == NULL || KitIsValidArray(kit, &out->array, &out->schema))) {
    return true;
  }
  KitSkipUnsound(kit, "the result");
  KitReleaseMade(kit, out);
  return false;
}

bool KitReleaseMade(struct Kit* kit, struct KitMade* made) {
  bool array = KitReleaseArray(kit, &made->array);
  return KitReleaseSchema(kit, &made->schema) && array;
}

bool KitReleasesInPlace(struct Kit* kit) {
  struct KitMade made;
  return KitMake(kit, &made) && KitReleaseMade(kit, &made);
}

enum { kPageSize = 65536 };

void* KitAllocatePage(void) {
  void* page = mmap(NULL, kPageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? NULL : page;
}

void KitMakePageInaccessible(void* page) { mprotect(page, kPageSize, PROT_NONE); }
