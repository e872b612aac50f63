/* Copiers for devices that are Python objects, and what they copy to a device. */
#include <stdlib.h>

#include "module.h"

/* The context of a registered copier. */
typedef struct Copier {
  State* state;
  PyObject* object;
  int forked;
} Copier;

/* Calls a method, and returns its result or NULL with `code` and the error set. */
static PyObject* begin_method(Copier* copier, Entry* entry, const char* name, int* code,
                              struct ArrowBridgeError* error) {
  *code = 0;
  if (copier->forked != process_forked() || !python_enter(entry, copier->state)) {
    PyOS_snprintf(error->message, sizeof(error->message),
                  "%s() of a device copier: the Python interpreter is ending, or is a forked child",
                  name);
    *code = ECANCELED;
    return NULL;
  }
  PyObject* method = PyObject_GetAttrString(copier->object, name);
  if (method == NULL) *code = report_exception(copier->state, error);
  if (method == NULL) python_leave(entry);
  return method;
}

/* Takes over the method and its result. */
static int end_method(Copier* copier, Entry* entry, PyObject* method, PyObject* result,
                      struct ArrowBridgeError* error) {
  const int code = result == NULL ? report_exception(copier->state, error) : 0;
  Py_DECREF(method);
  Py_XDECREF(result);
  python_leave(entry);
  return code;
}

static unsigned long long number_of(const void* address) {
  return (unsigned long long)(uintptr_t)address;
}

static int copier_wait(void* context, int64_t id, void* event, struct ArrowBridgeError* error) {
  Entry entry;
  int code;
  PyObject* method = begin_method(context, &entry, "wait", &code, error);
  if (method == NULL) return code;
  PyObject* result = PyObject_CallFunction(method, "LK", (long long)id, number_of(event));
  return end_method(context, &entry, method, result, error);
}

static int copier_to_host(void* context, int64_t id, const void* buffer, int64_t offset,
                          int64_t size, void* to, struct ArrowBridgeError* error) {
  Entry entry;
  int code;
  PyObject* method = begin_method(context, &entry, "copy_to_host", &code, error);
  if (method == NULL) return code;
  PyObject* result = PyObject_CallFunction(method, "LKLLK", (long long)id, number_of(buffer),
                                           (long long)offset, (long long)size, number_of(to));
  return end_method(context, &entry, method, result, error);
}

static int copier_from_host(void* context, int64_t id, const void* from, int64_t size, void* buffer,
                            struct ArrowBridgeError* error) {
  Entry entry;
  int code;
  PyObject* method = begin_method(context, &entry, "copy_from_host", &code, error);
  if (method == NULL) return code;
  PyObject* result = PyObject_CallFunction(method, "LKLK", (long long)id, number_of(from),
                                           (long long)size, number_of(buffer));
  return end_method(context, &entry, method, result, error);
}

static int copier_allocate(void* context, int64_t id, int64_t size, void** out,
                           struct ArrowBridgeError* error) {
  Entry entry;
  int code;
  PyObject* method = begin_method(context, &entry, "allocate", &code, error);
  if (method == NULL) return code;
  PyObject* result = PyObject_CallFunction(method, "LL", (long long)id, (long long)size);
  void* address = result == NULL ? NULL : PyLong_AsVoidPtr(result);
  if (result != NULL && PyErr_Occurred()) Py_CLEAR(result);
  *out = address;
  return end_method(context, &entry, method, result, error);
}

/* In a forked child and while the interpreter ends, the memory stays allocated. */
static void copier_deallocate(void* context, int64_t id, void* buffer, int64_t size) {
  Copier* copier = context;
  Entry entry;
  if (copier->forked != process_forked() || !python_enter(&entry, copier->state)) return;
  PyObject* raised = take_exception();
  PyObject* result = PyObject_CallMethod(copier->object, "deallocate", "LKL", (long long)id,
                                         number_of(buffer), (long long)size);
  if (result == NULL) PyErr_WriteUnraisable(copier->object);
  Py_XDECREF(result);
  if (raised != NULL) raise_object(raised);
  python_leave(&entry);
}

static void copier_release(void* context) {
  Copier* copier = context;
  python_release(copier->state, copier->object, copier->forked);
  free(copier);
}

/* Callbacks for the methods that the object has. Returns -1 with an exception. */
static int fill_callbacks(Copier* copier, struct ArrowBridgeDeviceCopier* out) {
  static const char* const names[] = {"wait", "copy_to_host", "copy_from_host", "allocate",
                                      "deallocate"};
  int has[5];
  for (size_t i = 0; i < 5; i++) {
    PyObject* method = PyObject_GetAttrString(copier->object, names[i]);
    if (method == NULL && !PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
    PyErr_Clear();
    has[i] = method != NULL && method != Py_None;
    Py_XDECREF(method);
  }
  *out = (struct ArrowBridgeDeviceCopier){.struct_size = sizeof(*out),
                                          .context = copier,
                                          .release = copier_release,
                                          .wait = has[0] ? copier_wait : NULL,
                                          .copy_to_host = has[1] ? copier_to_host : NULL,
                                          .copy_from_host = has[2] ? copier_from_host : NULL,
                                          .allocate = has[3] ? copier_allocate : NULL,
                                          .deallocate = has[4] ? copier_deallocate : NULL};
  return 0;
}

/* register_device_copier(device_type, copier) */
static PyObject* register_device_copier(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  struct ArrowBridgeDeviceCopier callbacks;
  int type;
  PyObject* object;
  if (!PyArg_ParseTuple(arguments, "iO", &type, &object) ||
      refuse_fork(state, "ArrowBridgeRegisterDeviceCopier") != 0) {
    return NULL;
  }
  Copier* copier = malloc(sizeof(*copier));
  if (copier == NULL) return PyErr_NoMemory();
  *copier = (Copier){state, object, process_forked()};
  if (fill_callbacks(copier, &callbacks) != 0) {
    free(copier);
    return NULL;
  }
  state_ref(state);
  Py_INCREF(object);
  Call call;
  call_begin(&call, state);
  const int code = ArrowBridgeRegisterDeviceCopier(type, &callbacks, &call.error);
  return call_end(&call, code) == 0 ? Py_NewRef(Py_None) : NULL;
}

/* unregister_device_copier(device_type) */
static PyObject* unregister_device_copier(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  int type;
  if (!PyArg_ParseTuple(arguments, "i", &type) ||
      refuse_fork(state, "ArrowBridgeUnregisterDeviceCopier") != 0) {
    return NULL;
  }
  Call call;
  call_begin(&call, state);
  const int code = ArrowBridgeUnregisterDeviceCopier(type, &call.error);
  return call_end(&call, code) == 0 ? Py_NewRef(Py_None) : NULL;
}

static PyObject* copy_stream(State* state, PyObject* value, int type, int64_t id) {
  struct ArrowArrayStream stream;
  void* out;
  if (consume_stream(state, value, NULL, &stream) != 0) return NULL;
  PyObject* capsule = ArrowBridgeCapsuleNew("arrow_device_array_stream", &out);
  if (capsule == NULL) {
    end_stream(state, &stream);
    return NULL;
  }
  Call call;
  call_begin(&call, state);
  const int code = ArrowBridgeStreamCopyToDevice(&stream, type, id, out, &call.error);
  if (call_end(&call, code) != 0) Py_CLEAR(capsule);
  return capsule;
}

static PyObject* copy_array(State* state, PyObject* value, int type, int64_t id) {
  struct ArrowArray array;
  Schema* schema;
  void* out;
  if (consume_array(state, value, NULL, &array, &schema) != 0) return NULL;
  PyObject* first = schema_capsule(schema);
  PyObject* second = first == NULL ? NULL : ArrowBridgeCapsuleNew("arrow_device_array", &out);
  PyObject* pair = NULL;
  if (second == NULL) {
    end_array(state, &array);
  } else {
    Call call;
    call_begin(&call, state);
    const int code =
        ArrowBridgeArrayCopyToDevice(&array, schema->handle, type, id, out, &call.error);
    if (call_end(&call, code) == 0) pair = PyTuple_Pack(2, first, second);
  }
  Py_DECREF(schema);
  Py_XDECREF(first);
  Py_XDECREF(second);
  return pair;
}

/* copy_to_device(value, device_type, device_id): two capsules for an array, one for a stream. */
static PyObject* copy_to_device(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  PyObject* value;
  int type;
  long long id;
  if (!PyArg_ParseTuple(arguments, "OiL", &value, &type, &id) ||
      refuse_fork(state, "ArrowBridgeArrayCopyToDevice") != 0) {
    return NULL;
  }
  const int is_array = consume_is_array(state, value);
  if (is_array < 0) return NULL;
  return is_array ? copy_array(state, value, type, id) : copy_stream(state, value, type, id);
}

PyMethodDef devices_functions[] = {
    {"register_device_copier", register_device_copier, METH_VARARGS, NULL},
    {"unregister_device_copier", unregister_device_copier, METH_VARARGS, NULL},
    {"copy_to_device", copy_to_device, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
