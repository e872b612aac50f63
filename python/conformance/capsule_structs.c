// Structs of any kind in capsules: calls of methods, moves, releases that are counted.
#include "capsules.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef void (*ReleaseFunction)(void*);

static const struct Kind {
  const char* capsule;
  const char* name;
  size_t release;  // offset of the member
} kKinds[] = {
    {"arrow_schema", "the schema", offsetof(struct ArrowSchema, release)},
    {"arrow_array", "the array", offsetof(struct ArrowArray, release)},
    {"arrow_array_stream", "the stream", offsetof(struct ArrowArrayStream, release)},
    {"arrow_device_array", "the device array", offsetof(struct ArrowDeviceArray, array.release)},
    {"arrow_device_array_stream", "the device stream",
     offsetof(struct ArrowDeviceArrayStream, release)},
};

static const struct Kind* KindOf(const char* capsule) {
  const struct Kind* kind = kKinds;
  while (strcmp(kind->capsule, capsule) != 0) ++kind;
  return kind;
}

const char* NameOf(const char* capsule) { return KindOf(capsule)->name; }

static ReleaseFunction GetRelease(const union AnyStruct* one, const char* capsule) {
  ReleaseFunction release;
  memcpy(&release, (const char*)one + KindOf(capsule)->release, sizeof(release));
  return release;
}

static void SetRelease(union AnyStruct* one, const char* capsule, ReleaseFunction release) {
  memcpy((char*)one + KindOf(capsule)->release, &release, sizeof(release));
}

bool IsReleased(const union AnyStruct* one, const char* capsule) {
  return GetRelease(one, capsule) == NULL;
}

void MarkReleased(union AnyStruct* one, const char* capsule) { SetRelease(one, capsule, NULL); }

void Release(union AnyStruct* one, const char* capsule) {
  ReleaseFunction release = GetRelease(one, capsule);
  if (release == NULL) return;
  Py_BEGIN_ALLOW_THREADS;
  release(one);
  Py_END_ALLOW_THREADS;
  SetRelease(one, capsule, NULL);
}

static struct Counted {
  ReleaseFunction release;
  const char* capsule;
  int calls;
} g_counted[2];

// A second call does not reach the producer: it would free memory twice.
static void Counted(int slot, void* one) {
  struct Counted* counted = &g_counted[slot];
  if (counted->calls++ > 0) return;
  SetRelease((union AnyStruct*)one, counted->capsule, counted->release);
  counted->release(one);
}
static void CountedFirst(void* one) { Counted(0, one); }
static void CountedSecond(void* one) { Counted(1, one); }

void CountReleases(int slot, union AnyStruct* one, const char* capsule) {
  g_counted[slot] = (struct Counted){GetRelease(one, capsule), capsule, 0};
  SetRelease(one, capsule, slot == 0 ? CountedFirst : CountedSecond);
}

int CountedCalls(int slot) { return g_counted[slot].calls; }

PyObject* MakeObject(struct Kit* kit) {
  char text[500];
  KitStep(kit, "PYC-2", "the object is made");
  PyObject* object = PyObject_CallNoArgs(g_implementation);
  if (object != NULL) return object;
  TakeError(text, sizeof(text));
  KitSkip(kit, "there is no object: %s", text);
  return NULL;
}

bool CallMethod(const struct Protocol* protocol, PyObject* object, PyObject* args,
                PyObject* keywords, struct Capsules* out, char* raised, size_t size) {
  memset(out, 0, sizeof(*out));
  out->protocol = protocol;
  PyObject* method = PyObject_GetAttrString(object, protocol->method);
  PyObject* none = args == NULL ? PyTuple_New(0) : NULL;
  if (method != NULL) out->result = PyObject_Call(method, args == NULL ? none : args, keywords);
  Py_XDECREF(none);
  Py_XDECREF(method);
  if (out->result == NULL) {
    out->code = TakeErrorCode(raised, size);
    return false;
  }
  Py_INCREF(object);
  out->object = object;
  return true;
}

static const char* Shape(struct Capsules* capsules, char* text, size_t size) {
  const struct Protocol* protocol = capsules->protocol;
  bool two = protocol->capsules[1] != NULL;
  PyObject* result = capsules->result;
  PyObject* type = PyObject_GetAttrString((PyObject*)Py_TYPE(result), "__name__");
  PyObject* name = type == NULL ? NULL : PyUnicode_AsEncodedString(type, "ascii", "replace");
  const char* shown = name == NULL ? "another type" : PyBytes_AsString(name);
  bool ok = two ? PyTuple_Check(result) && PyTuple_Size(result) == 2 : PyCapsule_CheckExact(result);
  snprintf(text, size, "%s returns a value of type %s", protocol->method, shown);
  capsules->n = two ? 2 : 1;
  for (int i = 0; i < capsules->n && ok; ++i) {
    capsules->capsules[i] = two ? PyTuple_GetItem(result, i) : result;
    ok = PyCapsule_CheckExact(capsules->capsules[i]);
    if (!ok) snprintf(text, size, "item %d of the tuple is not a capsule", i);
  }
  Py_XDECREF(name);
  Py_XDECREF(type);
  return ok ? NULL : protocol->rule;
}

const char* LookAt(struct Capsules* capsules, char* text, size_t size) {
  const char* rule = Shape(capsules, text, size);
  for (int i = 0; i < capsules->n && rule == NULL; ++i) {
    const char* expected = capsules->protocol->capsules[i];
    PyObject* capsule = capsules->capsules[i];
    const char* name = PyCapsule_GetName(capsule);
    if (PyErr_Occurred()) PyErr_Clear();
    if (name == NULL || strcmp(name, expected) != 0) {
      snprintf(text, size, "the name of a capsule of %s is %s", capsules->protocol->method,
               name == NULL ? "NULL" : name);
      return "PYC-1";
    }
    capsules->structs[i] = (union AnyStruct*)PyCapsule_GetPointer(capsule, expected);
    if (IsReleased(capsules->structs[i], expected)) {
      snprintf(text, size, "%s in its capsule is released", NameOf(expected));
      rule = capsules->protocol->rule;
    }
  }
  return rule;
}

void DropCapsules(struct Kit* kit, struct Capsules* capsules) {
  KitStep(kit, "PYC-2", "the result of %s is dropped", capsules->protocol->method);
  Drop(&capsules->result);
  Drop(&capsules->object);
  Collect();
}

bool CallPlainly(struct Kit* kit, const struct Protocol* protocol, struct Capsules* out) {
  char text[600];
  PyObject* object = MakeObject(kit);
  if (object == NULL) return false;
  KitStep(kit, protocol->rule, "%s is called", protocol->method);
  bool ok = CallMethod(protocol, object, NULL, NULL, out, text, sizeof(text));
  Py_DECREF(object);
  if (ok && LookAt(out, text, sizeof(text)) == NULL) return true;
  KitSkip(kit, "%s%s", ok ? "" : "the call raises ", text);
  if (ok) DropCapsules(kit, out);
  return false;
}

void MoveOut(struct Capsules* capsules, union AnyStruct out[2]) {
  for (int i = 0; i < capsules->n; ++i) {
    const char* name = capsules->protocol->capsules[i];
    size_t size = strcmp(name, "arrow_schema") == 0         ? sizeof(struct ArrowSchema)
                  : strcmp(name, "arrow_array") == 0        ? sizeof(struct ArrowArray)
                  : strcmp(name, "arrow_array_stream") == 0 ? sizeof(struct ArrowArrayStream)
                  : strcmp(name, "arrow_device_array") == 0 ? sizeof(struct ArrowDeviceArray)
                                                            : sizeof(struct ArrowDeviceArrayStream);
    memcpy(&out[i], capsules->structs[i], size);
    MarkReleased(capsules->structs[i], name);
  }
}

static void ReadStream(struct Kit* kit, struct ArrowArrayStream* stream) {
  struct ArrowSchema schema;
  struct ArrowArray array;
  if (KitGetSchema(kit, stream, &schema) != 0) return;
  bool valid = KitIsValidSchema(kit, &schema);
  if (KitGetNext(kit, stream, &array) == 0 && array.release != NULL) {
    if (valid) KitIsValidArray(kit, &array, &schema);
    array.release(&array);
  }
  schema.release(&schema);
}

static void ReadDeviceStream(struct ArrowDeviceArrayStream* stream) {
  struct ArrowSchema schema;
  memset(&schema, 0, sizeof(schema));
  if (stream->get_schema(stream, &schema) == 0 && schema.release != NULL) schema.release(&schema);
}

void ReadAndRelease(struct Kit* kit, const struct Protocol* protocol, union AnyStruct moved[2]) {
  PyThreadState* thread = PyEval_SaveThread();
  if (protocol->role == kKitProducer) {
    ReadStream(kit, &moved[0].stream);
  } else if (protocol->role == kKitDeviceProducer) {
    ReadDeviceStream(&moved[0].device_stream);
  } else if (KitIsValidSchema(kit, &moved[0].schema) && protocol == &kProtocols[kArray]) {
    KitIsValidArray(kit, &moved[1].array, &moved[0].schema);
  }
  PyEval_RestoreThread(thread);
  for (int i = protocol->capsules[1] == NULL ? 0 : 1; i >= 0; --i) {
    Release(&moved[i], protocol->capsules[i]);
  }
}
