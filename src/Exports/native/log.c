/* glibc 2.29 has a second version of log(), which linkers prefer and older systems lack. The calls
 * of the .NET runtime are redirected to the function here (--wrap), which calls the first one. */
#if defined(__linux__)
#include <math.h>

#if defined(__GLIBC__) && defined(__x86_64__)
#define FIRST_LOG "log@GLIBC_2.2.5"
#elif defined(__GLIBC__) && defined(__aarch64__)
#define FIRST_LOG "log@GLIBC_2.17"
#endif

double __real_log(double x);
double __wrap_log(double x);

#if defined(FIRST_LOG)
double arrowbridge_first_log(double x);
__asm__(".symver arrowbridge_first_log, " FIRST_LOG);

double __wrap_log(double x) { return arrowbridge_first_log(x); }
#else
double __wrap_log(double x) { return __real_log(x); }
#endif
#else
typedef int LogIsNotWrapped; /* ISO C requires a declaration */
#endif
