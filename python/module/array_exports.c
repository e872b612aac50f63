/* The methods of arrays and record batches that export them: as capsules, as streams, and to
 * addresses. */
#include "arrays.h"

PyObject* array_to_schema(PyObject* self, PyObject* unused) {
  (void)unused;
  if (array_check_initialized(self) != 0) return NULL;
  Schema* schema = array_schema((Array*)self);
  return schema == NULL ? NULL : schema_capsule(schema);
}

/* The array itself, or cast to the request of a consumer as far as possible. */
static Array* as_requested(PyObject* self, PyObject* request) {
  Schema* wanted;
  if (array_check_initialized(self) != 0 ||
      consume_requested(((Array*)self)->state, request, &wanted) != 0) {
    return NULL;
  }
  if (wanted == NULL) return (Array*)Py_NewRef(self);
  Array* made = array_cast_to((Array*)self, wanted, ARROWBRIDGE_CAST_BEST_EFFORT);
  Py_DECREF(wanted);
  return made;
}

static PyObject* pair_of(PyObject* schema, PyObject* array) {
  PyObject* pair = PyTuple_New(2);
  if (pair == NULL) {
    Py_DECREF(schema);
    Py_DECREF(array);
    return NULL;
  }
  PyTuple_SetItem(pair, 0, schema);
  PyTuple_SetItem(pair, 1, array);
  return pair;
}

PyObject* array_to_capsules(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"requested_schema", NULL};
  PyObject* request = NULL;
  void *schema, *content;
  if ((keywords != NULL || PyTuple_Size(arguments) > 0) &&
      !PyArg_ParseTupleAndKeywords(arguments, keywords, "|O", names, &request)) {
    return NULL;
  }
  Array* array = as_requested(self, request);
  if (array == NULL) return NULL;
  PyObject* first = ArrowBridgeCapsuleNew("arrow_schema", &schema);
  PyObject* second = first == NULL ? NULL : ArrowBridgeCapsuleNew("arrow_array", &content);
  const int exported = second == NULL ? -1 : array_export(array, content, schema);
  Py_DECREF(array);
  if (exported == 0) return pair_of(first, second);
  Py_XDECREF(first);
  Py_XDECREF(second);
  return NULL;
}

PyObject* array_to_device(PyObject* self, PyObject* arguments, PyObject* keywords) {
  PyObject* request;
  void *schema, *content;
  struct ArrowArray exported;
  struct ArrowBridgeError error;
  if (device_request("__arrow_c_device_array__", arguments, keywords, &request) != 0) return NULL;
  Array* array = as_requested(self, request);
  if (array == NULL) return NULL;
  PyObject* first = ArrowBridgeCapsuleNew("arrow_schema", &schema);
  PyObject* second = first == NULL ? NULL : ArrowBridgeCapsuleNew("arrow_device_array", &content);
  if (second != NULL && array_export(array, &exported, schema) == 0) {
    const int code = ArrowBridgeArrayToDevice(&exported, content, &error);
    if (code == 0) {
      Py_DECREF(array);
      return pair_of(first, second);
    }
    raise_code(array->state, code, error.message);
  }
  Py_DECREF(array);
  Py_XDECREF(first);
  Py_XDECREF(second);
  return NULL;
}

/* A stream of this array alone. */
static PyObject* array_stream(PyObject* self, PyObject* request, int device) {
  Array* array = (Array*)self;
  Schema* wanted;
  if (array_check_initialized(self) != 0 ||
      consume_requested(array->state, request, &wanted) != 0) {
    return NULL;
  }
  PyObject* capsule = NULL;
  PyObject* list = PyTuple_Pack(1, self);
  Schema* schema = list == NULL ? NULL : array_schema(array);
  Reader* reader =
      schema == NULL ? NULL : reader_of_list(array->state, schema, list, array->is_batch);
  if (reader != NULL) {
    capsule = stream_capsule(array->state, reader->handle, array->is_batch, wanted, device);
  }
  Py_XDECREF(reader);
  Py_XDECREF(list);
  Py_XDECREF(wanted);
  return capsule;
}

PyObject* array_to_stream(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"requested_schema", NULL};
  PyObject* request = NULL;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "|O", names, &request)) return NULL;
  return array_stream(self, request, 0);
}

PyObject* array_to_device_stream(PyObject* self, PyObject* arguments, PyObject* keywords) {
  PyObject* request;
  if (device_request("__arrow_c_device_stream__", arguments, keywords, &request) != 0) return NULL;
  return array_stream(self, request, 1);
}

/* Consumers that know addresses only, such as programs that use cffi. */
PyObject* array_export_to(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"out_ptr", "out_schema_ptr", NULL};
  PyObject *number, *schema_number = Py_None;
  void *out, *out_schema;
  if (array_check_initialized(self) != 0 ||
      !PyArg_ParseTupleAndKeywords(arguments, keywords, "O|O", names, &number, &schema_number) ||
      address_of(number, &out) != 0 || address_of(schema_number, &out_schema) != 0) {
    return NULL;
  }
  if (out == NULL) {
    return raise_invalid(((Array*)self)->state,
                         "_export_to_c: the address of the ArrowArray is NULL");
  }
  if (array_export((Array*)self, out, out_schema) != 0) return NULL;
  Py_RETURN_NONE;
}
