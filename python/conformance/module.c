// The extension module arrowbridge._conformance: runs the scenarios of the conformance kit on an
// implementation in Python.
#include "host.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kMost = 1000 };

static PyObject* g_loader;
static PyThreadState* g_thread;  // of run(), while it does not hold the GIL

// A fork that Python survives in the child.
static pid_t Fork(void) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyOS_BeforeFork();
  pid_t child = fork();
  int code = errno;
  if (child == 0) {
    PyOS_AfterFork_Child();
  } else {
    PyOS_AfterFork_Parent();
  }
  PyGILState_Release(gil);
  errno = code;
  return child;
}

static KitFunction Load(struct Kit* kit, const struct KitScenario* scenario) {
  return LoadImplementation(kit, g_loader, scenario);
}

static struct KitHost g_host = {NULL, Fork, Load};

static const char kNames[][12] = {"ok", "broken", "expected", "skipped", "not run"};

static PyObject* FoundOf(const struct KitResult* result) {
  PyObject* list = PyList_New(0);
  for (int i = 0; list != NULL && i < result->n_found; ++i) {
    const struct KitFound* found = &result->found[i];
    PyObject* item = Py_BuildValue("(ssssO)", found->rule, found->expected, found->happened,
                                   found->step, found->is_expected ? Py_True : Py_False);
    if (item == NULL || PyList_Append(list, item) != 0) Py_CLEAR(list);
    Py_XDECREF(item);
  }
  return list;
}

static PyObject* NotesOf(const struct KitResult* result) {
  PyObject* list = PyList_New(0);
  for (int i = 0; list != NULL && i < result->n_notes; ++i) {
    PyObject* item = PyUnicode_FromString(result->notes[i]);
    if (item == NULL || PyList_Append(list, item) != 0) Py_CLEAR(list);
    Py_XDECREF(item);
  }
  return list;
}

// Calls `report` with what a scenario found. -1 with an exception.
static int Report(PyObject* report, const struct KitRun* run, const struct KitResult* result) {
  char* command = KitReproduce(run, result->scenario);
  PyObject* found = FoundOf(result);
  PyObject* notes = NotesOf(result);
  PyObject* done = found == NULL || notes == NULL
                       ? NULL
                       : PyObject_CallFunction(report, "sssdOOzs", result->scenario->name,
                                               KitRoleOption(result->scenario->role) + 2,
                                               kNames[result->outcome], result->seconds, found,
                                               notes, result->why, command);
  free(command);
  Py_XDECREF(found);
  Py_XDECREF(notes);
  Py_XDECREF(done);
  return done == NULL ? -1 : 0;
}

// Runs the scenarios and calls `report` after each. The exit code, or -1 with an exception.
static int RunWithReport(const struct KitOptions* options,
                         const struct KitScenario* const* scenarios, int count, PyObject* report) {
  struct KitRun run = {.options = options};
  struct KitResult result;
  int failed = 0;
  if (KitLoadExpectedFailures(&run) != 0) {
    KitFreeExpectedFailures(&run);
    return 2;
  }
  for (int i = 0; i < count && failed == 0; ++i) {
    g_thread = PyEval_SaveThread();
    KitRunNext(&run, scenarios[i], &result);
    PyEval_RestoreThread(g_thread);
    failed = Report(report, &run, &result);
    KitFreeResult(&result);
    if (failed == 0) failed = PyErr_CheckSignals();
    if (result.outcome == kKitNotRun) break;
  }
  KitPrintNotHappened(&run);
  KitFreeExpectedFailures(&run);
  return failed != 0 ? -1
         : run.counts[kKitNotRun] > 0 || run.counts[kKitSkipped] == count
             ? 2
             : run.counts[kKitFailed] > 0;
}

// Appends scenarios of `role` that --only selects. `only_more`: none of the kit's own.
static int Select(struct KitOptions* options, enum KitRole role, const struct KitScenario* more,
                  bool only_more, const struct KitScenario** out, int count) {
  static const struct KitScenario* found[kMost];
  options->role = role;
  int n = KitSelect(options, more, found, kMost);
  for (int i = 0; i < n && count < kMost; ++i) {
    bool ours = false;
    for (const struct KitScenario* one = more; one->name != NULL; ++one) ours |= one == found[i];
    if (ours || !only_more) out[count++] = found[i];
  }
  return count;
}

// The scenarios for the words in `what`: protocols, or "consumer" or "pass-through".
static int SelectAll(struct KitOptions* options, const char* what, const struct KitScenario** out) {
  if (strcmp(what, "consumer") == 0)
    return Select(options, kKitConsumer, kCapsuleConsumerScenarios, false, out, 0);
  if (strcmp(what, "pass-through") == 0)
    return Select(options, kKitPassThrough, kCapsulePassScenarios, false, out, 0);
  int count = 0;
  for (int kind = 0; kind < kProtocolCount; ++kind) {
    const struct Protocol* protocol = &kProtocols[kind];
    char word[32];
    char words[128];
    snprintf(word, sizeof(word), " %s ", protocol->name);
    snprintf(words, sizeof(words), " %s ", what);
    if (strstr(words, word) == NULL) continue;
    count =
        Select(options, protocol->role, kCapsuleScenarios[kind], kind == kDeviceArray, out, count);
  }
  return count;
}

static void List(struct KitOptions* options) {
  static struct KitScenario arrays[kMost];  // of both protocols, which have the same role
  int count = 0;
  for (int kind = kArray; kind <= kDeviceArray; kind += kDeviceArray - kArray) {
    for (const struct KitScenario* one = kCapsuleScenarios[kind]; one->name != NULL; ++one) {
      arrays[count++] = *one;
    }
  }
  for (int kind = 0; kind < kProtocolCount; ++kind) {
    if (kind == kDeviceArray) continue;
    options->role = kProtocols[kind].role;
    KitPrintList(options, kind == kArray ? arrays : kCapsuleScenarios[kind]);
  }
  options->role = kKitConsumer;
  KitPrintList(options, kCapsuleConsumerScenarios);
  options->role = kKitPassThrough;
  KitPrintList(options, kCapsulePassScenarios);
  fflush(stdout);
}

static int RunScenarios(struct KitOptions* options, const char* what, PyObject* report) {
  static const struct KitScenario* scenarios[kMost];
  int count = SelectAll(options, what, scenarios);
  if (count == 0) {
    fprintf(stderr, "arrowbridge.conformance: no scenario matches; --list prints all\n");
    return 2;
  }
  if (options->in_process && count != 1) {
    fprintf(stderr,
            "arrowbridge.conformance: --in-process runs exactly one scenario; choose it with "
            "--only\n");
    return 2;
  }
  if (report != Py_None) return RunWithReport(options, scenarios, count, report);
  g_thread = PyEval_SaveThread();
  int code = KitRunScenarios(options, scenarios, count);
  PyEval_RestoreThread(g_thread);
  return code;
}

static PyObject* Run(PyObject* module, PyObject* args) {
  static char* argv[200];
  struct KitOptions options;
  PyObject* options_list;
  PyObject* report;
  const char *implementation, *command, *what;
  int argc = 0;
  (void)module;
  if (!PyArg_ParseTuple(args, "O!sssOO:run", &PyList_Type, &options_list, &implementation, &command,
                        &what, &g_loader, &report)) {
    return NULL;
  }
  argv[argc++] = (char*)"arrowbridge.conformance";
  argv[argc++] = (char*)(strcmp(what, "consumer") == 0       ? "--consumer"
                         : strcmp(what, "pass-through") == 0 ? "--pass-through"
                                                             : "--producer");
  argv[argc++] = (char*)"python:implementation";
  PyObject* texts = PyList_New(0);
  for (Py_ssize_t i = 0; texts != NULL && i < PyList_Size(options_list) && argc < 200; ++i) {
    PyObject* bytes = NULL;
    if (!PyUnicode_FSConverter(PyList_GetItem(options_list, i), &bytes) ||
        PyList_Append(texts, bytes) != 0) {
      Py_CLEAR(texts);
    } else {
      argv[argc++] = PyBytes_AsString(bytes);
    }
    Py_XDECREF(bytes);
  }
  if (texts == NULL) return NULL;
  int code = 2;
  if (KitParseOptions(argc, argv, &options) == 0) {
    g_host.command = command;
    options.host = &g_host;
    options.implementation = implementation;
    options.symbol = (char*)implementation;  // for reports
    if (options.list) {
      List(&options);
      code = 0;
    } else {
      code = RunScenarios(&options, what, report);
    }
  }
  free(options.library);
  Py_DECREF(texts);
  return code < 0 ? NULL : PyLong_FromLong(code);
}

static PyObject* ForkProcess(PyObject* module, PyObject* unused) {
  (void)module;
  (void)unused;
  pid_t child = Fork();
  return child < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong((long)child);
}

static PyObject* CountsMemory(PyObject* module, PyObject* unused) {
  struct KitMemory now;
  (void)module;
  (void)unused;
  KitMemoryStart();
  return PyBool_FromLong(KitLiveMemory(&now));
}

static PyObject* TakesValue(PyObject* module, PyObject* name) {
  PyObject* bytes = NULL;
  (void)module;
  if (!PyUnicode_FSConverter(name, &bytes)) return NULL;
  bool takes = KitOptionTakesValue(PyBytes_AsString(bytes));
  Py_DECREF(bytes);
  return PyBool_FromLong(takes);
}

static PyMethodDef kFunctions[] = {
    {"run", Run, METH_VARARGS,
     "run(options, implementation, command, what, loader, report)\n--\n\n"
     "Run the scenarios and return the exit code."},
    {"fork", ForkProcess, METH_NOARGS, "fork()\n--\n\nFork, as os.fork() does, without a warning."},
    {"counts_memory", CountsMemory, METH_NOARGS,
     "counts_memory()\n--\n\nReturn whether the library with the guarded malloc is preloaded."},
    {"takes_value", TakesValue, METH_O,
     "takes_value(name)\n--\n\nReturn whether a value follows the option."},
    {NULL, NULL, 0, NULL},
};

static int Execute(PyObject* module) {
  (void)module;
  return InitExporter();
}

// The second entry is filled in where Python knows it: the header of the limited API does not.
enum { kGilSlot = 4 };
static PyModuleDef_Slot kSlots[] = {
    {Py_mod_exec, (void*)Execute},
    {0, NULL},
    {0, NULL},
};
static struct PyModuleDef kModule = {
    PyModuleDef_HEAD_INIT,
    "_conformance",
    "The conformance kit.",
    0,
    kFunctions,
    kSlots,
    NULL,
    NULL,
    NULL,
};

PyMODINIT_FUNC PyInit__conformance(void);
PyMODINIT_FUNC PyInit__conformance(void) {
  if (Py_Version >= 0x030D0000) {
    kSlots[1].slot = kGilSlot;
    kSlots[1].value = (void*)1;  // Py_MOD_GIL_NOT_USED
  }
  return PyModuleDef_Init(&kModule);
}
