/* The module itself: its state, its types and its functions. */
#include <errno.h>
#include <stdlib.h>

#include "module.h"

#if defined(__linux__) || defined(__APPLE__)
#include <dlfcn.h>
#endif

/* Milliseconds that the end of an interpreter waits for calls into it to return. */
#define STOP_TIMEOUT 2000

State* state_of(PyObject* module) {
  State** place = PyModule_GetState(module);
  return place == NULL ? NULL : *place;
}

static PyObject* version(PyObject* module, PyObject* unused) {
  (void)unused;
  if (refuse_fork(state_of(module), "ArrowBridgeVersion") != 0) return NULL;
  return PyUnicode_FromString(ArrowBridgeVersion());
}

static PyObject* live_counts(PyObject* module, PyObject* unused) {
  struct ArrowBridgeLiveCounts counts;
  (void)unused;
  if (refuse_fork(state_of(module), "ArrowBridgeGetLiveCounts") != 0) return NULL;
  ArrowBridgeGetLiveCounts(&counts);
  return Py_BuildValue("{sLsLsLsLsLsL}", "bytes", (long long)counts.bytes, "blocks",
                       (long long)counts.blocks, "handles", (long long)counts.handles,
                       "exported_schemas", (long long)counts.exported_schemas, "exported_arrays",
                       (long long)counts.exported_arrays, "exported_streams",
                       (long long)counts.exported_streams);
}

static PyObject* bytes_copied(PyObject* module, PyObject* unused) {
  (void)unused;
  if (refuse_fork(state_of(module), "ArrowBridgeBytesCopied") != 0) return NULL;
  return PyLong_FromLongLong(ArrowBridgeBytesCopied());
}

static PyObject* memory_pool_bytes(PyObject* module, PyObject* unused) {
  (void)unused;
  if (refuse_fork(state_of(module), "ArrowBridgeMemoryPoolBytes") != 0) return NULL;
  return PyLong_FromLongLong(ArrowBridgeMemoryPoolBytes());
}

/* memory_pool_set_limit(bytes): the limit before. */
static PyObject* memory_pool_set_limit(PyObject* module, PyObject* arguments) {
  long long bytes;
  if (!PyArg_ParseTuple(arguments, "L", &bytes) ||
      refuse_fork(state_of(module), "ArrowBridgeMemoryPoolSetLimit") != 0) {
    return NULL;
  }
  return PyLong_FromLongLong(ArrowBridgeMemoryPoolSetLimit(bytes));
}

/* track_live_objects(enabled): whether objects were tracked before. */
static PyObject* track_live_objects(PyObject* module, PyObject* arguments) {
  int enabled;
  (void)module;
  if (!PyArg_ParseTuple(arguments, "p", &enabled)) return NULL;
  return PyBool_FromLong(ArrowBridgeTrackLiveObjects(enabled));
}

/* tag_live_objects(tag) */
static PyObject* tag_live_objects(PyObject* module, PyObject* arguments) {
  const char* tag;
  (void)module;
  if (!PyArg_ParseTuple(arguments, "s", &tag)) return NULL;
  ArrowBridgeTagLiveObjects(tag);
  Py_RETURN_NONE;
}

static int append_live_object(void* list, const struct ArrowBridgeLiveObject* object) {
  PyObject* row = Py_BuildValue("(issLLin)", (int)object->kind, object->function, object->tag,
                                (long long)object->bytes, (long long)object->age,
                                (int)object->references, (Py_ssize_t)(intptr_t)object->address);
  const int failed = row == NULL || PyList_Append(list, row) != 0;
  Py_XDECREF(row);
  return failed ? ENOMEM : 0;
}

/* live_objects(): tuples of kind, function, tag, bytes, age, references and address. */
static PyObject* live_objects(PyObject* module, PyObject* unused) {
  struct ArrowBridgeError error;
  (void)unused;
  PyObject* list = PyList_New(0);
  if (list == NULL) return NULL;
  const int code = ArrowBridgeVisitLiveObjects(append_live_object, list, &error);
  if (code == 0) return list;
  Py_DECREF(list);
  if (PyErr_Occurred() == NULL) (void)raise_code(state_of(module), code, error.message);
  return NULL;
}

/* The path that the library was loaded from; None where that is not known. */
static PyObject* library_path(PyObject* module, PyObject* unused) {
  (void)module;
  (void)unused;
#if defined(__linux__) || defined(__APPLE__)
  Dl_info info;
  if (dladdr((void*)(uintptr_t)ArrowBridgeVersion, &info) != 0 && info.dli_fname != NULL) {
    return PyUnicode_DecodeFSDefault(info.dli_fname);
  }
#endif
  Py_RETURN_NONE;
}

static PyObject* error_code(PyObject* module, PyObject* exception) {
  return PyLong_FromLong(code_of(state_of(module), exception));
}

static PyObject* error_text(PyObject* module, PyObject* exception) {
  return text_of(state_of(module), exception);
}

static PyObject* stop(PyObject* module, PyObject* unused) {
  (void)unused;
  State* state = state_of(module);
  if (state != NULL) python_stop(state, STOP_TIMEOUT);
  Py_RETURN_NONE;
}

/* register(**objects): what C needs of the Python part of the package. */
static PyObject* register_objects(PyObject* module, PyObject* none, PyObject* objects) {
  State* state = state_of(module);
  PyObject* value;
  (void)none;
#define STORE(name)                                                      \
  value = objects == NULL ? NULL : PyDict_GetItemString(objects, #name); \
  if (value != NULL) {                                                   \
    PyObject* before = state->name;                                      \
    state->name = Py_NewRef(value);                                      \
    Py_XDECREF(before);                                                  \
  }
  REGISTERED(STORE)
#undef STORE
  Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"version", version, METH_NOARGS, NULL},
    {"live_counts", live_counts, METH_NOARGS, NULL},
    {"memory_pool_bytes", memory_pool_bytes, METH_NOARGS, NULL},
    {"memory_pool_set_limit", memory_pool_set_limit, METH_VARARGS, NULL},
    {"track_live_objects", track_live_objects, METH_VARARGS, NULL},
    {"tag_live_objects", tag_live_objects, METH_VARARGS, NULL},
    {"live_objects", live_objects, METH_NOARGS, NULL},
    {"bytes_copied", bytes_copied, METH_NOARGS, NULL},
    {"library_path", library_path, METH_NOARGS, NULL},
    {"code_of", error_code, METH_O, NULL},
    {"text_of", error_text, METH_O, NULL},
    {"stop", stop, METH_NOARGS, NULL},
    {"register", METHOD(register_objects), METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

/* The library may be newer in minor and patch version than the headers of this build. */
static int check_version(void) {
  const int found = ArrowBridgeVersionInt();
  if (found >= ARROWBRIDGE_VERSION_INT && found / 10000 == ARROWBRIDGE_VERSION_MAJOR) return 0;
  PyErr_Format(
      PyExc_ImportError,
      "arrowbridge needs version %s of its library, but the one that was found has version "
      "%s",
      ARROWBRIDGE_VERSION_STRING, ArrowBridgeVersion());
  return -1;
}

static PyTypeObject* add_type(PyObject* module, PyType_Spec* spec, PyTypeObject* base) {
  PyObject* type = PyType_FromModuleAndSpec(module, spec, (PyObject*)base);
  if (type == NULL || PyModule_AddType(module, (PyTypeObject*)type) != 0) {
    Py_XDECREF(type);
    return NULL;
  }
  return (PyTypeObject*)type;
}

static int add_types(PyObject* module, State* state) {
  state->schema_type = add_type(module, &schema_spec, NULL);
  state->schema_view_type = add_type(module, &schema_view_spec, NULL);
  state->array_type = add_type(module, &array_spec, NULL);
  state->values_type = add_type(module, &values_spec, state->array_type);
  state->buffer_type = add_type(module, &buffer_spec, NULL);
  state->array_view_type = add_type(module, &array_view_spec, NULL);
  state->exported_type = add_type(module, &exported_spec, NULL);
  state->reader_type = add_type(module, &reader_spec, NULL);
  state->source_type = add_type(module, &source_spec, NULL);
  state->messages_type = add_type(module, &messages_spec, NULL);
  return state->schema_type == NULL || state->schema_view_type == NULL ||
                 state->array_view_type == NULL || state->exported_type == NULL ||
                 state->array_type == NULL || state->reader_type == NULL ||
                 state->source_type == NULL || state->values_type == NULL ||
                 state->buffer_type == NULL || state->messages_type == NULL
             ? -1
             : 0;
}

static int add_names(State* state) {
#define INTERN(name)                                      \
  state->name_##name = PyUnicode_InternFromString(#name); \
  if (state->name_##name == NULL) return -1;
  NAMES(INTERN)
#undef INTERN
  return 0;
}

/* Each interpreter stops its own sources, before its threads end. */
static int register_stop(PyObject* module) {
  PyObject* atexit = PyImport_ImportModule("atexit");
  PyObject* function = PyObject_GetAttrString(module, "stop");
  PyObject* result = atexit == NULL || function == NULL
                         ? NULL
                         : PyObject_CallMethod(atexit, "register", "O", function);
  Py_XDECREF(atexit);
  Py_XDECREF(function);
  Py_XDECREF(result);
  return result == NULL ? -1 : 0;
}

static int execute(PyObject* module) {
  State** place = PyModule_GetState(module);
  if (check_version() != 0) return -1;
  State* state = calloc(1, sizeof(*state));
  if (state == NULL || process_watch_forks() != 0) {
    free(state);
    PyErr_NoMemory();
    return -1;
  }
  *place = state;
  state_ref(state);
  state->interpreter = PyInterpreterState_Get();
  state->is_main = PyInterpreterState_GetID(state->interpreter) == 0;
  if (add_names(state) != 0 || add_types(module, state) != 0) return -1;
  PyMethodDef* const tables[] = {schema_functions,  reader_functions, build_functions,
                                 capsule_functions, buffer_functions, messages_functions,
                                 devices_functions};
  for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
    if (PyModule_AddFunctions(module, tables[i]) != 0) return -1;
  }
  return register_stop(module);
}

static int traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = state_of(module);
  if (state == NULL) return 0;
#define VISIT(name) Py_VISIT(state->name);
  REGISTERED(VISIT)
#undef VISIT
  Py_VISIT(state->schema_type);
  Py_VISIT(state->schema_view_type);
  Py_VISIT(state->array_type);
  Py_VISIT(state->array_view_type);
  Py_VISIT(state->exported_type);
  Py_VISIT(state->reader_type);
  Py_VISIT(state->source_type);
  Py_VISIT(state->values_type);
  Py_VISIT(state->buffer_type);
  Py_VISIT(state->messages_type);
  return 0;
}

/* Objects may outlive the module, and need the types as long as they can make other objects. */
static int clear(PyObject* module) {
  State* state = state_of(module);
  if (state == NULL) return 0;
#define CLEAR_REGISTERED(name) Py_CLEAR(state->name);
  REGISTERED(CLEAR_REGISTERED)
#undef CLEAR_REGISTERED
  return 0;
}

static void destroy(void* module) {
  State** place = PyModule_GetState(module);
  State* state = place == NULL ? NULL : *place;
  if (state == NULL) return;
  *place = NULL;
  atomic_store(&state->stopped, 1);
  clear(module);
#define CLEAR_NAME(name) Py_CLEAR(state->name_##name);
  NAMES(CLEAR_NAME)
#undef CLEAR_NAME
  Py_CLEAR(state->schema_type);
  Py_CLEAR(state->schema_view_type);
  Py_CLEAR(state->array_type);
  Py_CLEAR(state->array_view_type);
  Py_CLEAR(state->exported_type);
  Py_CLEAR(state->reader_type);
  Py_CLEAR(state->source_type);
  Py_CLEAR(state->values_type);
  Py_CLEAR(state->buffer_type);
  Py_CLEAR(state->messages_type);
  state_unref(state);
}

/* Python refuses slots that it does not know. The numbers are those of the stable ABI. */
#define MULTIPLE_INTERPRETERS 3 /* Python 3.12 */
#define USES_GIL 4              /* Python 3.13 */

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, execute},
    {0, NULL},
    {0, NULL},
    {0, NULL},
};

static PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "arrowbridge._core",
    .m_size = sizeof(State*),
    .m_methods = functions,
    .m_slots = slots,
    .m_traverse = traverse,
    .m_clear = clear,
    .m_free = destroy,
};

PyMODINIT_FUNC PyInit__core(void);
PyMODINIT_FUNC PyInit__core(void) {
  if (Py_Version >= 0x030C0000) {
    slots[1].slot = MULTIPLE_INTERPRETERS;
    slots[1].value = (void*)2; /* Py_MOD_PER_INTERPRETER_GIL_SUPPORTED */
  }
  if (Py_Version >= 0x030D0000) {
    slots[2].slot = USES_GIL;
    slots[2].value = (void*)1; /* Py_MOD_GIL_NOT_USED */
  }
  return PyModuleDef_Init(&definition);
}
