#include "feed.h"

#include "pass.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct KitFeed* g_feed;  // where private_data does not lead to it

// What every callback begins with: who calls, may it, from where. NULL: the call cannot be served.
static struct KitFeed* Enter(struct ArrowArrayStream* self, const char* name) {
  KitTrackingLock();
  struct KitTracked* tracked = KitTrackedOf(kKitOfStream, self->private_data);
  struct KitFeed* feed = tracked == NULL ? g_feed : (struct KitFeed*)tracked->context;
  if (tracked == NULL) {
    KitFindBroken("STR-14", "%s is called with another private_data", name);
  }
  if (!feed->tracked->live) {
    KitFindBroken("STR-3", "%s is called after the stream was released", name);
    KitTrackingUnlock();
    return NULL;
  }
  if (self->release == NULL) {
    KitFindBroken("STR-3", "%s is called with a struct that is marked released", name);
  }
  if (self != feed->home && feed->home->release != NULL) {
    KitFindBroken("MOV-1", "%s is called at another address, and the source is not marked released",
                  name);
  }
  if (feed->inside > 0) {
    KitFindBroken("STR-17", "%s is called while another call runs", name);
  }
  ++feed->inside;
  if (feed->text != NULL) KitGuardMakeInaccessible(feed->text);
  KitTrackingUnlock();
  if (feed->play->pause > 0) {
    struct timespec pause = {0, feed->play->pause * 1000000L};
    nanosleep(&pause, NULL);
  }
  KitTrackingLock();
  return feed;
}

static int Leave(struct KitFeed* feed, int code) {
  feed->failed = code != 0;
  feed->erred = feed->erred || code != 0;
  --feed->inside;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
  return code;
}

static void* Trap(struct KitFeed* feed, const char* rule, const char* what) {
  struct KitGuardRules rules = {rule, rule, rule, NULL};
  struct KitGuardedBlock* block = KitGuardAllocate(0, rules, feed, "%s", what);
  KitGuardMakeInaccessible(block);
  return block->begin;
}

static void NoSchema(struct KitFeed* feed, struct ArrowSchema* out) {
  memset(out, 0, sizeof(*out));
  if (!feed->play->garbage) return;
  void* trap = Trap(feed, "STR-9", "a member of a schema that was not given, because of an error");
  out->format = (const char*)trap;
  out->name = (const char*)trap;
  out->metadata = (const char*)trap;
  out->n_children = 1;
  out->children = (struct ArrowSchema**)trap;
}

static void NoArray(struct KitFeed* feed, struct ArrowArray* out, bool error) {
  memset(out, 0, sizeof(*out));
  if (!feed->play->garbage) return;
  void* trap =
      Trap(feed, error ? "STR-9" : "STR-5",
           error ? "a member of a batch that was not given, because of an error"
                 : "a member of the released array that says that the stream is at its end");
  out->length = 3;
  out->null_count = -1;
  out->n_buffers = 1;
  out->buffers = (const void**)trap;
  out->n_children = 1;
  out->children = (struct ArrowArray**)trap;
}

static int GetSchema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  struct KitFeed* feed = Enter(self, "get_schema");
  if (feed == NULL) {
    memset(out, 0, sizeof(*out));
    return EINVAL;
  }
  if (feed->play->schema_fails) {
    NoSchema(feed, out);
    return Leave(feed, feed->play->code);
  }
  char label[48];
  snprintf(label, sizeof(label), "schema %d", ++feed->n_schemas);
  KitSpecifiedSchema(feed->spec, feed->play->quirks, label, out);
  return Leave(feed, 0);
}

static int GetNext(struct ArrowArrayStream* self, struct ArrowArray* out) {
  struct KitFeed* feed = Enter(self, "get_next");
  if (feed == NULL) {
    memset(out, 0, sizeof(*out));
    return EINVAL;
  }
  const struct KitPlay* play = feed->play;
  feed->asked = true;
  if (feed->next >= play->n_batches) {
    NoArray(feed, out, play->batch_fails);
    if (play->batch_fails) return Leave(feed, play->code);
    feed->ended = true;
    return Leave(feed, 0);
  }
  char label[48];
  snprintf(label, sizeof(label), "batch %d", feed->next);
  int64_t length = play->lengths[feed->next++];
  feed->empty = length == 0;
  KitSpecifiedArray(feed->spec, play->quirks, length, label, out);
  return Leave(feed, 0);
}

static const char* GetLastError(struct ArrowArrayStream* self) {
  struct KitFeed* feed = Enter(self, "get_last_error");
  if (feed == NULL) return NULL;
  bool failed = feed->failed;
  if (!failed) {
    KitFindBroken("STR-10", "get_last_error is called, but the call before it did not fail");
  }
  const char* text = feed->play->text;
  if (text != NULL && failed) {
    struct KitGuardRules rules = {"STR-11", "STR-12", "STR-12", NULL};
    feed->text = KitGuardAllocate(strlen(text) + 1, rules, feed, "the text of the error");
    memcpy(feed->text->begin, text, strlen(text) + 1);
    KitGuardMakeReadOnly(feed->text);
    text = (const char*)feed->text->begin;
  } else {
    text = NULL;
  }
  Leave(feed, 0);
  feed->failed = failed;
  return text;
}

static void Release(struct ArrowArrayStream* self) {
  KitTrackingLock();
  struct KitTracked* tracked = KitTrackedOf(kKitOfStream, self->private_data);
  struct KitFeed* feed = tracked == NULL ? g_feed : (struct KitFeed*)tracked->context;
  if (tracked == NULL) KitFindBroken("STR-14", "release is called with another private_data");
  tracked = feed->tracked;
  if (!tracked->live) {
    KitFindBroken(tracked->released_at == self ? "MEM-6" : "MOV-2",
                  "the stream is released a second time%s",
                  tracked->released_at == self ? "" : ", through another copy of it");
  } else {
    if (feed->inside > 0) KitFindBroken("STR-17", "release is called while another call runs");
    if (self->get_schema != feed->given.get_schema || self->get_next != feed->given.get_next ||
        self->get_last_error != feed->given.get_last_error) {
      KitFindBroken("MEM-3", "the stream comes to release with other callbacks than it was given");
    }
    if (self != feed->home && feed->home->release != NULL) {
      KitFindBroken("MOV-1",
                    "release is called at another address, and the source is not marked "
                    "released");
    }
  }
  if (feed->text != NULL) KitGuardMakeInaccessible(feed->text);
  tracked->live = false;
  tracked->released_at = self;
  self->release = NULL;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
}

void KitFeedOpen(struct KitFeed* feed, struct Kit* kit, const struct KitPlay* play,
                 struct ArrowArrayStream* home) {
  memset(feed, 0, sizeof(*feed));
  feed->kit = kit;
  feed->play = play;
  feed->home = home;
  feed->spec = KitArraySpecParse(play->array_spec);
  feed->tracked = KitTrackedNew(kKitOfStream, NULL, home, "the stream");
  feed->tracked->context = feed;
  feed->tracked->live = true;
  feed->given = (struct ArrowArrayStream){GetSchema, GetNext, GetLastError, Release,
                                          feed->tracked->private_data};
  *home = feed->given;
  g_feed = feed;
}

int KitCallConsumer(struct Kit* kit, struct ArrowArrayStream* stream) {
  return KIT_CALL(kit, ArrowArrayStream, stream);
}

void KitFeedClose(struct KitFeed* feed, int code) {
  bool expected_to_fail = feed->play->schema_fails || feed->play->batch_fails;
  if (feed->tracked->live && code != 0 && feed->home->release != NULL) {
    // Left to the caller, as some do with what they refuse.
    feed->home->release(feed->home);
  }
  if (feed->tracked->live) {
    KitFindBroken("MEM-6", "the stream is never released");
  } else if (feed->home->release != NULL) {
    KitFindBroken("MOV-1",
                  "the stream was released elsewhere, and its source is not marked released");
  }
  KitTrackingEnd();
  if (code != 0 && !feed->erred) {
    KitSkip(feed->kit, "refused: the consumer returned %d", code);
  } else if (code == 0 && feed->erred) {
    KitFindBroken("STR-4", "a call failed, but the consumer returned 0");
  } else if (code == 0 && !feed->ended && !expected_to_fail) {
    KitFindBroken(feed->empty ? "STR-7" : "STR-5",
                  "the consumer returned 0 after %d of %d batches, without having seen the end%s",
                  feed->next, feed->play->n_batches,
                  feed->empty ? "; the last one it got had no rows" : "");
  } else if (!feed->asked && !feed->play->schema_fails) {
    KitSkip(feed->kit, "the consumer never asked for a batch");
  }
}

void KitPlayStream(struct Kit* kit, const struct KitPlay* play) {
  struct KitFeed feed;
  KitTrackingStart(kit);
  struct KitGuardRules rules = {"STR-1", NULL, NULL, NULL};
  struct KitGuardedBlock* home =
      KitGuardAllocate(sizeof(struct ArrowArrayStream), rules, NULL, "the ArrowArrayStream");
  KitSetRuleAtStake(play->rule);
  KitFeedOpen(&feed, kit, play, (struct ArrowArrayStream*)(void*)home->begin);
  KitStep(kit, play->rule, "the consumer is fed %s", play->step);
  int code = KitRoleOf(kit) == kKitPassThrough ? KitPassStream(&feed)
             : play->call != NULL              ? play->call(kit, feed.home)
                                               : KitCallConsumer(kit, feed.home);
  KitFeedClose(&feed, code);
}
