/* Takes structs out of objects of other packages: objects with PyCapsule methods, or capsules. */
#include "module.h"

int address_of(PyObject* number, void** out) {
  *out = NULL;
  if (number == Py_None) return 0;
  *out = PyLong_AsVoidPtr(number);
  return *out == NULL && PyErr_Occurred() ? -1 : 0;
}

/* `of`: the object whose method returned the capsule; NULL if the caller passed the capsule. */
static PyObject* describe(const char* method, PyObject* of, const char* otherwise) {
  if (of == NULL) return PyUnicode_FromString(otherwise);
  PyObject* name = PyType_GetName(Py_TYPE(of));
  if (name == NULL) return NULL;
  PyObject* text = PyUnicode_FromFormat("the result of %s of %U", method, name);
  Py_DECREF(name);
  return text;
}

typedef struct Origin {
  const char* method;
  PyObject* of;
  const char* otherwise;
} Origin;

static void raise_type(PyObject* value, const Origin* origin, const char* wanted,
                       const char* name) {
  PyObject* what = describe(origin->method, origin->of, origin->otherwise);
  PyObject* type = PyType_GetName(Py_TYPE(value));
  if (what != NULL && type != NULL) {
    PyErr_Format(PyExc_TypeError, "%U must be a %s%s, not %U", what, wanted, name, type);
  }
  Py_XDECREF(what);
  Py_XDECREF(type);
}

static int check_capsule(PyObject* value, const char* name, const Origin* origin) {
  if (!PyCapsule_CheckExact(value)) {
    char quoted[40];
    PyOS_snprintf(quoted, sizeof(quoted), " named '%s'", name);
    raise_type(value, origin, "PyCapsule", quoted);
    return -1;
  }
  if (PyCapsule_IsValid(value, name)) return 0;
  const char* found = PyCapsule_GetName(value);
  PyObject* what = describe(origin->method, origin->of, origin->otherwise);
  if (what != NULL && !PyErr_Occurred()) {
    PyErr_Format(PyExc_ValueError, "%U must be a PyCapsule named '%s', not '%s'", what, name,
                 found == NULL ? "" : found);
  }
  Py_XDECREF(what);
  return -1;
}

/* Moves the struct out of a capsule. */
static int take(State* state, PyObject* capsule, const char* name, void* out,
                const Origin* origin) {
  const struct ArrowBridgeCapsuleKind* kind = ArrowBridgeCapsuleKindOf(name);
  if (check_capsule(capsule, name, origin) != 0) return -1;
  void* value = PyCapsule_GetPointer(capsule, name);
  ArrowBridgeCapsuleRelease release = ArrowBridgeCapsuleTakeRelease(kind, value);
  if (release == NULL) {
    raise_code(state, EINVAL,
               "PYC-5: the struct in this capsule is released: it was consumed before");
    return -1;
  }
  ArrowBridgeCapsuleMove(kind, out, value, release);
  return 0;
}

/* 1 and a new reference, 0 if there is no such method, -1 with an exception. None is no method. */
static int find_method(PyObject* value, PyObject* name, PyObject** out) {
  *out = PyType_Check(value) ? NULL : PyObject_GetAttr(value, name);
  if (*out == NULL) {
    if (PyErr_Occurred() == NULL) return 0;
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
    PyErr_Clear();
    return 0;
  }
  if (*out != Py_None) return 1;
  Py_CLEAR(*out);
  return 0;
}

static void raise_no_method(PyObject* value, const char* names) {
  PyObject* type = PyType_GetName(Py_TYPE(value));
  if (type == NULL) return;
  PyErr_Format(PyExc_TypeError, "an object of type %U has none of the methods %s", type, names);
  Py_DECREF(type);
}

static PyObject* call_producer(State* state, PyObject* method, PyObject* requested) {
  if (requested == NULL) return PyObject_CallNoArgs(method);
  PyObject* none = PyTuple_New(0);
  PyObject* keywords = PyDict_New();
  PyObject* result = NULL;
  if (none != NULL && keywords != NULL &&
      PyDict_SetItem(keywords, state->name_requested_schema, requested) == 0) {
    result = PyObject_Call(method, none, keywords);
  }
  Py_XDECREF(none);
  Py_XDECREF(keywords);
  return result;
}

static Schema* take_schema(State* state, PyObject* capsule, const Origin* origin) {
  struct ArrowSchema schema;
  if (take(state, capsule, "arrow_schema", &schema, origin) != 0) return NULL;
  return schema_import(state, &schema);
}

Schema* consume_schema(State* state, PyObject* value) {
  PyObject* method;
  Origin origin = {"__arrow_c_schema__", value, "the schema"};
  if (PyObject_TypeCheck(value, state->schema_type)) return (Schema*)Py_NewRef(value);
  if (state->schema_class != NULL && PyObject_IsInstance(value, state->schema_class) == 1) {
    PyObject* handle = PyObject_GetAttr(value, state->name__handle);
    if (handle == NULL || PyObject_TypeCheck(handle, state->schema_type)) return (Schema*)handle;
    Py_DECREF(handle);
    PyErr_SetString(PyExc_TypeError, "the schema is not initialized");
    return NULL;
  }
  if ((PyUnicode_Check(value) || PyDict_Check(value) || PyList_Check(value)) &&
      state->schema_of_names != NULL) {
    /* Types by name. The result is of schema_class. */
    PyObject* made = PyObject_CallFunctionObjArgs(state->schema_of_names, value, NULL);
    Schema* schema = made == NULL ? NULL : consume_schema(state, made);
    Py_XDECREF(made);
    return schema;
  }
  if (PyCapsule_CheckExact(value)) {
    origin.of = NULL;
    return take_schema(state, value, &origin);
  }
  const int found = find_method(value, state->name___arrow_c_schema__, &method);
  if (found <= 0) {
    if (found == 0) raise_no_method(value, origin.method);
    return NULL;
  }
  PyObject* capsule = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  if (capsule == NULL) return NULL;
  Schema* schema = take_schema(state, capsule, &origin);
  Py_DECREF(capsule);
  return schema;
}

static int take_array(State* state, PyObject* pair, int device, const Origin* origin,
                      struct ArrowArray* out, Schema** out_schema) {
  const char* name = device ? "arrow_device_array" : "arrow_array";
  if (!PyTuple_Check(pair) || PyTuple_Size(pair) != 2) {
    raise_type(pair, origin, "tuple of two capsules", "");
    return -1;
  }
  PyObject* capsule = PyTuple_GetItem(pair, 1);
  if (check_capsule(capsule, name, origin) != 0) return -1;
  *out_schema = take_schema(state, PyTuple_GetItem(pair, 0), origin);
  if (*out_schema == NULL) return -1;
  int taken;
  if (device) {
    struct ArrowDeviceArray array;
    taken = take(state, capsule, name, &array, origin);
    if (taken == 0) {
      Call call;
      call_begin(&call, state);
      const int code =
          array.device_type == ARROW_DEVICE_CPU
              ? ArrowBridgeArrayFromDevice(&array, out, &call.error)
              : ArrowBridgeArrayCopyFromDevice(&array, (*out_schema)->handle, out, &call.error);
      taken = call_end(&call, code);
    }
  } else {
    taken = take(state, capsule, name, out, origin);
  }
  if (taken != 0) Py_CLEAR(*out_schema);
  return taken;
}

int consume_array(State* state, PyObject* value, PyObject* requested, struct ArrowArray* out,
                  Schema** out_schema) {
  PyObject* method;
  Origin origin = {"__arrow_c_array__", NULL, "the value"};
  *out_schema = NULL;
  out->release = NULL;
  if (PyTuple_Check(value)) return take_array(state, value, 0, &origin, out, out_schema);
  int device = 0;
  int found = find_method(value, state->name___arrow_c_array__, &method);
  if (found == 0) {
    device = 1;
    origin.method = "__arrow_c_device_array__";
    found = find_method(value, state->name___arrow_c_device_array__, &method);
  }
  if (found <= 0) return found == 0 ? 1 : -1;
  origin.of = value;
  PyObject* pair = call_producer(state, method, requested);
  Py_DECREF(method);
  if (pair == NULL) return -1;
  const int taken = take_array(state, pair, device, &origin, out, out_schema);
  Py_DECREF(pair);
  return taken;
}

/* What an error names if an object exports no data. */
static const char any_method[] =
    "__arrow_c_stream__, __arrow_c_device_stream__, __arrow_c_array__, __arrow_c_device_array__; "
    "arrowbridge.array() makes an array of Python values";

static int take_stream(State* state, PyObject* capsule, int device, const Origin* origin,
                       struct ArrowArrayStream* out) {
  if (!device) return take(state, capsule, "arrow_array_stream", out, origin);
  struct ArrowDeviceArrayStream stream;
  if (take(state, capsule, "arrow_device_array_stream", &stream, origin) != 0) return -1;
  Call call;
  call_begin(&call, state);
  const int code = stream.device_type == ARROW_DEVICE_CPU
                       ? ArrowBridgeStreamFromDevice(&stream, out, &call.error)
                       : ArrowBridgeStreamCopyFromDevice(&stream, out, &call.error);
  return call_end(&call, code);
}

int consume_stream(State* state, PyObject* value, PyObject* requested,
                   struct ArrowArrayStream* out) {
  PyObject* method;
  Origin origin = {"__arrow_c_stream__", NULL, "the stream"};
  out->release = NULL;
  if (PyCapsule_CheckExact(value)) return take_stream(state, value, 0, &origin, out);
  int device = 0;
  int found = find_method(value, state->name___arrow_c_stream__, &method);
  if (found == 0) {
    device = 1;
    origin.method = "__arrow_c_device_stream__";
    found = find_method(value, state->name___arrow_c_device_stream__, &method);
  }
  if (found <= 0) {
    if (found == 0) raise_no_method(value, any_method);
    return -1;
  }
  origin.of = value;
  PyObject* capsule = call_producer(state, method, requested);
  Py_DECREF(method);
  if (capsule == NULL) return -1;
  const int taken = take_stream(state, capsule, device, &origin, out);
  Py_DECREF(capsule);
  return taken;
}

static int has_method(PyObject* value, PyObject* name) {
  PyObject* method;
  const int found = find_method(value, name, &method);
  if (found == 1) Py_DECREF(method);
  return found;
}

static int has_either(PyObject* value, PyObject* first, PyObject* second) {
  const int found = has_method(value, first);
  return found != 0 ? found : has_method(value, second);
}

static int has_stream(State* state, PyObject* value) {
  if (PyCapsule_CheckExact(value)) return 1;
  return has_either(value, state->name___arrow_c_stream__, state->name___arrow_c_device_stream__);
}

static int has_array(State* state, PyObject* value) {
  if (PyTuple_Check(value)) return 1;
  return has_either(value, state->name___arrow_c_array__, state->name___arrow_c_device_array__);
}

int consume_is_array(State* state, PyObject* value) {
  if (PyObject_TypeCheck(value, state->array_type)) return 1; /* which are streams, too */
  int found = has_stream(state, value);
  if (found != 0) return found == 1 ? 0 : -1;
  found = has_array(state, value);
  if (found == 0) raise_no_method(value, any_method);
  return found == 0 ? -1 : found;
}

int consume_requested(State* state, PyObject* capsule, Schema** out) {
  const Origin origin = {NULL, NULL, "requested_schema"};
  *out = NULL;
  if (capsule == NULL || capsule == Py_None) return 0;
  if (check_capsule(capsule, "arrow_schema", &origin) != 0) return -1;
  const struct ArrowSchema* schema = PyCapsule_GetPointer(capsule, "arrow_schema");
  if (schema->release == NULL) {
    PyErr_SetString(PyExc_ValueError,
                    "requested_schema has a struct that is released: it was already consumed");
    return -1;
  }
  *out = schema_copy(state, schema);
  return *out == NULL ? -1 : 0;
}

/* Keyword arguments of later versions of the protocol, unless they are None (PYC-22). */
static int refuse_keywords(const char* operation, PyObject* keywords) {
  PyObject *name, *value;
  Py_ssize_t position = 0;
  while (keywords != NULL && PyDict_Next(keywords, &position, &name, &value)) {
    if (value == Py_None || PyUnicode_CompareWithASCIIString(name, "requested_schema") == 0) {
      continue;
    }
    PyErr_Format(PyExc_NotImplementedError, "%s: the keyword '%U' is not supported", operation,
                 name);
    return -1;
  }
  return 0;
}

int device_request(const char* operation, PyObject* arguments, PyObject* keywords, PyObject** out) {
  *out = NULL;
  if (!PyArg_ParseTuple(arguments, "|O", out) || refuse_keywords(operation, keywords) != 0) {
    return -1;
  }
  if (*out == NULL && keywords != NULL) *out = PyDict_GetItemString(keywords, "requested_schema");
  return 0;
}

static PyObject* is_array(PyObject* module, PyObject* value) {
  const int found = consume_is_array(state_of(module), value);
  return found < 0 ? NULL : PyBool_FromLong(found);
}

static PyObject* array_is_there(PyObject* module, PyObject* value) {
  const int found = has_array(state_of(module), value);
  return found < 0 ? NULL : PyBool_FromLong(found);
}

const struct ArrowBridgeImportOptions copy_misaligned = {sizeof(copy_misaligned),
                                                         ARROWBRIDGE_MISALIGNED_COPY, 0};

int import_options(PyObject* misaligned, const struct ArrowBridgeImportOptions** out) {
  const int is_text = misaligned != NULL && PyUnicode_Check(misaligned);
  if (misaligned == NULL ||
      (is_text && PyUnicode_CompareWithASCIIString(misaligned, "copy") == 0)) {
    *out = &copy_misaligned;
  } else if (is_text && PyUnicode_CompareWithASCIIString(misaligned, "refuse") == 0) {
    *out = NULL; /* the default of the library */
  } else {
    PyErr_Format(PyExc_ValueError, "misaligned is 'copy' or 'refuse', not %R", misaligned);
    return -1;
  }
  return 0;
}

/* capsule_from_address(name, address) */
static PyObject* capsule_from_address(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  const char* name;
  PyObject* number;
  void* address;
  if (!PyArg_ParseTuple(arguments, "sO", &name, &number)) return NULL;
  const struct ArrowBridgeCapsuleKind* kind = ArrowBridgeCapsuleKindOf(name);
  if (kind == NULL || address_of(number, &address) != 0) return NULL;
  if (address == NULL) {
    PyErr_SetString(PyExc_ValueError, "the address is NULL");
    return NULL;
  }
  void* release;
  memcpy(&release, (char*)address + kind->release, sizeof(release));
  if (release == NULL) {
    return raise_invalid(state, "capsule_from_address: MEM-4: the struct is released");
  }
  return ArrowBridgeCapsuleFromStruct(name, address);
}

/* struct_from_capsule(capsule, name, address) */
static PyObject* struct_from_capsule(PyObject* module, PyObject* arguments) {
  const Origin origin = {NULL, NULL, "the capsule"};
  const char* name;
  PyObject *capsule, *number;
  void* address;
  if (!PyArg_ParseTuple(arguments, "OsO", &capsule, &name, &number)) return NULL;
  const struct ArrowBridgeCapsuleKind* kind = ArrowBridgeCapsuleKindOf(name);
  if (kind == NULL || address_of(number, &address) != 0) return NULL;
  if (address == NULL) {
    PyErr_SetString(PyExc_ValueError, "the address is NULL");
    return NULL;
  }
  if (check_capsule(capsule, name, &origin) != 0) return NULL;
  memset(address, 0, kind->size);
  if (take(state_of(module), capsule, name, address, &origin) != 0) return NULL;
  Py_RETURN_NONE;
}

PyMethodDef capsule_functions[] = {
    {"is_array", is_array, METH_O, NULL},
    {"has_array", array_is_there, METH_O, NULL},
    {"capsule_from_address", capsule_from_address, METH_VARARGS, NULL},
    {"struct_from_capsule", struct_from_capsule, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
