/* Python values as Arrow buffers, for lists of values of exactly the Python type of the Arrow type,
 * or None. For all other values the general way in _encode.py converts or says what is wrong. */
#include "module.h"

/* The buffers of one list. `values` is the data of fixed width; offsets and text are for strings.
 */
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
} Encoder;

static PyObject* none_or_bytes(const Encoder* encoder) {
  if (encoder->null_count == 0) Py_RETURN_NONE;
  return PyBytes_FromStringAndSize((const char*)encoder->validity, (encoder->count + 7) / 8);
}

/* 1: the value is null, and is marked so. */
static int mark_null(Encoder* encoder, Py_ssize_t row, PyObject* value) {
  if (value != Py_None) {
    encoder->validity[row / 8] |= (uint8_t)(1 << (row % 8));
    return 0;
  }
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

/* `values` are the offsets. The bytes follow in an object of their own. */
static int encode_strings(Encoder* encoder, int is_text, PyObject** out_bytes) {
  int64_t total = 0;
  const int wide = encoder->width == 8;
  for (Py_ssize_t row = 0; row <= encoder->count; row++) {
    const int32_t narrow = (int32_t)total;
    memcpy(encoder->values + (size_t)row * encoder->width, wide ? (const void*)&total : &narrow,
           encoder->width);
    if (row == encoder->count) break;
    PyObject* value = PyList_GetItem(encoder->list, row);
    Py_ssize_t size;
    if (value == NULL) return -1;
    if (mark_null(encoder, row, value)) continue;
    if (bytes_of(value, is_text, &size) == NULL) return 0;
    total += size;
    if (!wide && total > INT32_MAX) return 0;
  }
  *out_bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)total);
  if (*out_bytes == NULL) return -1;
  char* out = PyBytes_AsString(*out_bytes);
  for (Py_ssize_t row = 0; row < encoder->count; row++) {
    PyObject* value = PyList_GetItem(encoder->list, row);
    Py_ssize_t size = 0;
    const char* data = value == NULL || value == Py_None ? "" : bytes_of(value, is_text, &size);
    if (data == NULL || size > total) return 0;
    memcpy(out, data, (size_t)size);
    out += size;
    total -= size;
  }
  return total == 0;
}

static int find_integers(Encoder* encoder, const char* format) {
  static const char formats[] = "cCsSiIlL";
  const char* found = format[1] == '\0' ? strchr(formats, format[0]) : NULL;
  if (found == NULL) return 0;
  const int index = (int)(found - formats);
  encoder->width = (size_t)1 << (index / 2);
  encoder->is_signed = index % 2 == 0;
  const int bits = (int)encoder->width * 8;
  encoder->most = UINT64_MAX >> (64 - bits + encoder->is_signed);
  encoder->least = encoder->is_signed ? -(int64_t)encoder->most - 1 : 0;
  return 1;
}

static int encode(Encoder* encoder, const char* format, PyObject** bytes) {
  const size_t count = (size_t)encoder->count;
  const char kind = format[0];
  size_t size;
  const int is_integer = find_integers(encoder, format);
  if (is_integer) {
    size = count * encoder->width;
  } else if (format[1] != '\0' || strchr("gbuUzZ", kind) == NULL) {
    return 0;
  } else if (kind == 'g') {
    size = count * sizeof(double);
  } else if (kind == 'b') {
    size = (count + 7) / 8;
  } else {
    encoder->width = kind == 'U' || kind == 'Z' ? 8 : 4;
    size = (count + 1) * encoder->width;
  }
  encoder->validity = PyMem_Calloc((count + 7) / 8 + 1, 1);
  encoder->values = PyMem_Calloc(size + 1, 1);
  if (encoder->validity == NULL || encoder->values == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  int done;
  if (is_integer) {
    done = encode_integers(encoder);
  } else if (kind == 'g') {
    done = encode_doubles(encoder);
  } else if (kind == 'b') {
    done = encode_bools(encoder);
  } else {
    done = encode_strings(encoder, kind == 'u' || kind == 'U', bytes);
  }
  encoder->width = size;
  return done;
}

/* encode_values(format, list): (null count, [validity, buffers...]), or None for the general way.
 */
PyObject* encode_values(PyObject* module, PyObject* arguments);
PyObject* encode_values(PyObject* module, PyObject* arguments) {
  Encoder encoder = {0};
  PyObject* bytes = NULL;
  const char* format;
  (void)module;
  if (!PyArg_ParseTuple(arguments, "yO!", &format, &PyList_Type, &encoder.list)) return NULL;
  encoder.count = PyList_Size(encoder.list);
  const int done = encode(&encoder, format, &bytes);
  PyObject* result = done == 0 ? Py_NewRef(Py_None) : NULL;
  if (done == 1) {
    PyObject* values = PyBytes_FromStringAndSize(encoder.values, (Py_ssize_t)encoder.width);
    PyObject* validity = none_or_bytes(&encoder);
    if (values != NULL && validity != NULL) {
      result =
          bytes == NULL
              ? Py_BuildValue("L[OO]", (long long)encoder.null_count, validity, values)
              : Py_BuildValue("L[OOO]", (long long)encoder.null_count, validity, values, bytes);
    }
    Py_XDECREF(values);
    Py_XDECREF(validity);
  }
  Py_XDECREF(bytes);
  PyMem_Free(encoder.validity);
  PyMem_Free(encoder.values);
  return result;
}
