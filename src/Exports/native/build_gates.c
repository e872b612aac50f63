/* The gates of build.h. */
#include "gates.h"

/* Owned buffers and finished arrays are consumed in every outcome. */
static void drop_parts(const struct ArrowBridgeArrayPart* parts, int64_t count) {
  for (int64_t i = 0; parts != NULL && i < count; i++) {
    DROP(parts[i].array);
    if (parts[i].array != NULL) continue;
    for (int64_t k = 0; parts[i].buffers != NULL && k < parts[i].n_buffers; k++) {
      END(parts[i].buffers[k].release, parts[i].buffers[k].context);
    }
  }
}

/* clang-format off */
GATE(ArrowBridgeArrayFromParts,
     (const struct ArrowBridgeSchema* schema, int64_t n_parts, const struct ArrowBridgeArrayPart* parts,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (schema, n_parts, parts, out, error), (CLEAR(out), drop_parts(parts, n_parts)))
/* clang-format on */
