// Every function that opens IPC, with every pointer NULL.

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include "support/ipc_inputs.h"
#include "support/null_masks.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullIpc : public NullTest {
 protected:
  void SetUp() override {
    NullTest::SetUp();
    path_ = ExampleData("timezones.arrows");
    bytes_ = ReadBytes(path_);
    options_.struct_size = sizeof(options_);
    BeginCalls();
  }

  // Expects the output to be set only after success, and to be readable then.
  void ExpectReader(const NullMask& null, int index, ArrowBridgeReader* out, bool ok) {
    if (null.Has(index)) {
      EXPECT_TRUE(IsGarbage(out));
      return;
    }
    EXPECT_EQ(out != nullptr, ok);
    if (out == nullptr) return;
    auto array = Garbage<ArrowArray>();
    EXPECT_EQ(ArrowBridgeReaderNext(out, &array, nullptr), 0);
    ReleaseChecked(&array);
    ArrowBridgeReaderRelease(out);
  }

  std::string path_;
  Bytes bytes_;
  ArrowBridgeIpcReadOptions options_ = {};
};

void CountCall(void* count) { ++*static_cast<int*>(count); }

TEST_F(ApiNullIpc, OpenIpcFile) {
  ForEveryMask("ArrowBridgeOpenIpcFile", 4, 1u << 1, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const int rc = ArrowBridgeOpenIpcFile(null.Or(0, path_.c_str()), null.Or(1, &options_),
                                          null.Or(2, &out), null.Or(3, &error_));
    ExpectReader(null, 2, out, rc == 0);
    return rc;
  });
}

TEST_F(ApiNullIpc, FollowIpcFile) {
  ForEveryMask("ArrowBridgeFollowIpcFile", 5, 1u << 1 | 1u << 2, [&](NullMask null) {
    int releases = 0;
    const ArrowBridgeIpcFollowOptions follow = {sizeof(follow), 60000, nullptr, CountCall,
                                                &releases};
    auto* out = Garbage<ArrowBridgeReader*>();
    const int rc =
        ArrowBridgeFollowIpcFile(null.Or(0, path_.c_str()), null.Or(1, &options_),
                                 null.Or(2, &follow), null.Or(3, &out), null.Or(4, &error_));
    ExpectReader(null, 3, out, rc == 0);
    InternalArrowBridgeCollect();
    EXPECT_EQ(releases, null.Has(2) ? 0 : 1);
    return rc;
  });
}

TEST_F(ApiNullIpc, BytesAfterEnd) {
  ForEveryMask("ArrowBridgeIpcReaderBytesAfterEnd", 3, 0, [&](NullMask null) {
    ReaderHandle reader;
    EXPECT_OK(OpenBytes(bytes_.data(), bytes_.size(), &reader, &error_));
    EXPECT_OK(Drain(reader.get(), &error_).code);
    auto out = Garbage<int64_t>();
    const int rc = ArrowBridgeIpcReaderBytesAfterEnd(null.Or(0, reader.get()), null.Or(1, &out),
                                                     null.Or(2, &error_));
    if (!null.Has(1)) {
      EXPECT_EQ(out, 0);
    }
    return rc;
  });
}

TEST_F(ApiNullIpc, OpenIpcBuffer) {
  ForEveryMask("ArrowBridgeOpenIpcBuffer", 5, (1u << 1) | (1u << 2), [&](NullMask null) {
    int released = 0;
    auto* out = Garbage<ArrowBridgeReader*>();
    const int rc = ArrowBridgeOpenIpcBuffer(
        null.Or(0, bytes_.data()), static_cast<int64_t>(bytes_.size()), null.Or(1, &CountCall),
        &released, null.Or(2, &options_), null.Or(3, &out), null.Or(4, &error_));
    EXPECT_EQ(released, rc == 0 || null.Has(1) ? 0 : 1);
    ExpectReader(null, 3, out, rc == 0);
    InternalArrowBridgeCollect();
    EXPECT_EQ(released, null.Has(1) ? 0 : 1);
    return rc;
  });
}

TEST_F(ApiNullIpc, OpenIpcBufferOfNoBytes) {
  for (int64_t size : {int64_t{0}, int64_t{-1}, INT64_MIN}) {
    int released = 0;
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_NE(
        ArrowBridgeOpenIpcBuffer(nullptr, size, &CountCall, &released, nullptr, &out, &error_), 0);
    EXPECT_EQ(out, nullptr);
    EXPECT_EQ(released, 1);
  }
}

TEST_F(ApiNullIpc, OpenIpcDescriptor) {
  ForEveryMask("ArrowBridgeOpenIpcDescriptor", 3, 1u << 0, [&](NullMask null) {
    const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    EXPECT_GE(fd, 0);
    auto* out = Garbage<ArrowBridgeReader*>();
    const int rc = ArrowBridgeOpenIpcDescriptor(fd, 1, null.Or(0, &options_), null.Or(1, &out),
                                                null.Or(2, &error_));
    ExpectReader(null, 1, out, rc == 0);
    InternalArrowBridgeCollect();
    EXPECT_EQ(fcntl(fd, F_GETFD), -1) << "the descriptor is closed after success and after failure";
    return rc;
  });
}

TEST_F(ApiNullIpc, OpenIpcInput) {
  ForEveryMask("ArrowBridgeOpenIpcInput", 4, 1u << 1, [&](NullMask null) {
    PiecewiseInput source(bytes_.data(), bytes_.size(), 1000);
    const ArrowBridgeInput input = source.Get();
    auto* out = Garbage<ArrowBridgeReader*>();
    const int rc = ArrowBridgeOpenIpcInput(null.Or(0, &input), null.Or(1, &options_),
                                           null.Or(2, &out), null.Or(3, &error_));
    ExpectReader(null, 2, out, rc == 0);
    InternalArrowBridgeCollect();
    EXPECT_EQ(source.releases(), null.Has(0) ? 0 : 1);
    return rc;
  });
}

TEST_F(ApiNullIpc, NullCallbacksOfAnInput) {
  PiecewiseInput source(bytes_.data(), bytes_.size(), 1000);
  ArrowBridgeInput input = source.Get();
  input.read = nullptr;
  auto* out = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeOpenIpcInput(&input, nullptr, &out, &error_), EINVAL, "'read'");
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(source.releases(), 1);
  input = source.Get();
  input.release = nullptr;
  EXPECT_OK(ArrowBridgeOpenIpcInput(&input, nullptr, &out, &error_));
  ArrowBridgeReaderRelease(out);
  EXPECT_EQ(source.releases(), 1);
}

TEST_F(ApiNullIpc, InvalidOptions) {
  ArrowBridgeIpcReadOptions bad[5];
  for (auto& options : bad) options = ReadOptions();
  bad[0].struct_size = 0;
  bad[1].struct_size = -1;
  bad[2].struct_size = INT64_MIN;
  bad[3].validate = -1;
  bad[4].validate = 4;
  for (const ArrowBridgeIpcReadOptions& options : bad) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_ERROR(ArrowBridgeOpenIpcFile(path_.c_str(), &options, &out, &error_), EINVAL,
                 "ArrowBridgeOpenIpcFile: ", "'options'");
    EXPECT_EQ(out, nullptr);
  }
}

}  // namespace
