/* helpers.h after a header with Arrow's helpers: ours must step aside. Compiled as C99, and as
 * C++17 through helpers_after_arrow_cpp.cc. */

#define SPEC_GUARDS_BLOCKS SPEC_GUARDS_ALL
#include "support/spec_guards.h"

#define FOREIGN_HELPERS_ARROW
#include "support/foreign_helpers.h"

#include "arrowbridge/abi.h"
#include "arrowbridge/helpers.h"

#ifdef __cplusplus
#define HELPERS_AFTER_ARROW HelpersAfterArrowInCpp
#else
#define HELPERS_AFTER_ARROW HelpersAfterArrowInC
int HELPERS_AFTER_ARROW(void);
#endif

/* Returns how many calls reached the foreign helpers: one for each struct. */
int HELPERS_AFTER_ARROW(void) {
  struct ArrowSchema schema;
  struct ArrowArray array;
  struct ArrowDeviceArray device_array;
  struct ArrowArrayStream stream;
  struct ArrowDeviceArrayStream device_stream;
  foreign_helper_calls = 0;
  ArrowSchemaMarkReleased(&schema);
  ArrowSchemaRelease(&schema);
  ArrowArrayMarkReleased(&array);
  ArrowArrayRelease(&array);
  ArrowDeviceArrayMarkReleased(&device_array);
  ArrowDeviceArrayRelease(&device_array);
  ArrowArrayStreamMarkReleased(&stream);
  ArrowArrayStreamRelease(&stream);
  ArrowDeviceArrayStreamMarkReleased(&device_stream);
  ArrowDeviceArrayStreamRelease(&device_stream);
  return foreign_helper_calls;
}
