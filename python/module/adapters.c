/* Readers over readers. The reader that an adapter is made of is consumed. */
#include "readers.h"

/* Adapters: readers over the handle of this reader. */
typedef struct Adapter {
  Reader* made;
  Schema* schema;
  int64_t first, second;
  PyObject* callback;
} Adapter;

static int finish(Adapter* adapter, Call* call, int code, struct ArrowBridgeReader* handle) {
  const int result = call_end(call, code);
  adapter->made->handle = handle;
  return result != 0 ? -1 : reader_finish(adapter->made);
}

static int make_cast(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Adapter* adapter = context;
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  call_begin(&call, reader->state);
  const int code = ArrowBridgeReaderCast(from, adapter->schema->handle, ARROWBRIDGE_CAST_STRICT,
                                         &handle, &call.error);
  return finish(adapter, &call, code, handle);
}

static int make_rebatch(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Adapter* adapter = context;
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  call_begin(&call, reader->state);
  const int code =
      ArrowBridgeReaderRebatch(from, adapter->first, adapter->second, &handle, &call.error);
  return finish(adapter, &call, code, handle);
}

/* `second` is the number of rows, negative for all that follow. */
static int make_limit(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Adapter* adapter = context;
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  call_begin(&call, reader->state);
  const int code =
      adapter->second < 0
          ? ArrowBridgeReaderSkip(from, adapter->first, &handle, &call.error)
          : ArrowBridgeReaderLimit(from, adapter->first, adapter->second, &handle, &call.error);
  return finish(adapter, &call, code, handle);
}

static int make_check(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Adapter* adapter = context;
  (void)reader;
  if (check_open(adapter->made, from, (int)adapter->first, (int)adapter->second,
                 adapter->callback) != 0) {
    return -1;
  }
  return reader_finish(adapter->made);
}

/* The new reader leads to the source in place of the old one. */
static PyObject* adapt(PyObject* self, const char* how, WithHandle function, Adapter* adapter) {
  Reader* reader = (Reader*)self;
  if (reader->state == NULL) {
    PyErr_SetString(PyExc_TypeError, "the reader is not initialized");
    return NULL;
  }
  adapter->made = reader_adapter(reader->state, reader->is_batch, NULL);
  if (adapter->made == NULL) return NULL;
  PyObject* source = Py_XNewRef(reader->source);
  if (reader_consume(reader, how, function, adapter) != 0) {
    Py_XDECREF(source);
    Py_DECREF(adapter->made);
    return NULL;
  }
  adapter->made->source = source;
  return (PyObject*)adapter->made;
}

PyObject* reader_cast(PyObject* self, PyObject* value) {
  Adapter adapter = {0};
  if (((Reader*)self)->state == NULL) return adapt(self, "", NULL, &adapter);
  adapter.schema = consume_schema(((Reader*)self)->state, value);
  if (adapter.schema == NULL) return NULL;
  PyObject* made = adapt(self, "consumed by cast()", make_cast, &adapter);
  Py_DECREF(adapter.schema);
  return made;
}

PyObject* reader_rebatch(PyObject* self, PyObject* arguments) {
  Adapter adapter = {0};
  long long first, second;
  if (!PyArg_ParseTuple(arguments, "LL", &first, &second)) return NULL;
  adapter.first = first;
  adapter.second = second;
  return adapt(self, "consumed by rebatch()", make_rebatch, &adapter);
}

static int make_compact(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  call_begin(&call, reader->state);
  const int code = ArrowBridgeReaderCompact(from, &handle, &call.error);
  return finish(context, &call, code, handle);
}

PyObject* reader_compact(PyObject* self, PyObject* unused) {
  Adapter adapter = {0};
  (void)unused;
  return adapt(self, "consumed by compact()", make_compact, &adapter);
}

static int make_unified(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Adapter* adapter = context;
  struct ArrowBridgeUnifyOptions options = {sizeof(options), 0, 0};
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  options.index_bits = (int32_t)adapter->first;
  options.ordered =
      adapter->second != 0 ? ARROWBRIDGE_UNIFY_ORDERED_DROP : ARROWBRIDGE_UNIFY_ORDERED_REFUSE;
  call_begin(&call, reader->state);
  const int code = ArrowBridgeReaderUnifyDictionaries(from, &options, &handle, &call.error);
  return finish(adapter, &call, code, handle);
}

static int make_with_statistics(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  call_begin(&call, reader->state);
  const int code = ArrowBridgeReaderWithStatistics(from, &handle, &call.error);
  return finish(context, &call, code, handle);
}

PyObject* reader_with_statistics(PyObject* self, PyObject* unused) {
  Adapter adapter = {0};
  (void)unused;
  return adapt(self, "consumed by with_statistics()", make_with_statistics, &adapter);
}

/* _unify_dictionaries(index_bits, drop_order) */
PyObject* reader_unify_dictionaries(PyObject* self, PyObject* arguments) {
  Adapter adapter = {0};
  int bits, drop_order;
  if (!PyArg_ParseTuple(arguments, "ip", &bits, &drop_order)) return NULL;
  adapter.first = bits;
  adapter.second = drop_order;
  return adapt(self, "consumed by unify_dictionaries()", make_unified, &adapter);
}

static int make_prefetch(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Adapter* adapter = context;
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  call_begin(&call, reader->state);
  const int code =
      ArrowBridgeReaderPrefetch(from, adapter->first, adapter->second, &handle, &call.error);
  return finish(adapter, &call, code, handle);
}

static int make_with_timeout(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Adapter* adapter = context;
  struct ArrowBridgeReader* handle = NULL;
  Call call;
  call_begin(&call, reader->state);
  const int code =
      ArrowBridgeReaderWithTimeout(from, adapter->first, adapter->second, &handle, &call.error);
  return finish(adapter, &call, code, handle);
}

/* _prefetch(max_batches, max_bytes) */
PyObject* reader_prefetch(PyObject* self, PyObject* arguments) {
  Adapter adapter = {0};
  long long first, second;
  if (!PyArg_ParseTuple(arguments, "LL", &first, &second)) return NULL;
  adapter.first = first;
  adapter.second = second;
  return adapt(self, "consumed by prefetch()", make_prefetch, &adapter);
}

/* _with_timeout(per_call, total), in milliseconds */
PyObject* reader_with_timeout(PyObject* self, PyObject* arguments) {
  Adapter adapter = {0};
  long long first, second;
  if (!PyArg_ParseTuple(arguments, "LL", &first, &second)) return NULL;
  adapter.first = first;
  adapter.second = second;
  return adapt(self, "consumed by with_timeout()", make_with_timeout, &adapter);
}

/* _limit(offset, rows) */
PyObject* reader_limit(PyObject* self, PyObject* arguments) {
  Adapter adapter = {0};
  long long first, second;
  if (!PyArg_ParseTuple(arguments, "LL", &first, &second)) return NULL;
  adapter.first = first;
  adapter.second = second;
  return adapt(self, "consumed by head(), skip() or limit()", make_limit, &adapter);
}

/* _check(level, fail, on_finding) */
PyObject* reader_check(PyObject* self, PyObject* arguments) {
  Adapter adapter = {0};
  int level, fail;
  if (!PyArg_ParseTuple(arguments, "iiO", &level, &fail, &adapter.callback)) return NULL;
  adapter.first = level;
  adapter.second = fail;
  return adapt(self, "consumed by check()", make_check, &adapter);
}

typedef struct Tee {
  int count;
  PyObject* list;
} Tee;

static int make_tee(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Tee* tee = context;
  Call call;
  struct ArrowBridgeReader** out =
      PyMem_Calloc(tee->count > 0 ? (size_t)tee->count : 1, sizeof(*out));
  if (out == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  call_begin(&call, reader->state);
  const int code = ArrowBridgeReaderTee(from, tee->count, out, &call.error);
  int result = call_end(&call, code);
  tee->list = result == 0 ? PyList_New(0) : NULL;
  if (tee->list == NULL) result = -1;
  for (int i = 0; i < tee->count; i++) {
    Reader* made = result == 0 ? reader_adapter(reader->state, reader->is_batch, NULL) : NULL;
    if (made == NULL) {
      if (out[i] != NULL) ArrowBridgeReaderRelease(out[i]);
      result = -1;
      continue;
    }
    made->handle = out[i];
    result = reader_finish(made) == 0 ? PyList_Append(tee->list, (PyObject*)made) : -1;
    Py_DECREF(made);
  }
  PyMem_Free(out);
  if (result != 0) Py_CLEAR(tee->list);
  return result;
}

PyObject* reader_tee(PyObject* self, PyObject* count) {
  Tee tee = {0, NULL};
  tee.count = (int)PyLong_AsLong(count);
  if (tee.count == -1 && PyErr_Occurred()) return NULL;
  return reader_consume((Reader*)self, "consumed by tee()", make_tee, &tee) == 0 ? tee.list : NULL;
}

typedef struct Peek {
  long long batches, rows;
  Reader* first;
  Reader* all;
} Peek;

static int make_peek(Reader* reader, struct ArrowBridgeReader* from, void* context) {
  Peek* peek = context;
  Call call;
  peek->first = reader_adapter(reader->state, reader->is_batch, NULL);
  peek->all = reader_adapter(reader->state, reader->is_batch, NULL);
  if (peek->first == NULL || peek->all == NULL) return -1;
  struct ArrowBridgeReader *first = NULL, *all = NULL;
  call_begin(&call, reader->state);
  const int code =
      ArrowBridgeReaderPeek(from, peek->batches, peek->rows, &first, &all, &call.error);
  const int result = call_end(&call, code);
  peek->first->handle = first;
  peek->all->handle = all;
  return result != 0 || reader_finish(peek->first) != 0 ? -1 : reader_finish(peek->all);
}

/* _peek(batches, rows): a pair of readers. */
PyObject* reader_peek(PyObject* self, PyObject* arguments) {
  Peek peek = {0};
  PyObject* pair = NULL;
  if (!PyArg_ParseTuple(arguments, "LL", &peek.batches, &peek.rows)) return NULL;
  if (reader_consume((Reader*)self, "consumed by peek()", make_peek, &peek) == 0) {
    pair = PyTuple_Pack(2, (PyObject*)peek.first, (PyObject*)peek.all);
  }
  Py_XDECREF(peek.first);
  Py_XDECREF(peek.all);
  return pair;
}
