/// \file callers.h
/// Threads that call the implementation under test, one after the other.

#ifndef ARROWBRIDGE_CONFORMANCE_CALLERS_H
#define ARROWBRIDGE_CONFORMANCE_CALLERS_H

#include <pthread.h>
#include <sys/types.h>

#include "kit.h"

/// Two threads. If they stay, both are alive until the end and take turns, so that a producer that
/// compares thread ids sees two. If they do not stay, every call is made on a new thread, which
/// ends before the next call: a producer that keeps something in a thread loses it.
enum { kKitCallers = 2 };

struct KitCaller {
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  void (*work)(void*);  // NULL: none is waiting
  void* argument;
  bool ends;
  pid_t process;
};

struct KitCallers {
  struct Kit* kit;
  bool stay;
  struct KitCaller all[kKitCallers];
};

void KitCallersStart(struct Kit* kit, struct KitCallers* callers, bool stay);

/// \brief Runs `work(argument)` on caller `which % kKitCallers` and waits until it returns.
void KitCallersRun(struct KitCallers* callers, int64_t which, void (*work)(void*), void* argument);

void KitCallersEnd(struct KitCallers* callers);

#endif  // ARROWBRIDGE_CONFORMANCE_CALLERS_H
