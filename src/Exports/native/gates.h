/* What stands before every function that is written in C#.
 *
 * The runtime must not even be entered in a forked child: where another thread of the parent was
 * collecting garbage, entering waits for an end that never comes. So the exported functions are
 * these gates. A gate looks whether the process is a child (one load), and if so does in C what a
 * refusal must do: clear outputs, release inputs that are consumed, say why. Otherwise it goes on,
 * by a jump, to the C# function of the same name with cs_ before it. As the gates see the public
 * headers, the C compiler checks their declarations.
 */
#ifndef ARROWBRIDGE_GATES_H
#define ARROWBRIDGE_GATES_H

#include <string.h>

#include "arrowbridge/arrowbridge.h"
#include "native.h"

extern const char ab_forked_reason[];

/* Writes the error of a refusal and returns its code. */
int ab_refuse(const char* name, struct ArrowBridgeError* error);

#define GATE(name, parameters, arguments, refusal)   \
  int cs_##name parameters;                          \
  AB_API int name parameters {                       \
    if (!ab_is_forked()) return cs_##name arguments; \
    refusal;                                         \
    return ab_refuse(#name, error);                  \
  }

/* For functions whose result is the error text. */
#define TEXT_GATE(name, parameters, arguments, refusal) \
  const char* cs_##name parameters;                     \
  AB_API const char* name parameters {                  \
    if (!ab_is_forked()) return cs_##name arguments;    \
    refusal;                                            \
    return ab_forked_reason;                            \
  }

/* What a refusal is made of. */
#define NOTHING ((void)0)
#define CLEAR(out) ((out) == NULL ? (void)0 : (void)memset((out), 0, sizeof(*(out))))
#define SET(out, value) ((out) == NULL ? (void)0 : (void)(*(out) = (value)))
#define END(release, context) ((release) == NULL ? (void)0 : (release)(context))
#define DROP(input) \
  ((input) == NULL || (input)->release == NULL ? (void)0 : (input)->release(input))
#define DROP_CALLBACKS(input) ((input) == NULL ? (void)0 : END((input)->release, (input)->context))

static inline void drop_arrays(struct ArrowArray* arrays, int64_t count) {
  for (int64_t i = 0; arrays != NULL && i < count; i++) DROP(&arrays[i]);
}

#endif
