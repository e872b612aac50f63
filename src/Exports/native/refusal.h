/* Error texts of functions that are written in C: function, rule, what is wrong. */
#ifndef ARROWBRIDGE_REFUSAL_H
#define ARROWBRIDGE_REFUSAL_H

#include "arrowbridge/arrowbridge.h"
#include "native.h"

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
int ab_fail(struct ArrowBridgeError* error, int code, const char* format, ...);

/* Release what a struct holds, if it is live. */
void ab_end_schema(struct ArrowSchema* schema);
void ab_end_array(struct ArrowArray* array);
void ab_end_stream(struct ArrowArrayStream* stream);

#endif
