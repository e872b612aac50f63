// arrowbridge.hpp: batches of IPC files by index, metadata, compression; integration JSON.

#include "support/hpp_fixture.h"

#include <cerrno>
#include <cstdio>
#include <string>

namespace {

using arrowbridge::IpcReadOptions;
using arrowbridge::IpcWriteOptions;
using arrowbridge::Metadata;
using arrowbridge::Reader;
using arrowbridge::Result;

class HppIpcFile : public HppFixture {
 protected:
  void TearDown() override {
    std::remove(path_.c_str());
    HppFixture::TearDown();
  }

  // A file or a stream of the batches of MakeReader().
  const std::string& Write(const char* name, const IpcWriteOptions& options) {
    path_ = ::testing::TempDir() + name;
    MakeReader().WriteIpcFile(path_, options);
    return path_;
  }

  static std::string Encoded(const std::string& key, const std::string& value) {
    std::string text;
    const auto number = [&text](size_t n) {
      const auto n32 = static_cast<int32_t>(n);
      text.append(reinterpret_cast<const char*>(&n32), sizeof(n32));
    };
    number(1);
    number(key.size());
    text += key;
    number(value.size());
    text += value;
    return text;
  }

  std::string path_;
};

TEST_F(HppIpcFile, BatchesByIndex) {
  IpcWriteOptions options;
  options.format = ARROWBRIDGE_IPC_FORMAT_FILE;
  Reader reader = Reader::OpenIpcFile(Write("hpp_ipc_file.arrow", options));
  EXPECT_EQ(IpcNumBatches(reader), 4);
  EXPECT_EQ(Values(IpcReadBatch(reader, 1)), (std::vector<int32_t>{3}));
  EXPECT_EQ(Values(reader.Next()), (std::vector<int32_t>{1, 2}));
  EXPECT_EQ(hpp_data::ValuesOf(IpcReadBatchStruct(reader, 0).get()), (std::vector<int32_t>{1, 2}));
  EXPECT_EQ(ErrorOf([&] { return IpcReadBatch(reader, 4); }).code(), EINVAL);
  EXPECT_EQ(ErrorOf([&] { return IpcReadBatch(reader, -1); }).code(), EINVAL);
}

TEST_F(HppIpcFile, MetadataOfTheFooter) {
  const std::string encoded = Encoded("key", std::string("a\0b", 3));
  IpcWriteOptions options;
  options.format = ARROWBRIDGE_IPC_FORMAT_FILE;
  options.footer_metadata = encoded.data();
  Reader reader = Reader::OpenIpcFile(Write("hpp_ipc_metadata.arrow", options));
  EXPECT_EQ(IpcFooterMetadata(reader), (Metadata{{"key", std::string("a\0b", 3)}}));
  EXPECT_EQ(IpcBatchMetadata(reader), Metadata());
}

TEST_F(HppIpcFile, HowABatchIsStored) {
  IpcWriteOptions options;
  options.format = ARROWBRIDGE_IPC_FORMAT_STREAM;
  Reader reader = Reader::OpenIpcFile(Write("hpp_ipc_stored.arrows", options));
  EXPECT_EQ(arrowbridge::GetIpcBatchInfo(reader).body_size, 0);
  reader.Next();
  EXPECT_EQ(arrowbridge::GetIpcBatchInfo(reader).codec, ARROWBRIDGE_IPC_CODEC_NONE);
  EXPECT_GT(arrowbridge::GetIpcBatchInfo(reader).body_size, 0);
  EXPECT_EQ(arrowbridge::TryIpcNumBatches(reader).code(), ENOTSUP);
  EXPECT_EQ(arrowbridge::TryIpcBytesAfterEnd(reader).code(), EINVAL) << "before the end";
  while (reader.Next()) {
  }
  EXPECT_EQ(IpcBytesAfterEnd(reader), 0);
}

TEST_F(HppIpcFile, ReadersOfOtherThings) {
  Reader reader = MakeReader();
  EXPECT_EQ(arrowbridge::TryIpcNumBatches(reader).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryIpcReadBatch(reader, 0).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryIpcFooterMetadata(reader).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryIpcBatchMetadata(reader).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryGetIpcBatchInfo(reader).code(), EINVAL);
}

TEST_F(HppIpcFile, IntegrationJson) {
  path_ = ::testing::TempDir() + "hpp_integration.json";
  arrowbridge::WriteJsonFile(MakeReader(), path_);
  Reader reader = arrowbridge::OpenJsonFile(path_);
  EXPECT_TRUE(reader.Next().Equals(MakeReader().Next()));
  const Result<Reader> absent = arrowbridge::TryOpenJsonFile(path_ + ".absent");
  EXPECT_EQ(absent.code(), ENOENT);
  EXPECT_EQ(arrowbridge::TryOpenJsonFile(std::string("a\0b", 3)).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryWriteJsonFile(Reader(), path_).code(), EINVAL);
}

}  // namespace
