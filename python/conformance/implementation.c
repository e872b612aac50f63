// The functions that the kit's scenarios call. Each calls the implementation in Python, and moves
// structs out of its capsules or into one.
#include "host.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const struct Protocol kProtocols[kProtocolCount] = {
    {"schema", "__arrow_c_schema__", "PYC-7", {"arrow_schema", NULL}, kKitSchemaProducer, 0, 0},
    {"array",
     "__arrow_c_array__",
     "PYC-8",
     {"arrow_schema", "arrow_array"},
     kKitArrayProducer,
     1,
     0},
    {"stream", "__arrow_c_stream__", "PYC-9", {"arrow_array_stream", NULL}, kKitProducer, 1, 0},
    {"device-array",
     "__arrow_c_device_array__",
     "PYC-21",
     {"arrow_schema", "arrow_device_array"},
     kKitArrayProducer,
     1,
     1},
    {"device-stream",
     "__arrow_c_device_stream__",
     "PYC-21",
     {"arrow_device_array_stream", NULL},
     kKitDeviceProducer,
     1,
     1},
};

PyObject* g_implementation;
static struct Kit* g_kit;

void TakeError(char* out, size_t size) { TakeErrorCode(out, size); }

int TakeErrorCode(char* out, size_t size) {
  PyObject *type, *value, *traceback;
  int code = PyErr_ExceptionMatches(PyExc_MemoryError)           ? ENOMEM
             : PyErr_ExceptionMatches(PyExc_NotImplementedError) ? ENOSYS
             : PyErr_ExceptionMatches(PyExc_ValueError)          ? EINVAL
             : PyErr_ExceptionMatches(PyExc_TypeError)           ? EINVAL
             : PyErr_ExceptionMatches(PyExc_LookupError)         ? EINVAL
                                                                 : EIO;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  PyObject* name = type == NULL ? NULL : PyObject_GetAttrString(type, "__name__");
  PyObject* text = value == NULL ? NULL : PyObject_Str(value);
  PyObject* both = name == NULL || text == NULL ? NULL : PyUnicode_FromFormat("%U: %U", name, text);
  PyObject* bytes = both == NULL ? NULL : PyUnicode_AsEncodedString(both, "ascii", "replace");
  const char* content = bytes == NULL ? NULL : PyBytes_AsString(bytes);
  snprintf(out, size, "%s", content == NULL ? "an exception without text" : content);
  for (char* letter = out; *letter != '\0'; ++letter) {
    if (*letter == '\n' || *letter == '\r' || *letter == '\t') *letter = ' ';
  }
  PyErr_Clear();
  Py_XDECREF(bytes);
  Py_XDECREF(both);
  Py_XDECREF(text);
  Py_XDECREF(name);
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(traceback);
  return code;
}

void Collect(void) {
  PyGC_Collect();
  if (PyErr_Occurred()) PyErr_Clear();
}

void Drop(PyObject** object) {
  PyObject* dropped = *object;
  *object = NULL;
  Py_XDECREF(dropped);
}

// Turns the current exception into a code, and notes its text once.
static int Failed(void) {
  static char last[700];
  char text[sizeof(last)];
  int code = TakeErrorCode(text, sizeof(text));
  if (strcmp(text, last) != 0) KitNote(g_kit, "%s", text);
  memcpy(last, text, sizeof(last));
  return code;
}

// The struct in a capsule. NULL with an exception, also if it is released.
static void* Content(PyObject* capsule, const char* name) {
  if (!PyCapsule_IsValid(capsule, name)) {
    PyErr_Format(PyExc_TypeError, "there is no capsule named %s", name);
    return NULL;
  }
  return PyCapsule_GetPointer(capsule, name);
}

// Calls the implementation and then the method of its result, without arguments. NULL with an
// exception.
static PyObject* Produced(enum ProtocolKind kind) {
  PyObject* object = PyObject_CallNoArgs(g_implementation);
  if (object == NULL) return NULL;
  PyObject* result = PyObject_CallMethod(object, kProtocols[kind].method, NULL);
  Py_DECREF(object);
  return result;
}

static PyObject* Item(PyObject* result, Py_ssize_t i) {
  if (!PyTuple_Check(result) || PyTuple_Size(result) != 2) {
    PyErr_SetString(PyExc_TypeError, "the method does not return a tuple of two capsules");
    return NULL;
  }
  return PyTuple_GetItem(result, i);
}

// Moves the struct out of the capsule, as consumers do. `type` has the member release.
#define MOVE(type, capsule, name, out)                                                             \
  do {                                                                                             \
    struct type* source = (struct type*)Content(capsule, name);                                    \
    if (source != NULL && source->release == NULL) {                                               \
      PyErr_SetString(PyExc_ValueError, "the struct in the capsule " name                          \
                                        " is already released: the object is exported only once"); \
    } else if (source != NULL) {                                                                   \
      *(out) = *source;                                                                            \
      source->release = NULL;                                                                      \
    }                                                                                              \
  } while (0)

// The end of every call: the result is dropped, and an exception becomes a code.
static int End(PyObject* result, PyGILState_STATE gil) {
  int code = PyErr_Occurred() ? Failed() : 0;
  Py_XDECREF(result);
  Collect();
  PyGILState_Release(gil);
  return code;
}

static int ProduceSchema(struct ArrowSchema* out) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyObject* result = Produced(kSchema);
  if (result != NULL) MOVE(ArrowSchema, result, "arrow_schema", out);
  return End(result, gil);
}

static int ProduceArray(struct ArrowArray* out, struct ArrowSchema* out_schema) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyObject* result = Produced(kArray);
  PyObject* schema = result == NULL ? NULL : Item(result, 0);
  PyObject* array = schema == NULL ? NULL : Item(result, 1);
  if (array != NULL && Content(array, "arrow_array") != NULL) {
    MOVE(ArrowSchema, schema, "arrow_schema", out_schema);
    if (!PyErr_Occurred()) {
      MOVE(ArrowArray, array, "arrow_array", out);
      if (PyErr_Occurred()) out_schema->release(out_schema);
    }
  }
  return End(result, gil);
}

static int ProduceStream(struct ArrowArrayStream* out) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyObject* result = Produced(kStream);
  if (result != NULL) MOVE(ArrowArrayStream, result, "arrow_array_stream", out);
  return End(result, gil);
}

static int ProduceDeviceStream(struct ArrowDeviceArrayStream* out) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyObject* result = Produced(kDeviceStream);
  if (result != NULL) MOVE(ArrowDeviceArrayStream, result, "arrow_device_array_stream", out);
  return End(result, gil);
}

static PyObject* CallWith(struct ArrowArrayStream* stream) {
  static struct Export to_export;
  memset(&to_export, 0, sizeof(to_export));
  to_export.kit = g_kit;
  to_export.stream = stream;
  to_export.name = "arrow_array_stream";
  PyObject* exporter = NewExporter(&to_export);
  if (exporter == NULL) return NULL;
  PyObject* result = PyObject_CallFunctionObjArgs(g_implementation, exporter, NULL);
  Py_DECREF(exporter);
  return result;
}

// The capsule is destroyed before this returns, unless the consumer keeps it.
static int Consume(struct ArrowArrayStream* stream) {
  PyGILState_STATE gil = PyGILState_Ensure();
  return End(CallWith(stream), gil);
}

static int Pass(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyObject* object = CallWith(in);
  PyObject* result =
      object == NULL ? NULL : PyObject_CallMethod(object, kProtocols[kStream].method, NULL);
  Py_XDECREF(object);
  if (result != NULL) MOVE(ArrowArrayStream, result, "arrow_array_stream", out);
  return End(result, gil);
}

// Python's own allocator takes small blocks from memory that it maps. Python keeps up to one block
// per call for a while: half of the blocks are counted, so that this is not a leak.
static int64_t PythonBlocks(void) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyObject* function = PySys_GetObject("getallocatedblocks");
  PyObject* number = function == NULL ? NULL : PyObject_CallNoArgs(function);
  int64_t blocks = number == NULL ? 0 : PyLong_AsLongLong(number);
  Py_XDECREF(number);
  if (PyErr_Occurred()) PyErr_Clear();
  PyGILState_Release(gil);
  return blocks / 2;
}

// Exports many times before memory is counted: Python has caches of a limited size.
static void FillCaches(const struct KitScenario* scenario) {
  enum ProtocolKind kind = kStream;
  if (strstr(scenario->name, "-memory") == NULL) return;
  while (kProtocols[kind].role != scenario->role) kind = (kind + 1) % kProtocolCount;
  for (int i = 0; i < 100; ++i) {
    PyObject* result = Produced(kind);
    Py_XDECREF(result);
    PyErr_Clear();
    Collect();
  }
}

KitFunction LoadImplementation(struct Kit* kit, PyObject* loader,
                               const struct KitScenario* scenario) {
  static char text[800];
  PyGILState_STATE gil = PyGILState_Ensure();
  g_kit = kit;
  g_implementation = PyObject_CallNoArgs(loader);
  if (g_implementation == NULL) {
    TakeError(text, sizeof(text));
    KitGiveUp(kit, text);
  }
  KitCountBlocks(PythonBlocks);
  // Later collections look only at what the scenario makes.
  Collect();
  PyObject* gc = PyImport_ImportModule("gc");
  PyObject* frozen = gc == NULL ? NULL : PyObject_CallMethod(gc, "freeze", NULL);
  if (frozen == NULL) PyErr_Clear();
  Py_XDECREF(frozen);
  Py_XDECREF(gc);
  FillCaches(scenario);
  PyGILState_Release(gil);
  switch (scenario->role) {
    case kKitSchemaProducer:
      return (KitFunction)ProduceSchema;
    case kKitArrayProducer:
      return (KitFunction)ProduceArray;
    case kKitConsumer:
      return (KitFunction)Consume;
    case kKitPassThrough:
      return (KitFunction)Pass;
    case kKitDeviceProducer:
      return (KitFunction)ProduceDeviceStream;
    default:
      return (KitFunction)ProduceStream;
  }
}
