/* Readers: the object, its lock, its end, and reading. */
#include "readers.h"

#define CLOSING (1 << 30)

static int reader_start(Reader* reader, State* state, int is_batch) {
  state_ref(state);
  reader->state = state;
  reader->is_batch = is_batch;
  reader->forked = process_forked();
  reader->lock = PyThread_allocate_lock();
  if (reader->lock != NULL) return 0;
  PyErr_NoMemory();
  return -1;
}

/* Steals the reference to the source, which may be NULL. */
Reader* reader_new(State* state, PyTypeObject* type, int is_batch, PyObject* source) {
  Reader* made = object_new(type);
  if (made != NULL && reader_start(made, state, is_batch) != 0) Py_CLEAR(made);
  if (made == NULL) {
    Py_XDECREF(source);
    return NULL;
  }
  made->source = source;
  return made;
}

Reader* reader_adapter(State* state, int is_batch, PyObject* source) {
  PyTypeObject* type =
      state->reader_class == NULL ? state->reader_type : (PyTypeObject*)state->reader_class;
  return reader_new(state, type, is_batch, source);
}

int reader_finish(Reader* reader) {
  struct ArrowBridgeError error;
  reader->schema = schema_new(reader->state, NULL);
  if (reader->schema == NULL) return -1;
  const int code =
      ArrowBridgeReaderGetSchemaHandle(reader->handle, &reader->schema->handle, &error);
  return code == 0 ? 0 : raise_code(reader->state, code, error.message);
}

/* Releasing calls the producer, and drops the iterable of a source. */
static void release_handle(Reader* reader) {
  struct ArrowBridgeReader* handle = atomic_exchange(&reader->handle, NULL);
  if (handle != NULL && reader->forked == process_forked()) {
    Quiet quiet;
    quiet_begin(&quiet, reader->state);
    ArrowBridgeReaderRelease(handle);
    quiet_end(&quiet);
  }
  PyObject* source = reader->source;
  reader->source = NULL;
  Py_XDECREF(source);
}

/* If another thread is in a call, the producer is released at the end of that call. */
void reader_close(Reader* reader) {
  if (atomic_fetch_or(&reader->calls, CLOSING) == 0) release_handle(reader);
}

/* Needs no lock: another thread may be reading. */
void reader_cancel(Reader* reader) {
  int calls = atomic_load(&reader->calls);
  do {
    if ((calls & CLOSING) != 0) return;
  } while (!atomic_compare_exchange_weak(&reader->calls, &calls, calls + 1));
  ArrowBridgeReaderCancel(reader->handle);
  reader_end(reader);
}

int reader_is_closed(Reader* reader) {
  return (atomic_load(&reader->calls) & CLOSING) != 0 || reader->consumed != NULL ||
         reader->state == NULL;
}

int reader_begin(Reader* reader) {
  int calls = atomic_load(&reader->calls);
  if (reader->failure != NULL) {
    raise_object(Py_NewRef(reader->failure));
    return -1;
  }
  if (reader->consumed != NULL) {
    raise_invalid(reader->state,
                  "the reader is released: it was %s, and a reader can be read only once",
                  reader->consumed);
    return -1;
  }
  do {
    if ((calls & CLOSING) != 0) {
      raise_invalid(reader->state, "the reader is closed and therefore released");
      return -1;
    }
  } while (!atomic_compare_exchange_weak(&reader->calls, &calls, calls + 1));
  return 0;
}

void reader_end(Reader* reader) {
  if (atomic_fetch_sub(&reader->calls, 1) == (CLOSING | 1)) release_handle(reader);
}

/* Reentrant, because a Python source may read the reader that reads the source. The library rejects
 * that call. Ctrl-C ends the wait. */
int reader_lock(Reader* reader) {
  const unsigned long me = PyThread_get_thread_ident();
  if (atomic_load(&reader->owner) == me) {
    reader->depth++;
    return 0;
  }
  if (!PyThread_acquire_lock(reader->lock, NOWAIT_LOCK)) {
    PyLockStatus status;
    do {
      Py_BEGIN_ALLOW_THREADS;
      status = PyThread_acquire_lock_timed(reader->lock, -1, 1);
      Py_END_ALLOW_THREADS;
      if (status == PY_LOCK_INTR && PyErr_CheckSignals() != 0) return -1;
    } while (status != PY_LOCK_ACQUIRED);
  }
  atomic_store(&reader->owner, me);
  reader->depth = 1;
  return 0;
}

void reader_unlock(Reader* reader) {
  if (--reader->depth > 0) return;
  atomic_store(&reader->owner, 0);
  PyThread_release_lock(reader->lock);
}

static int check_started(Reader* reader) {
  if (reader->state != NULL && reader->schema != NULL) return 0;
  PyErr_SetString(PyExc_TypeError, "the reader is not initialized");
  return -1;
}

int reader_call(Reader* reader, WithHandle function, void* context) {
  if (check_started(reader) != 0 || reader_lock(reader) != 0) return -1;
  int result = reader_begin(reader);
  if (result == 0) {
    result = function(reader, reader->handle, context);
    reader_end(reader);
  }
  reader_unlock(reader);
  return result;
}

int reader_consume(Reader* reader, const char* how, WithHandle function, void* context) {
  /* In a forked child the lock may be held by a thread that does not exist there. */
  if (check_started(reader) != 0 ||
      refuse_fork(reader->state, "ArrowBridgeExportRecordBatchReader") != 0 ||
      reader_lock(reader) != 0) {
    return -1;
  }
  int result = reader_begin(reader);
  if (result == 0) {
    result = function(reader, reader->handle, context);
    if (result == 0) reader->consumed = how;
    reader_end(reader);
    if (result == 0) reader_close(reader);
  }
  reader_unlock(reader);
  return result;
}

static int read_array(Reader* reader, struct ArrowBridgeReader* handle, void* context) {
  Call call;
  State* state = reader->state;
  Array* made = array_new(state, array_class_for(state, reader->is_batch), reader->schema);
  if (made == NULL) return -1;
  call_begin(&call, state);
  const int code = ArrowBridgeReaderNextArray(handle, &made->handle, &call.error);
  if (call_end(&call, code) == 0) {
    if (made->handle == NULL) {
      Py_DECREF(made);
    } else {
      *(PyObject**)context = (PyObject*)made;
    }
    return 0;
  }
  PyObject* raised = take_exception();
  Py_DECREF(made);
  if (PyErr_GivenExceptionMatches(raised, PyExc_Exception)) {
    /* The producer is released. Later reads raise the same error. */
    PyObject* before = reader->failure;
    reader->failure = Py_NewRef(raised);
    Py_XDECREF(before);
    reader_close(reader);
  }
  raise_object(raised);
  return -1;
}

PyObject* reader_next(PyObject* self) {
  Reader* reader = (Reader*)self;
  PyObject* made = NULL;
  if (check_started(reader) != 0 || refuse_fork(reader->state, "ArrowBridgeReaderNextArray") != 0) {
    return NULL;
  }
  reader_call(reader, read_array, &made);
  return made;
}

static int import_stream(Reader* reader, PyObject* value, PyObject* requested,
                         const struct ArrowBridgeImportOptions* options) {
  struct ArrowArrayStream stream;
  Call call;
  struct ArrowBridgeReader* handle = NULL;
  if (consume_stream(reader->state, value, requested, &stream) != 0) return -1;
  call_begin(&call, reader->state);
  const int code =
      reader->is_batch
          ? ArrowBridgeImportRecordBatchReaderWithOptions(&stream, options, &handle, &call.error)
          : ArrowBridgeImportArrayReaderWithOptions(&stream, options, &handle, &call.error);
  const int result = call_end(&call, code);
  reader->handle = handle;
  return result != 0 ? -1 : reader_finish(reader);
}

/* An array becomes a reader of one batch. */
static int import_batch(Reader* reader, PyObject* value, PyObject* requested,
                        PyObject* misaligned) {
  State* state = reader->state;
  PyObject* arguments = PyTuple_Pack(2, value, requested);
  PyObject* keywords = misaligned == NULL ? NULL : Py_BuildValue("{sO}", "misaligned", misaligned);
  PyObject* batch = NULL;
  if (arguments != NULL && (keywords != NULL || misaligned == NULL)) {
    batch = PyObject_Call((PyObject*)array_class_for(state, 1), arguments, keywords);
  }
  Py_XDECREF(arguments);
  Py_XDECREF(keywords);
  if (batch == NULL) return -1;
  PyObject* list = PyTuple_Pack(1, batch);
  Schema* schema = list == NULL ? NULL : array_schema((Array*)batch);
  Reader* other = schema == NULL ? NULL : reader_of_list(state, schema, list, 1);
  Py_XDECREF(list);
  Py_DECREF(batch);
  if (other == NULL) return -1;
  reader->handle = atomic_exchange(&other->handle, NULL);
  reader->schema = (Schema*)Py_NewRef((PyObject*)other->schema);
  Py_DECREF(other);
  return 0;
}

int reader_init(PyObject* self, PyObject* arguments, PyObject* keywords) {
  static char* names[] = {"value", "requested_schema", "misaligned", NULL};
  Reader* reader = (Reader*)self;
  PyObject *value, *requested = Py_None, *misaligned = NULL, *capsule = NULL;
  const struct ArrowBridgeImportOptions* options;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "O|O$O", names, &value, &requested,
                                   &misaligned) ||
      import_options(misaligned, &options) != 0) {
    return -1;
  }
  if (reader->state != NULL) {
    PyErr_SetString(PyExc_TypeError, "the reader is initialized already");
    return -1;
  }
  State* state = state_of_type(Py_TYPE(self));
  if (state == NULL || reader_start(reader, state, 1) != 0) return -1;
  const int is_array = consume_is_array(state, value);
  if (is_array < 0) return -1;
  if (is_array) return import_batch(reader, value, requested, misaligned);
  if (requested != Py_None) {
    Schema* schema = consume_schema(state, requested);
    capsule = schema == NULL ? NULL : schema_capsule(schema);
    Py_XDECREF(schema);
    if (capsule == NULL) return -1;
  }
  const int result = import_stream(reader, value, capsule, options);
  Py_XDECREF(capsule);
  return result;
}

/* The library has a reference to the source, too. While only this object leads to it, the garbage
 * collector may count that reference as one of this object, which makes cycles of a generator and
 * the reader over it collectable. */
int reader_traverse(PyObject* self, visitproc visit, void* arg) {
  Reader* reader = (Reader*)self;
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(reader->failure);
  Py_VISIT(reader->source);
  if (reader->source != NULL && atomic_load(&((Source*)reader->source)->is_held)) {
    Py_VISIT(reader->source);
  }
  return 0;
}

int reader_clear(PyObject* self) {
  Reader* reader = (Reader*)self;
  reader_close(reader);
  Py_CLEAR(reader->failure);
  return 0;
}

void reader_dealloc(PyObject* self) {
  Reader* reader = (Reader*)self;
  PyObject_GC_UnTrack(self);
  if (reader->weakrefs != NULL) PyObject_ClearWeakRefs(self);
  if (reader->state != NULL) {
    release_handle(reader);
    if (reader->lock != NULL) PyThread_free_lock(reader->lock);
    Py_XDECREF(reader->failure);
    Py_XDECREF(reader->schema);
    state_unref(reader->state);
  }
  object_free(self);
}
