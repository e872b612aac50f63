#include "body.h"

#include <string.h>

void ab_copy_body(uint8_t* target, const BodyPart* parts, int64_t count, int64_t alignment) {
  for (int64_t i = 0; i < count; i++) {
    const size_t size = (size_t)parts[i].size;
    if (size > 0) memcpy(target, parts[i].data, size);
    target += size;
    /* As many bytes as padding can have: the next buffer overwrites the others. */
    memset(target, 0, AB_BODY_PADDING);
    target += (size_t)-parts[i].size & ((size_t)alignment - 1);
  }
}
