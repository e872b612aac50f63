#include "callers.h"

#include "fault.h"

#include <unistd.h>

static void* Serve(void* data) {
  struct KitCaller* caller = (struct KitCaller*)data;
  void* stack = KitFaultsStartThread();
  pthread_mutex_lock(&caller->mutex);
  while (!caller->ends) {
    if (caller->work != NULL) {
      void (*work)(void*) = caller->work;
      // The caller of KitCallersRun() waits: nothing changes while the mutex is free.
      pthread_mutex_unlock(&caller->mutex);
      work(caller->argument);
      // A child that the implementation forked returned from the call: here it would wait forever.
      if (getpid() != caller->process) _exit(0);
      pthread_mutex_lock(&caller->mutex);
      caller->work = NULL;
      pthread_cond_broadcast(&caller->changed);
    } else {
      pthread_cond_wait(&caller->changed, &caller->mutex);
    }
  }
  pthread_mutex_unlock(&caller->mutex);
  KitFaultsEndThread(stack);
  return NULL;
}

void KitCallersStart(struct Kit* kit, struct KitCallers* callers, bool stay) {
  callers->kit = kit;
  callers->stay = stay;
  for (int i = 0; i < kKitCallers && stay; ++i) {
    struct KitCaller* caller = &callers->all[i];
    pthread_mutex_init(&caller->mutex, NULL);
    pthread_cond_init(&caller->changed, NULL);
    caller->work = NULL;
    caller->ends = false;
    caller->process = getpid();
    if (pthread_create(&caller->thread, NULL, Serve, caller) != 0)
      KitGiveUp(kit, "a thread cannot be created");
  }
}

void KitCallersRun(struct KitCallers* callers, int64_t which, void (*work)(void*), void* argument) {
  if (!callers->stay) {
    KitOnThread(callers->kit, work, argument);
    return;
  }
  struct KitCaller* caller = &callers->all[which % kKitCallers];
  pthread_mutex_lock(&caller->mutex);
  caller->argument = argument;
  caller->work = work;
  pthread_cond_broadcast(&caller->changed);
  while (caller->work != NULL) pthread_cond_wait(&caller->changed, &caller->mutex);
  pthread_mutex_unlock(&caller->mutex);
}

void KitCallersEnd(struct KitCallers* callers) {
  for (int i = 0; i < kKitCallers && callers->stay; ++i) {
    struct KitCaller* caller = &callers->all[i];
    pthread_mutex_lock(&caller->mutex);
    caller->ends = true;
    pthread_cond_broadcast(&caller->changed);
    pthread_mutex_unlock(&caller->mutex);
    pthread_join(caller->thread, NULL);
    pthread_cond_destroy(&caller->changed);
    pthread_mutex_destroy(&caller->mutex);
  }
}
