/* What readers.c, adapters.c and reader_type.c share. */
#ifndef ARROWBRIDGE_PYTHON_READERS_H
#define ARROWBRIDGE_PYTHON_READERS_H

#include "module.h"

/* Calls a function with the handle of a reader, under the lock of the reader. */
typedef int (*WithHandle)(Reader* reader, struct ArrowBridgeReader* handle, void* context);
int reader_call(Reader* reader, WithHandle function, void* context);
/* The same for functions that continue to read from the handle: the reader is closed. `how` says so
 * in error messages. */
int reader_consume(Reader* reader, const char* how, WithHandle function, void* context);

/* Columns as a list of names (bytes) or of indices; None is all columns. */
typedef struct Columns {
  const char** names;
  int64_t* indices;
  int64_t count;
} Columns;
int read_columns(PyObject* list, Columns* out);
void free_columns(Columns* columns);

/* The next array; NULL without an exception at end of stream. */
PyObject* reader_next(PyObject* self);
int reader_is_closed(Reader* reader);
void reader_cancel(Reader* reader);
/* A new reader of the class for this module's adapters. */
Reader* reader_adapter(State* state, int is_batch, PyObject* source);

/* Methods that make readers over a reader (adapters.c). */
PyObject* reader_cast(PyObject* self, PyObject* value);
PyObject* reader_rebatch(PyObject* self, PyObject* arguments);
PyObject* reader_limit(PyObject* self, PyObject* arguments);
PyObject* reader_prefetch(PyObject* self, PyObject* arguments);
PyObject* reader_with_timeout(PyObject* self, PyObject* arguments);
PyObject* reader_check(PyObject* self, PyObject* arguments);
PyObject* reader_tee(PyObject* self, PyObject* count);
PyObject* reader_peek(PyObject* self, PyObject* arguments);
PyObject* reader_compact(PyObject* self, PyObject* unused);
PyObject* reader_unify_dictionaries(PyObject* self, PyObject* arguments);
PyObject* reader_with_statistics(PyObject* self, PyObject* unused);
PyObject* reader_statistics(PyObject* self, PyObject* reads);

int reader_traverse(PyObject* self, visitproc visit, void* arg);
int reader_clear(PyObject* self);
int reader_init(PyObject* self, PyObject* arguments, PyObject* keywords);

#endif
