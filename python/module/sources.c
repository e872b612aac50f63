/* What the library calls in Python: iterables of batches, and functions that get findings. */
#include <stdlib.h>

#include "module.h"

/* 1 and a batch, 0 at end of stream, -1 with an exception. */
static int next_batch(Source* source, PyObject** out) {
  State* state = source->state;
  if (source->iterator == NULL) return 0;
  PyObject* item = PyIter_Next(source->iterator);
  if (item == NULL) {
    /* Dropping the iterator may run Python code, which must not see the exception. */
    PyObject* raised = take_exception();
    Py_CLEAR(source->iterator);
    Py_CLEAR(source->iterable);
    if (raised == NULL) return 0;
    raise_object(raised);
    return -1;
  }
  if (!PyObject_TypeCheck(item, state->array_type) || !((Array*)item)->is_batch) {
    PyObject* batch =
        PyObject_CallFunctionObjArgs((PyObject*)array_class_for(state, 1), item, NULL);
    Py_DECREF(item);
    if (batch == NULL) return -1;
    item = batch;
  }
  *out = item;
  return 1;
}

/* Batches with the same column names and other types are cast. */
static int adapt(Source* source, PyObject** batch) {
  State* state = source->state;
  struct ArrowBridgeError error;
  Schema* found = array_schema((Array*)*batch);
  if (found == NULL) return -1;
  int equal = found == source->schema;
  if (!equal) {
    const int code =
        ArrowBridgeSchemaEquals(found->handle, source->schema->handle, 0, &equal, &error);
    if (code != 0) return raise_code(state, code, error.message);
  }
  if (equal) return 0;
  PyObject* adapted = PyObject_CallFunction(state->adapt_batch, "OOn", *batch,
                                            (PyObject*)source->schema, source->count);
  Py_DECREF(*batch);
  *batch = adapted;
  if (adapted == NULL) return -1;
  return array_check(state, adapted) == NULL ? -1 : 0;
}

static int source_next(void* context, struct ArrowArray* out, struct ArrowBridgeError* error) {
  Source* source = context;
  Entry entry;
  PyObject* batch = NULL;
  int code = 0;
  if (!python_enter(&entry, source->state)) {
    PyOS_snprintf(error->message, sizeof(error->message),
                  "RecordBatchReader.from_batches: the Python interpreter is ending");
    return ECANCELED;
  }
  Py_INCREF(source);
  int found = next_batch(source, &batch);
  if (found == 1 && (adapt(source, &batch) != 0 || array_export((Array*)batch, out, NULL) != 0)) {
    found = -1;
  }
  source->count += found == 1;
  if (found < 0) code = report_exception(source->state, error);
  Py_XDECREF(batch);
  Py_DECREF(source);
  python_leave(&entry);
  return code;
}

void source_release(void* context) {
  Source* source = context;
  State* state = source->state;
  const int forked = source->forked;
  state_ref(state); /* python_release() gives a reference back */
  if (forked == process_forked()) atomic_store(&source->is_held, 0);
  python_release(state, (PyObject*)source, forked);
}

Source* source_new(State* state, PyObject* iterable, PyObject* iterator) {
  Source* source = object_new(state->source_type);
  if (source == NULL) return NULL;
  state_ref(state);
  source->state = state;
  source->iterable = Py_NewRef(iterable);
  source->iterator = Py_XNewRef(iterator);
  source->forked = process_forked();
  return source;
}

void* source_lend(Source* source) {
  Py_INCREF(source);
  atomic_store(&source->is_held, 1);
  return source;
}

int source_open(Reader* reader, Schema* schema, PyObject* iterable) {
  State* state = reader->state;
  struct ArrowSchema exported;
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  if (refuse_fork(state, "ArrowBridgeReaderFromCallbacks") != 0) return -1;
  PyObject* iterator = PyObject_GetIter(iterable);
  Source* source = iterator == NULL ? NULL : source_new(state, iterable, iterator);
  Py_XDECREF(iterator);
  if (source == NULL) return -1;
  source->schema = (Schema*)Py_NewRef((PyObject*)schema);
  int code = ArrowBridgeExportSchema(schema->handle, &exported, &call.error);
  if (code != 0) {
    Py_DECREF(source);
    return raise_code(state, code, call.error.message);
  }
  const struct ArrowBridgeReaderCallbacks callbacks = {source_next, source_release,
                                                       source_lend(source)};
  call_begin(&call, state);
  code = ArrowBridgeReaderFromCallbacks(&exported, &callbacks, &handle, &call.error);
  const int result = call_end(&call, code);
  reader->handle = handle;
  reader->source = (PyObject*)source;
  return result;
}

static int source_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(((Source*)self)->iterable);
  Py_VISIT(((Source*)self)->iterator);
  return 0;
}

static int source_clear(PyObject* self) {
  Py_CLEAR(((Source*)self)->iterable);
  Py_CLEAR(((Source*)self)->iterator);
  return 0;
}

static void source_dealloc(PyObject* self) {
  Source* source = (Source*)self;
  PyObject_GC_UnTrack(self);
  Py_XDECREF(source->iterable);
  Py_XDECREF(source->iterator);
  Py_XDECREF(source->schema);
  if (source->state != NULL) state_unref(source->state);
  object_free(self);
}

static PyType_Slot source_slots[] = {
    {Py_tp_dealloc, source_dealloc},
    {Py_tp_traverse, source_traverse},
    {Py_tp_clear, source_clear},
    {0, NULL},
};

PyType_Spec source_spec = {
    .name = "arrowbridge._core.Source",
    .basicsize = sizeof(Source),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION |
             Py_TPFLAGS_IMMUTABLETYPE,
    .slots = source_slots,
};

/* A Python object that callbacks of the library use: a function that gets findings, or a buffer. */
typedef struct Reference {
  State* state;
  PyObject* object;
  int forked;
} Reference;

static Reference* reference_new(State* state, PyObject* object) {
  Reference* made = malloc(sizeof(*made));
  if (made == NULL) {
    PyErr_NoMemory();
    return NULL;
  }
  state_ref(state);
  made->state = state;
  made->object = Py_NewRef(object);
  made->forked = process_forked();
  return made;
}

static void reference_release(void* context) {
  Reference* reference = context;
  python_release(reference->state, reference->object, reference->forked);
  free(reference);
}

static PyObject* number_or_none(int64_t number) {
  if (number < 0) Py_RETURN_NONE;
  return PyLong_FromLongLong(number);
}

static void report_finding(void* context, const struct ArrowBridgeFinding* finding) {
  Reference* reference = context;
  Entry entry;
  if (!python_enter(&entry, reference->state)) return;
  PyObject* batch = number_or_none(finding->batch);
  PyObject* row = number_or_none(finding->row);
  PyObject* result = NULL;
  if (batch != NULL && row != NULL && reference->state->report_finding != NULL) {
    result = PyObject_CallFunction(reference->state->report_finding, "OsiisssOO", reference->object,
                                   finding->rule, (int)finding->severity, (int)finding->side,
                                   finding->operation, finding->field == NULL ? "" : finding->field,
                                   finding->message, batch, row);
  }
  Py_XDECREF(batch);
  Py_XDECREF(row);
  Py_XDECREF(result);
  /* Ordinary exceptions were handled; an interrupt is raised by the Python call that reads. */
  if (result == NULL && PyErr_Occurred()) report_exception(reference->state, NULL);
  python_leave(&entry);
}

int check_open(Reader* reader, struct ArrowBridgeReader* from, int level, int fail,
               PyObject* on_finding) {
  struct ArrowBridgeCheckOptions options = {sizeof(options), level, fail, NULL, NULL, NULL};
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  if (on_finding != Py_None) {
    if (refuse_fork(reader->state, "ArrowBridgeReaderCheck") != 0) return -1;
    options.context = reference_new(reader->state, on_finding);
    if (options.context == NULL) return -1;
    options.on_finding = report_finding;
    options.release = reference_release;
  }
  call_begin(&call, reader->state);
  const int code = ArrowBridgeReaderCheck(from, &options, &handle, &call.error);
  const int result = call_end(&call, code);
  reader->handle = handle;
  return result;
}

struct PythonBuffer {
  State* state;
  Py_buffer view;
  int forked;
};

struct PythonBuffer* buffer_own(State* state, PyObject* object, const void** data, int64_t* size) {
  struct PythonBuffer* made = malloc(sizeof(*made));
  if (made == NULL) {
    PyErr_NoMemory();
    return NULL;
  }
  if (PyObject_GetBuffer(object, &made->view, PyBUF_SIMPLE) != 0) {
    free(made);
    return NULL;
  }
  state_ref(state);
  made->state = state;
  made->forked = process_forked();
  *data = made->view.buf;
  *size = made->view.len;
  return made;
}

/* Unlike an object, a view is not only a reference: its exporter must be notified. */
void buffer_release(void* context) {
  struct PythonBuffer* buffer = context;
  Entry entry;
  if (buffer->forked == process_forked() && python_enter(&entry, buffer->state)) {
    Quiet quiet;
    PyErr_Fetch(&quiet.type, &quiet.value, &quiet.traceback);
    PyBuffer_Release(&buffer->view);
    PyErr_Restore(quiet.type, quiet.value, quiet.traceback);
    python_leave(&entry);
  }
  state_unref(buffer->state);
  free(buffer);
}
