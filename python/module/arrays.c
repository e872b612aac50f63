/* Arrays and record batches: the base class of both. */
#include "arrays.h"

PyTypeObject* array_class_for(State* state, int is_batch) {
  PyObject* found = is_batch ? state->batch_class : state->array_class;
  return found == NULL ? state->array_type : (PyTypeObject*)found;
}

static void array_begin(Array* array, State* state) {
  state_ref(state);
  array->state = state;
  array->forked = process_forked();
  PyObject* type = (PyObject*)Py_TYPE(array);
  array->is_batch = type == state->batch_class ||
                    (type != state->array_class && state->batch_class != NULL &&
                     PyType_IsSubtype((PyTypeObject*)type, (PyTypeObject*)state->batch_class));
}

/* The handle is stored afterwards. `schema` may be NULL. */
Array* array_new(State* state, PyTypeObject* type, Schema* schema) {
  Array* made = object_new(type);
  if (made == NULL) return NULL;
  array_begin(made, state);
  atomic_store(&made->schema, (Schema*)Py_XNewRef(schema));
  return made;
}

/* Returns a new array, or raises; steals the reference. */
PyObject* array_finish(Array* array, int code, const struct ArrowBridgeError* error) {
  if (code == 0) return (PyObject*)array;
  raise_code(array->state, code, error->message);
  Py_DECREF(array);
  return NULL;
}

/* The schema of a column is made when it is first needed. Borrowed. */
Schema* array_schema(Array* array) {
  struct ArrowBridgeError error;
  Schema* found = atomic_load(&array->schema);
  if (found != NULL) return found;
  Schema* made = schema_new(array->state, NULL);
  if (made == NULL) return NULL;
  const int code = ArrowBridgeArrayGetSchemaHandle(array->handle, &made->handle, &error);
  if (code != 0) {
    raise_code(array->state, code, error.message);
  } else if (atomic_compare_exchange_strong(&array->schema, &found, made)) {
    return made;
  }
  Py_DECREF(made); /* another thread was faster */
  return found;
}

void array_dealloc(PyObject* self) {
  Array* array = (Array*)self;
  if (array->weakrefs != NULL) PyObject_ClearWeakRefs(self);
  if (array->state != NULL) {
    if (array->handle != NULL && array->forked == process_forked()) {
      Quiet quiet;
      quiet_begin(&quiet, array->state);
      ArrowBridgeArrayRelease(array->handle);
      quiet_end(&quiet);
    }
    Py_XDECREF(atomic_load(&array->schema));
    state_unref(array->state);
  }
  object_free(self);
}

static int array_import(Array* array, struct ArrowArray* from,
                        const struct ArrowBridgeImportOptions* options) {
  Call call;
  call_begin(&call, array->state);
  const struct ArrowBridgeSchema* schema = atomic_load(&array->schema)->handle;
  const int code = array->is_batch ? ArrowBridgeImportRecordBatchWithOptions(
                                         from, schema, options, &array->handle, &call.error)
                                   : ArrowBridgeImportArrayWithOptions(from, schema, options,
                                                                       &array->handle, &call.error);
  return call_end(&call, code);
}

State* state_of_type(PyTypeObject* type) {
  /* The module is that of the class in C. Classes in Python have another destructor. */
  for (PyTypeObject* base = type; base != NULL; base = PyType_GetSlot(base, Py_tp_base)) {
    const destructor found = (destructor)PyType_GetSlot(base, Py_tp_dealloc);
    if (found != array_dealloc && found != reader_dealloc) continue;
    State** place = PyType_GetModuleState(base);
    return place == NULL ? NULL : *place;
  }
  return NULL;
}

int array_init(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"value", "requested_schema", "misaligned", NULL};
  Array* array = (Array*)self;
  PyObject *value, *requested = Py_None, *misaligned = NULL, *capsule = NULL;
  const struct ArrowBridgeImportOptions* options;
  struct ArrowArray taken;
  if (keywords == NULL && PyTuple_Size(arguments) == 1) {
    value = PyTuple_GetItem(arguments, 0);
  } else if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "O|O$O", names, &value, &requested,
                                          &misaligned)) {
    return -1;
  }
  if (import_options(misaligned, &options) != 0) return -1;
  if (array->state != NULL) {
    PyErr_SetString(PyExc_TypeError, "arrays are immutable");
    return -1;
  }
  array_begin(array, state_of_type(Py_TYPE(self)));
  PyObject* built = NULL;
  if ((PyList_Check(value) || PyDict_Check(value)) && array->state->array_of_values != NULL) {
    /* Python values. The result is an array of this package, which is imported below. */
    built = PyObject_CallFunctionObjArgs(array->state->array_of_values, Py_TYPE(self), value,
                                         requested, NULL);
    if (built == NULL) return -1;
    value = built;
  } else if (requested != Py_None) {
    Schema* schema = consume_schema(array->state, requested);
    capsule = schema == NULL ? NULL : schema_capsule(schema);
    Py_XDECREF(schema);
    if (capsule == NULL) return -1;
  }
  Schema* schema;
  int code = consume_array(array->state, value, capsule, &taken, &schema);
  atomic_store(&array->schema, schema);
  if (code == 0) {
    code = array_import(array, &taken, options);
  } else if (code == 1) {
    code = stream_concatenate(array, value, capsule, options);
  }
  Py_XDECREF(capsule);
  Py_XDECREF(built);
  return code;
}

/* _from_address(class, address, type): consumes the struct in every outcome. The type is the
 * address of a schema, which is consumed too, or an object with a schema. */
PyObject* array_from_address(PyObject* class, PyObject* arguments) {
  State* state = state_of_type((PyTypeObject*)class);
  PyObject *number, *type;
  void *address, *of_schema;
  Schema* schema = NULL;
  Array* made = NULL;
  if (!PyArg_ParseTuple(arguments, "OO", &number, &type) || address_of(number, &address) != 0) {
    return NULL;
  }
  if (!PyLong_Check(type)) {
    schema = consume_schema(state, type);
  } else if (address_of(type, &of_schema) == 0) {
    schema = schema_import(state, of_schema);
  }
  if (schema != NULL) made = array_new(state, (PyTypeObject*)class, schema);
  if (made == NULL) {
    end_array(state, address);
  } else if (array_import(made, address, &copy_misaligned) != 0) {
    Py_CLEAR(made);
  }
  Py_XDECREF((PyObject*)schema);
  return (PyObject*)made;
}

int array_export(Array* array, struct ArrowArray* out, struct ArrowSchema* out_schema) {
  struct ArrowBridgeError error;
  const int code = array->is_batch
                       ? ArrowBridgeExportRecordBatch(array->handle, out, out_schema, &error)
                       : ArrowBridgeExportArray(array->handle, out, out_schema, &error);
  return code == 0 ? 0 : raise_code(array->state, code, error.message);
}

Array* array_check(State* state, PyObject* value) {
  if (PyObject_TypeCheck(value, state->array_type) && ((Array*)value)->state != NULL) {
    return (Array*)value;
  }
  PyErr_SetString(PyExc_TypeError, "an array of this package is expected");
  return NULL;
}

int array_check_initialized(PyObject* self) {
  if (((Array*)self)->state != NULL) return 0;
  PyErr_SetString(PyExc_TypeError, "the array is not initialized");
  return -1;
}

Py_ssize_t array_length(PyObject* self) {
  Array* array = (Array*)self;
  if (array_check_initialized(self) != 0) return -1;
  if (process_forked()) return refuse_fork(array->state, "ArrowBridgeArrayLength");
  return (Py_ssize_t)ArrowBridgeArrayLength(array->handle);
}

static PyObject* slice_of(Array* array, int64_t offset, int64_t length) {
  struct ArrowBridgeError error;
  Array* made = array_new(array->state, Py_TYPE(array), atomic_load(&array->schema));
  if (made == NULL) return NULL;
  const int code = ArrowBridgeArraySlice(array->handle, offset, length, &made->handle, &error);
  return array_finish(made, code, &error);
}

/* An integer argument; an ArrowBridgeError if it does not fit. */
static int integer(State* state, PyObject* value, const char* name, int64_t* out) {
  PyObject* number = PyNumber_Index(value);
  int overflow = 0;
  if (number == NULL) return -1;
  *out = PyLong_AsLongLongAndOverflow(number, &overflow);
  if (overflow != 0) {
    PyObject* text = PyObject_Str(number);
    char digits[80] = "";
    if (text != NULL) {
      PyObject* ascii = PyUnicode_AsASCIIString(text);
      if (ascii != NULL) PyOS_snprintf(digits, sizeof(digits), "%s", PyBytes_AsString(ascii));
      Py_XDECREF(ascii);
    }
    Py_XDECREF(text);
    Py_DECREF(number);
    raise_invalid(state, "argument '%s' is %s, which is out of range for a 64-bit integer", name,
                  digits);
    return -1;
  }
  Py_DECREF(number);
  return 0;
}

PyObject* array_slice(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"offset", "length", NULL};
  Array* array = (Array*)self;
  PyObject *offset = NULL, *length = Py_None;
  int64_t first = 0;
  const Py_ssize_t rows = array_length(self);
  if (rows < 0 ||
      !PyArg_ParseTupleAndKeywords(arguments, keywords, "|OO", names, &offset, &length)) {
    return NULL;
  }
  int64_t count = rows;
  if (offset != NULL && integer(array->state, offset, "offset", &first) != 0) return NULL;
  if (length != Py_None) {
    /* Longer than the array: truncated, however long. */
    PyObject* number = PyNumber_Index(length);
    if (number == NULL) return NULL;
    int overflow = 0;
    count = PyLong_AsLongLongAndOverflow(number, &overflow);
    Py_DECREF(number);
    if (overflow > 0 || count > rows) count = rows;
    if (overflow < 0 && integer(array->state, length, "length", &count) != 0) return NULL;
  }
  return slice_of(array, first, count);
}

static PyObject* column_at(Array* array, int64_t index) {
  struct ArrowBridgeError error;
  Array* made = array_new(array->state, array_class_for(array->state, 0), NULL);
  if (made == NULL) return NULL;
  const int code = ArrowBridgeArrayColumn(array->handle, index, &made->handle, &error);
  return array_finish(made, code, &error);
}

PyObject* array_child(PyObject* self, PyObject* number) {
  int64_t index;
  if (array_check_initialized(self) != 0) return NULL;
  if (integer(((Array*)self)->state, number, "i", &index) != 0) return NULL;
  return column_at((Array*)self, index);
}

PyObject* array_column(PyObject* self, PyObject* at) {
  Array* array = (Array*)self;
  struct ArrowBridgeError error;
  if (array_check_initialized(self) != 0) return NULL;
  if (PyUnicode_Check(at)) {
    PyObject* bytes = PyUnicode_AsEncodedString(at, "utf-8", "surrogateescape");
    char* name;
    if (bytes == NULL) return NULL;
    if (PyBytes_AsStringAndSize(bytes, &name, NULL) != 0) {
      PyErr_Clear();
      PyObject* repr = PyObject_ASCII(bytes);
      const char* text = repr == NULL ? NULL : PyUnicode_AsUTF8AndSize(repr, NULL);
      if (text != NULL)
        raise_invalid(array->state, "argument 'i' contains a NUL character: %s", text);
      Py_XDECREF(repr);
      Py_DECREF(bytes);
      return NULL;
    }
    Array* made = array_new(array->state, array_class_for(array->state, 0), NULL);
    if (made == NULL) {
      Py_DECREF(bytes);
      return NULL;
    }
    const int code = ArrowBridgeArrayColumnByName(array->handle, name, &made->handle, &error);
    Py_DECREF(bytes);
    if (code != EINVAL) return array_finish(made, code, &error);
    Py_DECREF(made);
    return raise_lookup(array->state->key_error, "%s", error.message);
  }
  const Py_ssize_t i = PyNumber_AsSsize_t(at, PyExc_IndexError);
  if (i == -1 && PyErr_Occurred()) return NULL;
  if (refuse_fork(array->state, "ArrowBridgeArrayNumColumns") != 0) return NULL;
  const int64_t count = ArrowBridgeArrayNumColumns(array->handle);
  const int64_t index = i < 0 ? i + count : i;
  if (index < 0 || index >= count) {
    return raise_lookup(array->state->index_error,
                        "column index %zd is out of range for a batch of %lld column%s", i,
                        (long long)count, count == 1 ? "" : "s");
  }
  return column_at(array, index);
}

static PyObject* value_at(PyObject* self, PyObject* at) {
  const Py_ssize_t rows = array_length(self);
  if (rows < 0) return NULL;
  const Py_ssize_t i = PyNumber_AsSsize_t(at, PyExc_IndexError);
  if (i == -1 && PyErr_Occurred()) return NULL;
  const Py_ssize_t index = i < 0 ? i + rows : i;
  if (index < 0 || index >= rows) {
    return raise_lookup(((Array*)self)->state->index_error,
                        "index %zd is out of range for an array of %zd value%s", i, rows,
                        rows == 1 ? "" : "s");
  }
  PyObject* one = slice_of((Array*)self, index, 1);
  PyObject* list = one == NULL ? NULL : array_values(one, NULL);
  PyObject* value = list == NULL ? NULL : PySequence_GetItem(list, 0);
  Py_XDECREF(one);
  Py_XDECREF(list);
  return value;
}

PyObject* array_item(PyObject* self, PyObject* at) {
  Py_ssize_t start, stop, step;
  if (array_check_initialized(self) != 0) return NULL;
  if (!PySlice_Check(at)) {
    return ((Array*)self)->is_batch ? array_column(self, at) : value_at(self, at);
  }
  const Py_ssize_t rows = array_length(self);
  Py_ssize_t count;
  if (rows < 0 || PySlice_GetIndicesEx(at, rows, &start, &stop, &step, &count) != 0) return NULL;
  if (step != 1) {
    return raise_lookup(((Array*)self)->state->index_error, "slices with a step are not supported");
  }
  return slice_of((Array*)self, start, count);
}

/* Offsets and indices are validated once per array, before Python code follows them. */
int array_validate_at(Array* array, int level) {
  Call call;
  call_begin(&call, array->state);
  return call_end(&call, ArrowBridgeArrayValidate(array->handle, level, &call.error));
}

PyObject* array_views(PyObject* self, PyObject* unused) {
  Array* array = (Array*)self;
  State* state = array->state;
  (void)unused;
  if (array_check_initialized(self) != 0) return NULL;
  Exported* exported = exported_new(state);
  PyObject* pair = NULL;
  if (exported != NULL && array_export(array, &exported->array, &exported->schema) == 0) {
    PyObject* first = schema_view(state, (PyObject*)exported, &exported->schema);
    PyObject* second = array_view(state, (PyObject*)exported, &exported->array);
    if (first != NULL && second != NULL) pair = PyTuple_Pack(2, first, second);
    Py_XDECREF(first);
    Py_XDECREF(second);
  }
  Py_XDECREF(exported);
  return pair;
}

/* The reader of a schema is looked up once. It is stored plus 1. */
static int reader_of(Schema* schema) {
  struct ArrowSchema exported;
  int found = atomic_load_explicit(&schema->reader, memory_order_relaxed);
  if (found == 0) {
    if (schema_export(schema, &exported) != 0) return -1;
    found = flat_reader(&exported) + 1;
    exported.release(&exported);
    atomic_store_explicit(&schema->reader, found, memory_order_relaxed);
  }
  return found - 1;
}

PyObject* array_values(PyObject* self, PyObject* unused) {
  Array* array = (Array*)self;
  struct ArrowArray exported;
  (void)unused;
  if (array_check_initialized(self) != 0 ||
      array_validate_at(array, ARROWBRIDGE_VALIDATE_DEFAULT) != 0) {
    return NULL;
  }
  Schema* schema = array->is_batch ? NULL : array_schema(array);
  const int reader = array->is_batch ? 0 : schema == NULL ? -1 : reader_of(schema);
  if (reader < 0) return NULL;
  if (reader > 0) {
    if (array_export(array, &exported, NULL) != 0) return NULL;
    PyObject* list = flat_values(reader, &exported, exported.offset, exported.length);
    end_array(array->state, &exported);
    if (list != Py_NotImplemented) return list;
    Py_DECREF(list);
  }
  return array_values_with(self, NULL);
}
