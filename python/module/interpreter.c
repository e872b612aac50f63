/* Leaving and entering Python: calls into the library without the GIL, and calls of the library
 * into Python on any thread, in any interpreter, until the interpreter ends. */
#include <stdlib.h>

#include "module.h"

#if defined(_WIN32)
#include <windows.h>
#else
#include <pthread.h>
#include <time.h>
#endif

/* Per thread: the calls into the library, and the calls of the library into Python. */
static _Thread_local Call* innermost_call;
static _Thread_local Entry* innermost_entry;

/* Facts about the process, not about an interpreter. */
static atomic_int used;
static atomic_int forked;

int process_forked(void) { return atomic_load_explicit(&forked, memory_order_relaxed); }

void process_used(void) {
  if (!atomic_load_explicit(&used, memory_order_relaxed)) atomic_store(&used, 1);
}

#if !defined(_WIN32)
static void after_fork(void) {
  if (atomic_load(&used)) atomic_store(&forked, 1);
}

int process_watch_forks(void) {
  static atomic_int registered;
  return atomic_exchange(&registered, 1) ? 0 : pthread_atfork(NULL, NULL, after_fork);
}
#else
int process_watch_forks(void) { return 0; }
#endif

int refuse_fork(State* state, const char* operation) {
  char message[400];
  if (!process_forked()) return 0;
  PyOS_snprintf(message, sizeof(message),
                "%.100s: not supported in a forked child of a process that already used the "
                "library; start the process with the method spawn or forkserver, or use the "
                "library only in the child",
                operation);
  return raise_code(state, ENOTSUP, message);
}

void state_ref(State* state) {
  atomic_fetch_add_explicit(&state->references, 1, memory_order_relaxed);
}

void state_unref(State* state) {
  if (atomic_fetch_sub_explicit(&state->references, 1, memory_order_acq_rel) == 1) free(state);
}

/* The GIL is given up, because a producer may wait for a thread that needs it; except while the
 * interpreter ends, when no other thread gets it, and a thread that asks for it again may be ended.
 */
static PyThreadState* leave_python(State* state) {
  return atomic_load_explicit(&state->stopped, memory_order_relaxed) ? NULL : PyEval_SaveThread();
}

void call_begin(Call* call, State* state) {
  process_used();
  call->state = state;
  call->raised = NULL;
  call->error.message[0] = '\0';
  call->outer = innermost_call;
  innermost_call = call;
  call->thread = leave_python(state);
}

/* Whether the failure of a call is the exception of a callback, which may have passed through other
 * libraries on its way. */
static int is_same_failure(Call* call, int code) {
  int same = 0;
  if (code != code_of(call->state, call->raised)) return 0;
  PyObject* text = text_of(call->state, call->raised);
  PyObject* bytes = text_bytes(text);
  if (bytes != NULL) {
    char start[201]; /* what no library on the way truncates */
    PyOS_snprintf(start, sizeof(start), "%s", PyBytes_AsString(bytes));
    size_t length = strlen(start);
    while (length > 0 && length == sizeof(start) - 1 && ((unsigned char)start[length - 1] & 0x80)) {
      start[--length] = '\0'; /* a character may be cut off */
    }
    same = strstr(call->error.message, start) != NULL;
  }
  PyErr_Clear();
  Py_XDECREF(text);
  Py_XDECREF(bytes);
  return same;
}

int call_end(Call* call, int code) {
  if (call->thread != NULL) PyEval_RestoreThread(call->thread);
  innermost_call = call->outer;
  PyObject* raised = call->raised;
  if (raised != NULL) {
    /* KeyboardInterrupt and its like are never lost, also if a library on the way ignored the
     * error. */
    const int is_exception = PyErr_GivenExceptionMatches(raised, PyExc_Exception);
    if (!is_exception || (code != 0 && is_same_failure(call, code))) {
      raise_object(raised);
      return -1;
    }
    Py_DECREF(raised);
  }
  return code == 0 ? 0 : raise_code(call->state, code, call->error.message);
}

/* Ctrl-C that came while a consumer in C called Python in the main thread: the consumer gets an
 * error code, so the signal is raised again for the Python code that called the consumer. */
static void repeat_interrupt(PyObject* exception) {
  if (!PyErr_GivenExceptionMatches(exception, PyExc_KeyboardInterrupt)) return;
  PyObject* threading = PyImport_ImportModule("threading");
  PyObject* thread = threading == NULL ? NULL : PyObject_CallMethod(threading, "main_thread", NULL);
  PyObject* number = thread == NULL ? NULL : PyObject_GetAttrString(thread, "ident");
  if (number != NULL && PyLong_AsUnsignedLong(number) == PyThread_get_thread_ident()) {
    PyErr_SetInterrupt();
  }
  PyErr_Clear();
  Py_XDECREF(threading);
  Py_XDECREF(thread);
  Py_XDECREF(number);
}

static void copy_text(struct ArrowBridgeError* error, PyObject* text) {
  PyObject* bytes = text_bytes(text);
  const char* start = bytes == NULL ? "an exception without text" : PyBytes_AsString(bytes);
  const size_t length = strlen(start);
  if (length < sizeof(error->message)) {
    memcpy(error->message, start, length + 1);
  } else {
    memcpy(error->message, start, sizeof(error->message));
    mark_cut(error->message);
  }
  Py_XDECREF(bytes);
}

int report_exception(State* state, struct ArrowBridgeError* error) {
  PyObject* raised = take_exception();
  if (raised == NULL) return EIO;
  PyObject* text = text_of(state, raised);
  if (text == NULL) {
    /* __str__ raised. An interrupt of it replaces the exception. */
    PyObject* second = take_exception();
    if (second != NULL && !PyErr_GivenExceptionMatches(second, PyExc_Exception)) {
      Py_DECREF(raised);
      raised = second;
    } else {
      Py_XDECREF(second);
    }
    text = PyType_GetName(Py_TYPE(raised));
    PyErr_Clear();
  }
  const int code = code_of(state, raised);
  if (error != NULL) copy_text(error, text);
  Py_XDECREF(text);
  PyErr_Clear();
  Call* call = innermost_call;
  if (call != NULL && call->state == state) {
    /* An interrupt is kept if an ordinary exception follows. */
    if (call->raised != NULL && !PyErr_GivenExceptionMatches(call->raised, PyExc_Exception)) {
      Py_DECREF(raised);
    } else {
      Py_XDECREF(call->raised);
      call->raised = raised;
    }
    return code;
  }
  repeat_interrupt(raised);
  Py_DECREF(raised);
  return code;
}

enum { GIL_STATE, SAVED_THREAD, NEW_THREAD };

/* PyGILState_Ensure() is right where it finds a thread state of this interpreter or makes one of
 * the main interpreter; it also detects that the caller has the GIL already. For other interpreters
 * the thread state is that of the call into the library on this thread, or a new one. */
static int attach(Entry* entry, State* state) {
  PyThreadState* current = PyGILState_GetThisThreadState();
  PyInterpreterState* found = current == NULL ? NULL : PyThreadState_GetInterpreter(current);
  if (found == state->interpreter || (found == NULL && state->is_main)) {
    entry->how = GIL_STATE;
    entry->gil = PyGILState_Ensure();
  } else if (innermost_call != NULL && innermost_call->state == state) {
    entry->how = SAVED_THREAD;
    entry->thread = innermost_call->thread;
    PyEval_RestoreThread(entry->thread);
  } else {
    entry->how = NEW_THREAD;
    entry->thread = PyThreadState_New(state->interpreter);
    if (entry->thread == NULL) return 0;
    PyEval_AcquireThread(entry->thread);
  }
  return 1;
}

int python_enter(Entry* entry, State* state) {
  atomic_fetch_add(&state->running, 1);
  if (atomic_load(&state->stopped) || !attach(entry, state)) {
    atomic_fetch_sub(&state->running, 1);
    return 0;
  }
  entry->state = state;
  entry->outer = innermost_entry;
  innermost_entry = entry;
  return 1;
}

void python_leave(Entry* entry) {
  State* state = entry->state;
  innermost_entry = entry->outer;
  switch (entry->how) {
    case GIL_STATE:
      PyGILState_Release(entry->gil);
      break;
    case SAVED_THREAD:
      innermost_call->thread = PyEval_SaveThread();
      break;
    default:
      PyThreadState_Clear(entry->thread);
      PyEval_ReleaseThread(entry->thread);
      PyThreadState_Delete(entry->thread);
  }
  atomic_fetch_sub(&state->running, 1);
}

void python_release(State* state, PyObject* object, int was_forked) {
  Entry entry;
  if (was_forked == process_forked() && python_enter(&entry, state)) {
    Quiet quiet;
    PyErr_Fetch(&quiet.type, &quiet.value, &quiet.traceback);
    Py_DECREF(object);
    PyErr_Restore(quiet.type, quiet.value, quiet.traceback);
    python_leave(&entry);
  }
  state_unref(state);
}

static void sleep_a_millisecond(void) {
#if defined(_WIN32)
  Sleep(1);
#else
  const struct timespec pause = {0, 1000000};
  nanosleep(&pause, NULL);
#endif
}

/* Python would otherwise end a thread in the middle of a call, if that thread waits for the GIL
 * while the interpreter ends. */
int python_stop(State* state, int milliseconds) {
  int here = 0;
  atomic_store(&state->stopped, 1);
  if (process_forked()) return 0;
  for (Entry* entry = innermost_entry; entry != NULL; entry = entry->outer) {
    here += entry->state == state;
  }
  if (atomic_load(&state->running) <= here) return 0;
  int code = 0;
  PyThreadState* thread = PyEval_SaveThread();
  for (int waited = 0; atomic_load(&state->running) > here; waited++) {
    if (waited >= milliseconds) {
      code = ETIMEDOUT;
      break;
    }
    sleep_a_millisecond();
  }
  PyEval_RestoreThread(thread);
  return code;
}

void quiet_begin(Quiet* quiet, State* state) {
  PyErr_Fetch(&quiet->type, &quiet->value, &quiet->traceback);
  quiet->thread = leave_python(state);
}

void quiet_end(Quiet* quiet) {
  if (quiet->thread != NULL) PyEval_RestoreThread(quiet->thread);
  PyErr_Restore(quiet->type, quiet->value, quiet->traceback);
}

void end_schema(State* state, struct ArrowSchema* schema) {
  Quiet quiet;
  if (schema->release == NULL) return;
  quiet_begin(&quiet, state);
  schema->release(schema);
  schema->release = NULL;
  quiet_end(&quiet);
}

void end_array(State* state, struct ArrowArray* array) { end_arrays(state, array, 1); }

void end_arrays(State* state, struct ArrowArray* arrays, int64_t count) {
  Quiet quiet;
  int64_t i = 0;
  while (i < count && arrays[i].release == NULL) i++;
  if (i == count) return;
  quiet_begin(&quiet, state);
  for (; i < count; i++) {
    if (arrays[i].release == NULL) continue;
    arrays[i].release(&arrays[i]);
    arrays[i].release = NULL;
  }
  quiet_end(&quiet);
}

void end_stream(State* state, struct ArrowArrayStream* stream) {
  Quiet quiet;
  if (stream->release == NULL) return;
  quiet_begin(&quiet, state);
  stream->release(stream);
  stream->release = NULL;
  quiet_end(&quiet);
}
