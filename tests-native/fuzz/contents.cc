#include "contents.h"

#include <cerrno>

#include "checks.h"
#include "harness.h"

namespace arrowbridge_fuzz {

void CheckCompact(const ArrowBridgeArray* array, bool valid) {
  ErrorText error;
  auto* out = reinterpret_cast<ArrowBridgeArray*>(1);
  const int rc = error.Check(ArrowBridgeArrayCompact(array, &out, error.For("compact")));
  const ArrayHandle compact(out);
  if ((rc == 0) == (out == nullptr)) Fail("the output of a copy does not match the code");
  Count(rc == 0 ? "compact copies" : "compact copies refused");
  if (valid && rc != 0) Fail("a valid array cannot be copied: " + error.text());
  if (!valid || rc != 0) return;
  if (error.Check(ArrowBridgeArrayValidate(out, ARROWBRIDGE_VALIDATE_DEFAULT,
                                           error.For("validate a compact copy"))) != 0) {
    Fail("a compact copy of a valid array is invalid: " + error.text());
  }
  int equal = -1;
  const int compared = error.Check(
      ArrowBridgeArrayEquals(array, out, &equal, error.For("compare with a compact copy")));
  if (compared == 0 ? equal != 1 : compared != ENOTSUP) Fail("a compact copy differs");
}

void CheckStatistics(const ArrowBridgeArray* array, bool valid) {
  ErrorText error;
  auto* out = reinterpret_cast<ArrowBridgeArray*>(1);
  const int rc = error.Check(ArrowBridgeArrayStatistics(array, &out, error.For("statistics")));
  const ArrayHandle statistics(out);
  if ((rc == 0) == (out == nullptr)) Fail("the output of statistics does not match the code");
  Count(rc == 0 ? "statistics" : "statistics refused");
  if (valid && rc != 0) Fail("a valid array has no statistics: " + error.text());
  if (rc != 0) return;
  if (ArrowBridgeArrayLength(out) < 1) Fail("statistics have no row for the whole");
  if (error.Check(ArrowBridgeArrayValidate(out, ARROWBRIDGE_VALIDATE_DEFAULT,
                                           error.For("validate statistics"))) != 0) {
    Fail("statistics are invalid: " + error.text());
  }
}

}  // namespace arrowbridge_fuzz
