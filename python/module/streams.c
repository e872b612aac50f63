/* Readers and streams of arrays in memory. */
#include "module.h"

Reader* reader_of_list(State* state, Schema* schema, PyObject* arrays, int is_batch) {
  const Py_ssize_t count = PySequence_Size(arrays);
  struct ArrowSchema exported_schema;
  struct ArrowBridgeReader* handle = NULL;
  Reader* made = NULL;
  Call call;
  if (count < 0) return NULL;
  struct ArrowArray* exported = PyMem_Calloc((size_t)count + 1, sizeof(*exported));
  if (exported == NULL) return (Reader*)PyErr_NoMemory();
  for (Py_ssize_t i = 0; i < count; i++) {
    PyObject* item = PySequence_GetItem(arrays, i);
    Array* array = item == NULL ? NULL : array_check(state, item);
    const int failed = array == NULL || array_export(array, &exported[i], NULL) != 0;
    Py_XDECREF(item);
    if (failed) goto end;
  }
  int code = ArrowBridgeExportSchema(schema->handle, &exported_schema, &call.error);
  if (code != 0) {
    raise_code(state, code, call.error.message);
    goto end;
  }
  made = reader_new(state, state->reader_type, is_batch, NULL);
  if (made == NULL) {
    end_schema(state, &exported_schema);
    goto end;
  }
  call_begin(&call, state);
  code = is_batch
             ? ArrowBridgeReaderFromBatches(&exported_schema, count, exported, &handle, &call.error)
             : ArrowBridgeReaderFromArrays(&exported_schema, count, exported, &handle, &call.error);
  const int result = call_end(&call, code);
  made->handle = handle;
  made->schema = (Schema*)Py_NewRef((PyObject*)schema);
  if (result != 0) Py_CLEAR(made);
end:
  end_arrays(state, exported, count);
  PyMem_Free(exported);
  return made;
}

static int export_stream(struct ArrowBridgeReader* handle, int is_batch, void* out,
                         struct ArrowBridgeError* error) {
  return is_batch ? ArrowBridgeExportRecordBatchReader(handle, out, error)
                  : ArrowBridgeExportArrayReader(handle, out, error);
}

/* A stream of a reader, cast to the request of a consumer as far as possible. */
PyObject* stream_capsule(State* state, struct ArrowBridgeReader* handle, int is_batch,
                         Schema* wanted, int device) {
  struct ArrowBridgeReader* cast = NULL;
  struct ArrowArrayStream stream;
  struct ArrowBridgeError error;
  void* out;
  PyObject* capsule =
      ArrowBridgeCapsuleNew(device ? "arrow_device_array_stream" : "arrow_array_stream", &out);
  if (capsule == NULL) return NULL;
  if (wanted != NULL) {
    Call call;
    call_begin(&call, state);
    const int code = ArrowBridgeReaderCast(handle, wanted->handle, ARROWBRIDGE_CAST_BEST_EFFORT,
                                           &cast, &call.error);
    if (call_end(&call, code) != 0) {
      Py_DECREF(capsule);
      return NULL;
    }
    handle = cast;
  }
  int code = export_stream(handle, is_batch, device ? &stream : out, &error);
  ArrowBridgeReaderRelease(cast); /* the stream has a reference */
  if (code == 0 && device) code = ArrowBridgeStreamToDevice(&stream, out, &error);
  if (code == 0) return capsule;
  Py_DECREF(capsule);
  raise_code(state, code, error.message);
  return NULL;
}

/* stream_of(schema, arrays, is_batch, requested_schema, device): a capsule. */
static PyObject* stream_of(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  PyObject *schema, *arrays, *request;
  int is_batch, device;
  Schema* wanted;
  if (!PyArg_ParseTuple(arguments, "O!OpOp", state->schema_type, &schema, &arrays, &is_batch,
                        &request, &device) ||
      consume_requested(state, request, &wanted) != 0) {
    return NULL;
  }
  PyObject* capsule = NULL;
  Reader* reader = reader_of_list(state, (Schema*)schema, arrays, is_batch);
  if (reader != NULL) capsule = stream_capsule(state, reader->handle, is_batch, wanted, device);
  Py_XDECREF(reader);
  Py_XDECREF(wanted);
  return capsule;
}

/* export_stream_of(schema, arrays, is_batch, address) */
static PyObject* export_stream_of(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  PyObject *schema, *arrays, *number;
  int is_batch;
  void* address;
  struct ArrowBridgeError error;
  if (!PyArg_ParseTuple(arguments, "O!OpO", state->schema_type, &schema, &arrays, &is_batch,
                        &number) ||
      address_of(number, &address) != 0) {
    return NULL;
  }
  Reader* reader = reader_of_list(state, (Schema*)schema, arrays, is_batch);
  if (reader == NULL) return NULL;
  const int code = export_stream(reader->handle, is_batch, address, &error);
  Py_DECREF(reader);
  if (code == 0) Py_RETURN_NONE;
  raise_code(state, code, error.message);
  return NULL;
}

/* reader_of(class, schema, batches) */
static PyObject* reader_of(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  PyObject *type, *schema, *arrays;
  if (!PyArg_ParseTuple(arguments, "O!O!O", &PyType_Type, &type, state->schema_type, &schema,
                        &arrays)) {
    return NULL;
  }
  Reader* made = reader_new(state, (PyTypeObject*)type, 1, NULL);
  Reader* reader = made == NULL ? NULL : reader_of_list(state, (Schema*)schema, arrays, 1);
  if (reader == NULL) {
    Py_XDECREF(made);
    return NULL;
  }
  made->handle = atomic_exchange(&reader->handle, NULL);
  made->schema = (Schema*)Py_NewRef((PyObject*)reader->schema);
  Py_DECREF(reader);
  return (PyObject*)made;
}

/* array_reader(value): a reader of the arrays of any stream. */
static PyObject* array_reader(PyObject* module, PyObject* value) {
  State* state = state_of(module);
  struct ArrowArrayStream stream;
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  Reader* made = reader_new(state, state->reader_type, 0, NULL);
  if (made == NULL) return NULL;
  if (consume_stream(state, value, NULL, &stream) != 0) {
    Py_DECREF(made);
    return NULL;
  }
  call_begin(&call, state);
  const int code =
      ArrowBridgeImportArrayReaderWithOptions(&stream, &copy_misaligned, &handle, &call.error);
  const int result = call_end(&call, code);
  made->handle = handle;
  if (result != 0 || reader_finish(made) != 0) Py_CLEAR(made);
  return (PyObject*)made;
}

/* The one array of a reader, whose schema the array gets. */
static int take_whole(Array* array, struct ArrowBridgeReader* reader) {
  struct ArrowBridgeReader* whole = NULL;
  Call call;
  State* state = array->state;
  Schema* schema = schema_new(state, NULL);
  if (schema == NULL) return -1;
  atomic_store(&array->schema, schema);
  call_begin(&call, state);
  int code = ArrowBridgeReaderGetSchemaHandle(reader, &schema->handle, &call.error);
  if (code == 0) code = ArrowBridgeReaderRebatch(reader, INT64_MAX, 0, &whole, &call.error);
  if (code == 0) code = ArrowBridgeReaderNextArray(whole, &array->handle, &call.error);
  if (code == 0 && array->handle != NULL) {
    /* An error of the source comes after the arrays before it. */
    struct ArrowBridgeArray* rest = NULL;
    code = ArrowBridgeReaderNextArray(whole, &rest, &call.error);
    ArrowBridgeArrayRelease(rest);
  }
  ArrowBridgeReaderRelease(whole);
  if (call_end(&call, code) != 0 || array->handle != NULL) return code == 0 ? 0 : -1;

  struct ArrowArray exported;
  PyObject* empty = PyObject_CallFunction(state->empty_array, "iO", array->is_batch, schema);
  Array* checked = empty == NULL ? NULL : array_check(state, empty);
  int result = checked == NULL ? -1 : array_export(checked, &exported, NULL);
  Py_XDECREF(empty);
  if (result != 0) return -1;
  call_begin(&call, state);
  code = array->is_batch
             ? ArrowBridgeImportRecordBatch(&exported, schema->handle, &array->handle, &call.error)
             : ArrowBridgeImportArray(&exported, schema->handle, &array->handle, &call.error);
  return call_end(&call, code);
}

int stream_concatenate(Array* array, PyObject* value, PyObject* requested,
                       const struct ArrowBridgeImportOptions* options) {
  struct ArrowArrayStream stream;
  struct ArrowBridgeReader* reader = NULL;
  Call call;
  State* state = array->state;
  if (consume_stream(state, value, requested, &stream) != 0) return -1;
  call_begin(&call, state);
  const int code =
      array->is_batch
          ? ArrowBridgeImportRecordBatchReaderWithOptions(&stream, options, &reader, &call.error)
          : ArrowBridgeImportArrayReaderWithOptions(&stream, options, &reader, &call.error);
  int result = call_end(&call, code);
  if (result == 0) result = take_whole(array, reader);
  if (reader != NULL) {
    Quiet quiet;
    quiet_begin(&quiet, state);
    ArrowBridgeReaderRelease(reader);
    quiet_end(&quiet);
  }
  return result;
}

PyMethodDef reader_functions[] = {
    {"stream_of", stream_of, METH_VARARGS, NULL},
    {"export_stream_of", export_stream_of, METH_VARARGS, NULL},
    {"reader_of", reader_of, METH_VARARGS, NULL},
    {"array_reader", array_reader, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
