/* Keeps the .NET runtime and the host's process apart. The linker redirects three functions that
 * the code inside the library calls to the ones here (--wrap): signal(), sigaction(), getenv(). */
#if defined(__linux__)
#include <signal.h>
#include <stddef.h>
#include <string.h>

typedef void (*Handler)(int);
typedef void (*InfoHandler)(int, siginfo_t*, void*);

Handler __real_signal(int number, Handler handler);
Handler __wrap_signal(int number, Handler handler);
int __real_sigaction(int number, const struct sigaction* action, struct sigaction* old);
int __wrap_sigaction(int number, const struct sigaction* action, struct sigaction* old);
char* __real_getenv(const char* name);
char* __wrap_getenv(const char* name);

/* The runtime sets SIGPIPE to ignored when it starts, for the whole process: skipped. */
Handler __wrap_signal(int number, Handler handler) {
  return number == SIGPIPE ? SIG_DFL : __real_signal(number, handler);
}

/* The runtime's handlers of faults. It looks only for faults in code of its own; any other it hands
 * to the handler of the host, and without one it restores the default action and returns, so that
 * the fault happens again. A signal that was sent, by raise() or kill(), does not happen again: it
 * would be lost. So those go past the runtime. */
struct Fault {
  InfoHandler handler;     /* the runtime's */
  struct sigaction before; /* the host's, when the runtime started */
};

static struct Fault segmentation_fault;
static struct Fault arithmetic_fault;

static struct Fault* fault_of(int number) {
  if (number == SIGSEGV) return &segmentation_fault;
  return number == SIGFPE ? &arithmetic_fault : NULL;
}

static void on_fault(int number, siginfo_t* info, void* context) {
  const struct Fault* fault = fault_of(number);
  const struct sigaction* before = &fault->before;
  if (info->si_code > 0) { /* from the processor; what is sent has 0 or less */
    fault->handler(number, info, context);
  } else if (before->sa_handler == SIG_DFL) {
    __real_sigaction(number, before, NULL);
    raise(number); /* delivered when this handler returns */
  } else if (before->sa_handler == SIG_IGN) {
    return;
  } else if ((before->sa_flags & SA_SIGINFO) != 0) {
    before->sa_sigaction(number, info, context);
  } else {
    before->sa_handler(number);
  }
}

int __wrap_sigaction(int number, const struct sigaction* action, struct sigaction* old) {
  struct Fault* fault = fault_of(number);
  struct sigaction passed;
  if (fault == NULL || action == NULL || (action->sa_flags & SA_SIGINFO) == 0) {
    return __real_sigaction(number, action, old);
  }
  __real_sigaction(number, NULL, &fault->before);
  fault->handler = action->sa_sigaction;
  passed = *action;
  passed.sa_sigaction = on_fault;
  return __real_sigaction(number, &passed, old);
}

/* The runtime takes some 80 settings from variables named DOTNET_..., which are meant for programs
 * of .NET. Those of the host are not meant for this library, and some of them end the process. */
char* __wrap_getenv(const char* name) {
  return strncmp(name, "DOTNET_", 7) == 0 ? NULL : __real_getenv(name);
}
#else
typedef int HostIsNotWrapped; /* ISO C requires a declaration */
#endif
