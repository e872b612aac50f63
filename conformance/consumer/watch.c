#include "watch.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

static struct {
  struct Kit* kit;
  struct KitWatched* all;
  pthread_mutex_t mutex;
} g_watch;

static const char* const kPrivateRules[] = {"STR-14", "SCH-19", "ARR-16"};

void KitWatchOpen(struct Kit* kit) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&g_watch.mutex, &attributes);
  g_watch.kit = kit;
  KitGuardStart(kit);
}

struct Kit* KitWatchKit(void) {
  return g_watch.kit;
}

void KitWatchLock(void) { pthread_mutex_lock(&g_watch.mutex); }

void KitWatchUnlock(void) { pthread_mutex_unlock(&g_watch.mutex); }

void KitWatchFind(const char* rule, const char* happened, ...) {
  char text[600];
  va_list arguments;
  va_start(arguments, happened);
  vsnprintf(text, sizeof(text), happened, arguments);
  va_end(arguments);
  KitFind(g_watch.kit, rule, KitRuleText(rule), "%s", text);
}

static void Link(struct KitWatched* watched, struct KitGuardedBlock* block) {
  block->next = watched->blocks;
  watched->blocks = block;
}

struct KitWatched* KitWatchNew(enum KitKind kind, struct KitWatched* parent, void* home,
                               const char* label, ...) {
  struct KitWatched* watched = (struct KitWatched*)calloc(1, sizeof(*watched));
  if (watched == NULL) abort();
  va_list arguments;
  va_start(arguments, label);
  vsnprintf(watched->label, sizeof(watched->label), label, arguments);
  va_end(arguments);
  watched->kind = kind;
  watched->parent = parent;
  watched->home = home;
  struct KitGuardRules rules = {kPrivateRules[kind], NULL, kPrivateRules[kind], NULL};
  struct KitGuardedBlock* block =
      KitGuardAllocate(0, rules, watched, "what private_data of %s points to", watched->label);
  KitGuardMakeInaccessible(block);
  watched->private_data = block->begin;
  watched->private_block = block;
  KitWatchLock();
  watched->next = g_watch.all;
  g_watch.all = watched;
  if (parent != NULL) {
    watched->sibling = parent->first;
    parent->first = watched;
  }
  KitWatchUnlock();
  return watched;
}

struct KitGuardedBlock* KitWatchBlock(struct KitWatched* watched, const void* bytes, size_t size,
                                      struct KitGuardRules rules, const char* what, ...) {
  char text[100];
  va_list arguments;
  va_start(arguments, what);
  vsnprintf(text, sizeof(text), what, arguments);
  va_end(arguments);
  struct KitGuardedBlock* block =
      KitGuardAllocate(size, rules, watched, "%s of %s", text, watched->label);
  if (bytes != NULL && size > 0) memcpy(block->begin, bytes, size);
  KitWatchLock();
  Link(watched, block);
  KitWatchUnlock();
  return block;
}

struct KitWatched* KitWatchOf(enum KitKind kind, const void* private_data) {
  struct KitWatched* owner = (struct KitWatched*)KitGuardOwner(private_data);
  if (owner == NULL) return NULL;
  // A place may belong to what is no watched struct: only those of the list are.
  for (struct KitWatched* watched = g_watch.all; watched != NULL; watched = watched->next) {
    if (watched != owner) continue;
    return watched->kind == kind && watched->private_data == private_data ? watched : NULL;
  }
  return NULL;
}

static const char* KindName(enum KitKind kind) {
  static const char* const kNames[] = {"a stream", "a schema", "an array"};
  return kNames[kind];
}

#define COMPARE(member)                                                                   \
  if (self->member != given->member)                                                      \
  KitWatchFind("MEM-3", "%s comes to release with another " #member " than it was given", \
               watched->label)

static void CompareSchema(const struct KitWatched* watched, const struct ArrowSchema* self) {
  const struct ArrowSchema* given = &watched->given.schema;
  COMPARE(format);
  COMPARE(name);
  COMPARE(metadata);
  COMPARE(flags);
  COMPARE(n_children);
  COMPARE(children);
  COMPARE(dictionary);
}

static void CompareArray(const struct KitWatched* watched, const struct ArrowArray* self) {
  const struct ArrowArray* given = &watched->given.array;
  COMPARE(n_buffers);
  COMPARE(n_children);
  COMPARE(buffers);
  COMPARE(children);
  COMPARE(dictionary);
  if (self->length != given->length || self->offset != given->offset ||
      self->null_count != given->null_count) {
    KitNote(g_watch.kit, "%s comes to release with another length, offset or null_count",
            watched->label);
  }
}

// Whom a struct belongs to whose private_data was changed.
static struct KitWatched* FindByMembers(enum KitKind kind, const void* self) {
  for (struct KitWatched* watched = g_watch.all; watched != NULL; watched = watched->next) {
    if (watched->kind != kind || !watched->live) continue;
    if (kind == kKitOfSchema &&
        ((const struct ArrowSchema*)self)->format == watched->given.schema.format) {
      return watched;
    }
    if (kind == kKitOfArray && watched->given.array.buffers != NULL &&
        ((const struct ArrowArray*)self)->buffers == watched->given.array.buffers) {
      return watched;
    }
  }
  return NULL;
}

// What is wrong with this call of release, before anything is done. NULL: nothing can be done.
static struct KitWatched* Enter(enum KitKind kind, void* self, const void* private_data) {
  struct KitWatched* watched = KitWatchOf(kind, private_data);
  if (watched == NULL) {
    watched = FindByMembers(kind, self);
    KitWatchFind(kPrivateRules[kind], "release of %s is called with another private_data",
                 watched != NULL ? watched->label : KindName(kind));
    if (watched == NULL) return NULL;
  }
  if (!watched->live) {
    if (watched->ended_at == self) {
      KitWatchFind(watched->on_device ? "DEV-13" : "MEM-6", "%s is released a second time",
                   watched->label);
    } else {
      KitWatchFind(watched->on_device ? "DEV-14" : "MOV-2",
                   "%s is released a second time, through another copy of it", watched->label);
    }
    return NULL;
  }
  const struct KitWatched* parent = watched->parent;
  if (parent != NULL && parent->live && !parent->ending) {
    if (self == watched->home) {
      KitWatchFind("MEM-7", "release of %s is called while its parent lives", watched->label);
    } else {
      KitWatchFind("MOV-3", "%s was moved out and is released, but its parent is not released yet",
                   watched->label);
    }
  }
  return watched;
}

static bool IsReleasedAtHome(const struct KitWatched* watched) {
  return watched->kind == kKitOfSchema ? ((struct ArrowSchema*)watched->home)->release == NULL
                                       : ((struct ArrowArray*)watched->home)->release == NULL;
}

static void End(struct KitWatched* watched, void* self) {
  watched->ending = true;
  for (struct KitWatched* child = watched->first; child != NULL; child = child->sibling) {
    if (!child->live || IsReleasedAtHome(child)) continue;
    if (child->kind == kKitOfSchema) {
      ((struct ArrowSchema*)child->home)->release((struct ArrowSchema*)child->home);
    } else {
      ((struct ArrowArray*)child->home)->release((struct ArrowArray*)child->home);
    }
  }
  watched->ending = false;
  watched->live = false;
  watched->ended_at = self;
  if (watched->ended != NULL) watched->ended(watched);
  for (struct KitGuardedBlock* block = watched->blocks; block != NULL; block = block->next) {
    if (block->is_data) block->rules.inaccessible = "MEM-8";
    KitGuardMakeInaccessible(block);
  }
}

static void ReleaseSchema(struct ArrowSchema* self) {
  KitWatchLock();
  struct KitWatched* watched = Enter(kKitOfSchema, self, self->private_data);
  if (watched != NULL) {
    CompareSchema(watched, self);
    End(watched, self);
  }
  self->release = NULL;
  KitWatchUnlock();
  KitGuardInstallHandlers();
}

static void ReleaseArray(struct ArrowArray* self) {
  KitWatchLock();
  struct KitWatched* watched = Enter(kKitOfArray, self, self->private_data);
  if (watched != NULL) {
    CompareArray(watched, self);
    End(watched, self);
  }
  self->release = NULL;
  KitWatchUnlock();
  KitGuardInstallHandlers();
}

void KitWatchSchema(struct KitWatched* watched, const struct ArrowSchema* given) {
  watched->given.schema = *given;
  watched->given.schema.release = ReleaseSchema;
  watched->given.schema.private_data = watched->private_data;
  *(struct ArrowSchema*)watched->home = watched->given.schema;
  watched->live = true;
}

void KitWatchArray(struct KitWatched* watched, const struct ArrowArray* given) {
  watched->given.array = *given;
  watched->given.array.release = ReleaseArray;
  watched->given.array.private_data = watched->private_data;
  *(struct ArrowArray*)watched->home = watched->given.array;
  watched->live = true;
}

void KitWatchClose(void) {
  KitWatchLock();
  for (struct KitWatched* watched = g_watch.all; watched != NULL; watched = watched->next) {
    if (!watched->live || watched->kind == kKitOfStream) continue;
    if (watched->parent == NULL) {
      KitWatchFind(watched->on_device ? "DEV-13" : "MEM-6", "%s is never released", watched->label);
    } else if (!watched->parent->live) {
      KitWatchFind("MEM-6", "%s was moved out and is never released", watched->label);
    }
  }
  KitWatchUnlock();
}
