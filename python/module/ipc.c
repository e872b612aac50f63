/* Reading and writing of IPC. */
#include "readers.h"

/* The columns as a list of names (bytes) or of indices. */
typedef struct Columns {
  const char** names;
  int64_t* indices;
  int64_t count;
} Columns;

static int read_columns(PyObject* list, Columns* out) {
  memset(out, 0, sizeof(*out));
  if (list == Py_None) return 0;
  out->count = PyList_Size(list);
  if (out->count < 0) return -1;
  /* At least one element, because NULL means all columns, and an empty list means none. */
  const size_t capacity = (size_t)out->count + 1;
  const int by_name = out->count > 0 && PyBytes_Check(PyList_GetItem(list, 0));
  if (by_name) {
    out->names = PyMem_Calloc(capacity, sizeof(*out->names));
  } else {
    out->indices = PyMem_Calloc(capacity, sizeof(*out->indices));
  }
  if (out->names == NULL && out->indices == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  for (int64_t i = 0; i < out->count; i++) {
    PyObject* item = PyList_GetItem(list, (Py_ssize_t)i);
    if (by_name) {
      out->names[i] = PyBytes_AsString(item);
    } else {
      out->indices[i] = PyLong_AsLongLong(item);
    }
    if (PyErr_Occurred()) return -1;
  }
  return 0;
}

static void free_columns(Columns* columns) {
  PyMem_Free((void*)columns->names);
  PyMem_Free(columns->indices);
}

/* _open_ipc(path, buffer, columns, validate, no_map, max_bytes, threads): path is bytes or None. */
PyObject* reader_open_ipc(PyObject* type, PyObject* arguments, PyObject* keywords);
PyObject* reader_open_ipc(PyObject* type, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"path",   "buffer",    "columns", "validate",
                          "no_map", "max_bytes", "threads", NULL};
  State* state = state_of_type((PyTypeObject*)type);
  struct ArrowBridgeIpcReadOptions options = {0};
  struct ArrowBridgeReader* handle = NULL;
  const char* path;
  Py_ssize_t path_size;
  PyObject *buffer, *list;
  int level, no_map;
  long long max_bytes;
  Columns columns;
  Call call;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "z#OOipLi", names, &path, &path_size,
                                   &buffer, &list, &level, &no_map, &max_bytes, &options.threads)) {
    return NULL;
  }
  Reader* made = NULL;
  if (read_columns(list, &columns) != 0) goto end;
  options.struct_size = sizeof(options);
  options.validate = level;
  options.no_map = no_map;
  options.max_bytes = max_bytes;
  options.column_names = columns.names;
  options.column_indices = columns.indices;
  options.n_columns = columns.count;
  const void* data = NULL;
  int64_t size = 0;
  struct PythonBuffer* owner = NULL;
  if (buffer != Py_None) {
    if (refuse_fork(state, "ArrowBridgeOpenIpcBuffer") != 0) goto end;
    owner = buffer_own(state, buffer, &data, &size);
    if (owner == NULL) goto end;
  }
  made = reader_new(state, (PyTypeObject*)type, 1, NULL);
  if (made == NULL) {
    if (owner != NULL) buffer_release(owner);
    goto end;
  }
  call_begin(&call, state);
  const int code = owner == NULL ? ArrowBridgeOpenIpcFile(path, &options, &handle, &call.error)
                                 : ArrowBridgeOpenIpcBuffer(data, size, buffer_release, owner,
                                                            &options, &handle, &call.error);
  const int result = call_end(&call, code);
  made->handle = handle;
  if (result != 0 || reader_finish(made) != 0) Py_CLEAR(made);
end:
  free_columns(&columns);
  return (PyObject*)made;
}

static int bytes_after_end(Reader* reader, struct ArrowBridgeReader* handle, void* context) {
  Call call;
  call_begin(&call, reader->state);
  const int code = ArrowBridgeIpcReaderBytesAfterEnd(handle, context, &call.error);
  return call_end(&call, code);
}

PyObject* reader_bytes_after_end(PyObject* self, void* unused);
PyObject* reader_bytes_after_end(PyObject* self, void* unused) {
  int64_t count = 0;
  (void)unused;
  if (refuse_fork(state_of_type(Py_TYPE(self)), "ArrowBridgeIpcReaderBytesAfterEnd") != 0 ||
      reader_call((Reader*)self, bytes_after_end, &count) != 0) {
    return NULL;
  }
  return PyLong_FromLongLong(count);
}

/* The bytes are valid only during this call: write_all() gets a view and releases it. */
int sink_write(void* context, const void* data, int64_t size, struct ArrowBridgeError* error) {
  Sink* sink = context;
  Entry entry;
  int code = 0;
  if (!python_enter(&entry, sink->state)) {
    PyOS_snprintf(error->message, sizeof(error->message),
                  "write(): the Python interpreter is ending");
    return ECANCELED;
  }
  PyObject* view = PyMemoryView_FromMemory((char*)(uintptr_t)data, (Py_ssize_t)size, PyBUF_READ);
  PyObject* result =
      view == NULL ? NULL
                   : PyObject_CallFunctionObjArgs(sink->state->write_all, sink->object, view, NULL);
  if (result == NULL) code = report_exception(sink->state, error);
  Py_XDECREF(result);
  Py_XDECREF(view);
  python_leave(&entry);
  return code;
}

/* _write_ipc(path, descriptor, sink, format, codec, level, alignment, threads, metadata) */
PyObject* reader_write_ipc(PyObject* self, PyObject* arguments, PyObject* keywords);
PyObject* reader_write_ipc(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"path",  "descriptor", "sink",    "format",   "codec",
                          "level", "alignment",  "threads", "metadata", NULL};
  Reader* reader = (Reader*)self;
  struct ArrowBridgeIpcWriteOptions options = {0};
  const char *path, *metadata;
  Py_ssize_t size;
  int descriptor;
  Sink sink = {reader->state, NULL};
  Call call;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "z#iOiiiiiz#", names, &path, &size,
                                   &descriptor, &sink.object, &options.format, &options.codec,
                                   &options.level, &options.alignment, &options.threads, &metadata,
                                   &size)) {
    return NULL;
  }
  if (reader->state == NULL) {
    PyErr_SetString(PyExc_TypeError, "the reader is not initialized");
    return NULL;
  }
  if (reader_begin(reader) != 0) return NULL;
  const struct ArrowBridgeOutput output = {sink_write, NULL, &sink};
  options.struct_size = sizeof(options);
  options.footer_metadata = metadata;
  int code;
  call_begin(&call, reader->state);
  if (path != NULL) {
    code = ArrowBridgeWriteIpcFile(reader->handle, path, &options, &call.error);
  } else if (sink.object == Py_None) {
    code = ArrowBridgeWriteIpcDescriptor(reader->handle, descriptor, &options, &call.error);
  } else {
    code = ArrowBridgeWriteIpcOutput(reader->handle, &output, &options, &call.error);
  }
  const int result = call_end(&call, code);
  reader_end(reader);
  if (result != 0) return NULL;
  Py_RETURN_NONE;
}
