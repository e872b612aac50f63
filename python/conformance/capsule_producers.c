// PyCapsule scenarios for producers: what a method returns, and when its structs are released.
#include "capsules.h"

#include <stdio.h>
#include <string.h>

static const char kOwns[] =
    "the destructor of a capsule releases what was not moved out, and nothing else";

void CapsuleShape(struct Kit* kit, const struct Protocol* protocol) {
  struct Capsules got;
  union AnyStruct moved[2];
  char text[600];
  PyObject* object = MakeObject(kit);
  if (object == NULL) return;
  KitStep(kit, protocol->rule, "%s is called", protocol->method);
  if (!CallMethod(protocol, object, NULL, NULL, &got, text, sizeof(text))) {
    Py_DECREF(object);
    KitSkip(kit, "the call raises %s", text);
    return;
  }
  Py_DECREF(object);
  const char* rule = LookAt(&got, text, sizeof(text));
  if (rule != NULL) {
    KitFind(kit, rule,
            strcmp(rule, "PYC-1") == 0 ? "the name is that of the specification"
            : protocol->capsules[1] == NULL
                ? "it returns one capsule with a struct that is not released"
                : "it returns a tuple of two capsules with structs that are not released",
            "%s", text);
    DropCapsules(kit, &got);
    return;
  }
  KitBlame(kit, "PYC-2");
  KitStep(kit, "PYC-2", "the capsule is used after its object is gone");
  Drop(&got.object);
  Collect();
  MoveOut(&got, moved);
  ReadAndRelease(kit, protocol, moved);
  DropCapsules(kit, &got);
}

void CapsuleDropped(struct Kit* kit, const struct Protocol* protocol) {
  struct Capsules got;
  if (!CallPlainly(kit, protocol, &got)) return;
  for (int i = 0; i < got.n; ++i) CountReleases(i, got.structs[i], protocol->capsules[i]);
  KitStep(kit, "PYC-2", "the result of %s is dropped", protocol->method);
  DropCapsules(kit, &got);
  for (int i = 0; i < got.n; ++i) {
    KitCheck(kit, CountedCalls(i) == 1, "PYC-2", kOwns, "%s was released %d times",
             NameOf(protocol->capsules[i]), CountedCalls(i));
  }
}

void CapsuleConsumed(struct Kit* kit, const struct Protocol* protocol) {
  struct Capsules got;
  union AnyStruct moved[2];
  if (!CallPlainly(kit, protocol, &got)) return;
  for (int i = 0; i < got.n; ++i) CountReleases(i, got.structs[i], protocol->capsules[i]);
  MoveOut(&got, moved);
  KitBlame(kit, "PYC-2");
  KitStep(kit, "PYC-2", "the result of %s is dropped after its structs were moved out",
          protocol->method);
  DropCapsules(kit, &got);
  bool early = false;
  for (int i = 0; i < got.n; ++i) {
    early |=
        !KitCheck(kit, CountedCalls(i) == 0, "PYC-2", kOwns,
                  "%s was moved out, and released with its capsule", NameOf(protocol->capsules[i]));
  }
  if (!early) ReadAndRelease(kit, protocol, moved);
}

// An object may be exported once or often. Each export has structs of its own.
void CapsuleAgain(struct Kit* kit, const struct Protocol* protocol) {
  static const char kExpected[] = "a second export has structs of its own, or the call raises";
  struct Capsules first, second;
  union AnyStruct moved[2];
  char text[600];
  if (!CallPlainly(kit, protocol, &first)) return;
  KitStep(kit, "PYC-5", "%s is called again", protocol->method);
  if (CallMethod(protocol, first.object, NULL, NULL, &second, text, sizeof(text))) {
    const char* rule = LookAt(&second, text, sizeof(text));
    bool same = false;
    for (int i = 0; i < first.n && rule == NULL; ++i) same |= first.structs[i] == second.structs[i];
    KitCheck(kit, rule == NULL && !same, "PYC-5", kExpected, "%s",
             same ? "both calls return the same struct" : text);
    DropCapsules(kit, &second);
    if (rule != NULL || same) {
      DropCapsules(kit, &first);
      return;
    }
  }
  PyObject* object = first.object;
  Py_INCREF(object);
  MoveOut(&first, moved);
  DropCapsules(kit, &first);
  for (int i = 0; i < first.n; ++i) Release(&moved[i], protocol->capsules[i]);
  KitStep(kit, "PYC-5", "%s is called after its capsule was consumed", protocol->method);
  if (CallMethod(protocol, object, NULL, NULL, &second, text, sizeof(text))) {
    const char* rule = LookAt(&second, text, sizeof(text));
    KitCheck(kit, rule == NULL, "PYC-5", kExpected, "%s", text);
    DropCapsules(kit, &second);
  }
  Py_DECREF(object);
}

#define SCENARIO(function, protocol, suffix)          \
  static void function##suffix(struct Kit* kit) {     \
    RunWithGil(kit, function, &kProtocols[protocol]); \
  }

static void RunWithGil(struct Kit* kit, void (*run)(struct Kit*, const struct Protocol*),
                       const struct Protocol* protocol) {
  PyGILState_STATE gil = PyGILState_Ensure();
  run(kit, protocol);
  PyGILState_Release(gil);
}

#define EVERY(protocol, suffix)               \
  SCENARIO(CapsuleShape, protocol, suffix)    \
  SCENARIO(CapsuleDropped, protocol, suffix)  \
  SCENARIO(CapsuleConsumed, protocol, suffix) \
  SCENARIO(CapsuleAgain, protocol, suffix)
#define WITH_REQUESTS(protocol, suffix)        \
  EVERY(protocol, suffix)                      \
  SCENARIO(CapsuleArguments, protocol, suffix) \
  SCENARIO(CapsuleRequested, protocol, suffix) \
  SCENARIO(CapsuleIncompatible, protocol, suffix)

EVERY(kSchema, Schema)
WITH_REQUESTS(kArray, Array)
WITH_REQUESTS(kStream, Stream)
WITH_REQUESTS(kDeviceArray, DeviceArray)
WITH_REQUESTS(kDeviceStream, DeviceStream)

#define ROWS(name, rule, role, suffix)                                                   \
  {"capsule-" name,                                                                      \
   "PYC-1 PYC-2 " rule,                                                                  \
   "what the method returns, and its use after the object",                              \
   role,                                                                                 \
   KIT_GUARD_PAGES,                                                                      \
   CapsuleShape##suffix},                                                                \
      {"capsule-" name "-dropped",                                                       \
       "PYC-2",                                                                          \
       "drops capsules whose structs were not moved out",                                \
       role,                                                                             \
       KIT_GUARD_PAGES,                                                                  \
       CapsuleDropped##suffix},                                                          \
      {"capsule-" name "-consumed",                                                      \
       "PYC-2",                                                                          \
       "drops capsules whose structs were moved out",                                    \
       role,                                                                             \
       KIT_GUARD_PAGES,                                                                  \
       CapsuleConsumed##suffix},                                                         \
  {                                                                                      \
    "capsule-" name "-again", "PYC-5", "exports the same object several times", role, 0, \
        CapsuleAgain##suffix                                                             \
  }
#define REQUEST_ROWS(name, more, data, role, suffix)                                              \
  {"capsule-" name "-arguments",                                                                  \
   "PYC-10" more,                                                                                 \
   "passes None, other values, wrong capsules",                                                   \
   role,                                                                                          \
   0,                                                                                             \
   CapsuleArguments##suffix},                                                                     \
      {"capsule-" name "-requested",                                                              \
       "PYC-11 " data "PYC-14 PYC-15",                                                            \
       "requests the object's own schema, and another layout",                                    \
       role,                                                                                      \
       KIT_GUARD_PAGES,                                                                           \
       CapsuleRequested##suffix},                                                                 \
  {                                                                                               \
    "capsule-" name "-incompatible", "PYC-13", "requests a schema with one column more", role, 0, \
        CapsuleIncompatible##suffix                                                               \
  }
#define END \
  { NULL, NULL, NULL, kKitProducer, 0, NULL }

static const struct KitScenario kSchemaScenarios[] = {
    ROWS("schema", "PYC-7", kKitSchemaProducer, Schema), END};
static const struct KitScenario kArrayScenarios[] = {
    ROWS("array", "PYC-8", kKitArrayProducer, Array),
    REQUEST_ROWS("array", "", "PYC-12 ", kKitArrayProducer, Array), END};
static const struct KitScenario kStreamScenarios[] = {
    ROWS("stream", "PYC-9", kKitProducer, Stream),
    REQUEST_ROWS("stream", "", "PYC-12 ", kKitProducer, Stream), END};
static const struct KitScenario kDeviceArrayScenarios[] = {
    ROWS("device-array", "PYC-21", kKitArrayProducer, DeviceArray),
    REQUEST_ROWS("device-array", " PYC-22", "", kKitArrayProducer, DeviceArray), END};
static const struct KitScenario kDeviceStreamScenarios[] = {
    ROWS("device-stream", "PYC-21", kKitDeviceProducer, DeviceStream),
    REQUEST_ROWS("device-stream", " PYC-22", "", kKitDeviceProducer, DeviceStream), END};

const struct KitScenario* const kCapsuleScenarios[kProtocolCount] = {
    kSchemaScenarios, kArrayScenarios, kStreamScenarios, kDeviceArrayScenarios,
    kDeviceStreamScenarios};
