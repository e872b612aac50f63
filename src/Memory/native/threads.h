/* Threads, locks and condition variables, as far as the codec pool, checked streams and
 * call locks need them. */
#ifndef ARROWBRIDGE_THREADS_H
#define ARROWBRIDGE_THREADS_H

#if defined(_WIN32)
#include <windows.h>

typedef HANDLE Thread;
typedef SRWLOCK Lock;
typedef CONDITION_VARIABLE Condition;
#define AB_THREAD_RESULT DWORD WINAPI
#define LOCK_INITIALIZER SRWLOCK_INIT

static inline int lock_init(Lock* lock) {
  InitializeSRWLock(lock);
  return 0;
}
static inline void lock_end(Lock* lock) { (void)lock; }
static inline void lock_take(Lock* lock) { AcquireSRWLockExclusive(lock); }
static inline int lock_try(Lock* lock) { return TryAcquireSRWLockExclusive(lock) != 0; }
static inline void lock_leave(Lock* lock) { ReleaseSRWLockExclusive(lock); }
static inline int condition_init(Condition* condition) {
  InitializeConditionVariable(condition);
  return 0;
}
static inline void condition_end(Condition* condition) { (void)condition; }
static inline void condition_wait(Condition* condition, Lock* lock) {
  SleepConditionVariableSRW(condition, lock, INFINITE, 0);
}
static inline void condition_one(Condition* condition) { WakeConditionVariable(condition); }
static inline void condition_all(Condition* condition) { WakeAllConditionVariable(condition); }
static inline int thread_start(Thread* out, DWORD(WINAPI* run)(void*), void* argument) {
  *out = CreateThread(NULL, 0, run, argument, 0, NULL);
  return *out == NULL;
}
static inline void thread_join(Thread thread) {
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}
#else
#include <pthread.h>
#include <signal.h>

typedef pthread_t Thread;
typedef pthread_mutex_t Lock;
typedef pthread_cond_t Condition;
#define AB_THREAD_RESULT void*
#define LOCK_INITIALIZER PTHREAD_MUTEX_INITIALIZER

static inline int lock_init(Lock* lock) { return pthread_mutex_init(lock, NULL); }
static inline void lock_end(Lock* lock) { pthread_mutex_destroy(lock); }
static inline void lock_take(Lock* lock) { pthread_mutex_lock(lock); }
static inline int lock_try(Lock* lock) { return pthread_mutex_trylock(lock) == 0; }
static inline void lock_leave(Lock* lock) { pthread_mutex_unlock(lock); }
static inline int condition_init(Condition* condition) {
  return pthread_cond_init(condition, NULL);
}
static inline void condition_end(Condition* condition) { pthread_cond_destroy(condition); }
static inline void condition_wait(Condition* condition, Lock* lock) {
  pthread_cond_wait(condition, lock);
}
static inline void condition_one(Condition* condition) { pthread_cond_signal(condition); }
static inline void condition_all(Condition* condition) { pthread_cond_broadcast(condition); }

/* Signals of the host are handled on the host's threads: all are blocked on a new thread. */
static inline int thread_start(Thread* out, void* (*run)(void*), void* argument) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return -1;
  const int code = pthread_create(out, NULL, run, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return code;
}
static inline void thread_join(Thread thread) { pthread_join(thread, NULL); }
#endif

#endif
