/* What the functions for the Arrow project's integration tests need: error texts that nobody
 * releases, and what is allocated. */
#include "arrowbridge/arrowbridge.h"
#include "native.h"

char* ab_thread_text(void) {
  static _Thread_local char text[AB_TEXT_SIZE];
  return text;
}

AB_API int64_t ArrowBridge_CDataIntegration_BytesAllocated(void) {
  struct ArrowBridgeLiveCounts counts;
  ArrowBridgeGetLiveCounts(&counts);
  return counts.bytes;
}
