// The object that a consumer under test gets.
#include "host.h"

#include <structmember.h>

static PyTypeObject* g_type;

typedef struct Exporter {
  PyObject_HEAD struct Export* to_export;
} Exporter;

// Does what destructors of capsules do, and leaves the struct to the kit.
static void Destroy(PyObject* capsule) {
  struct Export* to_export = (struct Export*)PyCapsule_GetContext(capsule);
  struct ArrowArrayStream* stream = to_export->stream;
  ++to_export->n_destroyed;
  if (stream->release != NULL) {
    Py_BEGIN_ALLOW_THREADS;
    stream->release(stream);
    Py_END_ALLOW_THREADS;
  }
  if (to_export->destroyed != NULL) to_export->destroyed(to_export);
}

// A request is None or a capsule with a live schema. The exporter ignores it, which it may do.
static void CheckRequest(struct Export* to_export, PyObject* requested) {
  static const char kExpected[] = "requested_schema is None or a capsule named \"arrow_schema\"";
  if (requested == NULL || requested == Py_None) return;
  if (!PyCapsule_IsValid(requested, "arrow_schema")) {
    const char* name = PyCapsule_CheckExact(requested) ? PyCapsule_GetName(requested) : NULL;
    KitFind(to_export->kit, "PYC-10", kExpected, "the consumer passes %s",
            name != NULL ? name : "an object of another kind");
    return;
  }
  const struct ArrowSchema* schema =
      (const struct ArrowSchema*)PyCapsule_GetPointer(requested, "arrow_schema");
  KitCheck(to_export->kit, schema->release != NULL, "PYC-10", kExpected,
           "the schema in the capsule is released");
}

static PyObject* Stream(PyObject* self, PyObject* args, PyObject* keywords) {
  static char* names[] = {"requested_schema", NULL};
  struct Export* to_export = ((Exporter*)self)->to_export;
  PyObject* requested = NULL;
  if (!PyArg_ParseTupleAndKeywords(args, keywords, "|O:__arrow_c_stream__", names, &requested)) {
    return NULL;
  }
  CheckRequest(to_export, requested);
  int call = to_export->calls++;
  if (to_export->raises) {
    PyErr_SetString(PyExc_RuntimeError, "the data is not available");
    return NULL;
  }
  if (to_export->instead != NULL) {
    Py_INCREF(to_export->instead);
    return to_export->instead;
  }
  if (call > 0) {
    if (to_export->capsule == NULL) {
      PyErr_SetString(PyExc_ValueError, "the stream was already exported");
    } else {
      Py_INCREF(to_export->capsule);
    }
    return to_export->capsule;
  }
  PyObject* capsule = PyCapsule_New(to_export->stream, to_export->name, Destroy);
  if (capsule == NULL) return NULL;
  PyCapsule_SetContext(capsule, to_export);
  if (to_export->again) {
    Py_INCREF(capsule);
    to_export->capsule = capsule;
  }
  return capsule;
}

static void Dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  freefunc tp_free = (freefunc)PyType_GetSlot(type, Py_tp_free);
  tp_free(self);
  Py_DECREF((PyObject*)type);
}

static PyMethodDef kMethods[] = {
    {"__arrow_c_stream__", (PyCFunction)(void (*)(void))Stream, METH_VARARGS | METH_KEYWORDS,
     "Return a capsule with the stream of the scenario."},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot kSlots[] = {
    {Py_tp_dealloc, (void*)Dealloc},
    {Py_tp_methods, kMethods},
    {0, NULL},
};
static PyType_Spec kSpec = {"arrowbridge._conformance.Exporter", sizeof(Exporter), 0,
                            Py_TPFLAGS_DEFAULT, kSlots};

int InitExporter(void) {
  g_type = (PyTypeObject*)PyType_FromSpec(&kSpec);
  return g_type == NULL ? -1 : 0;
}

PyObject* NewExporter(struct Export* to_export) {
  allocfunc tp_alloc = (allocfunc)PyType_GetSlot(g_type, Py_tp_alloc);
  Exporter* exporter = (Exporter*)tp_alloc(g_type, 0);
  if (exporter != NULL) exporter->to_export = to_export;
  return (PyObject*)exporter;
}
