#include "consumer_driver.h"

#include "../consumer/without.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kMostTasks = 8, kPatience = 300 };

struct Task {
  struct ArrowAsyncTask given;
  struct KitGuardedBlock* private_block;
  int number;
  int extracted;
  bool fails;
};

// There is one producer per process.
static struct {
  struct Kit* kit;
  const struct KitAsyncConsumerScenario* scenario;
  struct ArrowAsyncDeviceStreamHandler* handler;
  struct ArrowAsyncProducer* producer;
  struct KitGuardedBlock* block;     // of the producer
  struct KitGuardedBlock* metadata;  // of the producer
  struct KitArraySpec* spec;
  struct Task tasks[kMostTasks];
  int64_t requested;
  bool asked;
  bool cancelled;
  bool released;
} g_driver;

// What this thread is in. Other threads may use the producer meanwhile.
static _Thread_local bool t_in_error;
static _Thread_local bool t_in_release;

static const char kArraySpec[] = "+s{i@a u@b l@c}";

static void Sleep(int milliseconds) {
  struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  nanosleep(&pause, NULL);
}

// Reports a call of a method of the producer at a time when it is not allowed.
static void CheckPlace(const char* name) {
  if (t_in_error) KitFindBroken("ASY-11", "%s is called from on_error", name);
  if (t_in_release) KitFindBroken("ASY-12", "%s is called from the handler's release", name);
  if (g_driver.released) KitFindBroken("ASY-21", "%s is called after the handler's release", name);
}

static void Request(struct ArrowAsyncProducer* self, int64_t n) {
  (void)self;
  KitTrackingLock();
  CheckPlace("request");
  if (n <= 0) {
    KitFindBroken("ASY-18", "request is called with %lld", (long long)n);
  } else if (!g_driver.cancelled) {
    g_driver.asked = true;
    g_driver.requested += n < 1000 ? n : 1000;
  }
  KitTrackingUnlock();
}

static void Cancel(struct ArrowAsyncProducer* self) {
  (void)self;
  KitTrackingLock();
  CheckPlace("cancel");
  if (!g_driver.cancelled && !g_driver.released) {
    KitStep(g_driver.kit, "ASY-19",
            "the consumer cancelled, and gets the task that was already being made");
  }
  g_driver.cancelled = true;
  KitTrackingUnlock();
}

static int Extract(struct ArrowAsyncTask* self, struct ArrowDeviceArray* out) {
  KitTrackingLock();
  struct Task* task = (struct Task*)KitGuardOwner(self->private_data);
  int code = EINVAL;
  if (task == NULL) {
    KitFindBroken("ASY-15", "extract_data is called with another private_data");
    if (out != NULL) memset(out, 0, sizeof(*out));
  } else if (task->extracted++ > 0) {
    KitFindBroken("ASY-15", "extract_data of task %d is called a second time", task->number);
    if (out != NULL) memset(out, 0, sizeof(*out));
  } else if (task->fails) {
    if (out != NULL) {
      memset(out, 0, sizeof(*out));
      out->array.length = 3;
      out->array.n_buffers = 1;
      out->array.buffers = (const void**)(void*)task->private_block->begin;
    }
    code = EIO;
  } else {
    char label[32];
    snprintf(label, sizeof(label), "the array of task %d", task->number);
    if (out != NULL) {
      KitGenerateDeviceArray(g_driver.spec, 0, 5 + task->number, g_driver.scenario->placement,
                             label, out);
    }
    code = 0;
  }
  KitTrackingUnlock();
  KitGuardInstallHandlers();
  return code;
}

struct Call {
  int (*work)(void*);
  void* argument;
  int code;
};

static void* RunCall(void* argument) {
  struct Call* call = (struct Call*)argument;
  call->code = call->work(call->argument);
  return NULL;
}

// Makes a call, on a new thread if the scenario says so.
static int CallBack(int (*work)(void*), void* argument) {
  struct Call call = {work, argument, 0};
  pthread_t thread;
  KitGuardInstallHandlers();
  if (g_driver.scenario->on_threads && pthread_create(&thread, NULL, RunCall, &call) == 0) {
    pthread_join(thread, NULL);
  } else {
    RunCall(&call);
  }
  return call.code;
}

static int CallSchema(void* argument) {
  return g_driver.handler->on_schema(g_driver.handler, (struct ArrowSchema*)argument);
}

static int GiveSchema(void) {
  struct KitGuardRules rules = {"SCH-1", NULL, "ASY-4", NULL};
  struct KitGuardedBlock* block = KitGuardAllocate(
      sizeof(struct ArrowSchema), rules, NULL, "the ArrowSchema that on_schema was called with");
  struct ArrowSchema* schema = (struct ArrowSchema*)(void*)block->begin;
  KitSpecifiedSchema(g_driver.spec, 0, "the schema", schema);
  int code = CallBack(CallSchema, schema);
  if (schema->release != NULL) {
    KitFindBroken("ASY-4", "on_schema neither released nor moved the contents of the schema");
    schema->release(schema);
  }
  KitGuardMakeInaccessible(block);
  return code;
}

struct TaskCall {
  struct ArrowAsyncTask* task;
  const char* metadata;
};

static int CallTask(void* argument) {
  struct TaskCall* call = (struct TaskCall*)argument;
  return g_driver.handler->on_next_task(g_driver.handler, call->task, call->metadata);
}

static struct KitGuardedBlock* Metadata(const char* rule, const char* label) {
  static const char kPair[] = "\1\0\0\0\3\0\0\0key\5\0\0\0value";
  struct KitGuardRules rules = {"SCH-7", "MEM-3", rule, NULL};
  struct KitGuardedBlock* block = KitGuardAllocate(sizeof(kPair) - 1, rules, NULL, "%s", label);
  memcpy(block->begin, kPair, sizeof(kPair) - 1);
  int32_t numbers[3] = {1, 3, 5};  // in the byte order of this machine
  memcpy(block->begin, &numbers[0], 4);
  memcpy(block->begin + 4, &numbers[1], 4);
  memcpy(block->begin + 11, &numbers[2], 4);
  KitGuardMakeReadOnly(block);
  return block;
}

static int GiveTask(int number) {
  struct Task* task = &g_driver.tasks[number];
  struct KitGuardRules rules = {"ASY-7", "ASY-7", "ASY-7", NULL};
  struct KitGuardRules hidden = {"ASY-15", "ASY-15", "ASY-15", NULL};
  struct KitGuardedBlock* block =
      KitGuardAllocate(sizeof(task->given), rules, NULL, "the ArrowAsyncTask of an earlier call");
  task->number = number;
  task->fails = g_driver.scenario->extract_fails && number + 1 == g_driver.scenario->n_tasks;
  task->private_block = KitGuardAllocate(0, hidden, task, "what private_data of a task points to");
  KitGuardMakeInaccessible(task->private_block);
  task->given = (struct ArrowAsyncTask){Extract, task->private_block->begin};
  memcpy(block->begin, &task->given, sizeof(task->given));
  struct KitGuardedBlock* metadata = NULL;
  if (!g_driver.scenario->no_metadata) {
    metadata = Metadata("ASY-7", "the metadata of an earlier task");
  }
  struct TaskCall call = {(struct ArrowAsyncTask*)(void*)block->begin,
                          metadata == NULL ? NULL : (const char*)metadata->begin};
  int code = CallBack(CallTask, &call);
  KitGuardMakeInaccessible(block);
  if (metadata != NULL) KitGuardMakeInaccessible(metadata);
  return code;
}

static int CallError(void* argument) {
  g_driver.handler->on_error(g_driver.handler, EIO, (const char*)argument, NULL);
  return 0;
}

static void GiveError(void) {
  const char* message = g_driver.scenario->message;
  struct KitGuardedBlock* block = NULL;
  if (message != NULL) {
    struct KitGuardRules rules = {"ASY-11", "ASY-11", "ASY-11", NULL};
    block = KitGuardAllocate(strlen(message) + 1, rules, NULL, "the message of on_error");
    memcpy(block->begin, message, strlen(message) + 1);
    KitGuardMakeReadOnly(block);
  }
  t_in_error = true;
  CallBack(CallError, block == NULL ? NULL : block->begin);
  t_in_error = false;
  if (block != NULL) KitGuardMakeInaccessible(block);
}

// Waits for a request. False if there is none.
static bool WaitForRequest(void) {
  for (int waited = 0; waited < kPatience; waited += 5) {
    KitTrackingLock();
    bool wanted = g_driver.requested > 0;
    if (wanted) --g_driver.requested;
    bool cancelled = g_driver.cancelled;
    KitTrackingUnlock();
    if (wanted) return true;
    if (cancelled) return false;
    Sleep(5);
  }
  return false;
}

static void Serve(void) {
  const struct KitAsyncConsumerScenario* scenario = g_driver.scenario;
  if (scenario->only_release) return;
  if (scenario->error_first) {
    GiveError();
    return;
  }
  if (GiveSchema() != 0) return;
  for (int number = 0; number < scenario->n_tasks; ++number) {
    if (!WaitForRequest()) {
      if (!g_driver.cancelled) KitSkip(g_driver.kit, "the consumer requests no more tasks");
      return;
    }
    bool last = g_driver.cancelled;
    if (GiveTask(number) != 0 || last) return;
    if (g_driver.tasks[number].fails && g_driver.tasks[number].extracted > 0) {
      GiveError();
      return;
    }
  }
  if (scenario->error_later) {
    GiveError();
  } else if (!g_driver.cancelled) {
    // The end is given when it is requested, or after a while without requests.
    WaitForRequest();
    struct TaskCall call = {NULL, NULL};
    if (g_driver.cancelled) return;
    KitStep(g_driver.kit, "ASY-7", "on_next_task is called with NULL, the end");
    CallBack(CallTask, &call);
    KitStep(g_driver.kit, scenario->rule, "the handler is released after %s", scenario->step);
  }
}

static int CallRelease(void* argument) {
  (void)argument;
  g_driver.handler->release(g_driver.handler);
  return 0;
}

static void End(void) {
  t_in_release = true;
  CallBack(CallRelease, NULL);
  t_in_release = false;
  g_driver.released = true;
  KitGuardMakeInaccessible(g_driver.block);
  if (g_driver.metadata != NULL) KitGuardMakeInaccessible(g_driver.metadata);
  Sleep(20);  // time for threads of the consumer that use the producer too late
  for (int number = 0; number < g_driver.scenario->n_tasks; ++number) {
    const struct Task* task = &g_driver.tasks[number];
    if (task->given.extract_data != NULL && task->extracted == 0) {
      KitFindBroken("ASY-15", "extract_data of task %d is never called", number);
    }
  }
  KitTrackingEnd();
}

static void MakeProducer(void) {
  struct KitGuardRules rules = {"ASY-1", "ASY-21", "ASY-21", NULL};
  struct KitGuardRules hidden = {"ASY-21", "ASY-21", "ASY-21", NULL};
  g_driver.block =
      KitGuardAllocate(sizeof(struct ArrowAsyncProducer), rules, NULL, "the ArrowAsyncProducer");
  g_driver.producer = (struct ArrowAsyncProducer*)(void*)g_driver.block->begin;
  struct KitGuardedBlock* private_block =
      KitGuardAllocate(0, hidden, NULL, "what private_data of the producer points to");
  KitGuardMakeInaccessible(private_block);
  if (!g_driver.scenario->no_metadata) {
    g_driver.metadata = Metadata("ASY-20", "additional_metadata of the producer");
  }
  *g_driver.producer = (struct ArrowAsyncProducer){
      g_driver.scenario->placement.type, Request, Cancel,
      g_driver.metadata == NULL ? NULL : (const char*)g_driver.metadata->begin,
      private_block->begin};
  KitGuardMakeReadOnly(g_driver.block);
}

void KitRunAsyncConsumerScenario(struct Kit* kit, const struct KitAsyncConsumerScenario* scenario) {
  KitTrackingStart(kit);
  memset(&g_driver, 0, sizeof(g_driver));
  g_driver.kit = kit;
  g_driver.scenario = scenario;
  const struct KitStreamScenario data = {.array_spec = kArraySpec, .any_types = true};
  g_driver.spec = KitScenarioSpec(kit, &data);
  if (g_driver.spec == NULL) return;
  struct KitGuardRules rules = {"ASY-1", NULL, NULL, NULL};
  struct KitGuardedBlock* block =
      KitGuardAllocate(sizeof(*g_driver.handler), rules, NULL, "the ArrowAsyncDeviceStreamHandler");
  g_driver.handler = (struct ArrowAsyncDeviceStreamHandler*)(void*)block->begin;
  memset(g_driver.handler, 0xcc, sizeof(*g_driver.handler));
  KitStep(kit, "ASY-6", "the consumer fills its handler, without a producer");
  int code = KIT_CALL(kit, ArrowAsyncDeviceStreamHandler, g_driver.handler);
  if (code != 0) {
    KitSkip(kit, "refused: the consumer returned %d", code);
    return;
  }
  MakeProducer();
  g_driver.handler->producer = g_driver.producer;
  KitStep(kit, scenario->rule, "the consumer gets %s", scenario->step);
  Serve();
  End();
  if (!g_driver.asked && !scenario->only_release && !scenario->error_first) {
    KitNote(kit, "the consumer never called request");
  }
}
