/* What is known of the columns of a file: rows, nulls, least and greatest values. */
#include <stdio.h>

#include "arrowbridge/arrowbridge.h"

int main(void) {
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader = NULL;
  struct ArrowBridgeArray* statistics = NULL;
  char* text = NULL;
  int code = ArrowBridgeOpenIpcFile("timezones.arrow", NULL, &reader, &error);
  if (code == 0) code = ArrowBridgeReaderStatistics(reader, &statistics, &error);
  if (code == 0) code = ArrowBridgeArrayToString(statistics, NULL, &text, &error);
  printf("%s%s", error.message, code == 0 ? text : "\n");
  ArrowBridgeStringRelease(text);
  ArrowBridgeArrayRelease(statistics);
  ArrowBridgeReaderRelease(reader);
  return code;
}
