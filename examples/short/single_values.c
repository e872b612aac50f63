/* Single values of a batch. */
#include <stdio.h>

#include "arrowbridge/arrowbridge.h"

int main(void) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader = NULL;
  struct ArrowBridgeArray *batch = NULL, *zone = NULL;
  char* text = NULL;
  int code = ArrowBridgeOpenIpcFile("timezones.arrow", NULL, &reader, &error);
  if (code == 0) code = ArrowBridgeReaderNextArray(reader, &batch, &error);
  if (code == 0) code = ArrowBridgeArrayColumn(batch, 0, &zone, &error);
  if (code == 0) code = ArrowBridgeArrayValueToString(zone, 1, 0, &text, &error);
  puts(code == 0 ? text : error.message);
  ArrowBridgeStringRelease(text);
  ArrowBridgeArrayRelease(zone), ArrowBridgeArrayRelease(batch);
  ArrowBridgeReaderRelease(reader);
  return code;
}
