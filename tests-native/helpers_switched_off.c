/* ARROWBRIDGE_NO_HELPERS, with a header after ours that defines some of the names itself, partly
 * as macros. Compiled as C99, and as C++17 through helpers_switched_off_cpp.cc. */

#include <string.h>

#define ARROWBRIDGE_NO_HELPERS
#include "arrowbridge/abi.h"
#include "arrowbridge/helpers.h"

#ifdef ARROW_C_ASSERT
#error "ARROW_C_ASSERT must be left to the other header"
#endif

#include "support/foreign_helpers.h"

#ifdef __cplusplus
#define HELPERS_SWITCHED_OFF HelpersSwitchedOffInCpp
#else
#define HELPERS_SWITCHED_OFF HelpersSwitchedOffInC
int HELPERS_SWITCHED_OFF(void);
#endif

static void ReleaseSchema(struct ArrowSchema* schema) { schema->release = NULL; }
static void ReleaseArray(struct ArrowArray* array) { array->release = NULL; }
static void ReleaseStream(struct ArrowArrayStream* stream) { stream->release = NULL; }

/* Returns how many calls reached the foreign helpers: one for each struct. */
int HELPERS_SWITCHED_OFF(void) {
  struct ArrowSchema schema, moved_schema;
  struct ArrowArray array, moved_array;
  struct ArrowArrayStream stream, moved_stream;
  foreign_helper_calls = 0;
  memset(&schema, 0, sizeof(schema));
  schema.release = &ReleaseSchema;
  ArrowSchemaMove(&schema, &moved_schema);
  ArrowSchemaRelease(&moved_schema);
  memset(&array, 0, sizeof(array));
  array.release = &ReleaseArray;
  ArrowArrayMove(&array, &moved_array);
  ArrowArrayRelease(&moved_array);
  memset(&stream, 0, sizeof(stream));
  stream.release = &ReleaseStream;
  ArrowArrayStreamMove(&stream, &moved_stream);
  ArrowArrayStreamRelease(&moved_stream);
  return foreign_helper_calls;
}
