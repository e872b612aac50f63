/* Prints the first two rows of a file, then reads all rows. */
#include <arrowbridge/arrowbridge.h>
#include <stdio.h>

int main(void) {
  struct ArrowBridgeReader *file = NULL, *first = NULL, *all = NULL;
  struct ArrowBridgeArray* batch = NULL;
  char* text = NULL;
  int code = ArrowBridgeOpenIpcFile("timezones.arrow", NULL, &file, NULL);
  if (code == 0) code = ArrowBridgeReaderPeek(file, 0, 2, &first, &all, NULL);
  if (code == 0) code = ArrowBridgeReaderNextArray(first, &batch, NULL);
  if (code == 0) code = ArrowBridgeArrayToString(batch, NULL, &text, NULL);
  ArrowBridgeArrayRelease(batch);
  if (code == 0) code = ArrowBridgeReaderNextArray(all, &batch, NULL);
  if (code == 0) printf("%s\nof %d\n", text, (int)ArrowBridgeArrayLength(batch));
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeStringRelease(text);
  for (int i = 0; i < 3; i++) ArrowBridgeReaderRelease(i == 0 ? first : i == 1 ? all : file);
  return code;
}
