#include "tracked.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

static struct {
  struct Kit* kit;
  struct KitTracked* all;
  pthread_mutex_t mutex;
  // Of structs that are being released. Protected at the end of the outermost release callback.
  struct KitGuardRange released;
  int releasing;
} g_tracking;

static const char* const kPrivateRules[] = {"STR-14", "SCH-19", "ARR-16"};

void KitTrackingStart(struct Kit* kit) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&g_tracking.mutex, &attributes);
  g_tracking.kit = kit;
  KitGuardStart(kit);
}

void KitTrackingLock(void) { pthread_mutex_lock(&g_tracking.mutex); }

void KitTrackingUnlock(void) { pthread_mutex_unlock(&g_tracking.mutex); }

void KitFindBroken(const char* rule, const char* happened, ...) {
  char text[600];
  va_list arguments;
  va_start(arguments, happened);
  vsnprintf(text, sizeof(text), happened, arguments);
  va_end(arguments);
  KitFind(g_tracking.kit, rule, KitRuleText(rule), "%s", text);
}

static void Link(struct KitTracked* tracked, struct KitGuardedBlock* block) {
  block->next = tracked->blocks;
  tracked->blocks = block;
}

struct KitTracked* KitTrackedNew(enum KitKind kind, struct KitTracked* parent, void* home,
                                 const char* label, ...) {
  struct KitTracked* tracked = (struct KitTracked*)calloc(1, sizeof(*tracked));
  if (tracked == NULL) abort();
  va_list arguments;
  va_start(arguments, label);
  vsnprintf(tracked->label, sizeof(tracked->label), label, arguments);
  va_end(arguments);
  tracked->kind = kind;
  tracked->parent = parent;
  tracked->home = home;
  struct KitGuardRules rules = {kPrivateRules[kind], NULL, kPrivateRules[kind], NULL};
  struct KitGuardedBlock* block =
      KitGuardAllocate(0, rules, tracked, "what private_data of %s points to", tracked->label);
  KitGuardMakeInaccessible(block);
  tracked->private_data = block->begin;
  tracked->private_block = block;
  KitTrackingLock();
  tracked->next = g_tracking.all;
  g_tracking.all = tracked;
  if (parent != NULL) {
    tracked->sibling = parent->first;
    parent->first = tracked;
  }
  KitTrackingUnlock();
  return tracked;
}

struct KitGuardedBlock* KitTrackedAllocate(struct KitTracked* tracked, const void* bytes,
                                           size_t size, struct KitGuardRules rules,
                                           const char* what, ...) {
  char text[100];
  va_list arguments;
  va_start(arguments, what);
  vsnprintf(text, sizeof(text), what, arguments);
  va_end(arguments);
  struct KitGuardedBlock* block =
      KitGuardAllocate(size, rules, tracked, "%s of %s", text, tracked->label);
  if (bytes != NULL && size > 0) memcpy(block->begin, bytes, size);
  KitTrackingLock();
  Link(tracked, block);
  KitTrackingUnlock();
  return block;
}

static void AddReadOnly(struct KitTracked* tracked, struct KitGuardRange* range) {
  for (struct KitTracked* child = tracked->first; child != NULL; child = child->sibling) {
    AddReadOnly(child, range);
  }
  for (struct KitGuardedBlock* block = tracked->blocks; block != NULL; block = block->next) {
    if (block->live && block->rules.written != NULL) KitGuardAddReadOnly(range, block);
  }
}

void KitTrackedMakeReadOnly(struct KitTracked* tracked) {
  struct KitGuardRange range = {NULL, NULL, 0};
  AddReadOnly(tracked, &range);
  KitGuardApply(&range);
}

struct KitTracked* KitTrackedOf(enum KitKind kind, const void* private_data) {
  struct KitTracked* owner = (struct KitTracked*)KitGuardOwner(private_data);
  if (owner == NULL) return NULL;
  // The owner of a block may be something else: only those in the list are tracked structs.
  for (struct KitTracked* tracked = g_tracking.all; tracked != NULL; tracked = tracked->next) {
    if (tracked != owner) continue;
    return tracked->kind == kind && tracked->private_data == private_data ? tracked : NULL;
  }
  return NULL;
}

static const char* KindName(enum KitKind kind) {
  static const char* const kNames[] = {"a stream", "a schema", "an array"};
  return kNames[kind];
}

#define COMPARE(member)              \
  if (self->member != given->member) \
  KitFindBroken("MEM-3", #member " of %s was changed before release", tracked->label)

static void CompareSchema(const struct KitTracked* tracked, const struct ArrowSchema* self) {
  const struct ArrowSchema* given = &tracked->given.schema;
  COMPARE(format);
  COMPARE(name);
  COMPARE(metadata);
  COMPARE(flags);
  COMPARE(n_children);
  COMPARE(children);
  COMPARE(dictionary);
}

static void CompareArray(const struct KitTracked* tracked, const struct ArrowArray* self) {
  const struct ArrowArray* given = &tracked->given.array;
  COMPARE(length);
  COMPARE(offset);
  COMPARE(n_buffers);
  COMPARE(n_children);
  COMPARE(buffers);
  COMPARE(children);
  COMPARE(dictionary);
  // A base structure, or a child that was moved out, is memory of the consumer. It may replace -1
  // there, which says that the nulls are not counted, by its own count.
  bool is_consumers = tracked->parent == NULL || (const void*)self != tracked->home;
  if (is_consumers && given->null_count == -1 && self->null_count != given->null_count) {
    KitNote(g_tracking.kit, "null_count of %s was -1 and is %lld at release", tracked->label,
            (long long)self->null_count);
  } else {
    COMPARE(null_count);
  }
}

// The tracked struct of a struct whose private_data was changed, found by its other members.
static struct KitTracked* FindByMembers(enum KitKind kind, const void* self) {
  for (struct KitTracked* tracked = g_tracking.all; tracked != NULL; tracked = tracked->next) {
    if (tracked->kind != kind || !tracked->live) continue;
    if (kind == kKitOfSchema &&
        ((const struct ArrowSchema*)self)->format == tracked->given.schema.format) {
      return tracked;
    }
    if (kind == kKitOfArray && tracked->given.array.buffers != NULL &&
        ((const struct ArrowArray*)self)->buffers == tracked->given.array.buffers) {
      return tracked;
    }
  }
  return NULL;
}

// The start of every release callback: checks that the call is allowed. NULL if nothing can be
// released.
static struct KitTracked* Enter(enum KitKind kind, void* self, const void* private_data) {
  struct KitTracked* tracked = KitTrackedOf(kind, private_data);
  if (tracked == NULL) {
    tracked = FindByMembers(kind, self);
    KitFindBroken(kPrivateRules[kind], "release of %s is called with another private_data",
                  tracked != NULL ? tracked->label : KindName(kind));
    if (tracked == NULL) return NULL;
  }
  if (!tracked->live) {
    if (tracked->released_at == self) {
      KitFindBroken(tracked->on_device ? "DEV-13" : "MEM-6", "%s is released a second time",
                    tracked->label);
    } else {
      KitFindBroken(tracked->on_device ? "DEV-14" : "MOV-2",
                    "%s is released a second time, through another copy of it", tracked->label);
    }
    return NULL;
  }
  const struct KitTracked* parent = tracked->parent;
  if (parent != NULL && parent->live && !parent->releasing) {
    if (self == tracked->home) {
      KitFindBroken("MEM-7", "release of %s is called while its parent is live", tracked->label);
    } else {
      KitFindBroken("MOV-3", "%s was moved out and is released, but its parent is not released yet",
                    tracked->label);
    }
  }
  return tracked;
}

static bool IsReleasedAtHome(const struct KitTracked* tracked) {
  return tracked->kind == kKitOfSchema ? ((struct ArrowSchema*)tracked->home)->release == NULL
                                       : ((struct ArrowArray*)tracked->home)->release == NULL;
}

static void End(struct KitTracked* tracked, void* self) {
  tracked->releasing = true;
  ++g_tracking.releasing;
  for (struct KitTracked* child = tracked->first; child != NULL; child = child->sibling) {
    if (!child->live || IsReleasedAtHome(child)) continue;
    if (child->kind == kKitOfSchema) {
      ((struct ArrowSchema*)child->home)->release((struct ArrowSchema*)child->home);
    } else {
      ((struct ArrowArray*)child->home)->release((struct ArrowArray*)child->home);
    }
  }
  tracked->releasing = false;
  tracked->live = false;
  tracked->released_at = self;
  if (tracked->on_release != NULL) tracked->on_release(tracked);
  for (struct KitGuardedBlock* block = tracked->blocks; block != NULL; block = block->next) {
    if (block->is_data) block->rules.inaccessible = "MEM-8";
    KitGuardAddInaccessible(&g_tracking.released, block);
  }
  if (--g_tracking.releasing == 0) KitGuardApply(&g_tracking.released);
}

static void ReleaseSchema(struct ArrowSchema* self) {
  KitTrackingLock();
  struct KitTracked* tracked = Enter(kKitOfSchema, self, self->private_data);
  if (tracked != NULL) {
    CompareSchema(tracked, self);
    End(tracked, self);
  }
  self->release = NULL;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
}

static void ReleaseArray(struct ArrowArray* self) {
  KitTrackingLock();
  struct KitTracked* tracked = Enter(kKitOfArray, self, self->private_data);
  if (tracked != NULL) {
    CompareArray(tracked, self);
    End(tracked, self);
  }
  self->release = NULL;
  KitTrackingUnlock();
  KitGuardInstallHandlers();
}

void KitTrackedSchema(struct KitTracked* tracked, const struct ArrowSchema* given) {
  tracked->given.schema = *given;
  tracked->given.schema.release = ReleaseSchema;
  tracked->given.schema.private_data = tracked->private_data;
  *(struct ArrowSchema*)tracked->home = tracked->given.schema;
  tracked->live = true;
}

void KitTrackedArray(struct KitTracked* tracked, const struct ArrowArray* given) {
  tracked->given.array = *given;
  tracked->given.array.release = ReleaseArray;
  tracked->given.array.private_data = tracked->private_data;
  *(struct ArrowArray*)tracked->home = tracked->given.array;
  tracked->live = true;
}

void KitTrackingEnd(void) {
  KitTrackingLock();
  for (struct KitTracked* tracked = g_tracking.all; tracked != NULL; tracked = tracked->next) {
    if (!tracked->live || tracked->kind == kKitOfStream) continue;
    if (tracked->parent == NULL) {
      KitFindBroken(tracked->on_device ? "DEV-13" : "MEM-6", "%s is never released",
                    tracked->label);
    } else if (!tracked->parent->live) {
      KitFindBroken("MEM-6", "%s was moved out and is never released", tracked->label);
    }
  }
  KitTrackingUnlock();
}
