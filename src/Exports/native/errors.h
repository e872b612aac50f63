/* What exported functions in C do after a failure: error texts, and releasing consumed structs. */
#ifndef ARROWBRIDGE_ERRORS_H
#define ARROWBRIDGE_ERRORS_H

#include "arrowbridge/arrowbridge.h"
#include "native.h"

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
int ab_fail(struct ArrowBridgeError* error, int code, const char* format, ...);

/* Release a struct, if it is not released, and mark it so, also where its callback forgets to. NULL
 * is a no-op. */
void ab_end_schema(struct ArrowSchema* schema);
void ab_end_array(struct ArrowArray* array);
void ab_end_arrays(struct ArrowArray* arrays, int64_t count);
void ab_end_stream(struct ArrowArrayStream* stream);

#endif
