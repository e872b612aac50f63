#include "metadata.h"

#include <stdint.h>
#include <string.h>

#include "output.h"

enum { kMaxShownBytes = 200 }; /* of a key or value */

static int32_t ReadInt32(const char** position) {
  int32_t value;
  memcpy(&value, *position, sizeof(value));
  *position += sizeof(value);
  return value;
}

static size_t Size(const char* metadata) {
  if (metadata == NULL) return 0;
  const char* position = metadata;
  for (int64_t strings = 2 * (int64_t)ReadInt32(&position); strings > 0; --strings) {
    int32_t length = ReadInt32(&position);
    position += length;
  }
  return (size_t)(position - metadata);
}

bool SameMetadata(const char* a, const char* b) {
  size_t size = Size(a);
  return size == Size(b) && (size == 0 || memcmp(a, b, size) == 0);
}

/* Prints a length-prefixed string and returns the position after it. */
static const char* PrintString(const char* position) {
  int32_t length = ReadInt32(&position);
  int32_t shown = length;
  if (length > kMaxShownBytes) {
    /* Truncates at the start of a UTF-8 character. */
    for (shown = kMaxShownBytes; shown > 0 && (position[shown] & 0xC0) == 0x80;) --shown;
  }
  OutBytes(position, (size_t)shown);
  if (shown < length) OutText("…");
  return position + length;
}

void PrintMetadata(const char* indent, const char* metadata) {
  if (metadata == NULL) return;
  const char* position = metadata;
  for (int32_t pairs = ReadInt32(&position); pairs > 0 && !OutFailed(); --pairs) {
    OutFormat("%s• ", indent);
    position = PrintString(position);
    OutText(": ");
    position = PrintString(position);
    OutText("\n");
  }
}
