/* Whether the .NET runtime may be entered. */
#ifndef ARROWBRIDGE_STARTUP_H
#define ARROWBRIDGE_STARTUP_H

#include "native.h"

const char* ab_enter_first(int* code);

/* Asked before each call of a C# function; one load once the runtime was started. Returns NULL, or
 * the reason why the runtime must not be entered, with an errno. */
static inline const char* ab_enter(int* code) {
  return ab_is_started() ? NULL : ab_enter_first(code);
}

#endif
