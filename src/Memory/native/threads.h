/* Threads, locks and condition variables, as far as the codec pool, checked streams, call locks
 * and reading ahead need them. */
#ifndef ARROWBRIDGE_THREADS_H
#define ARROWBRIDGE_THREADS_H

#include <stdint.h>

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
static inline void condition_wait_ms(Condition* condition, Lock* lock, int64_t most) {
  SleepConditionVariableSRW(condition, lock, (DWORD)most, 0);
}
static inline int64_t now_ms(void) { return (int64_t)GetTickCount64(); }
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
static inline int thread_start_managed(DWORD(WINAPI* run)(void*), void* argument) {
  Thread thread;
  if (thread_start(&thread, run, argument) != 0) return -1;
  CloseHandle(thread);
  return 0;
}
#else
#include <pthread.h>
#include <signal.h>
#include <time.h>

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
/* Times are those of a clock that nobody sets. */
#if defined(__APPLE__)
static inline int condition_init(Condition* condition) {
  return pthread_cond_init(condition, NULL);
}
#else
static inline int condition_init(Condition* condition) {
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes) != 0) return -1;
  int code = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  if (code == 0) code = pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
  return code;
}
#endif
static inline void condition_end(Condition* condition) { pthread_cond_destroy(condition); }
static inline void condition_wait(Condition* condition, Lock* lock) {
  pthread_cond_wait(condition, lock);
}
static inline int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
/* Waits at most so many milliseconds, less than a second. */
static inline void condition_wait_ms(Condition* condition, Lock* lock, int64_t most) {
  struct timespec end = {0, (long)most * 1000000};
#if defined(__APPLE__)
  pthread_cond_timedwait_relative_np(condition, lock, &end);
#else
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  end.tv_sec = now.tv_sec + (now.tv_nsec + end.tv_nsec) / 1000000000;
  end.tv_nsec = (now.tv_nsec + end.tv_nsec) % 1000000000;
  pthread_cond_timedwait(condition, lock, &end);
#endif
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

/* Starts a thread that enters the .NET runtime and that nobody joins. Signals of the host are
 * blocked, but not those of the runtime: it stops threads for a collection with a signal, and a
 * fault that is blocked would end the process before its handler could answer. */
static inline int thread_start_managed(void* (*run)(void*), void* argument) {
  static const int needed[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
  sigset_t blocked;
  sigset_t before;
  Thread thread;
  sigfillset(&blocked);
  for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) sigdelset(&blocked, needed[i]);
#if defined(SIGRTMIN)
  sigdelset(&blocked, SIGRTMIN);
#else
  sigdelset(&blocked, SIGUSR1);
#endif
  if (pthread_sigmask(SIG_SETMASK, &blocked, &before) != 0) return -1;
  const int code = pthread_create(&thread, NULL, run, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (code == 0) pthread_detach(thread);
  return code;
}
#endif

/* How often a thread that waits looks whether its reader was cancelled, which a signal handler may
 * do. */
#define AB_POLL_MS 20

/* A lock, and the condition that what it guards has changed. */
static inline int lock_and_condition_init(Lock* lock, Condition* changed) {
  if (lock_init(lock) != 0) return -1;
  if (condition_init(changed) == 0) return 0;
  lock_end(lock);
  return -1;
}

#endif
