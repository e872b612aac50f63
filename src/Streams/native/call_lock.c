/* Call locks: calls that wait for each other. Foreign code runs while a thread holds one, so the
 * mutex inside is only held for moments. */
#include <errno.h>
#include <string.h>

#include "streams.h"
#include "threads.h"

typedef struct CallLock {
  Block head;
  Lock lock;
  Condition over;
  const void* owner; /* an address that identifies the thread; NULL: free */
} CallLock;

Block* ab_call_lock_new(void) {
  CallLock* call_lock = (CallLock*)ab_alloc(AB_CALL_LOCK, sizeof(CallLock));
  if (call_lock == NULL) return NULL;
  call_lock->owner = NULL;
  if (lock_and_condition_init(&call_lock->lock, &call_lock->over) != 0) {
    ab_free(&call_lock->head);
    return NULL;
  }
  return &call_lock->head;
}

/* An address that identifies the calling thread. */
static const void* this_thread(void) {
  static _Thread_local char here;
  return &here;
}

int ab_call_lock_acquire(Block* block) {
  CallLock* call_lock = (CallLock*)block;
  const void* self = this_thread();
  int code = 0;
  lock_take(&call_lock->lock);
  if (call_lock->owner == self) {
    code = EBUSY;
  } else {
    while (call_lock->owner != NULL) condition_wait(&call_lock->over, &call_lock->lock);
    call_lock->owner = self;
  }
  lock_leave(&call_lock->lock);
  return code;
}

void ab_call_lock_release(Block* block) {
  CallLock* call_lock = (CallLock*)block;
  lock_take(&call_lock->lock);
  call_lock->owner = NULL;
  condition_one(&call_lock->over);
  lock_leave(&call_lock->lock);
}

/* In a forked child the waiting threads do not exist, and destroying the condition variable would
 * wait for them. */
void ab_call_lock_end(Block* block) {
  CallLock* call_lock = (CallLock*)block;
  if (ab_is_forked()) return;
  condition_end(&call_lock->over);
  lock_end(&call_lock->lock);
}
