#include "metadata.h"

#include <stdint.h>
#include <string.h>

#include "output.h"

enum { kMostShown = 200 }; /* bytes of a value */

static int32_t Number(const char** at) {
  int32_t value;
  memcpy(&value, *at, sizeof(value));
  *at += sizeof(value);
  return value;
}

static size_t Size(const char* metadata) {
  if (metadata == NULL) return 0;
  const char* at = metadata;
  for (int64_t texts = 2 * (int64_t)Number(&at); texts > 0; --texts) {
    int32_t length = Number(&at);
    at += length;
  }
  return (size_t)(at - metadata);
}

bool SameMetadata(const char* a, const char* b) {
  size_t size = Size(a);
  return size == Size(b) && (size == 0 || memcmp(a, b, size) == 0);
}

static const char* PrintText(const char* at) {
  int32_t length = Number(&at);
  int32_t shown = length;
  if (length > kMostShown) {
    /* Not in the middle of a character. */
    for (shown = kMostShown; shown > 0 && (at[shown] & 0xC0) == 0x80;) --shown;
  }
  OutBytes(at, (size_t)shown);
  if (shown < length) OutText("…");
  return at + length;
}

void PrintMetadata(const char* indent, const char* metadata) {
  if (metadata == NULL) return;
  const char* at = metadata;
  for (int32_t pairs = Number(&at); pairs > 0 && !OutIsGone(); --pairs) {
    OutFormat("%s• ", indent);
    at = PrintText(at);
    OutText(": ");
    at = PrintText(at);
    OutText("\n");
  }
}
