/* Reads the batches of a stream that may still be written, for at most a second without news. */
#include <arrowbridge/arrowbridge.h>
#include <stdio.h>
int main(void) {
  struct ArrowBridgeIpcFollowOptions follow = {sizeof(follow), 1000, NULL, NULL, NULL};
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  struct ArrowArray batch = {0};
  int code = ArrowBridgeFollowIpcFile("timezones.arrows", NULL, &follow, &reader, &error);
  while (code == 0) {
    code = ArrowBridgeReaderNext(reader, &batch, &error);
    if (batch.release == NULL) break;
    printf("%lld rows\n", (long long)batch.length);
    batch.release(&batch);
  }
  ArrowBridgeReaderRelease(reader);
  printf("%s\n", error.message);
  return code;
}
