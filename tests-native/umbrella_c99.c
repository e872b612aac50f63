/* The umbrella and the helpers, in strict C99, and the loaded library has the version of the
 * header. */

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/helpers.h"

#include <stdio.h>
#include <string.h>

int main(void) {
  struct ArrowSchema schema;
  ArrowSchemaMarkReleased(&schema);
  ArrowSchemaRelease(&schema);
  if (ArrowBridgeVersionInt() != ARROWBRIDGE_VERSION_INT ||
      strcmp(ArrowBridgeVersion(), ARROWBRIDGE_VERSION_STRING) != 0) {
    printf("header %s, library %s\n", ARROWBRIDGE_VERSION_STRING, ArrowBridgeVersion());
    return 1;
  }
  return 0;
}
