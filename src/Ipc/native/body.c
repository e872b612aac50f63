#include "body.h"

#include <string.h>

/* Small buffers, such as bitmaps, are copied without a call. */
static inline void copy_buffer(uint8_t* target, const uint8_t* source, size_t size) {
  if (size > 16) {
    memcpy(target, source, size);
  } else if (size >= 8) { /* two words that may overlap */
    memcpy(target, source, 8);
    memcpy(target + size - 8, source + size - 8, 8);
  } else {
    for (size_t i = 0; i < size; i++) target[i] = source[i];
  }
}

void ab_copy_body(uint8_t* target, const BodyPart* parts, int64_t count, int64_t alignment) {
  for (int64_t i = 0; i < count; i++) {
    const size_t size = (size_t)parts[i].size;
    copy_buffer(target, parts[i].data, size);
    target += size;
    if (parts[i].unused_bits != 0) target[-1] &= (uint8_t)(0xff >> parts[i].unused_bits);
    /* In steps of 16 bytes. The next buffer overwrites what is beyond the padding. */
    const size_t padding = (size_t)-parts[i].size & ((size_t)alignment - 1);
    for (size_t done = 0; done < padding; done += 16) memset(target + done, 0, 16);
    target += padding;
  }
}
