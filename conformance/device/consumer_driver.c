#include "consumer_driver.h"

#include "../consumer/without.h"
#include "../run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

// There is one stream per process.
static struct {
  const struct KitDeviceScenario* scenario;
  struct KitTracked* tracked;
  struct KitArraySpec* spec;
  struct ArrowDeviceArrayStream* home;
  struct ArrowDeviceArrayStream given;
  struct KitGuardedBlock* message;
  int next;
  int inside;
  bool failed;
  bool erred;
  bool saw_end;
  bool asked;
  bool empty;
} g_driver;

static bool Enter(struct ArrowDeviceArrayStream* self, const char* name) {
  KitTrackingLock();
  if (KitTrackedOf(kKitOfStream, self->private_data) == NULL) {
    KitFindBroken("DST-6", "%s is called with another private_data", name);
  }
  if (!g_driver.tracked->live || self->release == NULL) {
    KitFindBroken("DST-4", "%s is called after the stream was released", name);
    if (!g_driver.tracked->live) {
      KitTrackingUnlock();
      return false;
    }
  }
  if (self != g_driver.home && g_driver.home->release != NULL) {
    KitFindBroken("DST-6", "%s is called at another address, and the source is not marked released",
                  name);
  }
  if (g_driver.inside > 0) KitFindBroken("DST-6", "%s is called while another call runs", name);
  ++g_driver.inside;
  if (g_driver.message != NULL) KitGuardMakeInaccessible(g_driver.message);
  KitTrackingUnlock();
  if (g_driver.scenario->stream.pause > 0) {
    struct timespec pause = {0, g_driver.scenario->stream.pause * 1000000L};
    nanosleep(&pause, NULL);
  }
  KitTrackingLock();
  return true;
}

static int Leave(int code) {
  g_driver.failed = code != 0;
  g_driver.erred = g_driver.erred || code != 0;
  --g_driver.inside;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
  return code;
}

static int GetSchema(struct ArrowDeviceArrayStream* self, struct ArrowSchema* out) {
  memset(out, 0, sizeof(*out));
  if (!Enter(self, "get_schema")) return EINVAL;
  const struct KitStreamScenario* scenario = &g_driver.scenario->stream;
  if (scenario->schema_fails) return Leave(scenario->code);
  KitSpecifiedSchema(g_driver.spec, scenario->quirks, "the schema", out);
  return Leave(0);
}

static struct KitPlacement PlacementOf(const struct KitDeviceScenario* scenario, int batch) {
  struct KitPlacement placement = scenario->placement;
  if (scenario->mixed_ids) placement.id = batch;
  if (scenario->mixed_events && batch % 2 == 1) placement.kind = kKitReady;
  return placement;
}

static void Nothing(struct ArrowDeviceArray* out) {
  memset(out, 0, sizeof(*out));
  if (!g_driver.scenario->stream.garbage) return;
  struct KitGuardRules rules = {"DST-4", "DST-4", "DST-4", NULL};
  struct KitGuardedBlock* block =
      KitGuardAllocate(0, rules, NULL, "a member of the released array at end of stream");
  KitGuardMakeInaccessible(block);
  out->array.length = 3;
  out->array.n_buffers = 1;
  out->array.buffers = (const void**)(void*)block->begin;
  out->sync_event = block->begin;
  out->device_type = 77;
}

static int GetNext(struct ArrowDeviceArrayStream* self, struct ArrowDeviceArray* out) {
  memset(out, 0, sizeof(*out));
  if (!Enter(self, "get_next")) return EINVAL;
  const struct KitStreamScenario* scenario = &g_driver.scenario->stream;
  g_driver.asked = true;
  if (g_driver.next >= scenario->n_batches) {
    Nothing(out);
    if (scenario->batch_fails) return Leave(scenario->code);
    g_driver.saw_end = true;
    return Leave(0);
  }
  char label[32];
  int batch = g_driver.next++;
  snprintf(label, sizeof(label), "batch %d", batch);
  g_driver.empty = scenario->lengths[batch] == 0;
  KitGenerateDeviceArray(g_driver.spec, scenario->quirks, scenario->lengths[batch],
                         PlacementOf(g_driver.scenario, batch), label, out);
  return Leave(0);
}

static const char* GetLastError(struct ArrowDeviceArrayStream* self) {
  if (!Enter(self, "get_last_error")) return NULL;
  bool failed = g_driver.failed;
  const char* message = g_driver.scenario->stream.message;
  if (!failed) {
    KitFindBroken("DST-4", "get_last_error is called, but the previous call did not fail");
    message = NULL;
  }
  if (message != NULL) {
    struct KitGuardRules rules = {"DST-4", "DST-4", "DST-4", NULL};
    g_driver.message = KitGuardAllocate(strlen(message) + 1, rules, NULL, "the error message");
    memcpy(g_driver.message->begin, message, strlen(message) + 1);
    KitGuardMakeReadOnly(g_driver.message);
    message = (const char*)g_driver.message->begin;
  }
  Leave(0);
  g_driver.failed = failed;
  return message;
}

static void Release(struct ArrowDeviceArrayStream* self) {
  KitTrackingLock();
  if (KitTrackedOf(kKitOfStream, self->private_data) == NULL) {
    KitFindBroken("DST-6", "release is called with another private_data");
  }
  if (!g_driver.tracked->live) KitFindBroken("DST-6", "the stream is released a second time");
  if (g_driver.inside > 0) KitFindBroken("DST-6", "release is called while another call runs");
  if (self != g_driver.home && g_driver.home->release != NULL) {
    KitFindBroken("DST-6",
                  "release is called at another address, and the source is not marked "
                  "released");
  }
  if (g_driver.message != NULL) KitGuardMakeInaccessible(g_driver.message);
  g_driver.tracked->live = false;
  self->release = NULL;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
}

// A consumer that fails may leave the stream to its caller, as it was: the kit releases it.
static void ReleaseLeftStream(struct Kit* kit, int code) {
  struct ArrowDeviceArrayStream* left = g_driver.home;
  const struct ArrowDeviceArrayStream* given = &g_driver.given;
  if (KitOptionsOf(kit)->always_consumes) {
    KitFindBroken("DST-6", "the consumer returned %d and did not release the stream", code);
  }
  if (left->device_type != given->device_type || left->get_schema != given->get_schema ||
      left->get_next != given->get_next || left->get_last_error != given->get_last_error ||
      left->release != given->release || left->private_data != given->private_data) {
    KitFindBroken("DST-6", "the stream that is left to the caller was changed");
  }
  *left = *given;
  left->release(left);
}

// The consumer returned 0 before the end of the stream, which does not fail.
static void CheckEarlyStop(struct Kit* kit) {
  static const char kText[] =
      "the consumer returned 0 after %d of %d batches, before the end of the stream%s";
  const char* last = g_driver.empty ? "; the last batch had no rows" : "";
  int n_batches = g_driver.scenario->stream.n_batches;
  if (!KitOptionsOf(kit)->may_stop_early) {
    KitFindBroken("DST-4", kText, g_driver.next, n_batches, last);
  } else if (g_driver.empty) {
    KitNote(kit, kText, g_driver.next, n_batches, last);
  }
}

static void Judge(struct Kit* kit, int code) {
  const struct KitStreamScenario* scenario = &g_driver.scenario->stream;
  if (g_driver.tracked->live && code != 0 && g_driver.home->release != NULL) {
    ReleaseLeftStream(kit, code);
  }
  if (g_driver.tracked->live) {
    KitFindBroken("DST-6", "the stream is never released");
  } else if (g_driver.home->release != NULL) {
    KitFindBroken("DST-6",
                  "the stream was released elsewhere, and its source is not marked released");
  }
  KitTrackingEnd();
  if (code != 0 && !g_driver.erred) {
    KitSkip(kit, "refused: the consumer returned %d", code);
  } else if (code == 0 && g_driver.erred) {
    KitFindBroken("DST-4", "a call failed, but the consumer returned 0");
  } else if (code == 0 && !g_driver.saw_end && !scenario->schema_fails && !scenario->batch_fails &&
             (g_driver.asked || !KitOptionsOf(kit)->may_stop_early)) {
    CheckEarlyStop(kit);
  } else if (code == 0 && !g_driver.asked) {
    KitSkip(kit, "the consumer never called get_next");
  }
}

void KitRunDeviceScenario(struct Kit* kit, const struct KitDeviceScenario* scenario) {
  struct KitArraySpec* spec = KitScenarioSpec(kit, &scenario->stream);
  if (spec == NULL) return;
  KitTrackingStart(kit);
  struct KitGuardRules rules = {"DST-1", NULL, NULL, NULL};
  struct KitGuardedBlock* home = KitGuardAllocate(sizeof(struct ArrowDeviceArrayStream), rules,
                                                  NULL, "the ArrowDeviceArrayStream");
  memset(&g_driver, 0, sizeof(g_driver));
  g_driver.scenario = scenario;
  g_driver.spec = spec;
  g_driver.home = (struct ArrowDeviceArrayStream*)(void*)home->begin;
  g_driver.tracked = KitTrackedNew(kKitOfStream, NULL, g_driver.home, "the device stream");
  g_driver.tracked->live = true;
  g_driver.tracked->private_block->rules.inaccessible = "DST-6";
  *g_driver.home = (struct ArrowDeviceArrayStream){
      scenario->placement.type,      GetSchema, GetNext, GetLastError, Release,
      g_driver.tracked->private_data};
  g_driver.given = *g_driver.home;
  KitSetRuleAtStake(scenario->stream.rule);
  KitStep(kit, scenario->stream.rule, "the consumer reads %s", scenario->stream.step);
  int code = KIT_CALL(kit, ArrowDeviceArrayStream, g_driver.home);
  Judge(kit, code);
}
