// Files at paths: symbolic links, owners, and data that reach the disk before the name.

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/adapter_fixture.h"

namespace {

namespace fs = std::filesystem;
using namespace arrowbridge_tests;  // NOLINT

int synced = 0;       // calls of fsync, whose descriptor is still under its temporary name
int64_t started = 0;  // the bytes from the start of that file whose writeback was started before

class IpcWritePaths : public AdapterFixture {
 protected:
  void SetUp() override {
    AdapterFixture::SetUp();
    std::string name = testing::TempDir() + "paths_XXXXXX";
    folder_ = mkdtemp(name.data());
    synced = 0;
    started = 0;
  }
  void TearDown() override {
    fs::remove_all(folder_);
    AdapterFixture::TearDown();
  }
  int Write(const fs::path& path) {
    return ArrowBridgeWriteIpcFile(Imported(2).get(), path.c_str(), nullptr, &error_);
  }
  int64_t FilesIn(const fs::path& folder) {
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
  }

  fs::path folder_;
};

TEST_F(IpcWritePaths, LinksToNothingAreFollowed) {
  fs::create_directory(folder_ / "data");
  fs::create_symlink("data/real.arrow", folder_ / "first");
  fs::create_symlink(folder_ / "first", folder_ / "second");
  ASSERT_OK(Write(folder_ / "second"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "second"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "first"));
  EXPECT_TRUE(fs::is_regular_file(folder_ / "data" / "real.arrow"));
  EXPECT_EQ(FilesIn(folder_ / "data"), 1);
  ASSERT_OK(Write(folder_ / "second"));  // and links to a file
  EXPECT_TRUE(fs::is_symlink(folder_ / "second"));
}

TEST_F(IpcWritePaths, LinksThatLeadNowhere) {
  fs::create_symlink("b", folder_ / "a");
  fs::create_symlink("a", folder_ / "b");
  EXPECT_EQ(Write(folder_ / "a"), ELOOP);
  fs::create_symlink("missing/file", folder_ / "c");
  EXPECT_EQ(Write(folder_ / "c"), ENOENT);
  EXPECT_TRUE(fs::is_symlink(folder_ / "c"));
  EXPECT_EQ(FilesIn(folder_), 3);
}

TEST_F(IpcWritePaths, OwnerAndPermissionsAreKept) {
  const fs::path path = folder_ / "file.arrow";
  ASSERT_OK(Write(path));
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  const bool is_root = geteuid() == 0;
  ASSERT_TRUE(!is_root || chown(path.c_str(), 65534, 65533) == 0);
  ASSERT_OK(Write(path));
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
  EXPECT_EQ(status.st_uid, is_root ? 65534 : geteuid());
  EXPECT_EQ(status.st_gid, is_root ? 65533 : getegid());
}

TEST_F(IpcWritePaths, DataReachTheDiskBeforeTheName) {
  ASSERT_OK(Write(folder_ / "file.arrow"));
  EXPECT_EQ(synced, 1);
  EXPECT_EQ(started, 0);
}

#if defined(__linux__)
// Otherwise all data of a large file would be written to the disk at its end, while nothing else
// happens.
TEST_F(IpcWritePaths, WritebackOfLargeFilesStartsEarly) {
  const int64_t rows = 3 << 20;
  const Values<int64_t> values(rows, 7);
  const ArrayData batch = Batch(rows, {Int64s(values).Named("x")});
  ArrowSchema schema;
  ArrowArray array;
  const auto schema_log = MakeSchema(batch, &schema), array_log = MakeArray(batch, &array);
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeReaderFromBatches(&schema, 1, &array, &reader, &error_));
  const ReaderHandle owned(reader);
  const fs::path path = folder_ / "file.arrow";
  ASSERT_OK(ArrowBridgeWriteIpcFile(reader, path.c_str(), nullptr, &error_));
  EXPECT_EQ(synced, 1);
  EXPECT_EQ(started, rows * 8);
}
#endif

bool IsTemporary(int fd) {
  char name[4096] = {};
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  return readlink(link.c_str(), name, sizeof(name) - 1) > 0 &&
         std::string(name).find(".arrowbridge-") != std::string::npos;
}

}  // namespace

// Take the place of libc's functions in this process.
extern "C" int fsync(int fd) {
  if (IsTemporary(fd)) synced++;
  return 0;
}

#if defined(__linux__)
extern "C" int sync_file_range(int fd, off64_t offset, off64_t size, unsigned flags) {
  EXPECT_EQ(synced, 0);
  EXPECT_EQ(flags, static_cast<unsigned>(SYNC_FILE_RANGE_WRITE)) << "it does not wait";
  if (IsTemporary(fd) && offset == started) started += size;
  return 0;
}
#endif
