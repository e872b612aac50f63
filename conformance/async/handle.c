#include "handle.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "../consumer/tracked.h"
#include "../device/draw.h"

enum { kMostTasks = 64, kPatience = 2000 };

// There is one handler in a process.
static struct {
  struct Kit* kit;
  const struct KitHandle* play;
  struct ArrowAsyncDeviceStreamHandler* handler;
  struct ArrowAsyncProducer* producer;
  struct ArrowSchema schema;
  ArrowDeviceType type;
  struct ArrowAsyncTask late[kMostTasks];
  int n_late;
  struct ArrowDeviceArray kept[kMostTasks];
  int n_kept;
  int64_t requested;
  int64_t n_tasks;
  int n_calls;
  int inside;
  bool has_schema;
  bool asked_wrong;
  bool ended;
  bool failed;
  bool refused;
  bool cancelled;
  bool released;
} g_handle;

static _Thread_local bool t_requests;  // a call of request runs in this thread
static _Thread_local bool t_cancels;

static void Find(const char* rule, const char* text) { KitFindBroken(rule, "%s", text); }

static void Sleep(int milliseconds) {
  struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  nanosleep(&pause, NULL);
}

static void Request(int64_t n) {
  KitTrackingLock();
  struct ArrowAsyncProducer* producer = g_handle.producer;
  if (!g_handle.cancelled && n > 0) g_handle.requested += n;
  if (n <= 0) g_handle.asked_wrong = true;
  KitTrackingUnlock();
  bool before = t_requests;
  t_requests = true;
  KitStep(g_handle.kit, "ASY-18", "request(%lld) is called", (long long)n);
  producer->request(producer, n);
  t_requests = before;
}

static void Cancel(void) {
  KitTrackingLock();
  struct ArrowAsyncProducer* producer = g_handle.producer;
  g_handle.cancelled = true;
  KitTrackingUnlock();
  t_cancels = true;
  KitStep(g_handle.kit, "ASY-19", "cancel is called twice");
  producer->cancel(producer);
  producer->cancel(producer);
  t_cancels = false;
  KitStep(g_handle.kit, "ASY-18", "request is called after cancel");
  Request(2);
}

// What every callback begins with.
static void Enter(const char* name, const char* after_end) {
  KitGuardInstallHandlers();
  KitTrackingLock();
  if (t_requests) {
    KitFindBroken("ASY-18", "request calls %s before it returns", name);
  } else if (t_cancels) {
    KitFindBroken("ASY-19", "cancel calls %s before it returns", name);
  } else if (g_handle.inside > 0) {
    KitFindBroken("ASY-8", "%s is called while another callback runs", name);
  }
  if (g_handle.released) KitFindBroken("ASY-12", "%s is called after release", name);
  if (after_end != NULL && !g_handle.released) {
    if (g_handle.refused) {
      KitFindBroken(g_handle.play->refuses_schema ? "ASY-5" : "ASY-10",
                    "%s is called after a callback returned an error", name);
    } else if (g_handle.failed) {
      KitFindBroken("ASY-11", "%s is called after on_error", name);
    } else if (g_handle.ended) {
      KitFindBroken("ASY-7", "%s is called after the NULL task that is the end", name);
    }
  }
  ++g_handle.inside;
  ++g_handle.n_calls;
  KitTrackingUnlock();
  // Long enough for a second call to come in between.
  Sleep(5);
}

static void Leave(void) {
  KitTrackingLock();
  --g_handle.inside;
  KitTrackingUnlock();
}

static void TouchMetadata(const char* metadata, const char* rule, const char* step) {
  int32_t pairs;
  KitStep(g_handle.kit, rule, "%s", step);
  if (metadata == NULL) return;
  memcpy(&pairs, metadata, sizeof(pairs));
  KitCheck(g_handle.kit, pairs >= 0, rule, "metadata is encoded as in ArrowSchema",
           "it says that it has %d pairs", (int)pairs);
}

static void TouchProducer(void) {
  KitStep(g_handle.kit, "ASY-21", "the producer is read during a callback");
  g_handle.type = g_handle.producer->device_type;
  TouchMetadata(g_handle.producer->additional_metadata, "ASY-20",
                "additional_metadata of the producer is read during a callback");
}

static int OnSchema(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowSchema* schema) {
  Enter("on_schema", "");
  if (g_handle.has_schema) Find("ASY-3", "on_schema is called a second time");
  if (self->producer == NULL || g_handle.has_schema) {
    if (self->producer == NULL) Find("ASY-2", "on_schema is called, and handler->producer is NULL");
    if (schema->release != NULL) schema->release(schema);
    g_handle.refused = true;
    Leave();
    return EINVAL;
  }
  g_handle.has_schema = true;
  g_handle.producer = self->producer;
  KitStep(g_handle.kit, "ASY-3", "the schema is moved and read");
  g_handle.schema = *schema;
  schema->release = NULL;
  bool sound = KitIsSoundSchema(g_handle.kit, &g_handle.schema);
  if (!sound) Find("ASY-3", "the schema of on_schema is not sound");
  TouchProducer();
  const struct KitHandle* play = g_handle.play;
  if (play->refuses_schema || !sound) {
    g_handle.refused = true;
    Leave();
    return ECANCELED;
  }
  if (play->first != 0) Request(play->first);
  if (play->cancels == 1) Cancel();
  Leave();
  return 0;
}

static void Take(struct ArrowAsyncTask* task) {
  struct ArrowDeviceArray array;
  if (g_handle.play->discards) {
    KitStep(g_handle.kit, "ASY-15", "extract_data(NULL) is called: the array is not wanted");
    int code = task->extract_data(task, NULL);
    if (code != 0) KitNote(g_handle.kit, "extract_data(NULL) returned %d", code);
    return;
  }
  memset(&array, 0xcc, sizeof(array));
  array.array.release = NULL;
  KitStep(g_handle.kit, g_handle.play->late ? "ASY-7" : "ASY-15", "extract_data is called");
  int code = task->extract_data(task, &array);
  if (code != 0) {
    KitNote(g_handle.kit, "extract_data returned %d", code);
    return;
  }
  if (array.array.release == NULL) {
    Find("ASY-15", "extract_data returned 0, and no array");
    return;
  }
  KitCheckDeviceArray(g_handle.kit, &array, g_handle.type, "ASY-17");
  if (g_handle.play->keeps && g_handle.n_kept < kMostTasks) {
    g_handle.kept[g_handle.n_kept++] = array;
  } else {
    KitUseDeviceArray(g_handle.kit, &array, &g_handle.schema);
  }
}

static int OnTask(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowAsyncTask* task,
                  const char* metadata) {
  (void)self;
  const struct KitHandle* play = g_handle.play;
  Enter("on_next_task", "");
  if (!g_handle.has_schema) {
    Find("ASY-3", "on_next_task is called before on_schema");
    Leave();
    return EINVAL;
  }
  TouchProducer();
  TouchMetadata(metadata, "ASY-7", "the metadata of a task is read");
  if (task == NULL) {
    g_handle.ended = true;
    Leave();
    return 0;
  }
  if (++g_handle.n_tasks > g_handle.requested) {
    KitFindBroken("ASY-9", "task %lld comes, but %lld were asked for", (long long)g_handle.n_tasks,
                  (long long)g_handle.requested);
  }
  if (play->late && g_handle.n_late < kMostTasks) {
    KitTrackingLock();
    g_handle.late[g_handle.n_late++] = *task;
    KitTrackingUnlock();
    memset(task, 0xcc, sizeof(*task));
  } else {
    Take(task);
  }
  if (play->refuses_task) {
    g_handle.refused = true;
    Leave();
    return ECANCELED;
  }
  if (play->cancels == g_handle.n_calls) Cancel();
  if (play->each > 0) Request(play->each);
  Leave();
  return 0;
}

static void OnError(struct ArrowAsyncDeviceStreamHandler* self, int code, const char* message,
                    const char* metadata) {
  (void)self;
  Enter("on_error", "");
  KitCheck(g_handle.kit, code > 0 && code < 4096, "ASY-11", "an errno of this platform",
           "on_error is called with %d", code);
  KitStep(g_handle.kit, "ASY-11", "the message of on_error is read");
  KitCheck(g_handle.kit, message == NULL || KitIsUtf8(message, strlen(message)), "ASY-11",
           "the message is UTF-8", "it is %s", message);
  TouchMetadata(metadata, "ASY-11", "the metadata of on_error is read");
  if (g_handle.cancelled && !g_handle.refused && !g_handle.released) {
    Find("ASY-19", "on_error is called because of a cancel");
  }
  g_handle.failed = true;
  Leave();
}

static void Release(struct ArrowAsyncDeviceStreamHandler* self) {
  (void)self;
  Enter("release", NULL);
  KitTrackingLock();
  g_handle.released = true;
  --g_handle.inside;
  KitTrackingUnlock();
}

static bool IsReleased(void) {
  KitTrackingLock();
  bool released = g_handle.released;
  KitTrackingUnlock();
  return released;
}

static bool HasSchema(void) {
  KitTrackingLock();
  bool ready = g_handle.has_schema && g_handle.inside == 0;
  KitTrackingUnlock();
  return ready;
}

// The side of the consumer that is no callback: takes tasks that were moved, asks, cancels.
static void GoOn(void) {
  int asked = 0;
  bool cancelled = false;
  for (int waited = 0; waited < kPatience && !IsReleased(); ++waited) {
    Sleep(1);
    KitTrackingLock();
    bool late = g_handle.n_late > 0;
    struct ArrowAsyncTask task;
    if (late) task = g_handle.late[--g_handle.n_late];
    KitTrackingUnlock();
    if (late) {
      Take(&task);
      waited = 0;
    }
    if (!HasSchema()) continue;
    // Where nothing was asked for, nothing may come; that takes a while to be sure of.
    if (asked < g_handle.play->outside && waited % 30 == 29 && !g_handle.ended) {
      Request(1);
      ++asked;
      waited = 0;
    }
    if (g_handle.play->cancels_outside && !cancelled && waited > 60) {
      cancelled = true;
      Cancel();
    }
  }
}

static void Judge(void) {
  const struct KitHandle* play = g_handle.play;
  if (g_handle.asked_wrong && !g_handle.refused && !g_handle.failed) {
    Find("ASY-18", "request was called with a number below 1, and no on_error came of it");
    return;
  }
  if (!IsReleased()) {
    Find("ASY-12", "release of the handler is never called");
    return;
  }
  KitStep(g_handle.kit, "ASY-12", "the handler is gone after its release");
  Sleep(20);
  for (int i = 0; i < g_handle.n_kept; ++i) {
    KitStep(g_handle.kit, "ASY-15", "an array is used after the release of the handler");
    if (KitAwait(g_handle.kit, &g_handle.kept[i], "ASY-15")) {
      KitReadDeviceArray(g_handle.kit, &g_handle.kept[i], &g_handle.schema, "ASY-15");
    }
    KitReleaseDeviceArray(g_handle.kit, &g_handle.kept[i], "ASY-15");
  }
  if (g_handle.has_schema) g_handle.schema.release(&g_handle.schema);
  if (g_handle.failed && play->first >= 0) KitNote(g_handle.kit, "the producer called on_error");
}

void KitHandleStream(struct Kit* kit, const struct KitHandle* play) {
  KitTrackingStart(kit);
  memset(&g_handle, 0, sizeof(g_handle));
  g_handle.kit = kit;
  g_handle.play = play;
  struct KitGuardRules rules = {"ASY-1", NULL, "ASY-12", NULL};
  struct KitGuardRules hidden = {"ASY-14", "ASY-14", "ASY-14", NULL};
  struct KitGuardedBlock* block =
      KitGuardAllocate(sizeof(*g_handle.handler), rules, NULL, "the ArrowAsyncDeviceStreamHandler");
  struct KitGuardedBlock* private_block =
      KitGuardAllocate(0, hidden, NULL, "what private_data of the handler points to");
  KitGuardMakeInaccessible(private_block);
  g_handle.handler = (struct ArrowAsyncDeviceStreamHandler*)(void*)block->begin;
  *g_handle.handler = (struct ArrowAsyncDeviceStreamHandler){
      OnSchema, OnTask, OnError, Release, NULL, private_block->begin};
  KitStep(kit, play->rule, "the producer is handed a handler that %s", play->step);
  int code = KIT_CALL(kit, ArrowAsyncDeviceStreamHandler, g_handle.handler);
  if (code != 0) {
    KitSkip(kit, "the producer takes no handler: code %d", code);
    return;
  }
  GoOn();
  if (IsReleased()) KitGuardMakeInaccessible(block);
  Judge();
}
