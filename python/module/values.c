/* Values of types without children as a list, without an object per value besides the value. */
#include "arrays.h"

static int bit(const uint8_t* bits, int64_t index) { return bits[index / 8] >> (index % 8) & 1; }

/* Values may be anything in null rows. Each function gets the index in the buffers. */
typedef PyObject* (*ReadValue)(const struct ArrowArray* array, int64_t row);

#define NUMBER(name, type, convert)                                                               \
  static PyObject* read_##name(const struct ArrowArray* array, int64_t row) {                     \
    type value;                                                                                   \
    memcpy(&value, (const char*)array->buffers[1] + row * (int64_t)sizeof(value), sizeof(value)); \
    return convert(value);                                                                        \
  }
NUMBER(int8, int8_t, PyLong_FromLong)
NUMBER(uint8, uint8_t, PyLong_FromLong)
NUMBER(int16, int16_t, PyLong_FromLong)
NUMBER(uint16, uint16_t, PyLong_FromLong)
NUMBER(int32, int32_t, PyLong_FromLong)
NUMBER(uint32, uint32_t, PyLong_FromUnsignedLong)
NUMBER(int64, int64_t, PyLong_FromLongLong)
NUMBER(uint64, uint64_t, PyLong_FromUnsignedLongLong)
NUMBER(float, float, PyFloat_FromDouble)
NUMBER(double, double, PyFloat_FromDouble)

static PyObject* read_bool(const struct ArrowArray* array, int64_t row) {
  return PyBool_FromLong(bit(array->buffers[1], row));
}

static const char* bytes_at(const struct ArrowArray* array, int64_t row, int wide, int64_t* size) {
  int64_t ends[2];
  if (wide) {
    memcpy(ends, (const int64_t*)array->buffers[1] + row, sizeof(ends));
  } else {
    int32_t narrow[2];
    memcpy(narrow, (const int32_t*)array->buffers[1] + row, sizeof(narrow));
    ends[0] = narrow[0];
    ends[1] = narrow[1];
  }
  *size = ends[1] - ends[0];
  return *size == 0 ? "" : (const char*)array->buffers[2] + ends[0];
}

#define BYTES(name, wide, convert)                                            \
  static PyObject* read_##name(const struct ArrowArray* array, int64_t row) { \
    int64_t size;                                                             \
    const char* data = bytes_at(array, row, wide, &size);                     \
    return convert;                                                           \
  }
BYTES(text, 0, PyUnicode_DecodeUTF8(data, (Py_ssize_t)size, NULL))
BYTES(large_text, 1, PyUnicode_DecodeUTF8(data, (Py_ssize_t)size, NULL))
BYTES(bytes, 0, PyBytes_FromStringAndSize(data, (Py_ssize_t)size))
BYTES(large_bytes, 1, PyBytes_FromStringAndSize(data, (Py_ssize_t)size))

/* A view was validated as all contents were: it lies in its buffer. */
static const char* view_at(const struct ArrowArray* array, int64_t row, int32_t* size) {
  const char* view = (const char*)array->buffers[1] + row * 16;
  int32_t position[2];
  memcpy(size, view, sizeof(*size));
  if (*size <= 12) return view + 4;
  memcpy(position, view + 8, sizeof(position));
  return (const char*)array->buffers[2 + position[0]] + position[1];
}

static PyObject* read_text_view(const struct ArrowArray* array, int64_t row) {
  int32_t size;
  const char* data = view_at(array, row, &size);
  return PyUnicode_DecodeUTF8(data, size, NULL);
}

static PyObject* read_bytes_view(const struct ArrowArray* array, int64_t row) {
  int32_t size;
  const char* data = view_at(array, row, &size);
  return PyBytes_FromStringAndSize(data, size);
}

static const struct {
  const char* format;
  ReadValue read;
} readers[] = {
    {"", NULL},
    {"c", read_int8},
    {"C", read_uint8},
    {"s", read_int16},
    {"S", read_uint16},
    {"i", read_int32},
    {"I", read_uint32},
    {"l", read_int64},
    {"L", read_uint64},
    {"f", read_float},
    {"g", read_double},
    {"b", read_bool},
    {"u", read_text},
    {"z", read_bytes},
    {"U", read_large_text},
    {"Z", read_large_bytes},
    {"vu", read_text_view},
    {"vz", read_bytes_view},
    {"tiM", read_int32},
};

/* Whether the metadata has the name of an extension type. The library has validated the encoding.
 */
static int is_extension(const char* metadata) {
  static const char key[] = "ARROW:extension:name";
  int32_t pairs, size;
  if (metadata == NULL) return 0;
  memcpy(&pairs, metadata, sizeof(pairs));
  metadata += sizeof(pairs);
  for (int32_t i = 0; i < 2 * pairs; i++) {
    memcpy(&size, metadata, sizeof(size));
    metadata += sizeof(size);
    if (i % 2 == 0 && size == (int32_t)sizeof(key) - 1 &&
        memcmp(metadata, key, (size_t)size) == 0) {
      return 1;
    }
    metadata += size;
  }
  return 0;
}

int flat_reader(const struct ArrowSchema* schema) {
  if (schema->n_children != 0 || schema->dictionary != NULL || is_extension(schema->metadata)) {
    return 0;
  }
  for (int i = 1; i < (int)(sizeof(readers) / sizeof(readers[0])); i++) {
    if (strcmp(schema->format, readers[i].format) == 0) return i;
  }
  return 0;
}

PyObject* flat_values(int reader, const struct ArrowArray* array, int64_t start, int64_t length) {
  ReadValue read = readers[reader].read;
  if (read == NULL) Py_RETURN_NOTIMPLEMENTED;
  const uint8_t* valid = array->null_count == 0 ? NULL : array->buffers[0];
  PyObject* list = PyList_New((Py_ssize_t)length);
  for (int64_t i = 0; list != NULL && i < length; i++) {
    PyObject* value =
        valid == NULL || bit(valid, start + i) ? read(array, start + i) : Py_NewRef(Py_None);
    if (value != NULL) {
      PyList_SetItem(list, (Py_ssize_t)i, value);
      continue;
    }
    Py_CLEAR(list);
    /* Text that is not UTF-8: the general way says where. */
    if (!PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) return NULL;
    PyErr_Clear();
    Py_RETURN_NOTIMPLEMENTED;
  }
  return list;
}

/* Python code converts the values. It checks the options. */
PyObject* array_values_with(PyObject* self, PyObject* options) {
  PyObject* pair = array_views(self, NULL);
  if (pair == NULL) return NULL;
  PyObject* list = PyObject_Call(((Array*)self)->state->to_pylist, pair, options);
  Py_DECREF(pair);
  return list;
}

PyObject* array_to_pylist(PyObject* self, PyObject* arguments, PyObject* options) {
  if (PyTuple_Size(arguments) != 0) {
    PyErr_SetString(PyExc_TypeError, "to_pylist() takes keyword arguments only");
    return NULL;
  }
  if (options == NULL || PyDict_Size(options) == 0) return array_values(self, NULL);
  if (array_check_initialized(self) != 0 ||
      array_validate_at((Array*)self, ARROWBRIDGE_VALIDATE_DEFAULT) != 0) {
    return NULL;
  }
  return array_values_with(self, options);
}
