// A writer in a forked child: the child releases it, and the file stays its parent's.
#include <sys/wait.h>
#include <unistd.h>

#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

class IpcWriteFork : public IpcWriteTest {
 protected:
  // Releases a writer in a child, then continues to write with it.
  void ReleaseInAChild(const ArrayData& batch, const ArrowBridgeIpcWriteOptions& options) {
    const std::string path = folder_.Path("a.arrow");
    auto* writer = Garbage<ArrowBridgeIpcWriter*>();
    ASSERT_OK(ArrowBridgeIpcWriterOpenFile(ImportSchema(batch).get(), path.c_str(), &options,
                                           &writer, &error_));
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer, BatchOf(batch).get(), nullptr, &error_));
    const pid_t child = fork();
    if (child == 0) {
      ArrowBridgeIpcWriterRelease(writer);
      _exit(0);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer, BatchOf(batch).get(), nullptr, &error_));
    ASSERT_OK(ArrowBridgeIpcWriterFinish(writer, &error_));
    ArrowBridgeIpcWriterRelease(writer);
    EXPECT_EQ(folder_.Names(), (std::set<std::string>{"a.arrow"}));
  }

  const TemporaryFolder folder_;
};

// The release affects the child only.
TEST_F(IpcWriteFork, ReleaseInAForkedChild) { ReleaseInAChild(NumberedBatch(4), WriteOptions()); }

// The threads of the writer do not exist in the child.
TEST_F(IpcWriteFork, WriterWithThreadsIsReleasedInAForkedChild) {
  const Values<int64_t> values(20000, 7);
  ArrowBridgeIpcWriteOptions options = WriteOptions(0, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME);
  options.threads = 3;
  ReleaseInAChild(Batch(20000, {Int64s(values).Named("x"), Int64s(values).Named("y")}), options);
}

}  // namespace
}  // namespace arrowbridge_tests
