/* Decoding of IPC from bytes in pieces, and encoding message by message. */
#include "module.h"
#include "readers.h"

/* The handle of a decoder or an encoder. It lives as long as the object. */
typedef struct Messages {
  PyObject_HEAD State* state;
  struct ArrowBridgeIpcDecoder* decoder;
  struct ArrowBridgeIpcEncoder* encoder;
  _Atomic(Schema*) schema; /* of a decoder, when it has arrived */
  atomic_flag busy;        /* of an encoder: a call, until its messages are copied */
  int forked;
} Messages;

static Messages* messages_new(State* state) {
  Messages* made = object_new(state->messages_type);
  if (made == NULL) return NULL;
  state_ref(state);
  made->state = state;
  made->forked = process_forked();
  atomic_flag_clear(&made->busy);
  return made;
}

static void messages_dealloc(PyObject* self) {
  Messages* messages = (Messages*)self;
  if (messages->state != NULL) {
    if (messages->forked == process_forked()) {
      Quiet quiet;
      quiet_begin(&quiet, messages->state);
      ArrowBridgeIpcDecoderRelease(messages->decoder);
      ArrowBridgeIpcEncoderRelease(messages->encoder);
      quiet_end(&quiet);
    }
    Py_XDECREF(atomic_load(&messages->schema));
    state_unref(messages->state);
  }
  object_free(self);
}

/* decoder_new(schema, columns, validate, max_bytes, threads) */
static PyObject* decoder_new(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  struct ArrowBridgeIpcReadOptions options = {0};
  PyObject *type, *list;
  long long max_bytes;
  Columns columns;
  Call call;
  if (!PyArg_ParseTuple(arguments, "OOiLi", &type, &list, &options.validate, &max_bytes,
                        &options.threads) ||
      refuse_fork(state, "ArrowBridgeIpcDecoderNew") != 0) {
    return NULL;
  }
  Schema* schema = type == Py_None ? NULL : consume_schema(state, type);
  if (type != Py_None && schema == NULL) return NULL;
  Messages* made = NULL;
  if (read_columns(list, &columns) == 0) {
    options.struct_size = sizeof(options);
    options.max_bytes = max_bytes;
    options.column_names = columns.names;
    options.column_indices = columns.indices;
    options.n_columns = columns.count;
    made = messages_new(state);
  }
  if (made != NULL) {
    call_begin(&call, state);
    const int code = schema == NULL
                         ? ArrowBridgeIpcDecoderNew(&options, &made->decoder, &call.error)
                         : ArrowBridgeIpcDecoderNewWithSchema(schema->handle, &options,
                                                              &made->decoder, &call.error);
    if (call_end(&call, code) != 0) Py_CLEAR(made);
  }
  free_columns(&columns);
  Py_XDECREF(schema);
  return (PyObject*)made;
}

/* The schema of a decoder; NULL without an exception if it has not arrived. Borrowed. */
static Schema* decoder_schema(Messages* decoder) {
  struct ArrowSchema schema;
  Call call;
  Schema* found = atomic_load(&decoder->schema);
  if (found != NULL) return found;
  call_begin(&call, decoder->state);
  const int code = ArrowBridgeIpcDecoderGetSchema(decoder->decoder, &schema, &call.error);
  if (call_end(&call, code) != 0 || schema.release == NULL) return NULL;
  Schema* made = schema_import(decoder->state, &schema);
  if (made == NULL || atomic_compare_exchange_strong(&decoder->schema, &found, made)) return made;
  Py_DECREF(made); /* another thread was faster */
  return found;
}

static PyObject* decoder_get_schema(PyObject* self, PyObject* unused) {
  (void)unused;
  if (refuse_fork(((Messages*)self)->state, "ArrowBridgeIpcDecoderGetSchema") != 0) return NULL;
  Schema* schema = decoder_schema((Messages*)self);
  if (schema != NULL) return Py_NewRef(schema);
  if (PyErr_Occurred()) return NULL;
  Py_RETURN_NONE;
}

/* The struct as a batch; consumes it. None if it is released. */
static PyObject* decoded(Messages* decoder, struct ArrowArray* array) {
  State* state = decoder->state;
  Call call;
  if (array->release == NULL) Py_RETURN_NONE;
  Schema* schema = decoder_schema(decoder);
  Array* made = schema == NULL ? NULL : array_new(state, array_class_for(state, 1), schema);
  if (made == NULL) {
    end_array(state, array);
    return NULL;
  }
  call_begin(&call, state);
  const int code = ArrowBridgeImportRecordBatch(array, schema->handle, &made->handle, &call.error);
  if (call_end(&call, code) != 0) Py_CLEAR(made);
  return (PyObject*)made;
}

/* feed(buffer, start): the number of bytes that were taken, and a batch or None. */
static PyObject* decoder_feed(PyObject* self, PyObject* arguments) {
  Messages* decoder = (Messages*)self;
  struct ArrowArray array;
  PyObject* object;
  Py_ssize_t start;
  Py_buffer view;
  int64_t used = 0;
  Call call;
  if (!PyArg_ParseTuple(arguments, "On", &object, &start) ||
      refuse_fork(decoder->state, "ArrowBridgeIpcDecoderFeed") != 0 ||
      PyObject_GetBuffer(object, &view, PyBUF_SIMPLE) != 0) {
    return NULL;
  }
  if (start < 0 || start > view.len) start = view.len;
  call_begin(&call, decoder->state);
  const int code = ArrowBridgeIpcDecoderFeed(decoder->decoder, (char*)view.buf + start,
                                             view.len - start, &used, &array, &call.error);
  const int result = call_end(&call, code);
  PyBuffer_Release(&view);
  PyObject* batch = result != 0 ? NULL : decoded(decoder, &array);
  return batch == NULL ? NULL : Py_BuildValue("LN", (long long)used, batch);
}

/* feed_message(metadata, body or None): a batch or None. The body is used in place. */
static PyObject* decoder_feed_message(PyObject* self, PyObject* arguments) {
  Messages* decoder = (Messages*)self;
  struct ArrowArray array;
  PyObject *object, *rest;
  Py_buffer view;
  const void* data = NULL;
  int64_t size = 0;
  Call call;
  if (!PyArg_ParseTuple(arguments, "OO", &object, &rest) ||
      refuse_fork(decoder->state, "ArrowBridgeIpcDecoderFeedMessage") != 0 ||
      PyObject_GetBuffer(object, &view, PyBUF_SIMPLE) != 0) {
    return NULL;
  }
  /* Without a body, the message itself is what batches point into. */
  const int apart = rest != Py_None;
  struct PythonBuffer* owner = buffer_own(decoder->state, apart ? rest : object, &data, &size);
  if (owner == NULL) {
    PyBuffer_Release(&view);
    return NULL;
  }
  call_begin(&call, decoder->state);
  const int code = ArrowBridgeIpcDecoderFeedMessage(decoder->decoder, apart ? view.buf : data,
                                                    view.len, apart ? data : NULL, apart ? size : 0,
                                                    buffer_release, owner, &array, &call.error);
  const int result = call_end(&call, code);
  PyBuffer_Release(&view);
  return result != 0 ? NULL : decoded(decoder, &array);
}

typedef int (*GetNumber)(struct ArrowBridgeIpcDecoder*, int64_t*, struct ArrowBridgeError*);

static PyObject* decoder_number(PyObject* self, GetNumber get, const char* operation) {
  Messages* decoder = (Messages*)self;
  int64_t number = 0;
  Call call;
  if (refuse_fork(decoder->state, operation) != 0) return NULL;
  call_begin(&call, decoder->state);
  const int code = get(decoder->decoder, &number, &call.error);
  return call_end(&call, code) != 0 ? NULL : PyLong_FromLongLong(number);
}

static PyObject* decoder_wanted(PyObject* self, PyObject* unused) {
  (void)unused;
  return decoder_number(self, ArrowBridgeIpcDecoderBytesWanted, "ArrowBridgeIpcDecoderBytesWanted");
}

static PyObject* decoder_after_end(PyObject* self, PyObject* unused) {
  (void)unused;
  return decoder_number(self, ArrowBridgeIpcDecoderBytesAfterEnd,
                        "ArrowBridgeIpcDecoderBytesAfterEnd");
}

static PyObject* decoder_metadata(PyObject* self, PyObject* unused) {
  Messages* decoder = (Messages*)self;
  char* text = NULL;
  int64_t size = 0;
  Call call;
  (void)unused;
  if (refuse_fork(decoder->state, "ArrowBridgeIpcDecoderBatchMetadata") != 0) return NULL;
  call_begin(&call, decoder->state);
  const int code = ArrowBridgeIpcDecoderBatchMetadata(decoder->decoder, &text, &size, &call.error);
  if (call_end(&call, code) != 0) return NULL;
  if (text == NULL) Py_RETURN_NONE;
  PyObject* made = PyBytes_FromStringAndSize(text, (Py_ssize_t)size);
  ArrowBridgeStringRelease(text);
  return made;
}

/* Begins a call that writes or copies messages. Returns -1 with an exception. */
static int encoder_begin(Messages* encoder) {
  if (refuse_fork(encoder->state, "ArrowBridgeIpcEncoderWrite") != 0) return -1;
  if (!atomic_flag_test_and_set(&encoder->busy)) return 0;
  return raise_code(encoder->state, EBUSY,
                    "the encoder is in another call; it allows one call at a time");
}

/* Ends the stream of a decoder or of an encoder. */
static PyObject* messages_finish(PyObject* self, PyObject* unused) {
  Messages* messages = (Messages*)self;
  Call call;
  (void)unused;
  if (encoder_begin(messages) != 0) return NULL;
  call_begin(&call, messages->state);
  const int code = messages->decoder != NULL
                       ? ArrowBridgeIpcDecoderFinish(messages->decoder, &call.error)
                       : ArrowBridgeIpcEncoderFinish(messages->encoder, &call.error);
  atomic_flag_clear(&messages->busy);
  if (call_end(&call, code) != 0) return NULL;
  Py_RETURN_NONE;
}

/* encoder_new(schema, codec, level, alignment, threads, deltas, metadata) */
static PyObject* encoder_new(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  struct ArrowBridgeIpcWriteOptions options = {0};
  PyObject* type;
  const char* metadata;
  Py_ssize_t size;
  Call call;
  if (!PyArg_ParseTuple(arguments, "Oiiiipz#", &type, &options.codec, &options.level,
                        &options.alignment, &options.threads, &options.dictionary_deltas, &metadata,
                        &size) ||
      refuse_fork(state, "ArrowBridgeIpcEncoderNew") != 0) {
    return NULL;
  }
  Schema* schema = consume_schema(state, type);
  Messages* made = schema == NULL ? NULL : messages_new(state);
  if (made != NULL) {
    options.struct_size = sizeof(options);
    options.footer_metadata = metadata;
    call_begin(&call, state);
    const int code =
        ArrowBridgeIpcEncoderNew(schema->handle, &options, &made->encoder, &call.error);
    if (call_end(&call, code) != 0) Py_CLEAR(made);
  }
  Py_XDECREF(schema);
  return (PyObject*)made;
}

/* write(batch, metadata) */
static PyObject* encoder_write(PyObject* self, PyObject* arguments) {
  Messages* encoder = (Messages*)self;
  PyObject* value;
  const char* metadata;
  Py_ssize_t size;
  Call call;
  if (!PyArg_ParseTuple(arguments, "Oz#", &value, &metadata, &size)) return NULL;
  Array* batch = array_check(encoder->state, value);
  if (batch == NULL || encoder_begin(encoder) != 0) return NULL;
  call_begin(&call, encoder->state);
  const int code =
      ArrowBridgeIpcEncoderWrite(encoder->encoder, batch->handle, metadata, &call.error);
  atomic_flag_clear(&encoder->busy);
  if (call_end(&call, code) != 0) return NULL;
  Py_RETURN_NONE;
}

/* next(): kind, the bytes of the message, and the size of its metadata; None if none waits. */
static PyObject* encoder_next(PyObject* self, PyObject* unused) {
  Messages* encoder = (Messages*)self;
  struct ArrowBridgeIpcMessage message;
  PyObject* made = NULL;
  Call call;
  (void)unused;
  if (encoder_begin(encoder) != 0) return NULL;
  call_begin(&call, encoder->state);
  const int code = ArrowBridgeIpcEncoderNext(encoder->encoder, &message, &call.error);
  if (call_end(&call, code) == 0) {
    made = message.kind == ARROWBRIDGE_IPC_MESSAGE_NONE
               ? Py_NewRef(Py_None)
               : Py_BuildValue("iy#n", message.kind, message.data, (Py_ssize_t)message.size,
                               (Py_ssize_t)message.metadata_size);
  }
  atomic_flag_clear(&encoder->busy);
  return made;
}

static PyMethodDef messages_methods[] = {
    {"schema", decoder_get_schema, METH_NOARGS, NULL},
    {"feed", decoder_feed, METH_VARARGS, NULL},
    {"feed_message", decoder_feed_message, METH_VARARGS, NULL},
    {"bytes_wanted", decoder_wanted, METH_NOARGS, NULL},
    {"bytes_after_end", decoder_after_end, METH_NOARGS, NULL},
    {"batch_metadata", decoder_metadata, METH_NOARGS, NULL},
    {"finish", messages_finish, METH_NOARGS, NULL},
    {"write", encoder_write, METH_VARARGS, NULL},
    {"next", encoder_next, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot messages_slots[] = {
    {Py_tp_dealloc, messages_dealloc},
    {Py_tp_methods, messages_methods},
    {0, NULL},
};

PyType_Spec messages_spec = {
    .name = "arrowbridge._core.Messages",
    .basicsize = sizeof(Messages),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = messages_slots,
};

PyMethodDef messages_functions[] = {
    {"decoder_new", decoder_new, METH_VARARGS, NULL},
    {"encoder_new", encoder_new, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
