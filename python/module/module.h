/* The extension module arrowbridge._core: what its files share.
 *
 * The module uses CPython's limited API, so that one build serves Python 3.11 and later. Builds for
 * free-threaded Python use the full API. */
#ifndef ARROWBRIDGE_PYTHON_MODULE_H
#define ARROWBRIDGE_PYTHON_MODULE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#if defined(Py_LIMITED_API) /* which takes no pointers to structs that begin with PyObject_HEAD */
#undef Py_TYPE
#undef Py_INCREF
#undef Py_DECREF
#undef Py_XDECREF
#undef PyObject_TypeCheck
#define Py_TYPE(object) Py_TYPE((PyObject*)(object))
#define Py_INCREF(object) Py_INCREF((PyObject*)(object))
#define Py_DECREF(object) Py_DECREF((PyObject*)(object))
#define Py_XDECREF(object) Py_XDECREF((PyObject*)(object))
#define PyObject_TypeCheck(object, type) PyObject_TypeCheck((PyObject*)(object), type)
#endif

static inline PyObject* new_reference(PyObject* object) {
  Py_XINCREF(object);
  return object;
}
#undef Py_NewRef
#undef Py_XNewRef
#define Py_NewRef(object) new_reference((PyObject*)(object))
#define Py_XNewRef(object) new_reference((PyObject*)(object))

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

/* 1 in a forked child of a process that had used the library, else 0. */
int process_forked(void);
#define ARROWBRIDGE_CAPSULE_PROCESS() ((long)process_forked())

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/capsule.h"

/* Classes and functions of the Python part of the package, which _core.register() stores. */
#define REGISTERED(X) \
  X(error_class)      \
  X(error_from_code)  \
  X(index_error)      \
  X(key_error)        \
  X(array_class)      \
  X(batch_class)      \
  X(reader_class)     \
  X(schema_class)     \
  X(schema_of_names)  \
  X(array_of_values)  \
  X(adapt_batch)      \
  X(report_finding)   \
  X(write_all)        \
  X(read_some)        \
  X(empty_array)      \
  X(to_pylist)

/* Names that are looked up often. */
#define NAMES(X)               \
  X(__arrow_c_schema__)        \
  X(__arrow_c_array__)         \
  X(__arrow_c_stream__)        \
  X(__arrow_c_device_array__)  \
  X(__arrow_c_device_stream__) \
  X(requested_schema)          \
  X(_handle)                   \
  X(code)                      \
  X(message)

#define DECLARE(name) PyObject* name;
#define DECLARE_NAME(name) PyObject* name_##name;

/* What belongs to one interpreter. Objects of the library refer to it after the module is gone, so
 * it counts its references. */
typedef struct State {
  atomic_int references;
  atomic_int stopped; /* the interpreter is ending: no further calls into Python */
  atomic_int running; /* calls of the library into Python */
  PyInterpreterState* interpreter;
  int is_main;
  PyTypeObject* schema_type;
  PyTypeObject* schema_view_type;
  PyTypeObject* array_type;
  PyTypeObject* array_view_type;
  PyTypeObject* exported_type;
  PyTypeObject* reader_type;
  PyTypeObject* source_type;
  PyTypeObject* values_type;
  PyTypeObject* buffer_type;
  PyTypeObject* messages_type;
  REGISTERED(DECLARE)
  NAMES(DECLARE_NAME)
} State;

void state_ref(State* state);
void state_unref(State* state);
/* The state of the module that defines a function's class, or of a module. */
State* state_of(PyObject* module);
State* state_of_type(PyTypeObject* type);

/* A call into the library without the GIL. Python code that the library calls back on this thread
 * leaves its exception here. */
typedef struct Call {
  State* state;
  PyObject* raised;
  struct Call* outer;
  PyThreadState* thread;
  struct ArrowBridgeError error;
} Call;

void call_begin(Call* call, State* state);
/* Return 0, or -1 with an exception. */
int call_end(Call* call, int code);

/* A call of the library into Python, on any thread. */
typedef struct Entry {
  State* state;
  struct Entry* outer;
  PyGILState_STATE gil;
  PyThreadState* thread;
  int how;
} Entry;

/* Return 0 if Python cannot be called any more. */
int python_enter(Entry* entry, State* state);
void python_leave(Entry* entry);

/* Give back a reference of the library, on any thread. */
void python_release(State* state, PyObject* object, int forked);

/* Wait until no other thread is in a call into this interpreter. */
int python_stop(State* state, int milliseconds);

/* Before and after a release in a destructor: keeps the exception and gives the GIL up. */
typedef struct Quiet {
  PyObject *type, *value, *traceback;
  PyThreadState* thread;
} Quiet;
void quiet_begin(Quiet* quiet, State* state);
void quiet_end(Quiet* quiet);

/* Refuse a call in a forked child. Return 0, or -1 with an exception. */
int refuse_fork(State* state, const char* operation);
/* To be called before any call that makes objects of the library. */
void process_used(void);
int process_watch_forks(void);

/* Errors. All return -1 or NULL, for use in return statements. */
int raise_code(State* state, int code, const char* message);
PyObject* raise_invalid(State* state, const char* format, ...);
/* Raises an error of a class that is also a KeyError or an IndexError. */
PyObject* raise_lookup(PyObject* class, const char* format, ...);
/* Raise an exception object again. Steals the reference. */
void raise_object(PyObject* exception);
/* The current exception as an object; NULL if there is none. */
PyObject* take_exception(void);
/* An errno value for C: 1 to INT_MAX. */
int code_of(State* state, PyObject* exception);
PyObject* text_of(State* state, PyObject* exception);
/* The bytes of a text for callers in C, for whom it would end at a NUL: NULs are escaped. NULL for
 * NULL, and with an exception. */
PyObject* text_bytes(PyObject* text);
/* Ends a text of ARROWBRIDGE_ERROR_SIZE bytes, which is too long, with the mark of a cut text. */
void mark_cut(char* message);
/* For callbacks: turn the current exception into a code and a message, and keep it for the Python
 * caller on this thread. */
int report_exception(State* state, struct ArrowBridgeError* error);

/* The handle of a schema. Immutable. */
typedef struct Schema {
  PyObject_HEAD State* state;
  struct ArrowBridgeSchema* handle;
  atomic_int reader; /* the index of flat_reader(), when it is known */
  int forked;
} Schema;

/* A schema and an array that the library exported. */
typedef struct Exported {
  PyObject_HEAD State* state;
  struct ArrowSchema schema;
  struct ArrowArray array;
  int forked;
} Exported;

/* A struct of the C interfaces for Python code. The owner keeps it valid. */
typedef struct View {
  PyObject_HEAD PyObject* owner;
  State* state;
  const void* item;
} View;

typedef struct Array {
  PyObject_HEAD State* state;
  struct ArrowBridgeArray* handle;
  _Atomic(Schema*) schema; /* see array_schema() */
  PyObject* weakrefs;
  int is_batch;
  int forked;
} Array;

/* What a reader of a Python iterable, or of a file object, refers to. */
typedef struct Source {
  PyObject_HEAD State* state;
  Schema* schema;     /* NULL for a file object, as the iterator */
  PyObject* iterable; /* NULL, as the iterator, after end of stream and after an exception */
  PyObject* iterator;
  Py_ssize_t count;
  atomic_int is_held; /* the library has a reference */
  int forked;
} Source;

typedef struct Reader {
  PyObject_HEAD State* state;
  _Atomic(struct ArrowBridgeReader*) handle;
  Schema* schema;
  PyObject* source;     /* the Source, if only this object leads to it */
  PyObject* failure;    /* what each later read raises */
  const char* consumed; /* how the reader was consumed; NULL if it was not */
  PyThread_type_lock lock;
  atomic_ulong owner; /* the thread that has the lock */
  int depth;
  atomic_int calls; /* running calls; CLOSING is added when the reader is closed */
  PyObject* weakrefs;
  int is_batch;
  int forked;
} Reader;

/* Releases a struct that is not released yet, without the GIL. */
void end_schema(State* state, struct ArrowSchema* schema);
void end_array(State* state, struct ArrowArray* array);
void end_arrays(State* state, struct ArrowArray* arrays, int64_t count);
void end_stream(State* state, struct ArrowArrayStream* stream);

void* object_new(PyTypeObject* type);
void object_free(PyObject* object);

/* Schemas. */
Schema* schema_new(State* state, struct ArrowBridgeSchema* handle);
Schema* schema_import(State* state, struct ArrowSchema* schema);
Schema* schema_copy(State* state, const struct ArrowSchema* schema);
int schema_export(Schema* schema, struct ArrowSchema* out);
PyObject* schema_capsule(Schema* schema);
PyObject* schema_view(State* state, PyObject* owner, const struct ArrowSchema* item);
PyObject* array_view(State* state, PyObject* owner, const struct ArrowArray* item);
Exported* exported_new(State* state);

/* Arrays. */
Array* array_new(State* state, PyTypeObject* type, Schema* schema);
Schema* array_schema(Array* array);
int array_export(Array* array, struct ArrowArray* out, struct ArrowSchema* out_schema);
PyTypeObject* array_class_for(State* state, int is_batch);
Array* array_check(State* state, PyObject* value);

/* Objects of other packages. New references. */
Schema* consume_schema(State* state, PyObject* value);
/* 0, -1 with an exception, or 1 if the value has no method that exports an array. */
int consume_array(State* state, PyObject* value, PyObject* requested, struct ArrowArray* out,
                  Schema** out_schema);
int consume_stream(State* state, PyObject* value, PyObject* requested,
                   struct ArrowArrayStream* out);
/* 1: an array, 0: a stream, -1: neither, with an exception. */
int consume_is_array(State* state, PyObject* value);
/* The request of a consumer, which is not consumed. 0 and NULL if there is none. */
int consume_requested(State* state, PyObject* capsule, Schema** out);
/* The argument requested_schema of a method of the device interface, borrowed, or NULL. */
int device_request(const char* operation, PyObject* arguments, PyObject* keywords, PyObject** out);
/* An address of a caller; 0 is NULL. */
int address_of(PyObject* number, void** out);
/* What imports do unless the caller asks for something else. */
extern const struct ArrowBridgeImportOptions copy_misaligned;
/* Options for imports, of the argument `misaligned`: "copy", "refuse" or NULL, which means copy. */
int import_options(PyObject* misaligned, const struct ArrowBridgeImportOptions** out);

/* Readers. */
void reader_dealloc(PyObject* self);
Reader* reader_new(State* state, PyTypeObject* type, int is_batch, PyObject* source);
/* Take over the handle that was stored in the reader, and get its schema. */
int reader_finish(Reader* reader);
/* Between these calls the handle stays valid. Return -1 with an exception. */
int reader_begin(Reader* reader);
void reader_end(Reader* reader);
void reader_close(Reader* reader);
int reader_lock(Reader* reader);
void reader_unlock(Reader* reader);
Reader* reader_of_list(State* state, Schema* schema, PyObject* arrays, int is_batch);
/* Concatenate the arrays of a stream in `array`, which has no handle yet. */
int stream_concatenate(Array* array, PyObject* value, PyObject* requested,
                       const struct ArrowBridgeImportOptions* options);
PyObject* stream_capsule(State* state, struct ArrowBridgeReader* handle, int is_batch,
                         Schema* wanted, int device);

/* A reader of a Python iterable, stored in `reader`. */
int source_open(Reader* reader, Schema* schema, PyObject* iterable);
Source* source_new(State* state, PyObject* iterable, PyObject* iterator);
/* The source as a context of the library, which gives it back by source_release(). */
void* source_lend(Source* source);
void source_release(void* context);
int check_open(Reader* reader, struct ArrowBridgeReader* from, int level, int fail,
               PyObject* on_finding);

/* A Python object with a method `write`, as the context of an ArrowBridgeOutput. */
typedef struct Sink {
  State* state;
  PyObject* object;
} Sink;
int sink_write(void* context, const void* data, int64_t size, struct ArrowBridgeError* error);

/* Memory of a Python object that the library uses in place. */
struct PythonBuffer;
struct PythonBuffer* buffer_own(State* state, PyObject* object, const void** data, int64_t* size);
void buffer_release(void* context);

/* The way to read values of a type without children: 0 if there is no fast one. */
int flat_reader(const struct ArrowSchema* schema);
/* Values to a list; Py_NotImplemented if they need the general way. */
PyObject* flat_values(int reader, const struct ArrowArray* array, int64_t start, int64_t length);

/* A list as an array or as buffers; None if its values need the general way. */
PyObject* encode_array(PyObject* module, PyObject* arguments);
PyObject* encode_values(PyObject* module, PyObject* arguments);

/* Definitions of the types and functions, one per file. */
extern PyType_Spec schema_spec, schema_view_spec, array_view_spec, exported_spec, array_spec,
    reader_spec, source_spec, values_spec, buffer_spec, messages_spec;
extern PyMethodDef schema_functions[], array_functions[], reader_functions[], build_functions[],
    capsule_functions[], buffer_functions[], messages_functions[], devices_functions[];

#define METHOD(function) ((PyCFunction)(void (*)(void))(function))

#endif
