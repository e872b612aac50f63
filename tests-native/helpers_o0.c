/* Every helper, compiled without optimization: this links only because the helpers are static.
 * Prints what went wrong and returns 1 if anything did. */

#include <stdio.h>
#include <string.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/helpers.h"

static int calls = 0;
static int errors = 0;

static void Expect(int condition, const char* what) {
  if (!condition) {
    printf("not so: %s\n", what);
    ++errors;
  }
}

#define EXPECT(condition) Expect((condition), #condition)

/* A device array is released through the array in it. */
static void ReleaseArray(struct ArrowArray* array) {
  ++calls;
  ArrowArrayMarkReleased(array);
}

static void ReleaseSchema(struct ArrowSchema* schema) {
  ++calls;
  ArrowSchemaMarkReleased(schema);
}

static void ReleaseArrayStream(struct ArrowArrayStream* stream) {
  ++calls;
  ArrowArrayStreamMarkReleased(stream);
}

static void ReleaseDeviceArrayStream(struct ArrowDeviceArrayStream* device_stream) {
  ++calls;
  ArrowDeviceArrayStreamMarkReleased(device_stream);
}

static void CheckSchema(void) {
  struct ArrowSchema src, dest;
  memset(&src, 0, sizeof(src));
  memset(&dest, 0xCC, sizeof(dest));
  calls = 0;
  src.release = &ReleaseSchema;
  EXPECT(!ArrowSchemaIsReleased(&src));
  ArrowSchemaMove(&src, &dest);
  EXPECT(ArrowSchemaIsReleased(&src));
  EXPECT(!ArrowSchemaIsReleased(&dest));
  ArrowSchemaRelease(&src);
  EXPECT(calls == 0);
  ArrowSchemaRelease(&dest);
  ArrowSchemaRelease(&dest);
  EXPECT(calls == 1);
}

static void CheckArray(void) {
  struct ArrowArray src, dest;
  memset(&src, 0, sizeof(src));
  memset(&dest, 0xCC, sizeof(dest));
  calls = 0;
  src.release = &ReleaseArray;
  EXPECT(!ArrowArrayIsReleased(&src));
  ArrowArrayMove(&src, &dest);
  EXPECT(ArrowArrayIsReleased(&src));
  EXPECT(!ArrowArrayIsReleased(&dest));
  ArrowArrayRelease(&src);
  EXPECT(calls == 0);
  ArrowArrayRelease(&dest);
  ArrowArrayRelease(&dest);
  EXPECT(calls == 1);
}

static void CheckDeviceArray(void) {
  struct ArrowDeviceArray src, dest;
  memset(&src, 0, sizeof(src));
  memset(&dest, 0xCC, sizeof(dest));
  calls = 0;
  src.array.release = &ReleaseArray;
  EXPECT(!ArrowDeviceArrayIsReleased(&src));
  ArrowDeviceArrayMove(&src, &dest);
  EXPECT(ArrowDeviceArrayIsReleased(&src));
  EXPECT(!ArrowDeviceArrayIsReleased(&dest));
  ArrowDeviceArrayRelease(&src);
  EXPECT(calls == 0);
  ArrowDeviceArrayRelease(&dest);
  ArrowDeviceArrayRelease(&dest);
  EXPECT(calls == 1);
  dest.array.release = &ReleaseArray;
  ArrowDeviceArrayMarkReleased(&dest);
  EXPECT(ArrowDeviceArrayIsReleased(&dest));
}

static void CheckArrayStream(void) {
  struct ArrowArrayStream src, dest;
  memset(&src, 0, sizeof(src));
  memset(&dest, 0xCC, sizeof(dest));
  calls = 0;
  src.release = &ReleaseArrayStream;
  EXPECT(!ArrowArrayStreamIsReleased(&src));
  ArrowArrayStreamMove(&src, &dest);
  EXPECT(ArrowArrayStreamIsReleased(&src));
  EXPECT(!ArrowArrayStreamIsReleased(&dest));
  ArrowArrayStreamRelease(&src);
  EXPECT(calls == 0);
  ArrowArrayStreamRelease(&dest);
  ArrowArrayStreamRelease(&dest);
  EXPECT(calls == 1);
}

static void CheckDeviceArrayStream(void) {
  struct ArrowDeviceArrayStream src, dest;
  memset(&src, 0, sizeof(src));
  memset(&dest, 0xCC, sizeof(dest));
  calls = 0;
  src.release = &ReleaseDeviceArrayStream;
  EXPECT(!ArrowDeviceArrayStreamIsReleased(&src));
  ArrowDeviceArrayStreamMove(&src, &dest);
  EXPECT(ArrowDeviceArrayStreamIsReleased(&src));
  EXPECT(!ArrowDeviceArrayStreamIsReleased(&dest));
  ArrowDeviceArrayStreamRelease(&src);
  EXPECT(calls == 0);
  ArrowDeviceArrayStreamRelease(&dest);
  ArrowDeviceArrayStreamRelease(&dest);
  EXPECT(calls == 1);
}

int main(void) {
  CheckSchema();
  CheckArray();
  CheckDeviceArray();
  CheckArrayStream();
  CheckDeviceArrayStream();
  return errors == 0 ? 0 : 1;
}
