/* Writing of CSV and newline-delimited JSON. */
#include "readers.h"

typedef struct Writing {
  const char* path; /* or NULL */
  int descriptor;
  Sink sink;
  struct ArrowBridgeTextWriteOptions options;
} Writing;

/* Ctrl-C is handled between batches, because the library may write for minutes. */
static int check_signals(void* context, int64_t batches, int64_t bytes) {
  const Writing* writing = context;
  Entry entry;
  (void)batches;
  (void)bytes;
  if (!python_enter(&entry, writing->sink.state)) return 1;
  const int stops = PyErr_CheckSignals() != 0;
  if (stops) report_exception(writing->sink.state, NULL);
  python_leave(&entry);
  return stops;
}

static int write_text(Reader* reader, struct ArrowBridgeReader* handle, void* context) {
  Writing* writing = context;
  const struct ArrowBridgeOutput output = {sink_write, NULL, &writing->sink};
  int code;
  Call call;
  call_begin(&call, reader->state);
  if (writing->path != NULL) {
    code = ArrowBridgeWriteTextFile(handle, writing->path, &writing->options, &call.error);
  } else if (writing->sink.object == Py_None) {
    code =
        ArrowBridgeWriteTextDescriptor(handle, writing->descriptor, &writing->options, &call.error);
  } else {
    code = ArrowBridgeWriteTextOutput(handle, &output, &writing->options, &call.error);
  }
  return call_end(&call, code);
}

/* _write_text(path, descriptor, sink, format, max_rows) */
PyObject* reader_write_text(PyObject* self, PyObject* arguments, PyObject* keywords);
PyObject* reader_write_text(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"path", "descriptor", "sink", "format", "max_rows", NULL};
  Reader* reader = (Reader*)self;
  Writing writing = {0};
  Py_ssize_t size;
  long long max_rows;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "z#iOiL", names, &writing.path, &size,
                                   &writing.descriptor, &writing.sink.object,
                                   &writing.options.format, &max_rows)) {
    return NULL;
  }
  writing.sink.state = state_of_type(Py_TYPE(self));
  writing.options.struct_size = sizeof(writing.options);
  writing.options.max_rows = max_rows;
  writing.options.progress = check_signals;
  writing.options.progress_context = &writing;
  if (refuse_fork(writing.sink.state, "ArrowBridgeWriteTextFile") != 0 ||
      reader_call(reader, write_text, &writing) != 0) {
    return NULL;
  }
  Py_RETURN_NONE;
}
