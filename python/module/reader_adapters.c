/* Methods of arrays and readers that change how contents are stored. */
#include "arrays.h"
#include "readers.h"

/* Makes the handle of an adapter. */
typedef int (*MakeAdapter)(struct ArrowBridgeReader* from, const void* options,
                           struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

typedef struct Adapter {
  MakeAdapter make;
  const void* options;
  Reader* made;
} Adapter;

static int make_adapter(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Adapter* adapter = context;
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  call_begin(&call, reader->state);
  const int code = adapter->make(from, adapter->options, &handle, &call.error);
  const int result = call_end(&call, code);
  adapter->made->handle = handle;
  return result != 0 ? -1 : reader_finish(adapter->made);
}

/* The new reader leads to the source in place of the old one. */
static PyObject* adapt(PyObject* self, const char* how, MakeAdapter make, const void* options) {
  Reader* reader = (Reader*)self;
  Adapter adapter = {make, options, NULL};
  if (reader->state == NULL) {
    PyErr_SetString(PyExc_TypeError, "the reader is not initialized");
    return NULL;
  }
  adapter.made = reader_adapter(reader->state, reader->is_batch, NULL);
  if (adapter.made == NULL) return NULL;
  PyObject* source = Py_XNewRef(reader->source);
  if (reader_consume(reader, how, make_adapter, &adapter) != 0) {
    Py_XDECREF(source);
    Py_DECREF(adapter.made);
    return NULL;
  }
  adapter.made->source = source;
  return (PyObject*)adapter.made;
}

static int make_compact(struct ArrowBridgeReader* from, const void* options,
                        struct ArrowBridgeReader** out, struct ArrowBridgeError* error) {
  (void)options;
  return ArrowBridgeReaderCompact(from, out, error);
}

PyObject* reader_compact(PyObject* self, PyObject* unused) {
  (void)unused;
  return adapt(self, "consumed by compact()", make_compact, NULL);
}

static int make_unified(struct ArrowBridgeReader* from, const void* options,
                        struct ArrowBridgeReader** out, struct ArrowBridgeError* error) {
  return ArrowBridgeReaderUnifyDictionaries(from, options, out, error);
}

/* _unify_dictionaries(index_bits, drop_order) */
PyObject* reader_unify_dictionaries(PyObject* self, PyObject* arguments) {
  struct ArrowBridgeUnifyOptions options = {sizeof(options), 0, 0};
  int bits, drop_order;
  if (!PyArg_ParseTuple(arguments, "ip", &bits, &drop_order)) return NULL;
  options.index_bits = bits;
  options.ordered = drop_order ? ARROWBRIDGE_UNIFY_ORDERED_DROP : ARROWBRIDGE_UNIFY_ORDERED_REFUSE;
  return adapt(self, "consumed by unify_dictionaries()", make_unified, &options);
}

PyObject* array_compact(PyObject* self, PyObject* unused) {
  Call call;
  (void)unused;
  if (array_check_initialized(self) != 0) return NULL;
  Array* array = (Array*)self;
  Array* made = array_new(array->state, Py_TYPE(array), atomic_load(&array->schema));
  if (made == NULL) return NULL;
  call_begin(&call, array->state);
  const int code = ArrowBridgeArrayCompact(array->handle, &made->handle, &call.error);
  if (call_end(&call, code) != 0) {
    Py_DECREF(made);
    return NULL;
  }
  return array_finish(made, 0, NULL);
}
