/* The structs of the C interfaces for the Python code that converts values. */
#include "module.h"

static View* view_new(State* state, PyTypeObject* type, PyObject* owner, const void* item) {
  View* made = object_new(type);
  if (made == NULL) return NULL;
  made->owner = Py_NewRef(owner);
  made->state = state;
  made->item = item;
  state_ref(state);
  return made;
}

static void view_dealloc(PyObject* self) {
  View* view = (View*)self;
  Py_XDECREF(view->owner);
  if (view->state != NULL) state_unref(view->state);
  object_free(self);
}

PyObject* schema_view(State* state, PyObject* owner, const struct ArrowSchema* item) {
  return (PyObject*)view_new(state, state->schema_view_type, owner, item);
}

PyObject* array_view(State* state, PyObject* owner, const struct ArrowArray* item) {
  return (PyObject*)view_new(state, state->array_view_type, owner, item);
}

static const struct ArrowSchema* schema_in(PyObject* self) { return ((View*)self)->item; }
static const struct ArrowArray* array_in(PyObject* self) { return ((View*)self)->item; }

static PyObject* bytes_or_none(const char* text) {
  if (text == NULL) Py_RETURN_NONE;
  return PyBytes_FromString(text);
}

static PyObject* schema_format(PyObject* self, void* unused) {
  (void)unused;
  return bytes_or_none(schema_in(self)->format);
}

static PyObject* schema_name(PyObject* self, void* unused) {
  (void)unused;
  return bytes_or_none(schema_in(self)->name);
}

static int32_t read_number(const char** position) {
  int32_t number;
  memcpy(&number, *position, sizeof(number));
  *position += sizeof(number);
  return number;
}

static PyObject* read_text(const char** position) {
  const int32_t size = read_number(position);
  PyObject* text = PyBytes_FromStringAndSize(*position, size);
  *position += size;
  return text;
}

/* The library has validated the encoding. */
static PyObject* schema_metadata(PyObject* self, void* unused) {
  (void)unused;
  const char* position = schema_in(self)->metadata;
  if (position == NULL) Py_RETURN_NONE;
  const int32_t count = read_number(&position);
  PyObject* list = PyList_New(count);
  for (int32_t i = 0; list != NULL && i < count; i++) {
    PyObject* key = read_text(&position);
    PyObject* value = read_text(&position);
    PyObject* pair = key == NULL || value == NULL ? NULL : PyTuple_Pack(2, key, value);
    Py_XDECREF(key);
    Py_XDECREF(value);
    if (pair == NULL || PyList_SetItem(list, i, pair) != 0) Py_CLEAR(list);
  }
  return list;
}

static PyObject* schema_flags(PyObject* self, void* unused) {
  (void)unused;
  return PyLong_FromLongLong(schema_in(self)->flags);
}

static PyObject* schema_n_children(PyObject* self, void* unused) {
  (void)unused;
  return PyLong_FromLongLong(schema_in(self)->n_children);
}

static PyObject* schema_dictionary(PyObject* self, void* unused) {
  (void)unused;
  const struct ArrowSchema* item = schema_in(self)->dictionary;
  if (item == NULL) Py_RETURN_NONE;
  return schema_view(((View*)self)->state, ((View*)self)->owner, item);
}

static int index_below(PyObject* number, int64_t count, Py_ssize_t* index) {
  *index = PyNumber_AsSsize_t(number, PyExc_IndexError);
  if (*index == -1 && PyErr_Occurred()) return -1;
  if (*index >= 0 && *index < count) return 0;
  PyErr_Format(PyExc_IndexError, "index %zd is out of range for %lld items", *index,
               (long long)count);
  return -1;
}

static PyObject* schema_child(PyObject* self, PyObject* number) {
  Py_ssize_t i;
  const struct ArrowSchema* item = schema_in(self);
  if (index_below(number, item->n_children, &i) != 0) return NULL;
  return schema_view(((View*)self)->state, ((View*)self)->owner, item->children[i]);
}

static PyMethodDef schema_methods[] = {
    {"child", schema_child, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef schema_properties[] = {
    {"format", schema_format, NULL, NULL, NULL},
    {"name", schema_name, NULL, NULL, NULL},
    {"metadata", schema_metadata, NULL, NULL, NULL},
    {"flags", schema_flags, NULL, NULL, NULL},
    {"n_children", schema_n_children, NULL, NULL, NULL},
    {"dictionary", schema_dictionary, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot schema_view_slots[] = {
    {Py_tp_dealloc, view_dealloc},
    {Py_tp_methods, schema_methods},
    {Py_tp_getset, schema_properties},
    {0, NULL},
};

PyType_Spec schema_view_spec = {
    .name = "arrowbridge._core.SchemaView",
    .basicsize = sizeof(View),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = schema_view_slots,
};

#define NUMBER_OF_ARRAY(member)                                   \
  static PyObject* array_##member(PyObject* self, void* unused) { \
    (void)unused;                                                 \
    return PyLong_FromLongLong(array_in(self)->member);           \
  }
NUMBER_OF_ARRAY(length)
NUMBER_OF_ARRAY(null_count)
NUMBER_OF_ARRAY(offset)
NUMBER_OF_ARRAY(n_buffers)
NUMBER_OF_ARRAY(n_children)

static PyObject* array_dictionary(PyObject* self, void* unused) {
  (void)unused;
  const struct ArrowArray* item = array_in(self)->dictionary;
  if (item == NULL) Py_RETURN_NONE;
  return array_view(((View*)self)->state, ((View*)self)->owner, item);
}

static PyObject* array_child(PyObject* self, PyObject* number) {
  Py_ssize_t i;
  const struct ArrowArray* item = array_in(self);
  if (index_below(number, item->n_children, &i) != 0) return NULL;
  return array_view(((View*)self)->state, ((View*)self)->owner, item->children[i]);
}

/* The address of a buffer; 0 for NULL. */
static PyObject* array_buffer(PyObject* self, PyObject* number) {
  Py_ssize_t i;
  const struct ArrowArray* item = array_in(self);
  if (index_below(number, item->n_buffers, &i) != 0) return NULL;
  return PyLong_FromVoidPtr((void*)item->buffers[i]);
}

static PyMethodDef array_methods[] = {
    {"child", array_child, METH_O, NULL},
    {"buffer", array_buffer, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef array_properties[] = {
    {"length", array_length, NULL, NULL, NULL},
    {"null_count", array_null_count, NULL, NULL, NULL},
    {"offset", array_offset, NULL, NULL, NULL},
    {"n_buffers", array_n_buffers, NULL, NULL, NULL},
    {"n_children", array_n_children, NULL, NULL, NULL},
    {"dictionary", array_dictionary, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot array_view_slots[] = {
    {Py_tp_dealloc, view_dealloc},
    {Py_tp_methods, array_methods},
    {Py_tp_getset, array_properties},
    {0, NULL},
};

PyType_Spec array_view_spec = {
    .name = "arrowbridge._core.ArrayView",
    .basicsize = sizeof(View),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = array_view_slots,
};

Exported* exported_new(State* state) {
  Exported* made = object_new(state->exported_type);
  if (made == NULL) return NULL;
  made->state = state;
  made->forked = process_forked();
  state_ref(state);
  return made;
}

static void exported_dealloc(PyObject* self) {
  Exported* exported = (Exported*)self;
  if (exported->state != NULL) {
    if (exported->forked == process_forked()) {
      end_schema(exported->state, &exported->schema);
      end_array(exported->state, &exported->array);
    }
    state_unref(exported->state);
  }
  object_free(self);
}

static PyType_Slot exported_slots[] = {
    {Py_tp_dealloc, exported_dealloc},
    {0, NULL},
};

PyType_Spec exported_spec = {
    .name = "arrowbridge._core.ExportedArray",
    .basicsize = sizeof(Exported),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = exported_slots,
};
