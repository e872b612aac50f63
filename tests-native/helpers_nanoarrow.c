/* arrowbridge.h before and after nanoarrow.h, and helpers.h after both. Compiled as C99 and,
 * through helpers_nanoarrow_cpp.cc, as C++17; with the real header where it is installed
 * (NANOARROW_HEADER), otherwise with one that defines the same names. NANOARROW_FIRST is the order.
 */

#if NANOARROW_FIRST == 0
#include "arrowbridge/arrowbridge.h"
#endif

#ifdef NANOARROW_HEADER
#include <nanoarrow/nanoarrow.h>
#else
#define SPEC_GUARDS_BLOCKS SPEC_GUARDS_ALL
#include "support/spec_guards.h"
#define FOREIGN_HELPERS_NANOARROW
#include "support/foreign_helpers.h"
#endif

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/helpers.h"

#include <string.h>

static void MarkArrayReleased(struct ArrowArray* array) { ArrowArrayMarkReleased(array); }

#ifdef __cplusplus
extern "C" {
#endif

int NANOARROW_CASE(void);

/* Returns how many structs the helpers did not leave as they should: those of nanoarrow.h, which
 * has three structs, and ours for the device structs. */
int NANOARROW_CASE(void) {
  struct ArrowArray array, moved;
  struct ArrowDeviceArray device, moved_device;
  int wrong = 0;
  memset(&array, 0, sizeof(array));
  memset(&device, 0, sizeof(device));
  array.release = MarkArrayReleased;
  ArrowArrayMove(&array, &moved);
  wrong += !ArrowArrayIsReleased(&array) || ArrowArrayIsReleased(&moved);
  ArrowArrayRelease(&moved);
  wrong += !ArrowArrayIsReleased(&moved);
  device.array.release = MarkArrayReleased;
  ArrowDeviceArrayMove(&device, &moved_device);
  wrong += !ArrowDeviceArrayIsReleased(&device) || ArrowDeviceArrayIsReleased(&moved_device);
  ArrowDeviceArrayRelease(&moved_device);
  wrong += !ArrowDeviceArrayIsReleased(&moved_device);
  return wrong;
}

#ifdef __cplusplus
}
#endif
