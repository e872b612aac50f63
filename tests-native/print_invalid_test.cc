// Printing shows only some rows and checks only those; their values must still be inside the array.
#include <cerrno>

#include "support/live_counts.h"
#include "support/matchers.h"

namespace arrowbridge_tests {
namespace {

class PrintInvalid : public LiveCountsTest {};

// COL-5. The offsets of the first rows increase, but lead past the last offset, where the bytes
// end.
TEST_F(PrintInvalid, COL_5_PrintedRowsLeadPastTheLastOffset) {
  const int32_t offsets[] = {0, 1, 1 << 30, 3};
  const char text[] = "abc";
  const void* buffers[] = {nullptr, offsets, text};
  ArrowSchema type = {"u",    "",      nullptr, 0,
                      0,      nullptr, nullptr, [](ArrowSchema* self) { self->release = nullptr; },
                      nullptr};
  ArrowArray array = {3,       0,       0,
                      3,       0,       buffers,
                      nullptr, nullptr, [](ArrowArray* self) { self->release = nullptr; },
                      nullptr};
  ArrowBridgeSchema* schema;
  ArrowBridgeArray* handle;
  ASSERT_OK(ArrowBridgeImportSchema(&type, &schema, &error_));
  ASSERT_OK(ArrowBridgeImportArray(&array, schema, &handle, &error_));
  for (const int64_t tail : {-1, 1}) {
    ArrowBridgePrintOptions options = {};
    options.struct_size = sizeof(options);
    options.head = 2;
    options.tail = tail;
    char* out = nullptr;
    EXPECT_ERROR(ArrowBridgeArrayToString(handle, &options, &out, &error_), EINVAL, "COL-5",
                 "row 1");
    EXPECT_EQ(out, nullptr);
    options.head = 1;
    options.tail = -1;
    EXPECT_OK(ArrowBridgeArrayToString(handle, &options, &out, &error_));
    ArrowBridgeStringRelease(out);
  }
  // A slice that leads past the bytes is refused; one that does so in the middle is checked against
  // the same bytes.
  auto* slice = Garbage<ArrowBridgeArray*>();
  auto* slice_of_slice = Garbage<ArrowBridgeArray*>();
  char* out = nullptr;
  int equal;
  EXPECT_ERROR(ArrowBridgeArraySlice(handle, 0, 2, &slice, &error_), EINVAL, "COL-5");
  EXPECT_EQ(slice, nullptr);
  ASSERT_OK(ArrowBridgeArraySlice(handle, 1, 2, &slice, &error_));
  ASSERT_OK(ArrowBridgeArraySlice(slice, 0, 2, &slice_of_slice, &error_));
  for (ArrowBridgeArray* view : {handle, slice, slice_of_slice}) {
    EXPECT_ERROR(ArrowBridgeArrayToString(view, nullptr, &out, &error_), EINVAL, "COL-5");
    EXPECT_ERROR(ArrowBridgeArrayValidate(view, 2, &error_), EINVAL, "COL-5");
    EXPECT_ERROR(ArrowBridgeArrayEquals(view, view, &equal, &error_), EINVAL, "COL-5");
  }
  ArrowBridgeArrayRelease(slice_of_slice);
  ArrowBridgeArrayRelease(slice);
  ArrowBridgeArrayRelease(handle);
  ArrowBridgeSchemaRelease(schema);
}

}  // namespace
}  // namespace arrowbridge_tests
