/* The entry points of build.h. */
#include "entry_points.h"

/* Finished arrays and owned buffers are consumed in every outcome. */
static void end_arrays_of(const struct ArrowBridgeArrayPart* parts, int64_t count) {
  for (int64_t i = 0; parts != NULL && i < count; i++) ab_end_array(parts[i].array);
}

static void end_buffers_of(const struct ArrowBridgeArrayPart* parts, int64_t count) {
  for (int64_t i = 0; parts != NULL && i < count; i++) {
    if (parts[i].array != NULL) continue;
    for (int64_t k = 0; parts[i].buffers != NULL && k < parts[i].n_buffers; k++) {
      END(parts[i].buffers[k].release, parts[i].buffers[k].context);
    }
  }
}

/* clang-format off */
ENTRY_POINT(ArrowBridgeArrayFromParts,
     (const struct ArrowBridgeSchema* schema, int64_t n_parts, const struct ArrowBridgeArrayPart* parts,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (schema, n_parts, parts, out, error), CLEAR(out), end_arrays_of(parts, n_parts), end_buffers_of(parts, n_parts))
/* clang-format on */
