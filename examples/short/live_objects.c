/* Finds out who made what is not released. */
#include <arrowbridge/arrowbridge.h>
#include <stdio.h>

static int print(void* context, const struct ArrowBridgeLiveObject* object) {
  (void)context;
  if (object->kind == ARROWBRIDGE_LIVE_READER) printf("%s: %s\n", object->tag, object->function);
  return 0;
}

int main(void) {
  struct ArrowBridgeReader* reader;
  ArrowBridgeTrackLiveObjects(1);
  ArrowBridgeTagLiveObjects("time zones");
  if (ArrowBridgeOpenIpcFile("timezones.arrow", NULL, &reader, NULL) != 0) return 1;
  ArrowBridgeVisitLiveObjects(print, NULL, NULL); /* time zones: ArrowBridgeOpenIpcFile */
  ArrowBridgeReaderRelease(reader);
  return 0;
}
