/* The entry points: the exported functions whose work is C#.
 *
 * The .NET runtime must not be entered in a forked child: if another thread of the parent was
 * collecting garbage, entering waits for an end that never comes. So the exported functions are C.
 * An entry point clears its outputs, checks whether the runtime may be entered (one load), and
 * calls the C# function of the same name with cs_ before it. After a failure, of whatever kind, it
 * releases the structs that the function consumes in every outcome and marks them released.
 *
 * ENTRY_POINT(name, parameters, arguments, outputs, consumed, callbacks) says all of this once:
 * - outputs: how outputs are cleared, always and first;
 * - consumed: how consumed structs are released after any failure (a moved struct is marked
 *   released already);
 * - callbacks: how callbacks of the caller are ended if the call is refused here; otherwise C#
 *   takes them over as its first act.
 *
 * As the entry points see the public headers, the C compiler checks their declarations.
 */
#ifndef ARROWBRIDGE_ENTRY_POINTS_H
#define ARROWBRIDGE_ENTRY_POINTS_H

#include <string.h>

#include "arrowbridge/arrowbridge.h"
#include "errors.h"
#include "native.h"
#include "startup.h"

#define ENTRY_POINT(name, parameters, arguments, outputs, consumed, callbacks) \
  int cs_##name parameters;                                                    \
  AB_API int name parameters {                                                 \
    int code = 0;                                                              \
    outputs;                                                                   \
    const char* refused = ab_enter(&code);                                     \
    if (refused == NULL) {                                                     \
      const char* outer = ab_begin_function(#name);                            \
      code = cs_##name arguments;                                              \
      ab_end_function(outer);                                                  \
    } else {                                                                   \
      callbacks;                                                               \
      ab_fail(error, code, "%s: %s", #name, refused);                          \
    }                                                                          \
    if (code != 0) consumed;                                                   \
    return code;                                                               \
  }

/* For functions that return the error text, NULL after success. */
#define TEXT_ENTRY_POINT(name, parameters, arguments, outputs, consumed) \
  const char* cs_##name parameters;                                      \
  AB_API const char* name parameters {                                   \
    int code;                                                            \
    outputs;                                                             \
    const char* text = ab_enter(&code);                                  \
    if (text == NULL) {                                                  \
      const char* outer = ab_begin_function(#name);                      \
      text = cs_##name arguments;                                        \
      ab_end_function(outer);                                            \
    }                                                                    \
    if (text != NULL) consumed;                                          \
    return text;                                                         \
  }

#define NOTHING ((void)0)

/* Outputs. */
#define CLEAR(out) ((out) == NULL ? (void)0 : (void)memset((out), 0, sizeof(*(out))))
#define SET(out, value) ((out) == NULL ? (void)0 : (void)(*(out) = (value)))

/* Callbacks. */
#define END(release, context) ((release) == NULL ? (void)0 : (release)(context))
#define END_CALLBACKS(input) ((input) == NULL ? (void)0 : END((input)->release, (input)->context))

#endif
