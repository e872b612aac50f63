/* All batches of a stream get one growing dictionary per field, with indices of 32 bits. */
#include <arrowbridge/arrowbridge.h>
#include <stdio.h>
int main(void) {
  struct ArrowBridgeUnifyOptions options = {sizeof(options), 32, ARROWBRIDGE_UNIFY_ORDERED_DROP};
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader *stream = NULL, *unified = NULL;
  struct ArrowBridgeArray* batch = NULL;
  char* text = NULL;
  int code = ArrowBridgeOpenIpcFile("timezones.arrows", NULL, &stream, &error);
  if (code == 0) code = ArrowBridgeReaderUnifyDictionaries(stream, &options, &unified, &error);
  if (code == 0) code = ArrowBridgeReaderNextArray(unified, &batch, &error);
  if (code == 0) code = ArrowBridgeArrayToString(batch, NULL, &text, &error);
  puts(code == 0 ? text : error.message);
  ArrowBridgeStringRelease(text);
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeReaderRelease(unified);
  ArrowBridgeReaderRelease(stream);
  return code;
}
