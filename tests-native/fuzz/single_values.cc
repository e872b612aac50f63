#include "single_values.h"

#include <string>

#include "checks.h"
#include "harness.h"

namespace arrowbridge_fuzz {

namespace {

// How many functions read the row. Touches the bytes of strings.
int Readers(const ArrowBridgeArray* array, int64_t row) {
  ErrorText error;
  int64_t integer, size = -1;
  double number;
  int truth, is_null;
  const char* text;
  const void* bytes = nullptr;
  int readers = 0;
  readers += error.Check(ArrowBridgeArrayGetInt64(array, row, &integer, &is_null,
                                                  error.For("read an integer"))) == 0;
  readers += error.Check(ArrowBridgeArrayGetDouble(array, row, &number, &is_null,
                                                   error.For("read a number"))) == 0;
  readers += error.Check(ArrowBridgeArrayGetBool(array, row, &truth, &is_null,
                                                 error.For("read a boolean"))) == 0;
  const bool is_text = error.Check(ArrowBridgeArrayGetString(array, row, &text, &size, &is_null,
                                                             error.For("read a string"))) == 0;
  const bool is_bytes = error.Check(ArrowBridgeArrayGetBytes(array, row, &bytes, &size, &is_null,
                                                             error.For("read bytes"))) == 0;
  if (is_text && !is_bytes) Fail("a string has no bytes");
  NoteStep("touch the bytes of a value");
  volatile unsigned char sum = 0;
  for (int64_t i = 0; i < size; i++) {
    sum = static_cast<unsigned char>(sum + static_cast<const unsigned char*>(bytes)[i]);
  }
  return readers + is_bytes;
}

}  // namespace

void ReadSingleValues(const ArrowBridgeArray* array, Random* random, bool valid) {
  const auto length = static_cast<size_t>(ArrowBridgeArrayLength(array));
  for (int i = 0; i < 3 && length > 0; i++) {
    const auto row = static_cast<int64_t>(random->Below(length));
    ErrorText error;
    char* text = nullptr;
    const int code = error.Check(ArrowBridgeArrayValueToString(
        array, row, static_cast<int64_t>(random->Below(80)), &text, error.For("print a value")));
    ArrowBridgeStringRelease(text);
    if ((code == 0) != valid)
      Fail("a value does not match the validity of its array: " + error.text());
    const int readers = Readers(array, row);
    if (readers > (valid ? 1 : 0)) Fail("a value is of several types");
  }
}

}  // namespace arrowbridge_fuzz
