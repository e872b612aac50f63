// A writer in a forked child: the child releases it, and the file stays its parent's.
#include <sys/wait.h>
#include <unistd.h>

#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

class IpcWriteFork : public IpcWriteTest {
 protected:
  const TemporaryFolder folder_;
};

// The release affects the child only.
TEST_F(IpcWriteFork, ReleaseInAForkedChild) {
  const std::string path = folder_.Path("a.arrow");
  auto* writer = Garbage<ArrowBridgeIpcWriter*>();
  ASSERT_OK(ArrowBridgeIpcWriterOpenFile(ImportSchema(NumberedBatch(0)).get(), path.c_str(),
                                         nullptr, &writer, &error_));
  const pid_t child = fork();
  if (child == 0) {
    ArrowBridgeIpcWriterRelease(writer);
    _exit(0);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  ASSERT_OK(ArrowBridgeIpcWriterWrite(writer, BatchOf(NumberedBatch(4)).get(), nullptr, &error_));
  ASSERT_OK(ArrowBridgeIpcWriterFinish(writer, &error_));
  ArrowBridgeIpcWriterRelease(writer);
  EXPECT_EQ(folder_.Names(), (std::set<std::string>{"a.arrow"}));
}

}  // namespace
}  // namespace arrowbridge_tests
