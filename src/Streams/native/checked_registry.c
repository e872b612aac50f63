/* Findings, and the registry from the number in a struct to what is recorded about it. */
#include "checked_stream.h"

#include <string.h>

#include "threads.h"

/* Held for a few instructions, never while foreign code runs. */
static Lock lock = LOCK_INITIALIZER;

enum { BUCKETS = 1024, ATTEMPTS = 100000 };
static _Atomic(Entry*) buckets[BUCKETS];
static uint64_t last_number;

/* In a forked child the lock may be held by a thread that does not exist there, so waiting for it
 * is bounded. A list is changed by single stores, so it is valid at any time. */
static int enter(void) {
  if (!ab_is_forked()) {
    lock_take(&lock);
    return 1;
  }
  for (int i = 0; i < ATTEMPTS; i++) {
    if (lock_try(&lock)) return 1;
  }
  return 0;
}

static void leave(int entered) {
  if (entered) lock_leave(&lock);
}

void ab_entry_add(Entry* entry) {
  const int entered = enter();
  entry->number = ++last_number;
  _Atomic(Entry*)* bucket = &buckets[entry->number % BUCKETS];
  entry->next = atomic_load_explicit(bucket, memory_order_relaxed);
  atomic_store_explicit(bucket, entry, memory_order_release);
  leave(entered);
}

static void unlink_entry(const Entry* entry) {
  _Atomic(Entry*)* bucket = &buckets[entry->number % BUCKETS];
  Entry* at = atomic_load_explicit(bucket, memory_order_relaxed);
  if (at == entry) {
    atomic_store_explicit(bucket, entry->next, memory_order_release);
    return;
  }
  while (at != NULL && at->next != entry) at = at->next;
  if (at != NULL) at->next = entry->next;
}

void ab_entry_remove(Entry* entry) {
  const int entered = enter();
  unlink_entry(entry);
  if (entry->head.kind == AB_CHECKED_STRUCT)
    entry->checked->ended[entry->checked->n_ended++ % AB_ENDED] = entry->number;
  leave(entered);
}

/* Adds a reference, unless the entry is being released. Returns whether it did. */
static int try_retain(Entry* entry) {
  int refs = atomic_load_explicit(&entry->head.refs, memory_order_relaxed);
  while (refs > 0) {
    if (atomic_compare_exchange_weak_explicit(&entry->head.refs, &refs, refs + 1,
                                              memory_order_acquire, memory_order_relaxed))
      return 1;
  }
  return 0;
}

Entry* ab_entry_find(const void* private_data, int32_t kind, int32_t* out_index) {
  const uint64_t number = (uint64_t)(uintptr_t)private_data >> AB_INDEX_BITS;
  *out_index = (int32_t)((uintptr_t)private_data & (AB_MOST_RECORDS - 1));
  const int entered = enter();
  Entry* entry = atomic_load_explicit(&buckets[number % BUCKETS], memory_order_acquire);
  while (entry != NULL && entry->number != number) entry = entry->next;
  if (entry != NULL && (entry->head.kind != kind || !try_retain(entry))) entry = NULL;
  leave(entered);
  return entry;
}

/* Whether it is or was a number of this registry. */
int ab_number_was_given(const void* private_data) {
  const uint64_t number = (uint64_t)(uintptr_t)private_data >> AB_INDEX_BITS;
  const int entered = enter();
  const int was = number != 0 && number <= last_number;
  leave(entered);
  return was;
}

/* Returns the only entry that matches, or NULL if there are none or several. Visits all entries:
 * for cases that should not happen. */
Entry* ab_entry_search(int (*matches)(Entry* entry, void* context), void* context) {
  Entry* found = NULL;
  int count = 0;
  const int entered = enter();
  for (int i = 0; i < BUCKETS; i++) {
    for (Entry* entry = atomic_load_explicit(&buckets[i], memory_order_acquire); entry != NULL;
         entry = entry->next) {
      if (!matches(entry, context)) continue;
      found = entry;
      count++;
    }
  }
  if (count != 1 || !try_retain(found)) found = NULL;
  leave(entered);
  return found;
}

/* A struct that is being released still references its checked stream, until it is removed from the
 * list. */
static CheckedStream* checked_if_ended(Entry* entry, uint64_t number) {
  if (entry->head.kind == AB_CHECKED_STRUCT) return entry->number == number ? entry->checked : NULL;
  CheckedStream* checked = (CheckedStream*)entry;
  for (int i = 0; i < AB_ENDED; i++) {
    if (checked->ended[i] == number) return checked;
  }
  return NULL;
}

CheckedStream* ab_checked_of_ended(const void* private_data) {
  const uint64_t number = (uint64_t)(uintptr_t)private_data >> AB_INDEX_BITS;
  CheckedStream* found = NULL;
  if (number == 0) return NULL;
  const int entered = enter();
  for (int i = 0; i < BUCKETS && found == NULL; i++) {
    for (Entry* entry = atomic_load_explicit(&buckets[i], memory_order_acquire);
         entry != NULL && found == NULL; entry = entry->next) {
      found = checked_if_ended(entry, number);
    }
  }
  if (found != NULL && !try_retain(&found->entry)) found = NULL;
  leave(entered);
  return found;
}

static uint64_t hash_text(uint64_t hash, const char* text) {
  for (; *text != '\0'; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211u;
  return (hash ^ 0xff) * 1099511628211u;
}

/* Whether the finding was not reported before. After AB_SEEN different ones none is new. */
static int remember(CheckedStream* checked, const struct ArrowBridgeFinding* finding) {
  uint64_t key = hash_text(14695981039346656037u, finding->rule);
  key = hash_text(key, finding->operation);
  key = hash_text(key, finding->field);
  for (int32_t i = 0; i < checked->n_seen; i++) {
    if (checked->seen[i] == key) return 0;
  }
  if (checked->n_seen == AB_SEEN) return 0;
  checked->seen[checked->n_seen++] = key;
  return 1;
}

void ab_checked_find(CheckedStream* checked, const struct ArrowBridgeFinding* finding) {
  char text[AB_TEXT_SIZE];
  if (ab_is_forked()) return;
  atomic_fetch_add_explicit(&checked->findings, 1, memory_order_relaxed);
  const int fails = checked->fail_on != 0 && finding->severity >= checked->fail_on;
  if (fails) ab_finding_text(finding, text, sizeof(text));
  lock_take(&lock);
  const int is_new = remember(checked, finding);
  if (fails && !atomic_load_explicit(&checked->fails, memory_order_relaxed)) {
    memcpy(checked->failure, text, sizeof(text));
    atomic_store_explicit(&checked->fails, 1, memory_order_release);
  }
  lock_leave(&lock);
  if (!is_new) return;
  if (checked->on_finding != NULL) {
    checked->on_finding(checked->context, finding);
  } else {
    ab_print_finding(finding);
  }
}

void ab_find(CheckedStream* checked, int32_t side, int32_t severity, const char* rule,
             const char* operation, int64_t batch, const char* message) {
  const struct ArrowBridgeFinding finding = {rule,  operation, "",       message,
                                             batch, -1,        severity, side};
  ab_checked_find(checked, &finding);
}

void ab_checked_stream_end(CheckedStream* checked) {
  ab_entry_remove(&checked->entry);
  ab_release(checked->schema);
  ab_release(checked->owner);
}
