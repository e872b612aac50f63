/* Decodes a stream as its bytes arrive, here from a file in pieces of 1000 bytes. */
#include <arrowbridge/arrowbridge.h>
#include <stdio.h>
int main(void) {
  char data[1000];
  int64_t rows = 0, used, read;
  struct ArrowArray batch;
  struct ArrowBridgeIpcDecoder* decoder;
  FILE* file = fopen("timezones.arrows", "rb");
  int code = file == NULL ? 1 : ArrowBridgeIpcDecoderNew(NULL, &decoder, NULL);
  while (code == 0 && (read = (int64_t)fread(data, 1, sizeof(data), file)) > 0) {
    for (int64_t at = 0; code == 0 && at < read; at += used) {
      code = ArrowBridgeIpcDecoderFeed(decoder, data + at, read - at, &used, &batch, NULL);
      rows += batch.release == NULL ? 0 : batch.length;
      if (batch.release != NULL) batch.release(&batch);
    }
  }
  printf("%lld rows\n", (long long)rows);
  return code != 0 ? code : ArrowBridgeIpcDecoderFinish(decoder, NULL);
}
