/* Exceptions for error codes of the library, and error codes for exceptions of Python code. */
#include <limits.h>
#include <stdarg.h>

#include "module.h"

void raise_object(PyObject* exception) {
  PyErr_Restore(Py_NewRef((PyObject*)Py_TYPE(exception)), exception,
                PyException_GetTraceback(exception));
}

PyObject* take_exception(void) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  if (type == NULL) return NULL;
  PyErr_NormalizeException(&type, &value, &traceback);
  if (traceback != NULL && value != NULL) PyException_SetTraceback(value, traceback);
  Py_XDECREF(type);
  Py_XDECREF(traceback);
  return value;
}

int raise_code(State* state, int code, const char* message) {
  PyObject* text = PyUnicode_DecodeUTF8(message, (Py_ssize_t)strlen(message), "replace");
  if (text == NULL) return -1;
  if (state->error_from_code == NULL) {
    PyErr_SetObject(PyExc_RuntimeError, text); /* the module is being deleted */
    Py_DECREF(text);
    return -1;
  }
  PyObject* error = PyObject_CallFunction(state->error_from_code, "iO", code, text);
  Py_DECREF(text);
  if (error == NULL) return -1;
  PyErr_SetObject((PyObject*)Py_TYPE(error), error);
  Py_DECREF(error);
  return -1;
}

void mark_cut(char* message) {
  static const char mark[] = "\xE2\x80\xA6";
  size_t length = ARROWBRIDGE_ERROR_SIZE - sizeof(mark);
  while (length > 0 && ((unsigned char)message[length] & 0xC0) == 0x80) length--;
  memcpy(message + length, mark, sizeof(mark));
}

PyObject* raise_invalid(State* state, const char* format, ...) {
  char message[ARROWBRIDGE_ERROR_SIZE];
  va_list arguments;
  va_start(arguments, format);
  const int length = PyOS_vsnprintf(message, sizeof(message), format, arguments);
  va_end(arguments);
  if (length >= (int)sizeof(message)) mark_cut(message);
  raise_code(state, EINVAL, message);
  return NULL;
}

PyObject* raise_lookup(PyObject* class, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  PyObject* message = PyUnicode_FromFormatV(format, arguments);
  va_end(arguments);
  PyObject* error =
      message == NULL || class == NULL ? NULL : PyObject_CallFunction(class, "iO", EINVAL, message);
  Py_XDECREF(message);
  if (error != NULL) {
    PyErr_SetObject((PyObject*)Py_TYPE(error), error);
    Py_DECREF(error);
  } else if (!PyErr_Occurred()) {
    PyErr_SetString(PyExc_LookupError, "the module is being deleted");
  }
  return NULL;
}

/* C callers of a stream take 0 for success, and the library has no use for negative codes. */
static int positive(PyObject* number) {
  int overflow = 0;
  if (number == NULL || !PyLong_Check(number)) {
    PyErr_Clear();
    return EIO;
  }
  const long value = PyLong_AsLongAndOverflow(number, &overflow);
  PyErr_Clear();
  return overflow != 0 || value < 1 || value > INT_MAX ? EIO : (int)value;
}

static int is_ours(State* state, PyObject* exception) {
  return state->error_class != NULL && PyErr_GivenExceptionMatches(exception, state->error_class);
}

int code_of(State* state, PyObject* exception) {
  static const char* const names[] = {"code", "errno"};
  const int ours = is_ours(state, exception);
  if (ours || PyErr_GivenExceptionMatches(exception, PyExc_OSError)) {
    PyObject* number = PyObject_GetAttrString(exception, names[!ours]);
    const int code = positive(number);
    Py_XDECREF(number);
    return code;
  }
  if (PyErr_GivenExceptionMatches(exception, PyExc_MemoryError)) return ENOMEM;
  if (PyErr_GivenExceptionMatches(exception, PyExc_NotImplementedError)) return ENOSYS;
  if (PyErr_GivenExceptionMatches(exception, PyExc_ValueError) ||
      PyErr_GivenExceptionMatches(exception, PyExc_TypeError) ||
      PyErr_GivenExceptionMatches(exception, PyExc_LookupError)) {
    return EINVAL;
  }
  if (PyErr_GivenExceptionMatches(exception, PyExc_Exception)) return EIO;
  return ECANCELED; /* KeyboardInterrupt, SystemExit, GeneratorExit */
}

PyObject* text_of(State* state, PyObject* exception) {
  if (is_ours(state, exception)) {
    PyObject* message = PyObject_GetAttr(exception, state->name_message);
    if (message != NULL && PyUnicode_Check(message)) return message;
    Py_XDECREF(message);
    PyErr_Clear();
  }
  PyObject* text = PyObject_Str(exception);
  if (text == NULL) return NULL;
  PyObject* name = PyType_GetName(Py_TYPE(exception));
  PyObject* both = name;
  if (name != NULL && PyUnicode_GetLength(text) > 0) {
    both = PyUnicode_FromFormat("%U: %U", name, text);
    Py_DECREF(name);
  }
  Py_DECREF(text);
  return both;
}

PyObject* text_bytes(PyObject* text) {
  if (text == NULL) return NULL;
  PyObject* nul = PyUnicode_FromStringAndSize("", 1);
  PyObject* escape = PyUnicode_FromString("\\x00");
  PyObject* escaped =
      nul == NULL || escape == NULL ? NULL : PyUnicode_Replace(text, nul, escape, -1);
  PyObject* bytes = escaped == NULL ? NULL : PyUnicode_AsEncodedString(escaped, "utf-8", "replace");
  Py_XDECREF(nul);
  Py_XDECREF(escape);
  Py_XDECREF(escaped);
  return bytes;
}
