/* Python values as Arrow buffers, for lists of values of exactly the Python type of the Arrow type,
 * or None. For all other values the general way in _encode.py converts or says what is wrong. */
#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "module.h"

/* The buffers of one list. `values` has the values of fixed width, or the offsets of strings;
 * `data` the bytes of strings. */
typedef struct Encoder {
  PyObject* list;
  Py_ssize_t count;
  int64_t null_count;
  uint8_t* validity;
  char* values;
  size_t width;
  int is_signed;
  int64_t least;
  uint64_t most;
  size_t size; /* of `values` */
  char* data;
  size_t data_size;
} Encoder;

/* Large blocks are new pages. One call for all of them is faster than a page fault for each. */
static void populate(void* memory, size_t size) {
#if defined(MADV_POPULATE_WRITE)
  const size_t page = 4096;
  char* start = (char*)memory + (page - (uintptr_t)memory % page) % page;
  const size_t whole = (size - (size_t)(start - (char*)memory)) / page * page;
  (void)madvise(start, whole, MADV_POPULATE_WRITE);
#else
  (void)memory;
  (void)size;
#endif
}

/* Memory that the library can use in place: aligned to 64 bytes, as the format recommends. */
static void* allocate(size_t size) {
  const size_t rounded = size / 64 * 64 + 64;
#if defined(_WIN32)
  return _aligned_malloc(rounded, 64);
#else
  void* memory = aligned_alloc(64, rounded);
  if (memory != NULL && rounded >= 1 << 17) populate(memory, rounded);
  return memory;
#endif
}

static void deallocate(void* memory) {
#if defined(_WIN32)
  _aligned_free(memory);
#else
  free(memory);
#endif
}

/* 1: the value is null, and is marked so. */
static int mark_null(Encoder* encoder, Py_ssize_t row, PyObject* value) {
  if (value != Py_None) return 0;
  encoder->validity[row / 8] &= (uint8_t) ~(1 << (row % 8));
  memset(encoder->values + (size_t)row * encoder->width, 0, encoder->width);
  encoder->null_count++;
  return 1;
}

/* The encoders return 1, 0 if a value needs the general way, -1 with an exception. */
static int encode_integers(Encoder* encoder) {
  for (Py_ssize_t row = 0; row < encoder->count; row++) {
    PyObject* value = PyList_GetItem(encoder->list, row);
    int overflow = 0;
    if (value == NULL) return -1;
    if (mark_null(encoder, row, value)) continue;
    if (!PyLong_CheckExact(value)) return 0;
    int64_t number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow != 0) {
      if (overflow < 0 || encoder->is_signed || encoder->width < 8) return 0;
      number = (int64_t)PyLong_AsUnsignedLongLong(value);
      if (PyErr_Occurred()) {
        PyErr_Clear();
        return 0;
      }
    } else if (number < encoder->least || (number > 0 && (uint64_t)number > encoder->most)) {
      return 0;
    }
    const uint64_t bits = (uint64_t)number;
    char* out = encoder->values + (size_t)row * encoder->width;
    switch (encoder->width) {
      case 1: {
        const uint8_t narrow = (uint8_t)bits;
        memcpy(out, &narrow, sizeof(narrow));
        break;
      }
      case 2: {
        const uint16_t narrow = (uint16_t)bits;
        memcpy(out, &narrow, sizeof(narrow));
        break;
      }
      case 4: {
        const uint32_t narrow = (uint32_t)bits;
        memcpy(out, &narrow, sizeof(narrow));
        break;
      }
      default:
        memcpy(out, &bits, sizeof(bits));
    }
  }
  return 1;
}

static int encode_doubles(Encoder* encoder) {
  for (Py_ssize_t row = 0; row < encoder->count; row++) {
    PyObject* value = PyList_GetItem(encoder->list, row);
    if (value == NULL) return -1;
    if (mark_null(encoder, row, value)) continue;
    if (!PyFloat_CheckExact(value)) return 0;
    const double number = PyFloat_AsDouble(value);
    memcpy(encoder->values + (size_t)row * sizeof(number), &number, sizeof(number));
  }
  return 1;
}

static int encode_bools(Encoder* encoder) {
  for (Py_ssize_t row = 0; row < encoder->count; row++) {
    PyObject* value = PyList_GetItem(encoder->list, row);
    if (value == NULL) return -1;
    if (mark_null(encoder, row, value)) continue;
    if (!PyBool_Check(value)) return 0;
    if (value == Py_True) encoder->values[row / 8] |= (char)(1 << (row % 8));
  }
  return 1;
}

/* The UTF-8 of a string is kept by Python after the first time, so it is asked for twice: for the
 * sizes, and for the bytes. NULL: the general way. */
static const char* bytes_of(PyObject* value, int is_text, Py_ssize_t* size) {
  if (is_text) {
    if (!PyUnicode_CheckExact(value)) return NULL;
    const char* data = PyUnicode_AsUTF8AndSize(value, size);
    if (data == NULL) PyErr_Clear(); /* a surrogate */
    return data;
  }
  if (!PyBytes_CheckExact(value)) return NULL;
  *size = PyBytes_Size(value);
  return PyBytes_AsString(value);
}

/* `values` are the offsets. */
static int encode_strings(Encoder* encoder, int is_text) {
  int64_t total = 0;
  const int wide = encoder->width == 8;
  for (Py_ssize_t row = 0; row <= encoder->count; row++) {
    const int32_t narrow = (int32_t)total;
    char* out = encoder->values + (size_t)row * encoder->width;
    PyObject* value = row < encoder->count ? PyList_GetItem(encoder->list, row) : NULL;
    Py_ssize_t size = 0;
    if (value == NULL && row < encoder->count) return -1;
    const int is_null = value == NULL || mark_null(encoder, row, value);
    memcpy(out, wide ? (const void*)&total : (const void*)&narrow, encoder->width);
    if (is_null) continue;
    if (bytes_of(value, is_text, &size) == NULL) return 0;
    total += size;
    if (!wide && total > INT32_MAX) return 0;
  }
  encoder->data_size = (size_t)total;
  encoder->data = allocate(encoder->data_size);
  if (encoder->data == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  char* out = encoder->data;
  for (Py_ssize_t row = 0; row < encoder->count; row++) {
    PyObject* value = PyList_GetItem(encoder->list, row);
    Py_ssize_t size = 0;
    if (value == NULL) return -1;
    const char* data = value == Py_None ? "" : bytes_of(value, is_text, &size);
    if (data == NULL || size > total) return 0; /* another thread changed the list */
    memcpy(out, data, (size_t)size);
    out += size;
    total -= size;
  }
  return total == 0;
}

static int find_integers(Encoder* encoder, const char* format) {
  static const char formats[] = "cCsSiIlL";
  const char* found = format[0] != '\0' && format[1] == '\0' ? strchr(formats, format[0]) : NULL;
  if (found == NULL) return 0;
  const int index = (int)(found - formats);
  encoder->width = (size_t)1 << (index / 2);
  encoder->is_signed = index % 2 == 0;
  const int bits = (int)encoder->width * 8;
  encoder->most = UINT64_MAX >> (64 - bits + encoder->is_signed);
  encoder->least = encoder->is_signed ? -(int64_t)encoder->most - 1 : 0;
  return 1;
}

/* All rows are valid at first. */
static int encode(Encoder* encoder, const char* format) {
  const size_t count = (size_t)encoder->count;
  const char kind = format[0];
  const int is_integer = find_integers(encoder, format);
  if (is_integer) {
    encoder->size = count * encoder->width;
  } else if (kind == '\0' || format[1] != '\0' || strchr("gbuUzZ", kind) == NULL) {
    return 0;
  } else if (kind == 'b') {
    encoder->size = (count + 7) / 8;
  } else if (kind == 'g') {
    encoder->width = sizeof(double);
    encoder->size = count * encoder->width;
  } else {
    encoder->width = kind == 'U' || kind == 'Z' ? 8 : 4;
    encoder->size = (count + 1) * encoder->width;
  }
  encoder->validity = allocate(count / 8);
  encoder->values = allocate(encoder->size);
  if (encoder->validity == NULL || encoder->values == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  memset(encoder->validity, 0xFF, (count + 7) / 8);
  if (count % 8 != 0) encoder->validity[count / 8] = (uint8_t)((1 << (count % 8)) - 1);
  if (is_integer) return encode_integers(encoder);
  if (kind == 'g') return encode_doubles(encoder);
  if (kind != 'b') return encode_strings(encoder, kind == 'u' || kind == 'U');
  memset(encoder->values, 0, encoder->size);
  return encode_bools(encoder);
}

static void encoder_end(Encoder* encoder) {
  if (encoder->validity != NULL) deallocate(encoder->validity);
  if (encoder->values != NULL) deallocate(encoder->values);
  if (encoder->data != NULL) deallocate(encoder->data);
}

static PyObject* none_or_bytes(const void* data, size_t size, int is_there) {
  if (!is_there) Py_RETURN_NONE;
  return PyBytes_FromStringAndSize(data, (Py_ssize_t)size);
}

/* encode_values(format, list): (null count, [validity, buffers...]), or None for the general way.
 */
PyObject* encode_values(PyObject* module, PyObject* arguments) {
  Encoder encoder = {0};
  const char* format;
  (void)module;
  if (!PyArg_ParseTuple(arguments, "yO!", &format, &PyList_Type, &encoder.list)) return NULL;
  encoder.count = PyList_Size(encoder.list);
  const int done = encode(&encoder, format);
  PyObject* result = done == 0 ? Py_NewRef(Py_None) : NULL;
  if (done == 1) {
    const size_t bits = (size_t)(encoder.count + 7) / 8;
    PyObject* validity = none_or_bytes(encoder.validity, bits, encoder.null_count > 0);
    PyObject* values = none_or_bytes(encoder.values, encoder.size, 1);
    PyObject* data = none_or_bytes(encoder.data, encoder.data_size, encoder.data != NULL);
    PyObject* list = validity == NULL || values == NULL || data == NULL ? NULL : PyList_New(0);
    if (list != NULL && PyList_Append(list, validity) == 0 && PyList_Append(list, values) == 0 &&
        (data == Py_None || PyList_Append(list, data) == 0)) {
      result = Py_BuildValue("LO", (long long)encoder.null_count, list);
    }
    Py_XDECREF(validity);
    Py_XDECREF(values);
    Py_XDECREF(data);
    Py_XDECREF(list);
  }
  encoder_end(&encoder);
  return result;
}

/* The buffers are used in place: they are not copied. */
static int array_of_buffers(Array* made, const Encoder* encoder) {
  struct ArrowBridgeBuffer buffers[3] = {{0}};
  struct ArrowBridgeArrayPart part = {0};
  Call call;
  if (encoder->null_count > 0) {
    buffers[0].data = buffers[0].context = encoder->validity;
    buffers[0].size = (int64_t)(encoder->count + 7) / 8;
    buffers[0].release = deallocate;
  } else {
    deallocate(encoder->validity);
  }
  buffers[1].data = buffers[1].context = encoder->values;
  buffers[1].size = (int64_t)encoder->size;
  buffers[1].release = deallocate;
  buffers[2].data = buffers[2].context = encoder->data;
  buffers[2].size = (int64_t)encoder->data_size;
  buffers[2].release = deallocate;
  part.length = encoder->count;
  part.null_count = encoder->null_count;
  part.n_buffers = encoder->data == NULL ? 2 : 3;
  part.buffers = buffers;
  call_begin(&call, made->state);
  const int code = ArrowBridgeArrayFromParts(atomic_load(&made->schema)->handle, 1, &part,
                                             &made->handle, &call.error);
  return call_end(&call, code);
}

/* encode_array(class, schema, list): an array, or None for the general way. */
PyObject* encode_array(PyObject* module, PyObject* arguments) {
  State* state = state_of(module);
  Encoder encoder = {0};
  PyObject *type, *schema;
  struct ArrowSchema exported;
  if (!PyArg_ParseTuple(arguments, "O!O!O!", &PyType_Type, &type, state->schema_type, &schema,
                        &PyList_Type, &encoder.list) ||
      schema_export((Schema*)schema, &exported) != 0) {
    return NULL;
  }
  encoder.count = PyList_Size(encoder.list);
  const int is_flat = exported.n_children == 0 && exported.dictionary == NULL;
  int done = is_flat ? encode(&encoder, exported.format) : 0;
  if (encoder.null_count > 0 && (exported.flags & ARROW_FLAG_NULLABLE) == 0) done = 0;
  exported.release(&exported);
  Array* made = done == 1 ? array_new(state, (PyTypeObject*)type, (Schema*)schema) : NULL;
  if (made == NULL) {
    encoder_end(&encoder);
    return done == 0 ? Py_NewRef(Py_None) : NULL;
  }
  if (array_of_buffers(made, &encoder) != 0) Py_CLEAR(made);
  return (PyObject*)made;
}
