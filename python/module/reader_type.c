/* The methods of readers, and their type. */
#include "readers.h"

static PyObject* read_next(PyObject* self, PyObject* unused) {
  (void)unused;
  PyObject* batch = reader_next(self);
  if (batch == NULL && !PyErr_Occurred()) PyErr_SetNone(PyExc_StopIteration);
  return batch;
}

/* All remaining arrays as a list. Ctrl-C is handled between them. */
static PyObject* read_list(PyObject* self, PyObject* unused) {
  PyObject* list = PyList_New(0);
  (void)unused;
  while (list != NULL) {
    PyObject* item = PyErr_CheckSignals() != 0 ? NULL : reader_next(self);
    if (item == NULL) {
      if (PyErr_Occurred()) Py_CLEAR(list);
      break;
    }
    if (PyList_Append(list, item) != 0) Py_CLEAR(list);
    Py_DECREF(item);
  }
  return list;
}

static PyObject* close_reader(PyObject* self, PyObject* unused) {
  (void)unused;
  if (((Reader*)self)->state != NULL) reader_close((Reader*)self);
  Py_RETURN_NONE;
}

static PyObject* cancel_reader(PyObject* self, PyObject* unused) {
  (void)unused;
  if (((Reader*)self)->state != NULL) reader_cancel((Reader*)self);
  Py_RETURN_NONE;
}

static PyObject* get_closed(PyObject* self, void* unused) {
  (void)unused;
  return PyBool_FromLong(reader_is_closed((Reader*)self));
}

static PyObject* get_schema(PyObject* self, void* unused) {
  (void)unused;
  PyObject* schema = (PyObject*)((Reader*)self)->schema;
  if (schema != NULL) return Py_NewRef(schema);
  PyErr_SetString(PyExc_TypeError, "the reader is not initialized");
  return NULL;
}

static PyObject* get_status(PyObject* self, void* unused) {
  Reader* reader = (Reader*)self;
  (void)unused;
  if (reader->consumed != NULL) {
    return PyUnicode_FromFormat(
        "the reader is released: it was %s, and a reader can be read only once", reader->consumed);
  }
  return PyUnicode_FromString(reader->failure != NULL    ? "failed"
                              : reader_is_closed(reader) ? "closed"
                                                         : "open");
}

typedef struct {
  int reads;
  Array* made;
} Statistics;

static int make_statistics(Reader* reader, struct ArrowBridgeReader* handle, void* context) {
  Statistics* statistics = context;
  Call call;
  call_begin(&call, reader->state);
  struct ArrowBridgeArray** out = &statistics->made->handle;
  const int code = statistics->reads ? ArrowBridgeReaderStatistics(handle, out, &call.error)
                                     : ArrowBridgeReaderGetStatistics(handle, out, &call.error);
  return call_end(&call, code);
}

/* _statistics(reads): of all batches that are left, or of those that were read. */
PyObject* reader_statistics(PyObject* self, PyObject* reads) {
  Reader* reader = (Reader*)self;
  Statistics statistics = {PyObject_IsTrue(reads), NULL};
  if (reader->state == NULL) {
    PyErr_SetString(PyExc_TypeError, "the reader is not initialized");
    return NULL;
  }
  statistics.made = array_new(reader->state, array_class_for(reader->state, 1), NULL);
  if (statistics.made == NULL) return NULL;
  if (reader_call(reader, make_statistics, &statistics) != 0) Py_CLEAR(statistics.made);
  return (PyObject*)statistics.made;
}

/* Exports. */
typedef struct Export {
  Schema* wanted;
  int device;
  void* address;
  PyObject* capsule;
} Export;

static int make_capsule(Reader* reader, struct ArrowBridgeReader* handle, void* context) {
  Export* export = context;
  export->capsule =
      stream_capsule(reader->state, handle, reader->is_batch, export->wanted, export->device);
  return export->capsule == NULL ? -1 : 0;
}

static int make_stream(Reader* reader, struct ArrowBridgeReader* handle, void* context) {
  struct ArrowBridgeError error;
  const int code = ArrowBridgeExportRecordBatchReader(handle, ((Export*)context)->address, &error);
  return code == 0 ? 0 : raise_code(reader->state, code, error.message);
}

static PyObject* export_capsule(PyObject* self, PyObject* request, int device) {
  Reader* reader = (Reader*)self;
  Export export = {NULL, device, NULL, NULL};
  if (reader->state == NULL) {
    PyErr_SetString(PyExc_TypeError, "the reader is not initialized");
    return NULL;
  }
  if (consume_requested(reader->state, request, &export.wanted) != 0) return NULL;
  reader_consume(reader, "exported as a stream", make_capsule, &export);
  Py_XDECREF(export.wanted);
  return export.capsule;
}

static PyObject* reader_to_stream(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"requested_schema", NULL};
  PyObject* request = NULL;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "|O", names, &request)) return NULL;
  return export_capsule(self, request, 0);
}

static PyObject* reader_to_device(PyObject* self, PyObject* arguments, PyObject* keywords) {
  PyObject* request;
  if (device_request("__arrow_c_device_stream__", arguments, keywords, &request) != 0) return NULL;
  return export_capsule(self, request, 1);
}

static PyObject* reader_export_to(PyObject* self, PyObject* number) {
  Export export = {NULL, 0, NULL, NULL};
  if (address_of(number, &export.address) != 0 ||
      reader_consume((Reader*)self, "exported as a stream", make_stream, &export) != 0) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject* reader_to_schema(PyObject* self, PyObject* unused) {
  (void)unused;
  PyObject* schema = get_schema(self, NULL);
  PyObject* capsule = schema == NULL ? NULL : schema_capsule((Schema*)schema);
  Py_XDECREF(schema);
  return capsule;
}

/* Import, and thereby consume, the ArrowArrayStream at an address. */
static PyObject* reader_from_address(PyObject* type, PyObject* number) {
  State* state = state_of_type((PyTypeObject*)type);
  void* address;
  Call call;
  struct ArrowBridgeReader* handle = NULL;
  if (address_of(number, &address) != 0) return NULL;
  Reader* made = reader_new(state, (PyTypeObject*)type, 1, NULL);
  if (made == NULL) return NULL;
  call_begin(&call, state);
  const int code = ArrowBridgeImportRecordBatchReaderWithOptions(address, &copy_misaligned, &handle,
                                                                 &call.error);
  const int result = call_end(&call, code);
  made->handle = handle;
  if (result != 0 || reader_finish(made) != 0) Py_CLEAR(made);
  return (PyObject*)made;
}

/* _from_source(class, schema, iterable) */
static PyObject* reader_from_source(PyObject* type, PyObject* arguments) {
  State* state = state_of_type((PyTypeObject*)type);
  PyObject *schema, *iterable;
  if (!PyArg_ParseTuple(arguments, "O!O", state->schema_type, &schema, &iterable)) return NULL;
  Reader* made = reader_new(state, (PyTypeObject*)type, 1, NULL);
  if (made == NULL) return NULL;
  if (source_open(made, (Schema*)schema, iterable) != 0 || reader_finish(made) != 0) {
    Py_CLEAR(made);
  }
  return (PyObject*)made;
}

PyObject* reader_open_ipc(PyObject* type, PyObject* arguments, PyObject* keywords);
PyObject* reader_write_ipc(PyObject* self, PyObject* arguments, PyObject* keywords);
PyObject* reader_bytes_after_end(PyObject* self, void* unused);
PyObject* reader_ipc_metadata(PyObject* self, PyObject* of_footer);
PyObject* reader_write_text(PyObject* self, PyObject* arguments, PyObject* keywords);

static PyMethodDef reader_methods[] = {
    {"read_next_batch", read_next, METH_NOARGS,
     "read_next_batch($self)\n--\n\n"
     "Return the next batch. Raise StopIteration at end of stream, also on later calls.\n\n"
     "Examples\n"
     "--------\n"
     ">>> ab.Table.from_pydict({'a': [1]}).to_reader().read_next_batch().num_rows\n"
     "1"},
    {"_read_list", read_list, METH_NOARGS, NULL},
    {"cancel", cancel_reader, METH_NOARGS,
     "cancel($self)\n--\n\n"
     "Make the next read fail, and a read that another thread is in, once its source returns.\n\n"
     "A reader that is at end of stream, has failed or is closed is not changed.\n\n"
     "Examples\n"
     "--------\n"
     ">>> reader = ab.Table.from_pydict({'a': [1]}).to_reader()\n"
     ">>> reader.cancel()\n"
     ">>> try:\n"
     "...     reader.read_next_batch()\n"
     "... except ab.ArrowBridgeError as error:\n"
     "...     print(error.message)\n"
     "get_next: batch 0: the reader was cancelled"},
    {"close", close_reader, METH_NOARGS,
     "close($self)\n--\n\n"
     "Release the producer without reading the remaining batches.\n\n"
     "If another thread is reading, the producer is released at the end of that call.\n\n"
     "Examples\n"
     "--------\n"
     ">>> reader = ab.Table.from_pydict({'a': [1]}).to_reader()\n"
     ">>> reader.close()\n"
     ">>> reader.closed\n"
     "True"},
    {"_cast", reader_cast, METH_O, NULL},
    {"_rebatch", reader_rebatch, METH_VARARGS, NULL},
    {"_limit", reader_limit, METH_VARARGS, NULL},
    {"_peek", reader_peek, METH_VARARGS, NULL},
    {"_prefetch", reader_prefetch, METH_VARARGS, NULL},
    {"_with_timeout", reader_with_timeout, METH_VARARGS, NULL},
    {"_tee", reader_tee, METH_O, NULL},
    {"_check", reader_check, METH_VARARGS, NULL},
    {"_compact", reader_compact, METH_NOARGS, NULL},
    {"_unify_dictionaries", reader_unify_dictionaries, METH_VARARGS, NULL},
    {"_with_statistics", reader_with_statistics, METH_NOARGS, NULL},
    {"_statistics", reader_statistics, METH_O, NULL},
    {"__arrow_c_schema__", reader_to_schema, METH_NOARGS,
     "__arrow_c_schema__($self)\n--\n\n"
     "Export the schema as a capsule."},
    {"__arrow_c_stream__", METHOD(reader_to_stream), METH_VARARGS | METH_KEYWORDS,
     "__arrow_c_stream__($self, requested_schema=None)\n--\n\n"
     "Export as a capsule. The reader is consumed."},
    {"__arrow_c_device_stream__", METHOD(reader_to_device), METH_VARARGS | METH_KEYWORDS,
     "__arrow_c_device_stream__($self, requested_schema=None, **kwargs)\n--\n\n"
     "Export as a capsule with a device stream of CPU memory. The reader is consumed."},
    {"_export_to_c", reader_export_to, METH_O,
     "_export_to_c($self, out_ptr)\n--\n\n"
     "Export to the ArrowArrayStream at an address. The reader is consumed."},
    {"_import_from_c", reader_from_address, METH_O | METH_CLASS,
     "_import_from_c($type, in_ptr)\n--\n\n"
     "Import, and thereby consume, the ArrowArrayStream at an address."},
    {"_from_source", reader_from_source, METH_VARARGS | METH_CLASS, NULL},
    {"_open_ipc", METHOD(reader_open_ipc), METH_VARARGS | METH_KEYWORDS | METH_CLASS, NULL},
    {"_ipc_metadata", reader_ipc_metadata, METH_O, NULL},
    {"_write_ipc", METHOD(reader_write_ipc), METH_VARARGS | METH_KEYWORDS, NULL},
    {"_write_text", METHOD(reader_write_text), METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef reader_properties[] = {
    {"closed", get_closed, NULL, "Whether the reader is closed or consumed.", NULL},
    {"ipc_bytes_after_end", reader_bytes_after_end, NULL,
     "The number of bytes that follow the end of an IPC stream and do not belong to it, such as\n"
     "another stream. 0 for a file. The reader must be at end of stream. A pipe is read to its "
     "end.",
     NULL},
    {"_schema_handle", get_schema, NULL, NULL, NULL},
    {"_status", get_status, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef reader_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Reader, weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyObject* reader_type_new(PyTypeObject* type, PyObject* arguments, PyObject* keywords) {
  (void)arguments;
  (void)keywords;
  return object_new(type);
}

static PyType_Slot reader_slots[] = {
    {Py_tp_new, reader_type_new},
    {Py_tp_init, reader_init},
    {Py_tp_dealloc, reader_dealloc},
    {Py_tp_traverse, reader_traverse},
    {Py_tp_clear, reader_clear},
    {Py_tp_methods, reader_methods},
    {Py_tp_getset, reader_properties},
    {Py_tp_members, reader_members},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, reader_next},
    {0, NULL},
};

PyType_Spec reader_spec = {
    .name = "arrowbridge._core.ReaderBase",
    .basicsize = sizeof(Reader),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = reader_slots,
};
