/* Builds arrays from the buffers that Python code describes. */
#include <stdlib.h>

#include "module.h"

/* What the parts of one call need until it returns. */
typedef struct Parts {
  State* state;
  Py_ssize_t count;
  struct ArrowBridgeArrayPart* parts;
  struct ArrowArray* arrays;
  Py_ssize_t n_buffers;
  struct ArrowBridgeBuffer* buffers;
  Py_buffer* views; /* of buffers that the library copies */
  Py_ssize_t n_views;
} Parts;

typedef struct Memory {
  State* state;
  PyObject* owner;
  int forked;
} Memory;

static void release_memory(void* context) {
  Memory* memory = context;
  python_release(memory->state, memory->owner, memory->forked);
  free(memory);
}

/* (owner, address, size): memory that the library uses in place, as long as it needs the owner. */
static int own_memory(Parts* parts, PyObject* triple, struct ArrowBridgeBuffer* out) {
  PyObject* owner;
  PyObject* number;
  void* address;
  long long size;
  if (!PyArg_ParseTuple(triple, "OOL", &owner, &number, &size) ||
      address_of(number, &address) != 0) {
    return -1;
  }
  Memory* memory = malloc(sizeof(*memory));
  if (memory == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  state_ref(parts->state);
  memory->state = parts->state;
  memory->owner = Py_NewRef(owner);
  memory->forked = process_forked();
  out->data = address;
  out->size = size;
  out->release = release_memory;
  out->context = memory;
  return 0;
}

static int read_buffer(Parts* parts, PyObject* item, struct ArrowBridgeBuffer* out) {
  if (item == Py_None) return 0;
  if (PyTuple_Check(item)) return own_memory(parts, item, out);
  Py_buffer* view = &parts->views[parts->n_views];
  if (PyObject_GetBuffer(item, view, PyBUF_SIMPLE) != 0) return -1;
  parts->n_views++;
  out->data = view->buf;
  out->size = view->len;
  return 0;
}

/* (length, null_count, offset, buffers) or an array. */
static int read_part(Parts* parts, PyObject* item, Py_ssize_t index) {
  struct ArrowBridgeArrayPart* part = &parts->parts[index];
  PyObject* buffers;
  long long length, null_count, offset;
  if (PyObject_TypeCheck(item, parts->state->array_type)) {
    Array* array = array_check(parts->state, item);
    if (array == NULL || array_export(array, &parts->arrays[index], NULL) != 0) return -1;
    part->array = &parts->arrays[index];
    return 0;
  }
  if (!PyArg_ParseTuple(item, "LLLO!", &length, &null_count, &offset, &PyList_Type, &buffers)) {
    return -1;
  }
  part->length = length;
  part->null_count = null_count;
  part->offset = offset;
  part->n_buffers = PyList_Size(buffers);
  part->buffers = &parts->buffers[parts->n_buffers];
  for (int64_t i = 0; i < part->n_buffers; i++) {
    if (read_buffer(parts, PyList_GetItem(buffers, (Py_ssize_t)i),
                    &parts->buffers[parts->n_buffers]) != 0) {
      return -1;
    }
    parts->n_buffers++;
  }
  return 0;
}

static Py_ssize_t count_buffers(PyObject* list) {
  Py_ssize_t count = 1;
  for (Py_ssize_t i = 0; i < PyList_Size(list); i++) {
    PyObject* item = PyList_GetItem(list, i);
    PyObject* buffers =
        PyTuple_Check(item) && PyTuple_Size(item) == 4 ? PyTuple_GetItem(item, 3) : NULL;
    if (buffers != NULL && PyList_Check(buffers)) count += PyList_Size(buffers);
  }
  return count;
}

static int parts_read(Parts* parts, PyObject* list) {
  const size_t count = (size_t)PyList_Size(list);
  const size_t n_buffers = (size_t)count_buffers(list);
  parts->count = (Py_ssize_t)count;
  parts->parts = PyMem_Calloc(count + 1, sizeof(*parts->parts));
  parts->arrays = PyMem_Calloc(count + 1, sizeof(*parts->arrays));
  parts->buffers = PyMem_Calloc(n_buffers, sizeof(*parts->buffers));
  parts->views = PyMem_Calloc(n_buffers, sizeof(*parts->views));
  if (parts->parts == NULL || parts->arrays == NULL || parts->buffers == NULL ||
      parts->views == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  for (Py_ssize_t i = 0; i < parts->count; i++) {
    if (read_part(parts, PyList_GetItem(list, i), i) != 0) return -1;
  }
  return 0;
}

/* `consumed`: the library has taken the owned memory and the arrays. */
static void parts_end(Parts* parts, int consumed) {
  for (Py_ssize_t i = 0; !consumed && i < parts->n_buffers; i++) {
    if (parts->buffers[i].release != NULL) parts->buffers[i].release(parts->buffers[i].context);
  }
  if (!consumed && parts->arrays != NULL) end_arrays(parts->state, parts->arrays, parts->count);
  for (Py_ssize_t i = 0; i < parts->n_views; i++) PyBuffer_Release(&parts->views[i]);
  PyMem_Free(parts->parts);
  PyMem_Free(parts->arrays);
  PyMem_Free(parts->buffers);
  PyMem_Free(parts->views);
}

/* array_of_parts(class, schema, parts) */
static PyObject* array_of_parts(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  Parts parts = {.state = state};
  PyObject *type, *schema, *list;
  Call call;
  if (!PyArg_ParseTuple(arguments, "O!O!O!", &PyType_Type, &type, state->schema_type, &schema,
                        &PyList_Type, &list)) {
    return NULL;
  }
  if (refuse_fork(state, "ArrowBridgeArrayFromParts") != 0) return NULL;
  Array* made = array_new(state, (PyTypeObject*)type, (Schema*)schema);
  if (made == NULL) return NULL;
  if (parts_read(&parts, list) != 0) {
    PyObject* raised = take_exception();
    parts_end(&parts, 0);
    raise_object(raised);
    Py_DECREF(made);
    return NULL;
  }
  call_begin(&call, state);
  const int code = ArrowBridgeArrayFromParts(((Schema*)schema)->handle, parts.count, parts.parts,
                                             &made->handle, &call.error);
  const int result = call_end(&call, code);
  parts_end(&parts, 1);
  if (result != 0) Py_CLEAR(made);
  return (PyObject*)made;
}

static PyObject* memory_view(PyObject* module, PyObject* arguments) {
  PyObject* number;
  Py_ssize_t size;
  void* address;
  (void)module;
  if (!PyArg_ParseTuple(arguments, "On", &number, &size) || address_of(number, &address) != 0) {
    return NULL;
  }
  static char nothing[1];
  if (address == NULL || size <= 0) return PyMemoryView_FromMemory(nothing, 0, PyBUF_READ);
  return PyMemoryView_FromMemory(address, size, PyBUF_READ);
}

static PyObject* flat_of_views(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  PyObject *schema, *array;
  long long start, length;
  if (!PyArg_ParseTuple(arguments, "O!O!LL", state->schema_view_type, &schema,
                        state->array_view_type, &array, &start, &length)) {
    return NULL;
  }
  return flat_values(flat_reader(((View*)schema)->item), ((View*)array)->item, start, length);
}

PyMethodDef build_functions[] = {
    {"array_of_parts", array_of_parts, METH_VARARGS, NULL},
    {"memory", memory_view, METH_VARARGS, NULL},
    {"flat_values", flat_of_views, METH_VARARGS, NULL},
    {"encode_array", encode_array, METH_VARARGS, NULL},
    {"encode_values", encode_values, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
