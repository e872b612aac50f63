#include "consumer_driver.h"

#include "../run.h"
#include "pass.h"
#include "without.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct KitConsumerDriver* g_driver;  // used if private_data was changed

// The start of every callback: checks that the call is allowed. NULL if it cannot be served.
static struct KitConsumerDriver* Enter(struct ArrowArrayStream* self, const char* name) {
  KitTrackingLock();
  struct KitTracked* tracked = KitTrackedOf(kKitOfStream, self->private_data);
  struct KitConsumerDriver* driver =
      tracked == NULL ? g_driver : (struct KitConsumerDriver*)tracked->context;
  if (tracked == NULL) {
    KitFindBroken("STR-14", "%s is called with another private_data", name);
  }
  if (!driver->tracked->live) {
    KitFindBroken("STR-3", "%s is called after the stream was released", name);
    KitTrackingUnlock();
    return NULL;
  }
  if (self->release == NULL) {
    KitFindBroken("STR-3", "%s is called with a struct that is marked released", name);
  }
  if (self != driver->home && driver->home->release != NULL) {
    KitFindBroken("MOV-1", "%s is called at another address, and the source is not marked released",
                  name);
  }
  if (driver->inside > 0) {
    KitFindBroken("STR-17", "%s is called while another call runs", name);
  }
  ++driver->inside;
  if (driver->message != NULL) KitGuardMakeInaccessible(driver->message);
  KitTrackingUnlock();
  if (driver->scenario->pause > 0) {
    struct timespec pause = {0, driver->scenario->pause * 1000000L};
    nanosleep(&pause, NULL);
  }
  KitTrackingLock();
  return driver;
}

static int Leave(struct KitConsumerDriver* driver, int code) {
  driver->failed = code != 0;
  driver->erred = driver->erred || code != 0;
  --driver->inside;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
  return code;
}

static void* Trap(struct KitConsumerDriver* driver, const char* rule, const char* what) {
  struct KitGuardRules rules = {rule, rule, rule, NULL};
  struct KitGuardedBlock* block = KitGuardAllocate(0, rules, driver, "%s", what);
  KitGuardMakeInaccessible(block);
  return block->begin;
}

static void NoSchema(struct KitConsumerDriver* driver, struct ArrowSchema* out) {
  memset(out, 0, sizeof(*out));
  if (!driver->scenario->garbage) return;
  void* trap = Trap(driver, "STR-9", "a member of the output of get_schema after an error");
  out->format = (const char*)trap;
  out->name = (const char*)trap;
  out->metadata = (const char*)trap;
  out->n_children = 1;
  out->children = (struct ArrowSchema**)trap;
}

static void NoArray(struct KitConsumerDriver* driver, struct ArrowArray* out, bool error) {
  memset(out, 0, sizeof(*out));
  if (!driver->scenario->garbage) return;
  void* trap = Trap(driver, error ? "STR-9" : "STR-5",
                    error ? "a member of the output of get_next after an error"
                          : "a member of the released array at end of stream");
  out->length = 3;
  out->null_count = -1;
  out->n_buffers = 1;
  out->buffers = (const void**)trap;
  out->n_children = 1;
  out->children = (struct ArrowArray**)trap;
}

static int GetSchema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  struct KitConsumerDriver* driver = Enter(self, "get_schema");
  if (driver == NULL) {
    memset(out, 0, sizeof(*out));
    return EINVAL;
  }
  if (driver->scenario->schema_fails) {
    NoSchema(driver, out);
    return Leave(driver, driver->scenario->code);
  }
  char label[48];
  snprintf(label, sizeof(label), "schema %d", ++driver->n_schemas);
  KitSpecifiedSchema(driver->spec, driver->scenario->quirks, label, out);
  return Leave(driver, 0);
}

static int GetNext(struct ArrowArrayStream* self, struct ArrowArray* out) {
  struct KitConsumerDriver* driver = Enter(self, "get_next");
  if (driver == NULL) {
    memset(out, 0, sizeof(*out));
    return EINVAL;
  }
  const struct KitStreamScenario* scenario = driver->scenario;
  driver->asked = true;
  if (driver->next >= scenario->n_batches) {
    NoArray(driver, out, scenario->batch_fails);
    if (scenario->batch_fails) return Leave(driver, scenario->code);
    driver->saw_end = true;
    return Leave(driver, 0);
  }
  char label[48];
  snprintf(label, sizeof(label), "batch %d", driver->next);
  int64_t length = scenario->lengths[driver->next++];
  driver->empty = length == 0;
  KitSpecifiedArray(driver->spec, scenario->quirks, length, label, out);
  return Leave(driver, 0);
}

static const char* GetLastError(struct ArrowArrayStream* self) {
  struct KitConsumerDriver* driver = Enter(self, "get_last_error");
  if (driver == NULL) return NULL;
  bool failed = driver->failed;
  if (!failed) {
    KitFindBroken("STR-10", "get_last_error is called, but the previous call did not fail");
  }
  const char* message = driver->scenario->message;
  if (message != NULL && failed) {
    struct KitGuardRules rules = {"STR-11", "STR-12", "STR-12", NULL};
    driver->message = KitGuardAllocate(strlen(message) + 1, rules, driver, "the error message");
    memcpy(driver->message->begin, message, strlen(message) + 1);
    KitGuardMakeReadOnly(driver->message);
    message = (const char*)driver->message->begin;
  } else {
    message = NULL;
  }
  Leave(driver, 0);
  driver->failed = failed;
  return message;
}

static void Release(struct ArrowArrayStream* self) {
  KitTrackingLock();
  struct KitTracked* tracked = KitTrackedOf(kKitOfStream, self->private_data);
  struct KitConsumerDriver* driver =
      tracked == NULL ? g_driver : (struct KitConsumerDriver*)tracked->context;
  if (tracked == NULL) KitFindBroken("STR-14", "release is called with another private_data");
  tracked = driver->tracked;
  if (!tracked->live) {
    KitFindBroken(tracked->released_at == self ? "MEM-6" : "MOV-2",
                  "the stream is released a second time%s",
                  tracked->released_at == self ? "" : ", through another copy of it");
  } else {
    if (driver->inside > 0) KitFindBroken("STR-17", "release is called while another call runs");
    if (self->get_schema != driver->given.get_schema || self->get_next != driver->given.get_next ||
        self->get_last_error != driver->given.get_last_error) {
      KitFindBroken("MEM-3", "the callbacks of the stream were changed before release");
    }
    if (self != driver->home && driver->home->release != NULL) {
      KitFindBroken("MOV-1",
                    "release is called at another address, and the source is not marked "
                    "released");
    }
  }
  if (driver->message != NULL) KitGuardMakeInaccessible(driver->message);
  tracked->live = false;
  tracked->released_at = self;
  self->release = NULL;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
}

void KitConsumerDriverOpen(struct KitConsumerDriver* driver, struct Kit* kit,
                           const struct KitStreamScenario* scenario, struct KitArraySpec* spec,
                           struct ArrowArrayStream* home) {
  memset(driver, 0, sizeof(*driver));
  driver->kit = kit;
  driver->scenario = scenario;
  driver->home = home;
  driver->spec = spec;
  driver->tracked = KitTrackedNew(kKitOfStream, NULL, home, "the stream");
  driver->tracked->context = driver;
  driver->tracked->live = true;
  driver->given = (struct ArrowArrayStream){GetSchema, GetNext, GetLastError, Release,
                                            driver->tracked->private_data};
  *home = driver->given;
  g_driver = driver;
}

int KitCallConsumer(struct Kit* kit, struct ArrowArrayStream* stream) {
  return KIT_CALL(kit, ArrowArrayStream, stream);
}

// A consumer that fails may leave the stream to its caller, as it was: the kit releases it.
static void ReleaseLeftStream(struct KitConsumerDriver* driver, int code) {
  struct ArrowArrayStream* left = driver->home;
  if (KitOptionsOf(driver->kit)->always_consumes) {
    KitFindBroken("MEM-6", "the consumer returned %d and did not release the stream", code);
  }
  if (left->private_data != driver->given.private_data) {
    KitFindBroken("STR-14", "private_data of the stream that is left to the caller was changed");
  }
  if (left->get_schema != driver->given.get_schema || left->get_next != driver->given.get_next ||
      left->get_last_error != driver->given.get_last_error ||
      left->release != driver->given.release) {
    KitFindBroken("MEM-3", "a callback of the stream that is left to the caller was changed");
  }
  *left = driver->given;
  left->release(left);
}

// The consumer returned 0 before the end of the stream, which does not fail.
static void CheckEarlyStop(struct KitConsumerDriver* driver) {
  static const char kText[] =
      "the consumer returned 0 after %d of %d batches, before the end of the stream%s";
  const char* last = driver->empty ? "; the last batch had no rows" : "";
  int n_batches = driver->scenario->n_batches;
  if (!KitOptionsOf(driver->kit)->may_stop_early) {
    KitFindBroken(driver->empty ? "STR-7" : "STR-5", kText, driver->next, n_batches, last);
  } else if (driver->empty) {
    KitNote(driver->kit, kText, driver->next, n_batches, last);
  }
}

static bool IsAboutSchemas(const char* rule) {
  return strncmp(rule, "SCH-", 4) == 0 || strncmp(rule, "FMT-", 4) == 0 ||
         strncmp(rule, "EXT-", 4) == 0 || strncmp(rule, "ABI-", 4) == 0;
}

void KitConsumerDriverClose(struct KitConsumerDriver* driver, int code) {
  bool expected_to_fail = driver->scenario->schema_fails || driver->scenario->batch_fails;
  // A consumer that need not read batches may read only the schema.
  bool is_untested = !driver->asked && KitOptionsOf(driver->kit)->may_stop_early;
  if (driver->tracked->live && code != 0 && driver->home->release != NULL) {
    ReleaseLeftStream(driver, code);
  }
  if (driver->tracked->live) {
    KitFindBroken("MEM-6", "the stream is never released");
  } else if (driver->home->release != NULL) {
    KitFindBroken("MOV-1",
                  "the stream was released elsewhere, and its source is not marked released");
  }
  KitTrackingEnd();
  if (code != 0 && !driver->erred) {
    KitSkip(driver->kit, "refused: the consumer returned %d", code);
  } else if (code == 0 && driver->erred) {
    KitFindBroken("STR-4", "a call failed, but the consumer returned 0");
  } else if (code == 0 && !driver->saw_end && !expected_to_fail && !is_untested) {
    CheckEarlyStop(driver);
  } else if (code == 0 && !driver->asked && !IsAboutSchemas(driver->scenario->rule)) {
    KitSkip(driver->kit, "the consumer never called get_next");
  }
}

void KitRunStreamScenario(struct Kit* kit, const struct KitStreamScenario* scenario) {
  struct KitConsumerDriver driver;
  struct KitArraySpec* spec = KitScenarioSpec(kit, scenario);
  if (spec == NULL) return;
  KitTrackingStart(kit);
  struct KitGuardRules rules = {"STR-1", NULL, NULL, NULL};
  struct KitGuardedBlock* home =
      KitGuardAllocate(sizeof(struct ArrowArrayStream), rules, NULL, "the ArrowArrayStream");
  KitSetRuleAtStake(scenario->rule);
  KitConsumerDriverOpen(&driver, kit, scenario, spec, (struct ArrowArrayStream*)(void*)home->begin);
  KitStep(kit, scenario->rule, "the consumer reads %s", scenario->step);
  int code = KitRoleOf(kit) == kKitPassThrough ? KitPassStream(&driver)
             : scenario->call != NULL          ? scenario->call(kit, driver.home)
                                               : KitCallConsumer(kit, driver.home);
  KitConsumerDriverClose(&driver, code);
}
