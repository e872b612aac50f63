// Reads under guard, and the signal handlers of a scenario's process.
#include "fault.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "run.h"

enum { kPage = 4096, kSignalStack = 128 * 1024, kSecondsForBacktrace = 5 };
enum { kNearBelow = 64 * 1024, kNearAbove = 1024 * 1024 };

// The first two are also handled while the kit reads.
static const int kSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
enum { kSignalCount = sizeof(kSignals) / sizeof(kSignals[0]), kGuarded = 2 };

static struct KitCrash* g_crash;  // NULL: nothing is guarded
static pid_t g_process;
static atomic_flag g_crashing = ATOMIC_FLAG_INIT;
static _Thread_local bool t_crashing;
static _Thread_local bool t_forwarding;
static _Thread_local struct KitPosition t_reading;

// The handlers that the implementation installed, while the kit's replace them.
static pthread_mutex_t g_mutex = PTHREAD_MUTEX_INITIALIZER;
static int g_depth;
static bool g_replaced[kGuarded];
static struct sigaction g_previous[kGuarded];

static _Thread_local struct {
  sigjmp_buf jump;
  const char* volatile at;
  volatile bool active;
  int depth;
  sigset_t mask;
} t_touch;

struct KitPosition* KitReading(void) {
  return &t_reading;
}

bool KitFaultsAreGuarded(void) { return g_crash != NULL; }

/* -------------------------------------------------------------------------------------- crashes */

static bool IsNear(const void* address, uintptr_t stack) {
  uintptr_t at = (uintptr_t)address;
  return at + kNearBelow >= stack && at < stack + kNearAbove;
}

static void AppendPosition(struct KitText* text, const char* address) {
  const struct KitPosition* reading = &t_reading;
  if (reading->begin == NULL) return;
  KitAppend(text, ", reading ");
  if (address >= reading->begin && address < reading->begin + reading->size) {
    KitAppend(text, "byte ");
    KitAppendNumber(text, (uint64_t)(address - reading->begin));
    KitAppend(text, " of ");
  }
  KitAppend(text, "the ");
  KitAppendNumber(text, (uint64_t)reading->size);
  KitAppend(text, " bytes of buffer ");
  KitAppendNumber(text, (uint64_t)reading->buffer);
  for (int i = 0; i < reading->depth; ++i) {
    KitAppend(text, i == 0 ? " of " : " > ");
    KitAppend(text, reading->path[i] < 0 ? "dictionary" : "child ");
    if (reading->path[i] >= 0) KitAppendNumber(text, (uint64_t)reading->path[i]);
  }
}

// si_addr is 0 if the address is not canonical: the processor does not report it.
static void Explain(int number, const siginfo_t* info, void* context, struct KitText* text) {
  uintptr_t stack = 0;
  uintptr_t code = 0;
  bool known = KitRegisters(context, &stack, &code);
  struct KitBlock block;
  if (info->si_code <= 0 || (number != SIGSEGV && number != SIGBUS)) return;
  if (known && code == (uintptr_t)info->si_addr) {
    KitAppend(text, " in a call of address ");
    KitAppendAddress(text, info->si_addr);
    KitAppend(text, ", where there is no code");
  } else if (info->si_code == SI_KERNEL && info->si_addr == NULL) {
    KitAppend(text,
              " at an address that no memory can have: uninitialized or freed memory holds "
              "such pointers");
  } else if (known && IsNear(info->si_addr, stack) && !KitFindBlock(info->si_addr, &block)) {
    KitAppend(text, ": the stack overflows, at address ");
    KitAppendAddress(text, info->si_addr);
  } else {
    KitAppend(text, " at address ");
    KitAppendAddress(text, info->si_addr);
    AppendPosition(text, (const char*)info->si_addr);
  }
}

// The default action follows: the kernel repeats the access when the handler returns, but not a
// signal that was sent.
static void Die(int number, const siginfo_t* info) {
  signal(number, SIG_DFL);
  if (info == NULL || info->si_code <= 0) raise(number);
}

static void Record(int number, const siginfo_t* info, void* context) {
  struct KitCrash* crash = g_crash;
  // A child that the implementation forked says nothing about this process.
  if (crash == NULL || getpid() != g_process || t_crashing) {
    Die(number, info);
    return;
  }
  // Other threads may crash while this one reports: they wait.
  if (atomic_flag_test_and_set(&g_crashing)) {
    for (;;) pause();
  }
  t_crashing = true;
  size_t before = strlen(crash->text);
  struct KitText text = {crash->text + before, crash->text + sizeof(crash->text)};
  if (number != SIGABRT) text.at = crash->text;
  Explain(number, info, context, &text);
  crash->signal = number;
  // Unwinding can wait for a lock of the dynamic loader that another thread will never release.
  signal(SIGALRM, SIG_DFL);
  alarm(kSecondsForBacktrace);
  KitBacktrace(context, crash->stack, sizeof(crash->stack));
  Die(number, info);
}

static void Forward(const struct sigaction* action, int number, siginfo_t* info, void* context) {
  if ((action->sa_flags & SA_SIGINFO) != 0) {
    action->sa_sigaction(number, info, context);
  } else if (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN) {
    action->sa_handler(number);
  } else {
    Die(number, info);
  }
}

static void OnFault(int number, siginfo_t* info, void* context) {
  if (t_touch.active && info->si_code > 0) {
    t_touch.active = false;
    siglongjmp(t_touch.jump, 1);
  }
  for (int i = 0; i < kGuarded; ++i) {
    // A handler that does not know the address can call this one again.
    if (kSignals[i] == number && g_replaced[i] && !t_forwarding) {
      t_forwarding = true;
      Forward(&g_previous[i], number, info, context);
      t_forwarding = false;
      return;
    }
  }
  Record(number, info, context);
}

static void Install(int number) {
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_sigaction = OnFault;
  // SA_NODEFER: siglongjmp() leaves the signal mask unchanged.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigaction(number, &action, NULL);
}

void* KitFaultsStartThread(void) {
  if (g_crash == NULL) return NULL;
  void* memory =
      mmap(NULL, kSignalStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  stack_t stack = {.ss_sp = memory, .ss_size = kSignalStack, .ss_flags = 0};
  sigaltstack(&stack, NULL);
  return memory;
}

void KitFaultsEndThread(void* memory) {
  if (memory == NULL) return;
  stack_t none = {.ss_sp = NULL, .ss_size = 0, .ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  munmap(memory, kSignalStack);
}

// Tells the handler why abort() is called next.
static void ExplainAbort(const char* what, const void* address) {
  if (g_crash == NULL) return;
  struct KitText text = {g_crash->text, g_crash->text + sizeof(g_crash->text)};
  KitAppend(&text, what);
  KitAppendAddress(&text, address);
}

void KitFaultsStart(struct KitCrash* crash) {
#ifdef KIT_SANITIZED
  (void)crash;
  (void)Install;
  (void)ExplainAbort;
#else
  g_crash = crash;
  g_process = getpid();
  KitBacktraceStart();
  KitExplainAborts(ExplainAbort);
  KitFaultsStartThread();
  for (int i = 0; i < kSignalCount; ++i) Install(kSignals[i]);
#endif
}

/* ---------------------------------------------------------------------------------------- reads */

void KitTouchBegin(void) {
  if (g_crash == NULL || t_touch.depth++ > 0) return;
  sigset_t signals;
  sigemptyset(&signals);
  pthread_mutex_lock(&g_mutex);
  bool first = g_depth++ == 0;
  for (int i = 0; i < kGuarded; ++i) {
    sigaddset(&signals, kSignals[i]);
    if (!first || sigaction(kSignals[i], NULL, &g_previous[i]) != 0) continue;
    g_replaced[i] =
        (g_previous[i].sa_flags & SA_SIGINFO) == 0 || g_previous[i].sa_sigaction != OnFault;
    if (g_replaced[i]) Install(kSignals[i]);
  }
  pthread_mutex_unlock(&g_mutex);
  pthread_sigmask(SIG_UNBLOCK, &signals, &t_touch.mask);
}

void KitTouchEnd(void) {
  if (g_crash == NULL || --t_touch.depth > 0) return;
  pthread_sigmask(SIG_SETMASK, &t_touch.mask, NULL);
  pthread_mutex_lock(&g_mutex);
  bool last = --g_depth == 0;
  for (int i = 0; i < kGuarded && last; ++i) {
    if (!g_replaced[i]) continue;
    sigaction(kSignals[i], &g_previous[i], NULL);
    g_replaced[i] = false;
  }
  pthread_mutex_unlock(&g_mutex);
}

// Pages are accessible or not as a whole. Sanitizers see less: their redzones have 16 bytes.
static void Read(const volatile char* begin, size_t size) {
#ifdef KIT_SANITIZED
  const size_t stride = 16;
#else
  const size_t stride = kPage;
#endif
  for (size_t i = 0; i < size; i += stride) {
    t_touch.at = (const char*)begin + i;
    (void)begin[i];
  }
  if (size == 0) return;
  t_touch.at = (const char*)begin + size - 1;
  (void)begin[size - 1];
}

static void ReadText(const volatile char* text, size_t most) {
  for (size_t i = 0; i < most; ++i) {
    t_touch.at = (const char*)text + i;
    if (text[i] == '\0') return;
  }
  t_touch.at = (const char*)text + most;
}

// The first inaccessible address of a page can be anywhere in it: goes to the page's begin.
static const char* FirstOf(const char* at, const char* begin) {
  const char* page = (const char*)((uintptr_t)at & ~(uintptr_t)(kPage - 1));
  return page > begin ? page : begin;
}

// How many bytes from `at` belong to its block, at most `size`. Padding before and after a block
// can be read, but belongs to nobody.
static size_t Limit(const char* at, size_t size) {
  struct KitBlock block;
  if (!KitFindBlock(at, &block) || block.freed) return size;
  bool inside = at >= block.begin && at <= block.begin + block.size;
  size_t left = inside ? (size_t)(block.begin + block.size - at) : 0;
  return left < size ? left : size;
}

// False if `read` reached memory that cannot be read: its address is in t_touch.
static bool IsRead(void (*read)(const volatile char*, size_t), const char* begin, size_t size) {
  volatile bool done = false;
  KitTouchBegin();
  if (sigsetjmp(t_touch.jump, 0) == 0) {
    t_touch.active = true;
    read(begin, size);
    done = true;
  }
  t_touch.active = false;
  KitTouchEnd();
  return done;
}

bool KitTouch(const void* begin, size_t size, const void** fault) {
  const char* first = (const char*)begin;
  if (g_crash == NULL) {
    Read(first, size);
    return true;
  }
  size_t most = Limit(first, size);
  bool done = IsRead(Read, first, most);
  *fault = done ? first + most : FirstOf(t_touch.at, first);
  return done && most == size;
}

bool KitTouchText(const char* text, const void** fault) {
  if (g_crash == NULL) {
    ReadText(text, SIZE_MAX);
    return true;
  }
  size_t most = Limit(text, SIZE_MAX);
  bool done = IsRead(ReadText, text, most);
  *fault = t_touch.at;
  return done && (most == SIZE_MAX || t_touch.at < text + most);
}
