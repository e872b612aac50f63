/* What buffers.c and dlpack.c share. */
#ifndef ARROWBRIDGE_PYTHON_BUFFERS_H
#define ARROWBRIDGE_PYTHON_BUFFERS_H

#include "arrays.h"

/* The values of an array of integers or floats without nulls. */
typedef struct Primitive {
  struct ArrowArray array; /* released by the caller */
  char* data;              /* of the first value; never NULL */
  int width;
  char kind;        /* 'i', 'u' or 'f' */
  const char* code; /* the format of the buffer protocol */
} Primitive;

/* Return 0, or -1 with an exception, which is a BufferError if the array is not such an array. */
int primitive_take(PyObject* self, Primitive* out);

PyObject* values_dlpack(PyObject* self, PyObject* arguments, PyObject* keywords);
PyObject* values_dlpack_device(PyObject* self, PyObject* unused);

#endif
