// PyCapsule scenarios for consumers and pass-through functions: how they take a stream from an
// object.
#include "capsules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kRows = 3 };

// The stream in the capsule, on a page that becomes inaccessible when the capsule is destroyed.
static struct Small {
  struct Kit* kit;
  struct ArrowArrayStream* home;
  bool is_home_gone;
  int uses;  // calls of callbacks, apart from release
  int releases;
  bool at_end;
} g_small;

static void ReleaseArray(struct ArrowArray* array) {
  for (int64_t i = 0; i < array->n_children; ++i) {
    if (array->children[i]->release != NULL) array->children[i]->release(array->children[i]);
    free(array->children[i]);
  }
  free(array->children);
  free(array->buffers);
  array->release = NULL;
}

static void FillArray(struct ArrowArray* out, int64_t n_buffers, int64_t n_children) {
  memset(out, 0, sizeof(*out));
  out->length = kRows;
  out->n_buffers = n_buffers;
  out->n_children = n_children;
  out->buffers = (const void**)calloc((size_t)n_buffers, sizeof(void*));
  out->children = (struct ArrowArray**)calloc((size_t)n_children + 1, sizeof(*out->children));
  if (out->buffers == NULL || out->children == NULL) abort();
  out->release = ReleaseArray;
}

// Whoever uses a copy of the struct has moved it, and must have marked that in the capsule.
static void CheckMoved(const struct ArrowArrayStream* self) {
  static const char kExpected[] =
      "who moves a struct out of its capsule marks the capsule's struct released";
  if (self == g_small.home) return;
  if (g_small.releases > 0) {
    KitFind(g_small.kit, "PYC-4", kExpected,
            "a copy of the stream is used after the capsule's destructor released the stream");
  } else if (!g_small.is_home_gone && g_small.home->release != NULL) {
    KitFind(g_small.kit, "PYC-4", kExpected,
            "a copy of the stream is used, and the capsule's stream is not marked released");
    g_small.home->release = NULL;
  }
}

static int GetSchema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  CheckMoved(self);
  ++g_small.uses;
  SmallSchema(out);
  return 0;
}

static int GetNext(struct ArrowArrayStream* self, struct ArrowArray* out) {
  static const int32_t values[kRows] = {1, 2, 3};
  CheckMoved(self);
  ++g_small.uses;
  memset(out, 0, sizeof(*out));
  if (g_small.at_end) return 0;
  g_small.at_end = true;
  FillArray(out, 1, 1);
  out->children[0] = (struct ArrowArray*)calloc(1, sizeof(struct ArrowArray));
  if (out->children[0] == NULL) abort();
  FillArray(out->children[0], 2, 0);
  out->children[0]->buffers[1] = values;
  return 0;
}

static const char* GetLastError(struct ArrowArrayStream* self) {
  (void)self;
  return NULL;
}

static void ReleaseSmall(struct ArrowArrayStream* self) {
  CheckMoved(self);
  ++g_small.releases;
  self->release = NULL;
}

static void Gone(struct Export* to_export) {
  g_small.is_home_gone = true;
  KitMakePageInaccessible(to_export->stream);
}

static struct Export* Begin(struct Kit* kit) {
  static struct Export to_export;
  memset(&to_export, 0, sizeof(to_export));
  memset(&g_small, 0, sizeof(g_small));
  g_small.kit = kit;
  g_small.home = (struct ArrowArrayStream*)KitAllocatePage();
  if (g_small.home == NULL) KitGiveUp(kit, "out of memory");
  *g_small.home =
      (struct ArrowArrayStream){GetSchema, GetNext, GetLastError, ReleaseSmall, &g_small};
  to_export.kit = kit;
  to_export.stream = g_small.home;
  to_export.name = "arrow_array_stream";
  to_export.destroyed = Gone;
  return &to_export;
}

// Reads the result of a pass-through function. False with an exception.
static bool Drain(PyObject* object) {
  struct ArrowArray array;
  PyObject* result = PyObject_CallMethod(object, "__arrow_c_stream__", NULL);
  struct ArrowArrayStream* source =
      result == NULL ? NULL
                     : (struct ArrowArrayStream*)PyCapsule_GetPointer(result, "arrow_array_stream");
  int code = 0;
  if (source != NULL) {
    Py_BEGIN_ALLOW_THREADS;
    do {
      memset(&array, 0, sizeof(array));
      code = source->release == NULL ? EINVAL : source->get_next(source, &array);
      if (code == 0 && array.release != NULL) {
        array.release(&array);
        array.length = -1;  // not the end
      }
    } while (code == 0 && array.length == -1);
    Py_END_ALLOW_THREADS;
    if (code != 0) PyErr_Format(PyExc_OSError, "the stream that comes out fails: code %d", code);
  }
  Py_XDECREF(result);
  return !PyErr_Occurred();
}

// Calls the implementation with an object that exports. False if that raises: `raised` has the
// text.
static bool Call(struct Export* to_export, const char* rule, const char* what, char* raised,
                 size_t size) {
  KitStep(to_export->kit, rule, "the function gets %s", what);
  PyObject* exporter = NewExporter(to_export);
  PyObject* result =
      exporter == NULL ? NULL : PyObject_CallFunctionObjArgs(g_implementation, exporter, NULL);
  Py_XDECREF(exporter);
  bool ok = result != NULL;
  if (ok && KitRoleOf(to_export->kit) == kKitPassThrough) ok = Drain(result);
  if (!ok) TakeError(raised, size);
  Py_XDECREF(result);
  Collect();
  return ok;
}

static bool Skipped(struct Kit* kit, const struct Export* to_export) {
  if (to_export->calls > 0) return false;
  KitSkip(kit, "the function does not call __arrow_c_stream__");
  return true;
}

static void Ordinary(struct Kit* kit) {
  char text[600] = "";
  struct Export* to_export = Begin(kit);
  bool ok =
      Call(to_export, "PYC-25", "an object that has only __arrow_c_stream__", text, sizeof(text));
  if (to_export->calls == 0) {
    KitFind(kit, "PYC-9", "any object that has __arrow_c_stream__ is taken", "%s%s",
            ok ? "__arrow_c_stream__ is not called" : "the function raises ", text);
  } else if (!ok) {
    KitSkip(kit, "refused: %s", text);
  }
}

static void Names(struct Kit* kit) {
  static const char* const kNames[] = {"arrow_array", "arrow_schema", "arrow_array_stream_2",
                                       "ARROW_ARRAY_STREAM", NULL};
  for (size_t i = 0; i < sizeof(kNames) / sizeof(kNames[0]); ++i) {
    char text[600];
    struct Export* to_export = Begin(kit);
    to_export->name = kNames[i];
    bool ok = Call(to_export, "PYC-1", "a capsule with another name", text, sizeof(text));
    if (Skipped(kit, to_export)) return;
    KitCheck(kit, !ok && g_small.uses == 0, "PYC-1",
             "a capsule that is not named \"arrow_array_stream\" is refused",
             "the stream in a capsule named %s %s", kNames[i] == NULL ? "NULL" : kNames[i],
             ok ? "is taken" : "is used");
  }
}

static void Types(struct Kit* kit) {
  static const char* const kWhat[] = {"None in place of a capsule",
                                      "a number in place of a capsule",
                                      "a tuple in place of a capsule"};
  for (int i = 0; i < 3; ++i) {
    char text[600];
    struct Export* to_export = Begin(kit);
    to_export->instead = i == 0   ? Py_BuildValue("")
                         : i == 1 ? PyLong_FromLong(1)
                                  : Py_BuildValue("(OO)", Py_None, Py_None);
    bool ok = Call(to_export, "PYC-9", kWhat[i], text, sizeof(text));
    Py_DECREF(to_export->instead);
    if (Skipped(kit, to_export)) return;
    KitCheck(kit, !ok, "PYC-9", "what is not a capsule is refused", "the function takes %s",
             kWhat[i]);
  }
}

static void Raises(struct Kit* kit) {
  char text[600];
  struct Export* to_export = Begin(kit);
  to_export->raises = true;
  bool ok =
      Call(to_export, "PYC-9", "an object whose __arrow_c_stream__ raises", text, sizeof(text));
  if (Skipped(kit, to_export)) return;
  KitCheck(kit, !ok, "PYC-9", "an exception of __arrow_c_stream__ reaches the caller",
           "the function returns as if there were data");
}

static void Twice(struct Kit* kit) {
  char text[600];
  struct Export* to_export = Begin(kit);
  to_export->again = true;
  bool ok = Call(to_export, "PYC-5", "a capsule", text, sizeof(text));
  if (Skipped(kit, to_export)) return;
  if (!ok) {
    KitSkip(kit, "refused: %s", text);
  } else if (g_small.home->release != NULL) {
    KitSkip(kit, "the function reads the stream in its capsule");
  } else {
    ok = Call(to_export, "PYC-5", "a capsule that was consumed", text, sizeof(text));
    KitCheck(kit, !ok, "PYC-5", "a capsule that was consumed is refused",
             "the function takes it again");
  }
  Drop(&to_export->capsule);
}

static void RunWithGil(struct Kit* kit, void (*run)(struct Kit*)) {
  PyGILState_STATE gil = PyGILState_Ensure();
  run(kit);
  PyGILState_Release(gil);
}
#define SCENARIO(function) \
  static void function##WithGil(struct Kit* kit) { RunWithGil(kit, function); }
SCENARIO(Ordinary)
SCENARIO(Names)
SCENARIO(Types)
SCENARIO(Raises)
SCENARIO(Twice)

#define ROWS(role)                                                                               \
  {"capsule-consumer",                                                                           \
   "PYC-4 PYC-9 PYC-10 PYC-25",                                                                  \
   "an object that has only __arrow_c_stream__",                                                 \
   role,                                                                                         \
   0,                                                                                            \
   OrdinaryWithGil},                                                                             \
      {"capsule-consumer-names", "PYC-1", "capsules with other names", role, 0, NamesWithGil},   \
      {"capsule-consumer-types",                                                                 \
       "PYC-9",                                                                                  \
       "None and other values in place of a capsule",                                            \
       role,                                                                                     \
       0,                                                                                        \
       TypesWithGil},                                                                            \
      {"capsule-consumer-raises", "PYC-9", "__arrow_c_stream__ raises", role, 0, RaisesWithGil}, \
      {"capsule-consumer-twice", "PYC-5", "the same capsule twice", role, 0, TwiceWithGil}, {    \
    NULL, NULL, NULL, kKitProducer, 0, NULL                                                      \
  }

const struct KitScenario kCapsuleConsumerScenarios[] = {ROWS(kKitConsumer)};
const struct KitScenario kCapsulePassScenarios[] = {ROWS(kKitPassThrough)};
