#include "handler.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "../consumer/tracked.h"
#include "../device/producer_calls.h"

enum { kMostTasks = 64, kPatience = 2000 };

// There is one handler per process.
static struct {
  struct Kit* kit;
  const struct KitAsyncProducerScenario* scenario;
  struct ArrowAsyncDeviceStreamHandler* handler;
  struct ArrowAsyncProducer* producer;
  struct ArrowSchema schema;
  ArrowDeviceType type;
  struct ArrowAsyncTask late[kMostTasks];
  int n_late;
  struct ArrowDeviceArray kept[kMostTasks];
  pthread_t makers[kMostTasks];  // threads on which they were made
  int n_kept;
  int64_t requested;
  int64_t n_tasks;
  int n_calls;
  int inside;
  bool has_schema;
  bool asked_wrong;
  bool at_end;
  bool failed;
  bool refused;
  bool cancelled;
  bool released;
} g_handler;

static _Thread_local bool t_requests;  // request is running on this thread
static _Thread_local bool t_cancels;

static void Find(const char* rule, const char* text) { KitFindBroken(rule, "%s", text); }

static void Sleep(int milliseconds) {
  struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  nanosleep(&pause, NULL);
}

static void Request(int64_t n) {
  KitTrackingLock();
  struct ArrowAsyncProducer* producer = g_handler.producer;
  if (!g_handler.cancelled && n > 0) g_handler.requested += n;
  if (n <= 0) g_handler.asked_wrong = true;
  KitTrackingUnlock();
  bool before = t_requests;
  t_requests = true;
  KitStep(g_handler.kit, "ASY-18", "request(%lld) is called", (long long)n);
  producer->request(producer, n);
  t_requests = before;
}

static void Cancel(void) {
  KitTrackingLock();
  struct ArrowAsyncProducer* producer = g_handler.producer;
  g_handler.cancelled = true;
  KitTrackingUnlock();
  t_cancels = true;
  KitStep(g_handler.kit, "ASY-19", "cancel is called twice");
  producer->cancel(producer);
  producer->cancel(producer);
  t_cancels = false;
  KitStep(g_handler.kit, "ASY-18", "request is called after cancel");
  Request(2);
}

// Flags are written in callbacks, and read on the thread of the consumer too.
static void Set(bool* flag) {
  KitTrackingLock();
  *flag = true;
  KitTrackingUnlock();
}

static bool Is(const bool* flag) {
  KitTrackingLock();
  bool is = *flag;
  KitTrackingUnlock();
  return is;
}

// The start of every callback.
static void Enter(const char* name, const char* after_end) {
  KitGuardInstallHandlers();
  KitTrackingLock();
  if (t_requests) {
    KitFindBroken("ASY-18", "request calls %s before it returns", name);
  } else if (t_cancels) {
    KitFindBroken("ASY-19", "cancel calls %s before it returns", name);
  } else if (g_handler.inside > 0) {
    KitFindBroken("ASY-8", "%s is called while another callback runs", name);
  }
  if (g_handler.released) KitFindBroken("ASY-12", "%s is called after release", name);
  if (after_end != NULL && !g_handler.released) {
    if (g_handler.refused) {
      KitFindBroken(g_handler.scenario->refuses_schema ? "ASY-5" : "ASY-10",
                    "%s is called after a callback returned an error", name);
    } else if (g_handler.failed) {
      KitFindBroken("ASY-11", "%s is called after on_error", name);
    } else if (g_handler.at_end) {
      KitFindBroken("ASY-7", "%s is called after the NULL task, which is the end", name);
    }
  }
  ++g_handler.inside;
  ++g_handler.n_calls;
  KitTrackingUnlock();
  // Gives a concurrent call time to be detected.
  Sleep(5);
}

static void Leave(void) {
  KitTrackingLock();
  --g_handler.inside;
  KitTrackingUnlock();
}

static void ReadMetadata(const char* metadata, const char* rule, const char* what) {
  KitStep(g_handler.kit, rule, "%s is read during a callback", what);
  KitReadMetadata(g_handler.kit, rule, what, metadata);
}

static void ReadProducer(void) {
  KitStep(g_handler.kit, "ASY-21", "the producer is read during a callback");
  g_handler.type = g_handler.producer->device_type;
  ReadMetadata(g_handler.producer->additional_metadata, "ASY-20",
               "additional_metadata of the producer");
}

static int OnSchema(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowSchema* schema) {
  Enter("on_schema", "");
  if (g_handler.has_schema) Find("ASY-3", "on_schema is called a second time");
  if (self->producer == NULL || g_handler.has_schema) {
    if (self->producer == NULL) Find("ASY-2", "handler->producer is NULL in on_schema");
    if (schema->release != NULL) schema->release(schema);
    Set(&g_handler.refused);
    Leave();
    return EINVAL;
  }
  KitTrackingLock();
  g_handler.has_schema = true;
  g_handler.producer = self->producer;
  KitTrackingUnlock();
  KitStep(g_handler.kit, "ASY-3", "the schema is moved and read");
  g_handler.schema = *schema;
  schema->release = NULL;
  bool valid = KitIsValidSchema(g_handler.kit, &g_handler.schema);
  if (!valid) Find("ASY-3", "the schema of on_schema is invalid");
  ReadProducer();
  const struct KitAsyncProducerScenario* scenario = g_handler.scenario;
  if (scenario->refuses_schema || !valid) {
    Set(&g_handler.refused);
    Leave();
    return ECANCELED;
  }
  if (scenario->first != 0) Request(scenario->first);
  if (scenario->cancels == 1) Cancel();
  Leave();
  return 0;
}

static void Take(struct ArrowAsyncTask* task) {
  struct ArrowDeviceArray array;
  if (g_handler.scenario->discards) {
    KitStep(g_handler.kit, "ASY-15", "extract_data(NULL) is called to discard the array");
    int code = task->extract_data(task, NULL);
    if (code != 0) KitNote(g_handler.kit, "extract_data(NULL) returned %d", code);
    return;
  }
  memset(&array, 0xcc, sizeof(array));
  array.array.release = NULL;
  KitStep(g_handler.kit, g_handler.scenario->late ? "ASY-7" : "ASY-15", "extract_data is called");
  int code = task->extract_data(task, &array);
  if (code != 0) {
    KitNote(g_handler.kit, "extract_data returned %d", code);
    return;
  }
  if (array.array.release == NULL) {
    Find("ASY-15", "extract_data returned 0 without an array");
    return;
  }
  KitCheckDeviceArray(g_handler.kit, &array, g_handler.type, "ASY-17");
  if (g_handler.scenario->keeps && g_handler.n_kept < kMostTasks) {
    g_handler.makers[g_handler.n_kept] = pthread_self();
    g_handler.kept[g_handler.n_kept++] = array;
  } else {
    KitUseDeviceArray(g_handler.kit, &array, &g_handler.schema);
  }
}

static int OnTask(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowAsyncTask* task,
                  const char* metadata) {
  (void)self;
  const struct KitAsyncProducerScenario* scenario = g_handler.scenario;
  Enter("on_next_task", "");
  if (!g_handler.has_schema) {
    Find("ASY-3", "on_next_task is called before on_schema");
    Leave();
    return EINVAL;
  }
  ReadProducer();
  ReadMetadata(metadata, "ASY-7", "the metadata of a task");
  if (task == NULL) {
    Set(&g_handler.at_end);
    Leave();
    return 0;
  }
  if (++g_handler.n_tasks > g_handler.requested) {
    KitFindBroken("ASY-9", "task %lld is given, but %lld were requested",
                  (long long)g_handler.n_tasks, (long long)g_handler.requested);
  }
  if (scenario->late && g_handler.n_late < kMostTasks) {
    KitTrackingLock();
    g_handler.late[g_handler.n_late++] = *task;
    KitTrackingUnlock();
    memset(task, 0xcc, sizeof(*task));
  } else {
    Take(task);
  }
  if (scenario->refuses_task) {
    Set(&g_handler.refused);
    Leave();
    return ECANCELED;
  }
  if (scenario->cancels == g_handler.n_calls) Cancel();
  if (scenario->each > 0) Request(scenario->each);
  Leave();
  return 0;
}

static void OnError(struct ArrowAsyncDeviceStreamHandler* self, int code, const char* message,
                    const char* metadata) {
  (void)self;
  Enter("on_error", "");
  KitCheck(g_handler.kit, code > 0 && code < 4096, "ASY-11", "an errno of this platform",
           "on_error is called with %d", code);
  KitStep(g_handler.kit, "ASY-11", "the message of on_error is read");
  if (message != NULL && KitReadMessage(g_handler.kit, "ASY-11", "the message", message)) {
    KitCheck(g_handler.kit, KitIsUtf8(message, strlen(message)), "ASY-11", "the message is UTF-8",
             "it is %s", message);
  }
  ReadMetadata(metadata, "ASY-11", "the metadata of on_error");
  if (g_handler.cancelled && !g_handler.refused && !g_handler.released) {
    Find("ASY-19", "on_error is called because of a cancel");
  }
  Set(&g_handler.failed);
  Leave();
}

static void Release(struct ArrowAsyncDeviceStreamHandler* self) {
  (void)self;
  Enter("release", NULL);
  KitTrackingLock();
  g_handler.released = true;
  --g_handler.inside;
  KitTrackingUnlock();
}

static bool IsReleased(void) { return Is(&g_handler.released); }

static bool HasSchema(void) {
  KitTrackingLock();
  bool ready = g_handler.has_schema && g_handler.inside == 0;
  KitTrackingUnlock();
  return ready;
}

// The thread of the consumer outside of callbacks: extracts tasks that were moved, requests,
// cancels.
static void GoOn(void) {
  int asked = 0;
  bool cancelled = false;
  for (int waited = 0; waited < kPatience && !IsReleased(); ++waited) {
    Sleep(1);
    KitTrackingLock();
    bool late = g_handler.n_late > 0;
    struct ArrowAsyncTask task;
    if (late) task = g_handler.late[--g_handler.n_late];
    KitTrackingUnlock();
    if (late) {
      Take(&task);
      waited = 0;
    }
    if (!HasSchema()) continue;
    // Without a request no task may be given: waits a while before the next request.
    if (asked < g_handler.scenario->outside && waited % 30 == 29 && !Is(&g_handler.at_end)) {
      Request(1);
      ++asked;
      waited = 0;
    }
    if (g_handler.scenario->cancels_outside && !cancelled && waited > 60) {
      cancelled = true;
      Cancel();
    }
  }
}

static void UseKept(void* data) {
  struct ArrowDeviceArray* array = (struct ArrowDeviceArray*)data;
  KitStep(g_handler.kit, "ASY-15",
          "an array is used on another thread, after the release of the handler");
  if (KitWaitForEvent(g_handler.kit, array, "ASY-15"))
    KitReadDeviceArray(g_handler.kit, array, &g_handler.schema, "ASY-15");
  KitReleaseDeviceArray(g_handler.kit, array, "ASY-15");
}

static void Judge(void) {
  const struct KitAsyncProducerScenario* scenario = g_handler.scenario;
  if (g_handler.asked_wrong && !g_handler.refused && !g_handler.failed) {
    Find("ASY-18", "request was called with a number below 1, but on_error was not called");
    return;
  }
  if (!IsReleased()) {
    Find("ASY-12", "release of the handler is never called");
    return;
  }
  KitStep(g_handler.kit, "ASY-12", "the handler is inaccessible after its release");
  Sleep(20);
  for (int i = 0; i < g_handler.n_kept; ++i) {
    // The producer may have called the handler on this thread.
    if (pthread_equal(g_handler.makers[i], pthread_self())) {
      KitOnThread(g_handler.kit, UseKept, &g_handler.kept[i]);
    } else {
      UseKept(&g_handler.kept[i]);
    }
  }
  if (g_handler.has_schema) g_handler.schema.release(&g_handler.schema);
  if (g_handler.failed && scenario->first >= 0)
    KitNote(g_handler.kit, "the producer called on_error");
}

void KitRunAsyncProducerScenario(struct Kit* kit, const struct KitAsyncProducerScenario* scenario) {
  KitTrackingStart(kit);
  memset(&g_handler, 0, sizeof(g_handler));
  g_handler.kit = kit;
  g_handler.scenario = scenario;
  struct KitGuardRules rules = {"ASY-1", NULL, "ASY-12", NULL};
  struct KitGuardRules hidden = {"ASY-14", "ASY-14", "ASY-14", NULL};
  struct KitGuardedBlock* block = KitGuardAllocate(sizeof(*g_handler.handler), rules, NULL,
                                                   "the ArrowAsyncDeviceStreamHandler");
  struct KitGuardedBlock* private_block =
      KitGuardAllocate(0, hidden, NULL, "what private_data of the handler points to");
  KitGuardMakeInaccessible(private_block);
  g_handler.handler = (struct ArrowAsyncDeviceStreamHandler*)(void*)block->begin;
  *g_handler.handler = (struct ArrowAsyncDeviceStreamHandler){
      OnSchema, OnTask, OnError, Release, NULL, private_block->begin};
  KitStep(kit, scenario->rule, "the producer gets a handler that %s", scenario->step);
  int code = KIT_CALL(kit, ArrowAsyncDeviceStreamHandler, g_handler.handler);
  if (code != 0) {
    KitSkip(kit, "the producer refuses the handler: code %d", code);
    return;
  }
  GoOn();
  if (IsReleased()) KitGuardMakeInaccessible(block);
  Judge();
}
