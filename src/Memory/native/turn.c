/* Turns: calls that wait for each other. No lock is held during a call, only the turn, so that
 * foreign code may run. */
#include <errno.h>
#include <string.h>

#include "native.h"
#include "threads.h"

typedef struct Turn {
  Block head;
  Lock lock;
  Condition over;
  const void* owner; /* what only its thread has; NULL: free */
} Turn;

Block* ab_turn_new(void) {
  Turn* turn = (Turn*)ab_alloc(AB_TURN, sizeof(Turn));
  if (turn == NULL) return NULL;
  turn->owner = NULL;
  if (lock_init(&turn->lock) != 0) {
    ab_free(&turn->head);
    return NULL;
  }
  if (condition_init(&turn->over) != 0) {
    lock_end(&turn->lock);
    ab_free(&turn->head);
    return NULL;
  }
  return &turn->head;
}

/* An address that no other thread has. */
static const void* this_thread(void) {
  static _Thread_local char here;
  return &here;
}

int ab_turn_take(Block* block) {
  Turn* turn = (Turn*)block;
  const void* self = this_thread();
  int code = 0;
  lock_take(&turn->lock);
  if (turn->owner == self) {
    code = EBUSY;
  } else {
    while (turn->owner != NULL) condition_wait(&turn->over, &turn->lock);
    turn->owner = self;
  }
  lock_leave(&turn->lock);
  return code;
}

void ab_turn_leave(Block* block) {
  Turn* turn = (Turn*)block;
  lock_take(&turn->lock);
  turn->owner = NULL;
  condition_one(&turn->over);
  lock_leave(&turn->lock);
}

/* In a forked child the threads that waited do not exist, and a condition would wait for them. */
void ab_turn_end(Block* block) {
  Turn* turn = (Turn*)block;
  if (ab_is_forked()) return;
  condition_end(&turn->over);
  lock_end(&turn->lock);
}
