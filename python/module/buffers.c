/* Memory of arrays for consumers in Python: objects for buffers, and the buffer protocol of the
 * values of primitive arrays. dlpack.c has the other protocol. */
#include "buffers.h"

/* A buffer of an exported array, which the owner keeps alive. */
typedef struct Buffer {
  PyObject_HEAD PyObject* owner;
  PyObject* path;
  void* address;
  Py_ssize_t size;
  Py_ssize_t slot;
} Buffer;

/* Of buffers without an address, which consumers may not expect. */
static double nothing;

/* buffer_of(class, view, slot, path, size) */
static PyObject* buffer_of(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  PyObject *type, *view, *path;
  Py_ssize_t slot, size;
  if (!PyArg_ParseTuple(arguments, "O!O!nUn", &PyType_Type, &type, state->array_view_type, &view,
                        &slot, &path, &size)) {
    return NULL;
  }
  const struct ArrowArray* array = ((View*)view)->item;
  if (!PyType_IsSubtype((PyTypeObject*)type, state->buffer_type) || slot < 0 ||
      slot >= array->n_buffers || size < 0) {
    PyErr_SetString(PyExc_ValueError, "buffer_of: there is no such buffer");
    return NULL;
  }
  Buffer* made = object_new((PyTypeObject*)type);
  if (made == NULL) return NULL;
  made->owner = Py_NewRef(((View*)view)->owner);
  made->path = Py_NewRef(path);
  made->address = (void*)array->buffers[slot];
  made->size = made->address == NULL ? 0 : size;
  made->slot = slot;
  return (PyObject*)made;
}

static void buffer_dealloc(PyObject* self) {
  Py_XDECREF(((Buffer*)self)->owner);
  Py_XDECREF(((Buffer*)self)->path);
  object_free(self);
}

static int buffer_get(PyObject* self, Py_buffer* view, int flags) {
  Buffer* buffer = (Buffer*)self;
  void* address = buffer->address == NULL ? &nothing : buffer->address;
  return PyBuffer_FillInfo(view, self, address, buffer->size, 1, flags);
}

static PyObject* buffer_address(PyObject* self, void* unused) {
  (void)unused;
  return PyLong_FromVoidPtr(((Buffer*)self)->address);
}

static Py_ssize_t buffer_length(PyObject* self) { return ((Buffer*)self)->size; }

static PyMemberDef buffer_members[] = {
    {"path", T_OBJECT_EX, offsetof(Buffer, path), READONLY,
     "The path of the field that the buffer belongs to, such as \"a.item\"."},
    {"slot", T_PYSSIZET, offsetof(Buffer, slot), READONLY,
     "The index of the buffer among the buffers of the field."},
    {"size", T_PYSSIZET, offsetof(Buffer, size), READONLY, "The number of bytes."},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef buffer_properties[] = {
    {"address", buffer_address, NULL, "The address; 0 for NULL.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot buffer_slots[] = {
    {Py_tp_dealloc, buffer_dealloc},      {Py_tp_members, buffer_members},
    {Py_tp_getset, buffer_properties},    {Py_mp_length, buffer_length},
    {Py_bf_getbuffer, (void*)buffer_get}, {0, NULL},
};

PyType_Spec buffer_spec = {
    .name = "arrowbridge._core.BufferBase",
    .basicsize = sizeof(Buffer),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = buffer_slots,
};

#define INT64_CODE (sizeof(long) == 8 ? "l" : "q")
#define UINT64_CODE (sizeof(long) == 8 ? "L" : "Q")

/* The kind and the format character of the buffer protocol of a type; 0 if it is not primitive. */
static int kind_of(const struct ArrowSchema* schema, Primitive* out) {
  const struct {
    char type, kind;
    int width;
    const char* code;
  } known[] = {
      {'c', 'i', 1, "b"}, {'C', 'u', 1, "B"}, {'s', 'i', 2, "h"},        {'S', 'u', 2, "H"},
      {'i', 'i', 4, "i"}, {'I', 'u', 4, "I"}, {'l', 'i', 8, INT64_CODE}, {'L', 'u', 8, UINT64_CODE},
      {'e', 'f', 2, "e"}, {'f', 'f', 4, "f"}, {'g', 'f', 8, "d"},
  };
  if (schema->dictionary != NULL || schema->format[0] == '\0' || schema->format[1] != '\0')
    return 0;
  for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
    if (known[i].type != schema->format[0]) continue;
    out->kind = known[i].kind;
    out->width = known[i].width;
    out->code = known[i].code;
    return 1;
  }
  return 0;
}

int primitive_take(PyObject* self, Primitive* out) {
  Array* array = (Array*)self;
  struct ArrowSchema schema;
  if (array_check_initialized(self) != 0 ||
      refuse_fork(array->state, "ArrowBridgeExportArray") != 0 ||
      array_export(array, &out->array, &schema) != 0) {
    return -1;
  }
  int64_t nulls = out->array.null_count;
  if (!kind_of(&schema, out)) {
    PyErr_Format(PyExc_BufferError,
                 "values with the format '%.100s' are neither integers nor floats; see buffers()",
                 schema.format);
  } else if (nulls < 0) {
    Call call;
    call_begin(&call, array->state);
    call_end(&call, ArrowBridgeArrayNullCount(array->handle, &nulls, &call.error));
  }
  end_schema(array->state, &schema);
  if (nulls > 0 && !PyErr_Occurred()) {
    PyErr_Format(PyExc_BufferError, "%lld of the %lld values are null; see buffers()",
                 (long long)nulls, (long long)out->array.length);
  }
  if (PyErr_Occurred()) {
    PyObject* raised = take_exception();
    end_array(array->state, &out->array);
    raise_object(raised);
    return -1;
  }
  const char* data = out->array.buffers[1];
  out->data = data == NULL ? (char*)&nothing : (char*)data + out->array.offset * out->width;
  return 0;
}

/* What a consumer of the buffer protocol has until it releases its view. */
typedef struct Lent {
  struct ArrowArray array;
  Py_ssize_t shape, stride;
} Lent;

static int values_get(PyObject* self, Py_buffer* view, int flags) {
  Primitive values;
  view->obj = NULL;
  if ((flags & PyBUF_WRITABLE) == PyBUF_WRITABLE) {
    PyErr_SetString(PyExc_BufferError, "arrays are immutable");
    return -1;
  }
  if (primitive_take(self, &values) != 0) return -1;
  Lent* lent = PyMem_Calloc(1, sizeof(*lent));
  if (lent == NULL) {
    end_array(((Array*)self)->state, &values.array);
    PyErr_NoMemory();
    return -1;
  }
  lent->array = values.array;
  lent->shape = (Py_ssize_t)values.array.length;
  lent->stride = values.width;
  view->buf = values.data;
  view->len = lent->shape * values.width;
  view->itemsize = values.width;
  view->readonly = 1;
  view->ndim = 1;
  view->format = (flags & PyBUF_FORMAT) == PyBUF_FORMAT ? (char*)values.code : NULL;
  view->shape = (flags & PyBUF_ND) == PyBUF_ND ? &lent->shape : NULL;
  view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? &lent->stride : NULL;
  view->suboffsets = NULL;
  view->internal = lent;
  view->obj = Py_NewRef(self);
  return 0;
}

static void values_release(PyObject* self, Py_buffer* view) {
  Lent* lent = view->internal;
  (void)self;
  if (!process_forked()) end_array(((Array*)self)->state, &lent->array);
  PyMem_Free(lent);
}

static PyMethodDef values_methods[] = {
    {"__dlpack__", METHOD(values_dlpack), METH_VARARGS | METH_KEYWORDS,
     "__dlpack__($self, *, stream=None, max_version=None, dl_device=None, copy=None)\n--\n\n"
     "Export the values as a DLPack capsule. They are integers or floats without nulls.\n\n"
     "Parameters\n"
     "----------\n"
     "stream : None\n"
     "    Memory of the CPU has no streams.\n"
     "max_version : tuple of int, optional\n"
     "    The highest version of DLPack that the consumer knows. From (1, 0) on the capsule says\n"
     "    that the values are read-only.\n"
     "dl_device : tuple of int, optional\n"
     "    The device that the consumer asks for. Only the CPU, (1, 0), is possible.\n"
     "copy : bool, optional\n"
     "    True: export a copy. By default nothing is copied.\n\n"
     "Raises\n"
     "------\n"
     "BufferError\n"
     "    If the values are of another type, or some are null, or the request cannot be met.\n\n"
     "Examples\n"
     "--------\n"
     ">>> type(ab.Array.from_pylist([1, 2]).__dlpack__()).__name__\n"
     "'PyCapsule'"},
    {"__dlpack_device__", values_dlpack_device, METH_NOARGS,
     "__dlpack_device__($self)\n--\n\n"
     "Return the device type and the device number of DLPack: (1, 0), the CPU.\n\n"
     "Examples\n"
     "--------\n"
     ">>> ab.Array.from_pylist([1, 2]).__dlpack_device__()\n"
     "(1, 0)"},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot values_slots[] = {
    {Py_tp_methods, values_methods},
    {Py_bf_getbuffer, (void*)values_get},
    {Py_bf_releasebuffer, (void*)values_release},
    {0, NULL},
};

/* A base class of Array beside ArrayBase: record batches have no buffer of values. */
PyType_Spec values_spec = {
    .name = "arrowbridge._core.ValuesBase",
    .basicsize = sizeof(Array),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = values_slots,
};

PyMethodDef buffer_functions[] = {
    {"buffer_of", buffer_of, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
