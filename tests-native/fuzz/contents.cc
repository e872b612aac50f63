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

}  // namespace arrowbridge_fuzz
