/* Handles of schemas, and the schemas that Python code describes. */
#include "module.h"

void* object_new(PyTypeObject* type) {
  allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
  return allocate(type, 0);
}

void object_free(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
  release(object);
  Py_DECREF(type);
}

Schema* schema_new(State* state, struct ArrowBridgeSchema* handle) {
  Schema* made = object_new(state->schema_type);
  if (made == NULL) {
    ArrowBridgeSchemaRelease(handle);
    return NULL;
  }
  state_ref(state);
  made->state = state;
  made->handle = handle;
  made->forked = process_forked();
  return made;
}

/* Consumes the struct. Without the GIL, because the struct is released. */
Schema* schema_import(State* state, struct ArrowSchema* schema) {
  Call call;
  Schema* made = schema_new(state, NULL);
  if (made == NULL) {
    if (schema != NULL) end_schema(state, schema);
    return NULL;
  }
  call_begin(&call, state);
  if (call_end(&call, ArrowBridgeImportSchema(schema, &made->handle, &call.error)) != 0) {
    Py_DECREF(made);
    return NULL;
  }
  return made;
}

static void end_nothing(struct ArrowSchema* schema) { schema->release = NULL; }

/* Copies a struct without consuming it. The library copies what the struct points to. */
Schema* schema_copy(State* state, const struct ArrowSchema* schema) {
  struct ArrowSchema borrowed = *schema;
  struct ArrowBridgeError error;
  Schema* made = schema_new(state, NULL);
  if (made == NULL) return NULL;
  borrowed.release = end_nothing;
  process_used();
  const int code = ArrowBridgeImportSchema(&borrowed, &made->handle, &error);
  if (code == 0) return made;
  Py_DECREF(made);
  raise_code(state, code, error.message);
  return NULL;
}

int schema_export(Schema* schema, struct ArrowSchema* out) {
  struct ArrowBridgeError error;
  const int code = ArrowBridgeExportSchema(schema->handle, out, &error);
  return code == 0 ? 0 : raise_code(schema->state, code, error.message);
}

PyObject* schema_capsule(Schema* schema) {
  void* out;
  PyObject* capsule = ArrowBridgeCapsuleNew("arrow_schema", &out);
  if (capsule != NULL && schema_export(schema, out) != 0) Py_CLEAR(capsule);
  return capsule;
}

static void schema_dealloc(PyObject* self) {
  Schema* schema = (Schema*)self;
  if (schema->state != NULL) {
    /* Schemas are copies in the memory of the library: releasing one calls nobody. */
    if (schema->forked == process_forked()) ArrowBridgeSchemaRelease(schema->handle);
    state_unref(schema->state);
  }
  object_free(self);
}

static PyObject* schema_get_view(PyObject* self, void* unused) {
  State* state = ((Schema*)self)->state;
  (void)unused;
  Exported* exported = exported_new(state);
  PyObject* view = NULL;
  if (exported != NULL && schema_export((Schema*)self, &exported->schema) == 0) {
    view = schema_view(state, (PyObject*)exported, &exported->schema);
  }
  Py_XDECREF(exported);
  return view;
}

static PyObject* schema_to_capsule(PyObject* self, PyObject* unused) {
  (void)unused;
  return schema_capsule((Schema*)self);
}

static PyObject* schema_export_to(PyObject* self, PyObject* number) {
  void* out;
  if (address_of(number, &out) != 0 || schema_export((Schema*)self, out) != 0) return NULL;
  Py_RETURN_NONE;
}

static PyObject* schema_equals(PyObject* self, PyObject* arguments) {
  State* state = ((Schema*)self)->state;
  struct ArrowBridgeError error;
  PyObject* other;
  int with_metadata;
  int equal = 0;
  if (!PyArg_ParseTuple(arguments, "O!p", state->schema_type, &other, &with_metadata)) return NULL;
  const int code = ArrowBridgeSchemaEquals(((Schema*)self)->handle, ((Schema*)other)->handle,
                                           with_metadata, &equal, &error);
  if (code == 0) return PyBool_FromLong(equal);
  raise_code(state, code, error.message);
  return NULL;
}

static PyObject* schema_decode_dictionaries(PyObject* self, PyObject* unused) {
  State* state = ((Schema*)self)->state;
  struct ArrowBridgeError error;
  struct ArrowBridgeSchema* decoded;
  (void)unused;
  const int code = ArrowBridgeSchemaDecodeDictionaries(((Schema*)self)->handle, &decoded, &error);
  if (code == 0) return (PyObject*)schema_new(state, decoded);
  raise_code(state, code, error.message);
  return NULL;
}

/* Consumes the text. */
static PyObject* schema_text(State* state, int code, char* text,
                             const struct ArrowBridgeError* error) {
  if (code != 0) {
    raise_code(state, code, error->message);
    return NULL;
  }
  PyObject* made = PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "replace");
  ArrowBridgeStringRelease(text);
  return made;
}

static PyObject* schema_to_string(PyObject* self, PyObject* unused) {
  struct ArrowBridgeError error;
  char* text;
  (void)unused;
  const int code = ArrowBridgeSchemaToString(((Schema*)self)->handle, &text, &error);
  return schema_text(((Schema*)self)->state, code, text, &error);
}

/* to_line(metadata) */
static PyObject* schema_to_line(PyObject* self, PyObject* arguments) {
  struct ArrowBridgeError error;
  char* text;
  int metadata;
  if (!PyArg_ParseTuple(arguments, "p", &metadata)) return NULL;
  const int code = ArrowBridgeSchemaToLine(((Schema*)self)->handle, metadata, &text, &error);
  return schema_text(((Schema*)self)->state, code, text, &error);
}

/* parse_schema(text): a schema of UTF-8 text. */
static PyObject* parse_schema(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  struct ArrowBridgeError error;
  struct ArrowBridgeSchema* parsed;
  const char* text;
  if (!PyArg_ParseTuple(arguments, "y", &text)) return NULL;
  process_used();
  const int code = ArrowBridgeSchemaParse(text, &parsed, &error);
  if (code == 0) return (PyObject*)schema_new(state, parsed);
  raise_code(state, code, error.message);
  return NULL;
}

/* build_schema(format, name, flags, metadata, children, dictionary): children and the dictionary
 * are Schema objects, metadata is encoded. */
static PyObject* build_schema(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  struct ArrowSchema schema = {0};
  const char* metadata;
  Py_ssize_t size; /* the bytes are terminated, too */
  PyObject *children, *dictionary;
  long long flags;
  if (!PyArg_ParseTuple(arguments, "yz#Lz#O!O", &schema.format, &schema.name, &size, &flags,
                        &metadata, &size, &PyTuple_Type, &children, &dictionary)) {
    return NULL;
  }
  schema.metadata = metadata;
  schema.flags = flags;
  schema.n_children = PyTuple_Size(children);
  const size_t count = (size_t)schema.n_children + 1;
  struct ArrowSchema** list = PyMem_Calloc(count, sizeof(*list));
  struct ArrowSchema* exported = PyMem_Calloc(count, sizeof(*exported));
  PyObject* made = NULL;
  if (list == NULL || exported == NULL) {
    PyErr_NoMemory();
    goto end;
  }
  for (int64_t i = 0; i <= schema.n_children; i++) {
    PyObject* item = i < schema.n_children ? PyTuple_GetItem(children, i) : dictionary;
    if (item == Py_None) continue;
    if (!PyObject_TypeCheck(item, state->schema_type)) {
      PyErr_SetString(PyExc_TypeError, "children and dictionary must be schemas");
      goto end;
    }
    if (schema_export((Schema*)item, &exported[i]) != 0) goto end;
    list[i] = &exported[i];
  }
  schema.children = schema.n_children > 0 ? list : NULL;
  schema.dictionary = list[schema.n_children];
  made = (PyObject*)schema_copy(state, &schema);
end:
  for (size_t i = 0; exported != NULL && i < count; i++) {
    if (exported[i].release != NULL) exported[i].release(&exported[i]);
  }
  PyMem_Free(list);
  PyMem_Free(exported);
  return made;
}

/* rebuild_schema(view, name, flags, metadata): a copy with another name, flags and metadata. */
static PyObject* rebuild_schema(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  PyObject* view;
  const char *name, *metadata;
  Py_ssize_t size;
  long long flags;
  if (!PyArg_ParseTuple(arguments, "O!z#Lz#", state->schema_view_type, &view, &name, &size, &flags,
                        &metadata, &size)) {
    return NULL;
  }
  struct ArrowSchema schema = *(const struct ArrowSchema*)((View*)view)->item;
  schema.name = name;
  schema.flags = flags;
  schema.metadata = metadata;
  return (PyObject*)schema_copy(state, &schema);
}

static PyObject* import_schema(PyObject* module, PyObject* value) {
  return (PyObject*)consume_schema(state_of(module), value);
}

static PyObject* import_schema_from(PyObject* module, PyObject* number) {
  void* address;
  if (address_of(number, &address) != 0) return NULL;
  return (PyObject*)schema_import(state_of(module), address);
}

static PyObject* field_casts(struct ArrowBridgeFieldCast* fields, int64_t count) {
  PyObject* list = PyList_New((Py_ssize_t)count);
  for (int64_t i = 0; list != NULL && i < count; i++) {
    PyObject* item = Py_BuildValue("sisi", fields[i].path, (int)fields[i].outcome, fields[i].reason,
                                   (int)fields[i].depth);
    if (item == NULL || PyList_SetItem(list, (Py_ssize_t)i, item) != 0) Py_CLEAR(list);
  }
  return list;
}

/* can_cast(from, to, mode): the worst outcome, and (path, outcome, reason, depth) of each field. */
static PyObject* can_cast(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  struct ArrowBridgeFieldCast* fields = NULL;
  struct ArrowBridgeError error;
  int64_t count = 0;
  int worst = 0;
  int mode;
  PyObject *from, *to;
  if (!PyArg_ParseTuple(arguments, "O!O!i", state->schema_type, &from, state->schema_type, &to,
                        &mode)) {
    return NULL;
  }
  const int code = ArrowBridgeSchemaCanCast(((Schema*)from)->handle, ((Schema*)to)->handle, mode,
                                            &worst, &fields, &count, NULL, &error);
  if (code != 0) {
    raise_code(state, code, error.message);
    return NULL;
  }
  PyObject* list = field_casts(fields, count);
  ArrowBridgeFieldCastListRelease(fields);
  return list == NULL ? NULL : Py_BuildValue("iN", worst, list);
}

PyMethodDef schema_functions[] = {
    {"build_schema", build_schema, METH_VARARGS, NULL},
    {"rebuild_schema", rebuild_schema, METH_VARARGS, NULL},
    {"import_schema", import_schema, METH_O, NULL},
    {"parse_schema", parse_schema, METH_VARARGS, NULL},
    {"import_schema_from", import_schema_from, METH_O, NULL},
    {"can_cast", can_cast, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef schema_methods[] = {
    {"capsule", schema_to_capsule, METH_NOARGS, NULL},
    {"export_to", schema_export_to, METH_O, NULL},
    {"decode_dictionaries", schema_decode_dictionaries, METH_NOARGS, NULL},
    {"equals", schema_equals, METH_VARARGS, NULL},
    {"to_line", schema_to_line, METH_VARARGS, NULL},
    {"to_string", schema_to_string, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef schema_properties[] = {
    {"view", schema_get_view, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot schema_slots[] = {
    {Py_tp_dealloc, schema_dealloc},
    {Py_tp_methods, schema_methods},
    {Py_tp_getset, schema_properties},
    {0, NULL},
};

PyType_Spec schema_spec = {
    .name = "arrowbridge._core.SchemaHandle",
    .basicsize = sizeof(Schema),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = schema_slots,
};
