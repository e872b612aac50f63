/* Keeps the host's signal handling. The .NET runtime sets SIGPIPE to ignored when it starts, for
 * the whole process; the linker redirects its calls of signal() to this function (--wrap=signal),
 * which skips that one. */
#if defined(__linux__)
#include <signal.h>

typedef void (*Handler)(int);

Handler __real_signal(int number, Handler handler);
Handler __wrap_signal(int number, Handler handler);

Handler __wrap_signal(int number, Handler handler) {
  return number == SIGPIPE ? SIG_DFL : __real_signal(number, handler);
}
#else
typedef int SignalIsNotWrapped; /* ISO C requires a declaration */
#endif
