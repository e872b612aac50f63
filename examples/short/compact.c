/* A slice keeps the whole batch alive; a compact copy has only its own rows. */
#include <stdio.h>

#include "arrowbridge/arrowbridge.h"

int main(void) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader = NULL;
  struct ArrowBridgeArray *batch = NULL, *slice = NULL, *copy = NULL;
  int code = ArrowBridgeOpenIpcFile("timezones.arrow", NULL, &reader, &error);
  if (code == 0) code = ArrowBridgeReaderNextArray(reader, &batch, &error);
  if (code == 0) code = ArrowBridgeArraySlice(batch, 10, 2, &slice, &error);
  if (code == 0) code = ArrowBridgeArrayCompact(slice, &copy, &error);
  printf("%s%lld rows, %lld bytes copied\n", error.message, (long long)ArrowBridgeArrayLength(copy),
         (long long)ArrowBridgeBytesCopied());
  ArrowBridgeReaderRelease(reader);
  for (int i = 0; i < 3; i++) ArrowBridgeArrayRelease(i == 0 ? batch : i == 1 ? slice : copy);
  return code;
}
