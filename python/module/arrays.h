/* What arrays.c, array_exports.c and array_type.c share. */
#ifndef ARROWBRIDGE_PYTHON_ARRAYS_H
#define ARROWBRIDGE_PYTHON_ARRAYS_H

#include "module.h"

int array_init(PyObject* self, PyObject* arguments, PyObject* keywords);
void array_dealloc(PyObject* self);
int array_check_initialized(PyObject* self);
int array_validate_at(Array* array, int level);
/* Returns a new array, or raises; steals the reference. */
PyObject* array_finish(Array* array, int code, const struct ArrowBridgeError* error);
Py_ssize_t array_length(PyObject* self);
PyObject* array_from_address(PyObject* type, PyObject* arguments);
PyObject* array_slice(PyObject* self, PyObject* arguments, PyObject* keywords);
PyObject* array_child(PyObject* self, PyObject* number);
PyObject* array_column(PyObject* self, PyObject* at);
PyObject* array_item(PyObject* self, PyObject* at);
/* The schema and the exported array: (SchemaView, ArrayView). */
PyObject* array_views(PyObject* self, PyObject* unused);
PyObject* array_values(PyObject* self, PyObject* unused);
PyObject* array_values_with(PyObject* self, PyObject* options);
PyObject* array_to_pylist(PyObject* self, PyObject* arguments, PyObject* options);
/* Returns a new array of the same class, cast to a schema, or raises. */
Array* array_cast_to(Array* array, Schema* schema, int mode);
PyObject* array_to_schema(PyObject* self, PyObject* unused);
PyObject* array_to_capsules(PyObject* self, PyObject* arguments, PyObject* keywords);
PyObject* array_to_device(PyObject* self, PyObject* arguments, PyObject* keywords);
PyObject* array_to_stream(PyObject* self, PyObject* arguments, PyObject* keywords);
PyObject* array_to_device_stream(PyObject* self, PyObject* arguments, PyObject* keywords);
PyObject* array_export_to(PyObject* self, PyObject* arguments, PyObject* keywords);

#endif
