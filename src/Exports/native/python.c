/* Finds the Python interpreter in the process, and calls it only while it can be called. */
#include "python.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

#include "arrowbridge/arrowbridge.h"

#if defined(_WIN32)
#include <windows.h>
#include <psapi.h>

static void* symbol(const char* name) {
  HMODULE modules[1024];
  DWORD size = 0;
  if (!K32EnumProcessModules(GetCurrentProcess(), modules, sizeof(modules), &size)) return NULL;
  const DWORD count = size < sizeof(modules) ? size / sizeof(HMODULE) : 1024;
  for (DWORD i = 0; i < count; i++) {
    void* found = (void*)GetProcAddress(modules[i], name);
    if (found != NULL) return found;
  }
  return NULL;
}
#else
#include <dlfcn.h>

static void* symbol(const char* name) { return dlsym(RTLD_DEFAULT, name); }
#endif

typedef struct Wanted {
  const char* name;
  const char* older; /* its name before it was public */
  size_t place;
} Wanted;

#define PLACE(member) offsetof(Python, member)
static const Wanted kWanted[] = {
    {"Py_IsInitialized", NULL, PLACE(is_initialized)},
    {"Py_IsFinalizing", "_Py_IsFinalizing", PLACE(is_finalizing)},
    {"PyGILState_Ensure", NULL, PLACE(gil_ensure)},
    {"PyGILState_Release", NULL, PLACE(gil_release)},
    {"PyEval_SaveThread", NULL, PLACE(save_thread)},
    {"PyEval_RestoreThread", NULL, PLACE(restore_thread)},
    {"Py_DecRef", NULL, PLACE(decref)},
    {"PyErr_Fetch", NULL, PLACE(error_fetch)},
    {"PyErr_Restore", NULL, PLACE(error_restore)},
    {"PyErr_Clear", NULL, PLACE(error_clear)},
    {"PyCapsule_New", NULL, PLACE(capsule_new)},
    {"PyCapsule_GetPointer", NULL, PLACE(capsule_pointer)},
    {"PyCapsule_GetName", NULL, PLACE(capsule_name)},
    {"PyCapsule_IsValid", NULL, PLACE(capsule_is_valid)},
};

static int find_python(Python* found) {
  for (size_t i = 0; i < sizeof(kWanted) / sizeof(kWanted[0]); i++) {
    void* address = symbol(kWanted[i].name);
    if (address == NULL && kWanted[i].older != NULL) address = symbol(kWanted[i].older);
    if (address == NULL) return 0;
    *(void**)((char*)found + kWanted[i].place) = address;
  }
  return 1;
}

const Python* ab_python(void) {
  static Python python;
  static atomic_int state; /* 0: not searched yet, 1: a thread is writing, 2: complete */
  if (atomic_load_explicit(&state, memory_order_acquire) == 2) return &python;
  Python found;
  if (!find_python(&found)) return NULL;
  int expected = 0;
  if (atomic_compare_exchange_strong(&state, &expected, 1)) {
    python = found;
    atomic_store_explicit(&state, 2, memory_order_release);
  }
  while (atomic_load_explicit(&state, memory_order_acquire) != 2) {
  }
  return &python;
}

static atomic_int stopped;
static atomic_int running;
static _Thread_local int running_here;

int ab_python_enter(void) {
  const Python* python = ab_python();
  if (python == NULL) return 0;
  atomic_fetch_add(&running, 1);
  if (atomic_load(&stopped) != 0 || !python->is_initialized() || python->is_finalizing()) {
    atomic_fetch_sub(&running, 1);
    return 0;
  }
  running_here++;
  return 1;
}

void ab_python_leave(void) {
  running_here--;
  atomic_fetch_sub(&running, 1);
}

AB_API int ArrowBridgePythonStop(int64_t milliseconds) {
  atomic_store(&stopped, 1);
  for (int64_t waited = 0; atomic_load(&running) > running_here; waited++) {
    if (waited >= milliseconds) return ETIMEDOUT;
#if defined(_WIN32)
    Sleep(1);
#else
    const struct timespec pause = {0, 1000000};
    nanosleep(&pause, NULL);
#endif
  }
  return 0;
}

AB_API void ArrowBridgePythonRelease(void* object) {
  if (object == NULL || !ab_python_enter()) return;
  const Python* python = ab_python();
  const int state = python->gil_ensure();
  python->decref(object);
  python->gil_release(state);
  ab_python_leave();
}
