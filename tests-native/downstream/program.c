// A program of a downstream project: makes a schema, imports it, exports it and compares.
#include <stdio.h>
#include <string.h>

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/helpers.h"

static int released = 0;

static void release_schema(struct ArrowSchema* schema) {
  ++released;
  schema->release = NULL;
}

int main(void) {
  struct ArrowBridgeError error;
  struct ArrowBridgeLiveCounts live;
  struct ArrowBridgeSchema* handle = NULL;
  struct ArrowSchema exported;
  struct ArrowSchema schema;
  memset(&schema, 0, sizeof(schema));
  schema.format = "tsu:Europe/Berlin";
  schema.name = "when";
  schema.flags = ARROW_FLAG_NULLABLE;
  schema.release = &release_schema;

  if (ArrowBridgeVersionInt() != ARROWBRIDGE_VERSION_INT) {
    printf("version %s, but the headers are of %s\n", ArrowBridgeVersion(),
           ARROWBRIDGE_VERSION_STRING);
    return 1;
  }
  if (ArrowBridgeImportSchema(&schema, &handle, &error) != 0) {
    printf("%s\n", error.message);
    return 2;
  }
  if (released != 1 || !ArrowSchemaIsReleased(&schema)) return 3;
  if (ArrowBridgeExportSchema(handle, &exported, &error) != 0) {
    printf("%s\n", error.message);
    return 4;
  }
  ArrowBridgeSchemaRelease(handle);
  if (strcmp(exported.format, "tsu:Europe/Berlin") != 0 || strcmp(exported.name, "when") != 0 ||
      exported.flags != ARROW_FLAG_NULLABLE) {
    return 5;
  }
  ArrowSchemaRelease(&exported);
  ArrowBridgeGetLiveCounts(&live);
  if (live.bytes != 0 || live.handles != 0 || live.exported_schemas != 0) return 6;
  printf("ArrowBridge %s works\n", ArrowBridgeVersion());
  return 0;
}
