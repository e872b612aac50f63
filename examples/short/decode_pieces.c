/* Decodes a stream as its bytes arrive, here from a file in pieces of 1000 bytes. */
#include <arrowbridge/arrowbridge.h>
#include <stdio.h>
int main(void) {
  char data[1000];
  int64_t rows = 0, used;
  struct ArrowArray batch;
  struct ArrowBridgeIpcDecoder* decoder;
  FILE* file = fopen("timezones.arrows", "rb");
  if (file == NULL || ArrowBridgeIpcDecoderNew(NULL, &decoder, NULL) != 0) return 1;
  for (int64_t size; (size = (int64_t)fread(data, 1, sizeof(data), file)) > 0;) {
    for (int64_t at = 0; at < size; at += used) {
      if (ArrowBridgeIpcDecoderFeed(decoder, data + at, size - at, &used, &batch, NULL)) return 1;
      if (batch.release != NULL) rows += batch.length, batch.release(&batch);
    }
  }
  const int code = ArrowBridgeIpcDecoderFinish(decoder, NULL);
  ArrowBridgeIpcDecoderRelease(decoder);
  return printf("%lld rows\n", (long long)rows) < 0 || fclose(file) != 0 ? 1 : code;
}
