/* The entry points of values.h. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeArrayGetInt64,
     (const struct ArrowBridgeArray* array, int64_t index, int64_t* out, int* is_null, struct ArrowBridgeError* error),
     (array, index, out, is_null, error), (CLEAR(out), CLEAR(is_null)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayGetDouble,
     (const struct ArrowBridgeArray* array, int64_t index, double* out, int* is_null, struct ArrowBridgeError* error),
     (array, index, out, is_null, error), (CLEAR(out), CLEAR(is_null)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayGetBool,
     (const struct ArrowBridgeArray* array, int64_t index, int* out, int* is_null, struct ArrowBridgeError* error),
     (array, index, out, is_null, error), (CLEAR(out), CLEAR(is_null)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayGetString,
     (const struct ArrowBridgeArray* array, int64_t index, const char** out, int64_t* size, int* is_null,
      struct ArrowBridgeError* error),
     (array, index, out, size, is_null, error), (CLEAR(out), CLEAR(size), CLEAR(is_null)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayGetBytes,
     (const struct ArrowBridgeArray* array, int64_t index, const void** out, int64_t* size, int* is_null,
      struct ArrowBridgeError* error),
     (array, index, out, size, is_null, error), (CLEAR(out), CLEAR(size), CLEAR(is_null)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayValueToString,
     (const struct ArrowBridgeArray* array, int64_t index, int64_t max_width, char** out, struct ArrowBridgeError* error),
     (array, index, max_width, out, error), CLEAR(out), NOTHING, NOTHING)
/* clang-format on */
