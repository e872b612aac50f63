#include "feed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

// There is one stream in a process.
static struct {
  const struct KitDevicePlay* play;
  struct KitTracked* tracked;
  struct KitArraySpec* spec;
  struct ArrowDeviceArrayStream* home;
  struct KitGuardedBlock* text;
  int next;
  int inside;
  bool failed;
  bool erred;
  bool ended;
  bool asked;
  bool empty;
} g_feed;

static bool Enter(struct ArrowDeviceArrayStream* self, const char* name) {
  KitTrackingLock();
  if (KitTrackedOf(kKitOfStream, self->private_data) == NULL) {
    KitFindBroken("DST-6", "%s is called with another private_data", name);
  }
  if (!g_feed.tracked->live || self->release == NULL) {
    KitFindBroken("DST-4", "%s is called after the stream was released", name);
    if (!g_feed.tracked->live) {
      KitTrackingUnlock();
      return false;
    }
  }
  if (self != g_feed.home && g_feed.home->release != NULL) {
    KitFindBroken("DST-6", "%s is called at another address, and the source is not marked released",
                  name);
  }
  if (g_feed.inside > 0) KitFindBroken("DST-6", "%s is called while another call runs", name);
  ++g_feed.inside;
  if (g_feed.text != NULL) KitGuardMakeInaccessible(g_feed.text);
  KitTrackingUnlock();
  if (g_feed.play->play.pause > 0) {
    struct timespec pause = {0, g_feed.play->play.pause * 1000000L};
    nanosleep(&pause, NULL);
  }
  KitTrackingLock();
  return true;
}

static int Leave(int code) {
  g_feed.failed = code != 0;
  g_feed.erred = g_feed.erred || code != 0;
  --g_feed.inside;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
  return code;
}

static int GetSchema(struct ArrowDeviceArrayStream* self, struct ArrowSchema* out) {
  memset(out, 0, sizeof(*out));
  if (!Enter(self, "get_schema")) return EINVAL;
  const struct KitPlay* play = &g_feed.play->play;
  if (play->schema_fails) return Leave(play->code);
  KitSpecifiedSchema(g_feed.spec, play->quirks, "the schema", out);
  return Leave(0);
}

static struct KitPlacement PlacementOf(const struct KitDevicePlay* play, int batch) {
  struct KitPlacement placement = play->placement;
  if (play->mixed_ids) placement.id = batch;
  if (play->mixed_events && batch % 2 == 1) placement.kind = kKitReady;
  return placement;
}

static void Nothing(struct ArrowDeviceArray* out) {
  memset(out, 0, sizeof(*out));
  if (!g_feed.play->play.garbage) return;
  struct KitGuardRules rules = {"DST-4", "DST-4", "DST-4", NULL};
  struct KitGuardedBlock* block =
      KitGuardAllocate(0, rules, NULL, "a member of the released array that ends the stream");
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
  const struct KitPlay* play = &g_feed.play->play;
  g_feed.asked = true;
  if (g_feed.next >= play->n_batches) {
    Nothing(out);
    if (play->batch_fails) return Leave(play->code);
    g_feed.ended = true;
    return Leave(0);
  }
  char label[32];
  int batch = g_feed.next++;
  snprintf(label, sizeof(label), "batch %d", batch);
  g_feed.empty = play->lengths[batch] == 0;
  KitDeviceArray(g_feed.spec, play->quirks, play->lengths[batch], PlacementOf(g_feed.play, batch),
                 label, out);
  return Leave(0);
}

static const char* GetLastError(struct ArrowDeviceArrayStream* self) {
  if (!Enter(self, "get_last_error")) return NULL;
  bool failed = g_feed.failed;
  const char* text = g_feed.play->play.text;
  if (!failed) {
    KitFindBroken("DST-4", "get_last_error is called, but the call before it did not fail");
    text = NULL;
  }
  if (text != NULL) {
    struct KitGuardRules rules = {"DST-4", "DST-4", "DST-4", NULL};
    g_feed.text = KitGuardAllocate(strlen(text) + 1, rules, NULL, "the text of the error");
    memcpy(g_feed.text->begin, text, strlen(text) + 1);
    KitGuardMakeReadOnly(g_feed.text);
    text = (const char*)g_feed.text->begin;
  }
  Leave(0);
  g_feed.failed = failed;
  return text;
}

static void Release(struct ArrowDeviceArrayStream* self) {
  KitTrackingLock();
  if (KitTrackedOf(kKitOfStream, self->private_data) == NULL) {
    KitFindBroken("DST-6", "release is called with another private_data");
  }
  if (!g_feed.tracked->live) KitFindBroken("DST-6", "the stream is released a second time");
  if (g_feed.inside > 0) KitFindBroken("DST-6", "release is called while another call runs");
  if (self != g_feed.home && g_feed.home->release != NULL) {
    KitFindBroken("DST-6",
                  "release is called at another address, and the source is not marked "
                  "released");
  }
  if (g_feed.text != NULL) KitGuardMakeInaccessible(g_feed.text);
  g_feed.tracked->live = false;
  self->release = NULL;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
}

static void Judge(struct Kit* kit, int code) {
  const struct KitPlay* play = &g_feed.play->play;
  if (g_feed.tracked->live && code != 0 && g_feed.home->release != NULL) {
    g_feed.home->release(g_feed.home);
  }
  if (g_feed.tracked->live) {
    KitFindBroken("DST-6", "the stream is never released");
  } else if (g_feed.home->release != NULL) {
    KitFindBroken("DST-6",
                  "the stream was released elsewhere, and its source is not marked released");
  }
  KitTrackingEnd();
  if (code != 0 && !g_feed.erred) {
    KitSkip(kit, "refused: the consumer returned %d", code);
  } else if (code == 0 && g_feed.erred) {
    KitFindBroken("DST-4", "a call failed, but the consumer returned 0");
  } else if (code == 0 && !g_feed.ended && !play->schema_fails && !play->batch_fails) {
    KitFindBroken("DST-4",
                  "the consumer returned 0 after %d of %d batches, without having seen the "
                  "end%s",
                  g_feed.next, play->n_batches,
                  g_feed.empty ? "; the last one it got had no rows" : "");
  } else if (!g_feed.asked && !play->schema_fails) {
    KitSkip(kit, "the consumer never asked for a batch");
  }
}

void KitPlayDeviceStream(struct Kit* kit, const struct KitDevicePlay* play) {
  KitTrackingStart(kit);
  struct KitGuardRules rules = {"DST-1", NULL, NULL, NULL};
  struct KitGuardedBlock* home = KitGuardAllocate(sizeof(struct ArrowDeviceArrayStream), rules,
                                                  NULL, "the ArrowDeviceArrayStream");
  memset(&g_feed, 0, sizeof(g_feed));
  g_feed.play = play;
  g_feed.spec = KitArraySpecParse(play->play.array_spec);
  g_feed.home = (struct ArrowDeviceArrayStream*)(void*)home->begin;
  g_feed.tracked = KitTrackedNew(kKitOfStream, NULL, g_feed.home, "the device stream");
  g_feed.tracked->live = true;
  g_feed.tracked->private_block->rules.inaccessible = "DST-6";
  *g_feed.home = (struct ArrowDeviceArrayStream){
      play->placement.type, GetSchema, GetNext,
      GetLastError,         Release,   g_feed.tracked->private_data};
  KitSetRuleAtStake(play->play.rule);
  KitStep(kit, play->play.rule, "the consumer is fed %s", play->play.step);
  int code = KIT_CALL(kit, ArrowDeviceArrayStream, g_feed.home);
  Judge(kit, code);
}
