/* Reading and writing of IPC. */
#include "readers.h"

int read_columns(PyObject* list, Columns* out) {
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

void free_columns(Columns* columns) {
  PyMem_Free((void*)columns->names);
  PyMem_Free(columns->indices);
}

/* The bytes are valid only during this call: read_some() gets a view and releases it. */
static int read_file_object(void* context, void* buffer, int64_t size, int64_t* out_size,
                            struct ArrowBridgeError* error) {
  Source* source = context;
  State* state = source->state;
  Entry entry;
  int code = 0;
  *out_size = 0;
  if (!python_enter(&entry, state)) {
    PyOS_snprintf(error->message, sizeof(error->message),
                  "read(): the Python interpreter is ending");
    return ECANCELED;
  }
  PyObject* view = PyMemoryView_FromMemory(buffer, (Py_ssize_t)size, PyBUF_WRITE);
  PyObject* file = source->iterable == NULL ? Py_None : source->iterable;
  PyObject* count =
      view == NULL ? NULL : PyObject_CallFunctionObjArgs(state->read_some, file, view, NULL);
  if (count != NULL) *out_size = PyLong_AsLongLong(count);
  if (PyErr_Occurred()) {
    *out_size = 0;
    code = report_exception(state, error);
  }
  Py_XDECREF(count);
  Py_XDECREF(view);
  python_leave(&entry);
  return code;
}

/* Asked while a reader waits for more bytes: lets Python handle Ctrl-C. */
static int follow_cancelled(void* context) {
  State* state = context;
  struct ArrowBridgeError error;
  Entry entry;
  if (!python_enter(&entry, state)) return 1;
  const int raised = PyErr_CheckSignals() != 0;
  if (raised) report_exception(state, &error);
  python_leave(&entry);
  return raised;
}

static void follow_release(void* context) { state_unref(context); }

/* Where IPC is read from: a path, memory, a file object, or else a descriptor. */
typedef struct Place {
  const char* path;
  Py_ssize_t path_size;
  PyObject* buffer;
  PyObject* file;
  int descriptor;
  long long follow; /* milliseconds to wait for more bytes, 0: no limit; below 0: do not follow */
} Place;

static int open_place(Reader* made, const Place* place,
                      const struct ArrowBridgeIpcReadOptions* options) {
  State* state = made->state;
  struct ArrowBridgeReader* handle = NULL;
  struct PythonBuffer* owner = NULL;
  const void* data = NULL;
  int64_t size = 0;
  Call call;
  int code;
  if (refuse_fork(state, "ArrowBridgeOpenIpcFile") != 0) return -1;
  if (place->buffer != Py_None) {
    owner = buffer_own(state, place->buffer, &data, &size);
    if (owner == NULL) return -1;
  } else if (place->file != Py_None) {
    made->source = (PyObject*)source_new(state, place->file, NULL);
    if (made->source == NULL) return -1;
  }
  call_begin(&call, state);
  if (place->follow >= 0) {
    const struct ArrowBridgeIpcFollowOptions follow = {sizeof(follow), place->follow,
                                                       follow_cancelled, follow_release, state};
    state_ref(state);
    code = ArrowBridgeFollowIpcFile(place->path, options, &follow, &handle, &call.error);
  } else if (place->path != NULL) {
    code = ArrowBridgeOpenIpcFile(place->path, options, &handle, &call.error);
  } else if (owner != NULL) {
    code =
        ArrowBridgeOpenIpcBuffer(data, size, buffer_release, owner, options, &handle, &call.error);
  } else if (made->source != NULL) {
    const struct ArrowBridgeInput input = {read_file_object, source_release,
                                           source_lend((Source*)made->source)};
    code = ArrowBridgeOpenIpcInput(&input, options, &handle, &call.error);
  } else {
    code = ArrowBridgeOpenIpcDescriptor(place->descriptor, 0, options, &handle, &call.error);
  }
  const int result = call_end(&call, code);
  made->handle = handle;
  return result != 0 ? -1 : reader_finish(made);
}

/* _open_ipc(path, buffer, file, descriptor, columns, validate, no_map, max_bytes, threads, follow)
 */
PyObject* reader_open_ipc(PyObject* type, PyObject* arguments, PyObject* keywords);
PyObject* reader_open_ipc(PyObject* type, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"path",   "buffer",    "file",    "descriptor", "columns", "validate",
                          "no_map", "max_bytes", "threads", "follow",     NULL};
  struct ArrowBridgeIpcReadOptions options = {0};
  Place place = {NULL, 0, NULL, NULL, -1, -1};
  PyObject* list;
  int no_map;
  long long max_bytes;
  Columns columns;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "z#OOiOipLiL", names, &place.path,
                                   &place.path_size, &place.buffer, &place.file, &place.descriptor,
                                   &list, &options.validate, &no_map, &max_bytes, &options.threads,
                                   &place.follow)) {
    return NULL;
  }
  Reader* made = NULL;
  if (read_columns(list, &columns) == 0) {
    options.struct_size = sizeof(options);
    options.no_map = no_map;
    options.max_bytes = max_bytes;
    options.column_names = columns.names;
    options.column_indices = columns.indices;
    options.n_columns = columns.count;
    made = reader_new(state_of_type((PyTypeObject*)type), (PyTypeObject*)type, 1, NULL);
    if (made != NULL && open_place(made, &place, &options) != 0) Py_CLEAR(made);
  }
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

/* Metadata as bytes in the encoding of the C data interface; None if there is none. */
typedef int (*GetMetadata)(struct ArrowBridgeReader*, char**, int64_t*, struct ArrowBridgeError*);
typedef struct MetadataCall {
  GetMetadata get;
  PyObject* found;
} MetadataCall;

static int get_metadata(Reader* reader, struct ArrowBridgeReader* handle, void* context) {
  MetadataCall* wanted = context;
  char* text = NULL;
  int64_t size = 0;
  Call call;
  call_begin(&call, reader->state);
  const int code = wanted->get(handle, &text, &size, &call.error);
  if (call_end(&call, code) != 0) return -1;
  wanted->found =
      text == NULL ? Py_NewRef(Py_None) : PyBytes_FromStringAndSize(text, (Py_ssize_t)size);
  ArrowBridgeStringRelease(text);
  return wanted->found == NULL ? -1 : 0;
}

/* _ipc_metadata(of_footer) */
PyObject* reader_ipc_metadata(PyObject* self, PyObject* of_footer);
PyObject* reader_ipc_metadata(PyObject* self, PyObject* of_footer) {
  MetadataCall call = {
      of_footer == Py_True ? ArrowBridgeIpcReaderFooterMetadata : ArrowBridgeIpcReaderBatchMetadata,
      NULL};
  if (refuse_fork(state_of_type(Py_TYPE(self)), "ArrowBridgeIpcReaderFooterMetadata") != 0) {
    return NULL;
  }
  return reader_call((Reader*)self, get_metadata, &call) != 0 ? NULL : call.found;
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
