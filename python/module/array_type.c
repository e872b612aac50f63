/* The type of arrays and record batches, and the methods that compare and convert them. */
#include "arrays.h"

static PyObject* array_validate(PyObject* self, PyObject* level) {
  const long value = PyLong_AsLong(level);
  if ((value == -1 && PyErr_Occurred()) || array_check_initialized(self) != 0) return NULL;
  if (array_validate_at((Array*)self, (int)value) != 0) return NULL;
  Py_RETURN_NONE;
}

static PyObject* array_null_count(PyObject* self, void* unused) {
  int64_t count;
  Call call;
  (void)unused;
  if (array_check_initialized(self) != 0) return NULL;
  call_begin(&call, ((Array*)self)->state);
  const int code = ArrowBridgeArrayNullCount(((Array*)self)->handle, &count, &call.error);
  return call_end(&call, code) != 0 ? NULL : PyLong_FromLongLong(count);
}

static PyObject* array_num_columns(PyObject* self, void* unused) {
  (void)unused;
  if (array_check_initialized(self) != 0) return NULL;
  if (refuse_fork(((Array*)self)->state, "ArrowBridgeArrayNumColumns") != 0) return NULL;
  return PyLong_FromLongLong(ArrowBridgeArrayNumColumns(((Array*)self)->handle));
}

static PyObject* array_get_schema(PyObject* self, void* unused) {
  (void)unused;
  if (array_check_initialized(self) != 0) return NULL;
  return Py_XNewRef(array_schema((Array*)self));
}

static PyObject* array_equals(PyObject* self, PyObject* other) {
  int equal = 0;
  Call call;
  if (array_check_initialized(self) != 0) return NULL;
  if (Py_TYPE(self) != Py_TYPE(other) || ((Array*)other)->state == NULL) Py_RETURN_FALSE;
  call_begin(&call, ((Array*)self)->state);
  const int code =
      ArrowBridgeArrayEquals(((Array*)self)->handle, ((Array*)other)->handle, &equal, &call.error);
  return call_end(&call, code) != 0 ? NULL : PyBool_FromLong(equal);
}

static PyObject* array_compare(PyObject* self, PyObject* other, int operation) {
  if ((operation != Py_EQ && operation != Py_NE) || Py_TYPE(self) != Py_TYPE(other)) {
    Py_RETURN_NOTIMPLEMENTED;
  }
  PyObject* equal = array_equals(self, other);
  if (equal == NULL || operation == Py_EQ) return equal;
  const int result = equal == Py_False;
  Py_DECREF(equal);
  return PyBool_FromLong(result);
}

/* _to_string(head, tail, max_width, total_width) */
static PyObject* array_to_string(PyObject* self, PyObject* arguments) {
  struct ArrowBridgePrintOptions options = {sizeof(options), 0, 0, 0, 0};
  long long numbers[4];
  char* text;
  Call call;
  if (array_check_initialized(self) != 0 ||
      !PyArg_ParseTuple(arguments, "LLLL", &numbers[0], &numbers[1], &numbers[2], &numbers[3])) {
    return NULL;
  }
  options.head = numbers[0];
  options.tail = numbers[1];
  options.max_width = numbers[2];
  options.total_width = numbers[3];
  call_begin(&call, ((Array*)self)->state);
  const int code = ArrowBridgeArrayToString(((Array*)self)->handle, &options, &text, &call.error);
  if (call_end(&call, code) != 0) return NULL;
  PyObject* made = PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "replace");
  ArrowBridgeStringRelease(text);
  return made;
}

/* _value_to_string(index, max_width) */
static PyObject* array_value_to_string(PyObject* self, PyObject* arguments) {
  long long index, max_width;
  char* text;
  Call call;
  if (array_check_initialized(self) != 0 ||
      !PyArg_ParseTuple(arguments, "LL", &index, &max_width)) {
    return NULL;
  }
  call_begin(&call, ((Array*)self)->state);
  const int code =
      ArrowBridgeArrayValueToString(((Array*)self)->handle, index, max_width, &text, &call.error);
  if (call_end(&call, code) != 0) return NULL;
  PyObject* made = PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "replace");
  ArrowBridgeStringRelease(text);
  return made;
}

Array* array_cast_to(Array* array, Schema* schema, int mode) {
  Call call;
  Array* made = array_new(array->state, Py_TYPE(array), NULL);
  if (made == NULL) return NULL;
  call_begin(&call, array->state);
  const int code =
      ArrowBridgeArrayCast(array->handle, schema->handle, mode, &made->handle, &call.error);
  if (call_end(&call, code) != 0) {
    Py_DECREF(made);
    return NULL;
  }
  return (Array*)array_finish(made, 0, NULL);
}

/* _cast(schema, mode) */
static PyObject* array_cast(PyObject* self, PyObject* arguments) {
  PyObject* schema;
  int mode;
  if (array_check_initialized(self) != 0 ||
      !PyArg_ParseTuple(arguments, "O!i", ((Array*)self)->state->schema_type, &schema, &mode)) {
    return NULL;
  }
  return (PyObject*)array_cast_to((Array*)self, (Schema*)schema, mode);
}

/* _of_parts(class, schema, array): the columns of a batch as an array, and the reverse. */
static PyObject* array_convert(PyObject* type, PyObject* value) {
  State* state = state_of_type((PyTypeObject*)type);
  Array* from = array_check(state, value);
  struct ArrowArray exported;
  Call call;
  Schema* from_schema = from == NULL ? NULL : array_schema(from);
  if (from_schema == NULL || array_export(from, &exported, NULL) != 0) return NULL;
  Array* made = array_new(state, (PyTypeObject*)type, from_schema);
  if (made == NULL) {
    end_array(state, &exported);
    return NULL;
  }
  call_begin(&call, state);
  const struct ArrowBridgeSchema* schema = from_schema->handle;
  const int code = made->is_batch
                       ? ArrowBridgeImportRecordBatch(&exported, schema, &made->handle, &call.error)
                       : ArrowBridgeImportArray(&exported, schema, &made->handle, &call.error);
  if (call_end(&call, code) != 0) Py_CLEAR(made);
  return (PyObject*)made;
}

/* _dictionary(schema): the dictionary, whose type is `schema`; None if there is none. */
static PyObject* array_dictionary(PyObject* self, PyObject* schema) {
  Array* from = (Array*)self;
  struct ArrowArray exported, dictionary;
  Call call;
  if (array_check_initialized(self) != 0) return NULL;
  State* state = from->state;
  if (!PyObject_TypeCheck(schema, state->schema_type)) {
    PyErr_SetString(PyExc_TypeError, "the type of the dictionary must be a schema");
    return NULL;
  }
  if (array_export(from, &exported, NULL) != 0) return NULL;
  if (exported.dictionary == NULL) {
    end_array(state, &exported);
    Py_RETURN_NONE;
  }
  /* Each struct of an exported array can be moved and released alone. */
  dictionary = *exported.dictionary;
  exported.dictionary->release = NULL;
  end_array(state, &exported);
  Array* made = array_new(state, array_class_for(state, 0), (Schema*)schema);
  if (made == NULL) {
    end_array(state, &dictionary);
    return NULL;
  }
  call_begin(&call, state);
  const int code =
      ArrowBridgeImportArray(&dictionary, ((Schema*)schema)->handle, &made->handle, &call.error);
  if (call_end(&call, code) != 0) Py_CLEAR(made);
  return (PyObject*)made;
}

/* _column(i): RecordBatch.column */
static PyObject* column_of_batch(PyObject* self, PyObject* const* arguments, Py_ssize_t count,
                                 PyObject* names) {
  const Py_ssize_t n_names = names == NULL ? 0 : PyTuple_Size(names);
  if (count + n_names == 1 &&
      (n_names == 0 || PyUnicode_CompareWithASCIIString(PyTuple_GetItem(names, 0), "i") == 0)) {
    return array_column(self, arguments[0]);
  }
  PyErr_SetString(PyExc_TypeError, "column() takes exactly one argument, i");
  return NULL;
}

static PyObject* array_compact(PyObject* self, PyObject* unused) {
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

static PyObject* array_statistics(PyObject* self, PyObject* unused) {
  Call call;
  (void)unused;
  if (array_check_initialized(self) != 0) return NULL;
  Array* array = (Array*)self;
  Array* made = array_new(array->state, array_class_for(array->state, 1), NULL);
  if (made == NULL) return NULL;
  call_begin(&call, array->state);
  const int code = ArrowBridgeArrayStatistics(array->handle, &made->handle, &call.error);
  if (call_end(&call, code) != 0) Py_CLEAR(made);
  return (PyObject*)made;
}

static PyMethodDef array_methods[] = {
    {"slice", METHOD(array_slice), METH_VARARGS | METH_KEYWORDS,
     "slice($self, offset=0, length=None)\n--\n\n"
     "Return a zero-copy slice.\n\n"
     "Parameters\n"
     "----------\n"
     "offset : int, default 0\n"
     "    The first row.\n"
     "length : int, optional\n"
     "    The number of rows; truncated at the end. By default the slice extends to the end.\n\n"
     "Examples\n"
     "--------\n"
     ">>> ab.Array.from_pylist([1, 2, 3]).slice(1).to_pylist()\n"
     "[2, 3]"},
    {"_child", array_child, METH_O, NULL},
    {"_dictionary", array_dictionary, METH_O, NULL},
    {"_column", METHOD(column_of_batch), METH_FASTCALL | METH_KEYWORDS,
     "_column($self, i)\n--\n\n"
     "Return a column.\n\n"
     "The column keeps only its own buffers alive, not those of the other columns.\n\n"
     "Parameters\n"
     "----------\n"
     "i : int or str\n"
     "    The index or the name of the column. The name must be unique.\n\n"
     "Examples\n"
     "--------\n"
     ">>> ab.RecordBatch.from_pydict({'a': [1, 2]}).column('a').to_pylist()\n"
     "[1, 2]"},
    {"to_pylist", METHOD(array_to_pylist), METH_VARARGS | METH_KEYWORDS,
     "to_pylist($self, *, temporal='python', extension='python')\n--\n\n"
     "Convert to a list of Python values, one per row. A null is None, and a row of a batch is a "
     "dict.\n\n"
     "Parameters\n"
     "----------\n"
     "temporal : {'python', 'integer'}\n"
     "    What dates, times, timestamps and durations become: objects of datetime, or integers, "
     "which are\n"
     "    counts of the unit of the type and represent every value.\n"
     "extension : {'python', 'parsed', 'storage'}\n"
     "    What values of extension types become: Python values, see `register_extension`; the "
     "same, "
     "but those of\n"
     "    arrow.json are parsed; or values of the storage type.\n\n"
     "Raises\n"
     "------\n"
     "ArrowBridgeError\n"
     "    If the data is not valid, or datetime has no value for a time, such as 1 ns. The message "
     "names the\n"
     "    field and the row.\n\n"
     "Examples\n"
     "--------\n"
     ">>> ab.array([1, None], \"timestamp[ns]\").to_pylist(temporal=\"integer\")\n"
     "[1, None]"},
    {"_views", array_views, METH_NOARGS, NULL},
    {"_validate", array_validate, METH_O, NULL},
    {"equals", array_equals, METH_O,
     "equals($self, other)\n--\n\n"
     "Return whether the type and all values are equal. The layout of the values in memory is "
     "ignored.\n\n"
     "Parameters\n"
     "----------\n"
     "other : object\n"
     "    The other array or batch.\n\n"
     "Examples\n"
     "--------\n"
     ">>> ab.Array.from_pylist([1]).equals(ab.Array.from_pylist([1]))\n"
     "True"},
    {"_to_string", array_to_string, METH_VARARGS, NULL},
    {"_value_to_string", array_value_to_string, METH_VARARGS, NULL},
    {"_cast", array_cast, METH_VARARGS, NULL},
    {"_compact", array_compact, METH_NOARGS, NULL},
    {"_statistics", array_statistics, METH_NOARGS, NULL},
    {"__arrow_c_schema__", array_to_schema, METH_NOARGS,
     "__arrow_c_schema__($self)\n--\n\n"
     "Export the schema as a capsule."},
    {"__arrow_c_array__", METHOD(array_to_capsules), METH_VARARGS | METH_KEYWORDS,
     "__arrow_c_array__($self, requested_schema=None)\n--\n\n"
     "Export as two capsules."},
    {"__arrow_c_device_array__", METHOD(array_to_device), METH_VARARGS | METH_KEYWORDS,
     "__arrow_c_device_array__($self, requested_schema=None, **kwargs)\n--\n\n"
     "Export as a device array. The buffers are in CPU memory: the device type is "
     "ARROW_DEVICE_CPU, the id -1."},
    {"__arrow_c_stream__", METHOD(array_to_stream), METH_VARARGS | METH_KEYWORDS,
     "__arrow_c_stream__($self, requested_schema=None)\n--\n\n"
     "Export as a capsule with a stream of this array or batch alone."},
    {"__arrow_c_device_stream__", METHOD(array_to_device_stream), METH_VARARGS | METH_KEYWORDS,
     "__arrow_c_device_stream__($self, requested_schema=None, **kwargs)\n--\n\n"
     "Export as a capsule with a device stream, in CPU memory, of this array or batch alone."},
    {"_export_to_c", METHOD(array_export_to), METH_VARARGS | METH_KEYWORDS,
     "_export_to_c($self, out_ptr, out_schema_ptr=0)\n--\n\n"
     "Export to the ArrowArray at an address, and optionally to the ArrowSchema at another "
     "address."},
    {"_from_address", array_from_address, METH_VARARGS | METH_CLASS, NULL},
    {"_converted", array_convert, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef array_properties[] = {
    {"_schema_handle", array_get_schema, NULL, NULL, NULL},
    {"null_count", array_null_count, NULL, "The number of nulls.", NULL},
    {"_num_columns", array_num_columns, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef array_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Array, weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyObject* array_type_new(PyTypeObject* type, PyObject* arguments, PyObject* keywords) {
  (void)arguments;
  (void)keywords;
  return object_new(type);
}

static PyType_Slot array_slots[] = {
    {Py_tp_new, array_type_new},
    {Py_tp_init, array_init},
    {Py_tp_dealloc, array_dealloc},
    {Py_tp_methods, array_methods},
    {Py_tp_getset, array_properties},
    {Py_tp_members, array_members},
    {Py_tp_richcompare, array_compare},
    {Py_tp_hash, PyObject_HashNotImplemented},
    {Py_mp_length, array_length},
    {Py_mp_subscript, array_item},
    {0, NULL},
};

PyType_Spec array_spec = {
    .name = "arrowbridge._core.ArrayBase",
    .basicsize = sizeof(Array),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = array_slots,
};
