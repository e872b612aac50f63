/* Decodes the next batches of a file on a thread while this one counts rows, for at most a minute.
 */
#include <arrowbridge/arrowbridge.h>
#include <stdio.h>

int main(void) {
  struct ArrowBridgeReader *file = NULL, *ahead = NULL, *limited = NULL;
  struct ArrowArray batch = {0};
  int64_t rows = 0;
  int code = ArrowBridgeOpenIpcFile("timezones.arrow", NULL, &file, NULL);
  if (code == 0) code = ArrowBridgeReaderPrefetch(file, 4, 64 << 20, &ahead, NULL);
  if (code == 0) code = ArrowBridgeReaderWithTimeout(ahead, 0, 60000, &limited, NULL);
  while (code == 0 && (code = ArrowBridgeReaderNext(limited, &batch, NULL)) == 0 && batch.release) {
    rows += batch.length;
    batch.release(&batch);
  }
  printf("%lld rows\n", (long long)rows);
  for (int i = 0; i < 3; i++) ArrowBridgeReaderRelease(i == 0 ? limited : i == 1 ? ahead : file);
  return code != 0 || rows != 312;
}
