// arrowbridge.hpp: writing IPC in one call and batch by batch, and reading it back.

#include <arrowbridge/arrowbridge.hpp>

#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

using arrowbridge::IpcWriteOptions;
using arrowbridge::IpcWriter;
using arrowbridge::Reader;
using arrowbridge::Schema;
using arrowbridge::Status;

class HppIpcWrite : public IpcWriteTest {
 protected:
  Reader Numbers() { return Reader::Adopt(ReaderOf(NumberedBatches(3)).release()); }

  void ExpectNumbers(const std::string& bytes) {
    ExpectEqual(ReadBack(Bytes(bytes.begin(), bytes.end())), NumberedBatches(3));
  }

  static std::string Text(const Bytes& bytes) { return std::string(bytes.begin(), bytes.end()); }
};

TEST_F(HppIpcWrite, FileAndFunction) {
  const TemporaryFolder folder;
  Numbers().WriteIpcFile(folder.Path("a.arrow"));
  ExpectNumbers(Text(ReadBytes(folder.Path("a.arrow"))));

  std::string bytes;
  const auto append = [&bytes](const void* data, int64_t size) {
    bytes.append(static_cast<const char*>(data), static_cast<size_t>(size));
  };
  Numbers().WriteIpcFunction(append);
  ExpectNumbers(bytes);
}

TEST_F(HppIpcWrite, OptionsAreUsed) {
  IpcWriteOptions options;
  options.format = ARROWBRIDGE_IPC_FORMAT_FILE;
  std::string bytes;
  Numbers().WriteIpcFunction(
      [&bytes](const void* data, int64_t size) {
        bytes.append(static_cast<const char*>(data), static_cast<size_t>(size));
        return Status();
      },
      options);
  EXPECT_EQ(bytes.substr(0, 6), "ARROW1");
  ExpectNumbers(bytes);
}

TEST_F(HppIpcWrite, FailuresKeepCodeAndMessage) {
  const auto full = [](const void*, int64_t) { return Status(ENOSPC, "no more room"); };
  const Status status = Numbers().TryWriteIpcFunction(full);
  EXPECT_EQ(status.code(), ENOSPC);
  EXPECT_EQ(status.message(), "no more room");
  EXPECT_THROW(Numbers().WriteIpcFile("/dev/null/none"), arrowbridge::Error);
  EXPECT_EQ(Numbers().TryWriteIpcFile(std::string("a\0b", 3)).code(), EINVAL);
  EXPECT_EQ(Numbers().TryWriteIpcDescriptor(-1).code(), EINVAL);
  EXPECT_EQ(Reader().TryWriteIpcFile("a.arrow").code(), EINVAL);
}

TEST_F(HppIpcWrite, WriterBatchByBatch) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("a.arrow");
  Reader reader = Numbers();
  const Schema schema = reader.GetSchema();
  IpcWriter writer = IpcWriter::OpenFile(schema, path);
  for (const arrowbridge::Array& batch : reader) writer.Write(batch);
  IpcWriter moved = std::move(writer);
  moved.Finish();
  ExpectNumbers(Text(ReadBytes(path)));
  EXPECT_EQ(writer.TryFinish().code(), EINVAL);

  IpcWriter abandoned = IpcWriter::OpenFile(schema, folder.Path("b.arrow"));
  abandoned.reset();
  EXPECT_EQ(folder.Names(), (std::set<std::string>{"a.arrow"}));
}

// The writer owns the callable.
TEST_F(HppIpcWrite, WriterOwnsItsFunction) {
  const auto counted = std::make_shared<std::string>();
  {
    Reader reader = Numbers();
    IpcWriter writer =
        IpcWriter::OpenFunction(reader.GetSchema(), [counted](const void* data, int64_t size) {
          counted->append(static_cast<const char*>(data), static_cast<size_t>(size));
        });
    for (const arrowbridge::Array& batch : reader) writer.Write(batch);
    writer.Finish();
    EXPECT_EQ(counted.use_count(), 2);
  }
  EXPECT_EQ(counted.use_count(), 1);
  ExpectNumbers(*counted);
}

}  // namespace
}  // namespace arrowbridge_tests
