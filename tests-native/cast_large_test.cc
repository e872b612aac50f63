// Casts at the limits of 32-bit offsets. The bytes are pages that are never written, or do not
// exist.

#include <sys/mman.h>

#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

constexpr int64_t kGiB = int64_t{1} << 30;

class CastLarge : public CastTest {
 protected:
  void TearDown() override {
    if (pages_ != nullptr) munmap(pages_, static_cast<size_t>(size_));
    CastTest::TearDown();
  }

  // Readable zeros that take no memory.
  const char* Zeros(int64_t size) {
    void* pages = mmap(nullptr, static_cast<size_t>(size), PROT_READ,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) return nullptr;
    pages_ = pages;
    size_ = size;
    return static_cast<const char*>(pages);
  }

  // A large binary array over external bytes.
  ArrayHandle Over(const char* bytes, const std::vector<int64_t>& offsets) {
    ArrayData data;
    data.format = "Z";
    data.length = static_cast<int64_t>(offsets.size()) - 1;
    data.buffers = {std::nullopt, BytesOf(offsets), Bytes(1)};
    const SchemaHandle schema = ImportSchema(data);
    ArrowArray array;
    MakeArray(data, &array);
    array.buffers[2] = bytes;
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeImportArray(&array, schema.get(), &out, &error_));
    return ArrayHandle(out);
  }

  ArrayHandle To(const std::string& format, const ArrayHandle& array) {
    ArrayData type;
    type.format = format;
    const SchemaHandle schema = ImportSchema(type);
    auto* out = Garbage<ArrowBridgeArray*>();
    code_ = ArrowBridgeArrayCast(array.get(), schema.get(), 0, &out, &error_);
    if (code_ == 0) {
      EXPECT_OK(ArrowBridgeArrayValidate(out, ARROWBRIDGE_VALIDATE_DEFAULT, &error_));
    }
    return ArrayHandle(out);
  }

  void* pages_ = nullptr;
  int64_t size_ = 0;
};

TEST_F(CastLarge, LargeOffsetsAreRebased) {
  const std::string bytes = "abcdef";
  const int64_t far = 5 * kGiB;
  const char* pretended = reinterpret_cast<const char*>(reinterpret_cast<uintptr_t>(bytes.data()) -
                                                        static_cast<uintptr_t>(far));
  const ArrayHandle array = Over(pretended, {far, far + 2, far + 2, far + 6});
  for (const std::string format : {"z", "vz"}) {
    const ArrayHandle near = To(format, array);
    ASSERT_EQ(code_, 0) << error_.message;
    EXPECT_TRUE(SameValues(To("Z", near), ImportArray(Strings("Z", {"ab", "", "cdef"}))));
  }
}

TEST_F(CastLarge, TooManyBytesAreAnError) {
  const char* zeros = Zeros(3 * kGiB);
  if (zeros == nullptr) GTEST_SKIP() << "cannot reserve address space";
  EXPECT_EQ(To("z", Over(zeros, {0, kGiB, 2 * kGiB})), nullptr);
  EXPECT_ERROR(code_, ENOTSUP, "2147483648 bytes, more than 32 bits can count");
  EXPECT_NE(To("z", Over(zeros, {0, kGiB, 2 * kGiB - 1})), nullptr);
  EXPECT_EQ(To("vz", Over(zeros, {0, 3, 2 * kGiB + 3})), nullptr);
  EXPECT_ERROR(code_, EINVAL, "row 1: the value has 2147483648 bytes");
}

TEST_F(CastLarge, ViewsUseSeveralRangesOfOneBuffer) {
  const char* zeros = Zeros(4 * kGiB);
  if (zeros == nullptr) GTEST_SKIP() << "cannot reserve address space";
  const std::vector<int64_t> offsets = {7,        kGiB + 5,      kGiB + 25,    kGiB + 30,
                                        3 * kGiB, 3 * kGiB + 40, 3 * kGiB + 41};
  const ArrayHandle array = Over(zeros, offsets);
  const ArrayHandle views = To("vz", array);
  ASSERT_EQ(code_, 0) << error_.message;
  ArrowArray exported;
  ASSERT_OK(ArrowBridgeExportArray(views.get(), &exported, nullptr, &error_));
  EXPECT_EQ(exported.n_buffers, 3 + 4);
  for (size_t i = 0; i + 1 < offsets.size(); i++) {
    const auto* view = static_cast<const int32_t*>(exported.buffers[1]) + 4 * i;
    EXPECT_EQ(view[0], offsets[i + 1] - offsets[i]);
    if (view[0] > 12) {
      EXPECT_EQ(static_cast<const char*>(exported.buffers[2 + view[2]]) + view[3],
                zeros + offsets[i]);
    }
  }
  ReleaseChecked(&exported);
}

}  // namespace
