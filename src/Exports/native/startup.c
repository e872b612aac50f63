/* Starting the .NET runtime, which ends the process if it cannot have the memory or the thread that
 * it needs. So they are tried first, and the first call fails with an error instead. */
#include "startup.h"

#include <errno.h>

#include "threads.h"

static const char kForked[] =
    "not supported in a forked child of a process that already used the library; releasing works";

#if defined(_WIN32)
static const char* try_resources(int* code) {
  *code = 0;
  return NULL;
}
#else
#include <sys/mman.h>

/* What the runtime reserves: its heap (GCRegionRange in ArrowBridge.csproj), the tables beside it,
 * the stacks for signals, and for a moment 128 MiB, which malloc() tries to reserve on each thread
 * that uses it first. Measured: it starts where this much is left. */
#define RESERVED ((size_t)448 << 20)
/* Memory that it writes to at once. */
#define WRITTEN ((size_t)12 << 20)

static void* do_nothing(void* argument) { return argument; }

static const char* try_thread(int* code) {
  Thread thread;
  *code = thread_start(&thread, do_nothing, NULL);
  if (*code != 0) return "the .NET runtime cannot start: no thread can be started";
  thread_join(thread);
  return NULL;
}

static void* try_map(size_t size, int access) {
  return mmap(NULL, size, access, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static const char* try_resources(int* code) {
  void* reserved = try_map(RESERVED, PROT_NONE);
  void* written = reserved == MAP_FAILED ? MAP_FAILED : try_map(WRITTEN, PROT_READ | PROT_WRITE);
  const char* reason;
  *code = ENOMEM;
  if (reserved == MAP_FAILED) {
    reason = "the .NET runtime cannot start: 448 MiB of addresses cannot be reserved (ulimit -v)";
  } else if (written == MAP_FAILED) {
    reason = "the .NET runtime cannot start: 12 MiB of memory cannot be had (ulimit -d, -v)";
  } else {
    reason = try_thread(code);
  }
  if (written != MAP_FAILED) munmap(written, WRITTEN);
  if (reserved != MAP_FAILED) munmap(reserved, RESERVED);
  return reason;
}
#endif

/* Entering the runtime for the first time starts it; which function is called does not matter. */
int64_t cs_InternalArrowBridgeManagedBytes(void);

static const char* start(int* code) {
  static Lock lock = LOCK_INITIALIZER;
  const char* reason = NULL;
  lock_take(&lock);
  if (!ab_is_started()) {
    reason = try_resources(code);
    if (reason == NULL) {
      (void)cs_InternalArrowBridgeManagedBytes();
      ab_set_started();
    }
  }
  lock_leave(&lock);
  return reason;
}

const char* ab_enter_first(int* code) {
  if (!ab_is_forked()) return start(code);
  *code = ENOTSUP;
  return kForked;
}
