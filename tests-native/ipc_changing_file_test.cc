// Mapped files that another process writes to, at the same length, while they are read. Metadata is
// copied before it is checked; bodies stay mapped, so they are left alone here.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <random>
#include <thread>

#include "support/ipc_file.h"
#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

using Range = std::pair<size_t, size_t>;  // first byte, end

// A file that the test may write to like another process.
class SharedFile {
 public:
  SharedFile(const std::string& path, const Bytes& bytes) : size_(bytes.size()) {
    const int fd = open(path.c_str(), O_RDWR | O_CREAT, 0600);
    EXPECT_GE(fd, 0);
    EXPECT_EQ(write(fd, bytes.data(), size_), static_cast<ssize_t>(size_));
    void* address = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT_NE(address, MAP_FAILED);
    data_ = static_cast<volatile uint8_t*>(address);
    close(fd);
  }
  ~SharedFile() { munmap(const_cast<uint8_t*>(data_), size_); }
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  void Write(size_t at, uint8_t byte) { data_[at] = byte; }
  void Fill(const Range& range, uint8_t byte) {
    for (size_t i = range.first; i < range.second; ++i) Write(i, byte);
  }

 private:
  size_t size_;
  volatile uint8_t* data_;
};

class IpcChangingFile : public IpcWriteTest {
 protected:
  static constexpr int kColumns = 300;

  // Two batches with metadata, in a file or a stream.
  Bytes Source(int format) {
    std::vector<ArrayData> columns;
    for (int i = 0; i < kColumns; ++i) columns.push_back(Int32s({i, i + 1}).Named("c"));
    const ArrayData batch = Batch(2, columns);
    MemoryOutput memory;
    const ArrowBridgeOutput output = memory.Get();
    ArrowBridgeIpcWriteOptions options = WriteOptions(format, 0);
    const std::string footer = Metadata({{"made", "by hand"}});
    const std::string pair = Metadata({{"batch", "of two"}});
    if (format == ARROWBRIDGE_IPC_FORMAT_FILE) options.footer_metadata = footer.data();
    auto* writer = Garbage<ArrowBridgeIpcWriter*>();
    EXPECT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(batch).get(), &output, &options, &writer,
                                             &error_));
    for (int i = 0; i < 2; ++i) {
      EXPECT_OK(ArrowBridgeIpcWriterWrite(writer, BatchOf(batch).get(), pair.data(), &error_));
    }
    EXPECT_OK(ArrowBridgeIpcWriterFinish(writer, &error_));
    ArrowBridgeIpcWriterRelease(writer);
    return memory.bytes();
  }

  // The metadata of all messages, without the prefix of 8 bytes and without bodies.
  static std::vector<Range> Messages(const Bytes& bytes) {
    std::vector<Range> ranges;
    size_t at = bytes[0] == 'A' ? 8 : 0;
    while (true) {
      int32_t length = 0;
      std::memcpy(&length, bytes.data() + at + 4, 4);
      if (length == 0) return ranges;
      ranges.emplace_back(at + 8, at + 8 + static_cast<size_t>(length));
      at = ranges.back().second;
      if (ranges.size() > 1) at += kBody;
    }
  }
  // The footer, with its length and the magic left out.
  static Range Footer(const Bytes& bytes) {
    int32_t length = 0;
    std::memcpy(&length, bytes.data() + bytes.size() - 10, 4);
    return {bytes.size() - 10 - static_cast<size_t>(length), bytes.size() - 10};
  }

  ReaderHandle Open(const ArrowBridgeIpcReadOptions* options = nullptr) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    code_ = ArrowBridgeOpenIpcFile(path_.c_str(), options, &reader, &error_);
    return ReaderHandle(code_ == 0 ? reader : nullptr);
  }

  // Values of two rows, padded to 64 bytes; an empty validity bitmap.
  static constexpr size_t kBody = kColumns * 64;

  const TemporaryFolder folder_;
  const std::string path_ = folder_.Path("shared.arrow");
  int code_ = 0;
};

TEST_F(IpcChangingFile, FooterOverwrittenAfterOpening) {
  const Bytes bytes = Source(ARROWBRIDGE_IPC_FORMAT_FILE);
  SharedFile file(path_, bytes);
  const ReaderHandle reader = Open();
  ASSERT_OK(code_);
  for (const uint8_t byte : {0xFF, 0x7F, 0x00}) {
    file.Fill(Footer(bytes), byte);
    int64_t count = 0;
    ASSERT_OK(ArrowBridgeIpcReaderNumBatches(reader.get(), &count, &error_));
    EXPECT_EQ(count, 2);
    for (int64_t i = 0; i < count; ++i) {
      auto batch = Garbage<ArrowArray>();
      ASSERT_OK(ArrowBridgeIpcReaderReadBatch(reader.get(), i, &batch, &error_));
      EXPECT_EQ(batch.n_children, kColumns);
      const auto* last = static_cast<const int32_t*>(batch.children[kColumns - 1]->buffers[1]);
      EXPECT_EQ(last[1], kColumns);
      ReleaseChecked(&batch);
    }
    char* text = nullptr;
    int64_t size = 0;
    ASSERT_OK(ArrowBridgeIpcReaderFooterMetadata(reader.get(), &text, &size, &error_));
    EXPECT_EQ(std::string(text, static_cast<size_t>(size)), Metadata({{"made", "by hand"}}));
    ArrowBridgeStringRelease(text);
  }
}

TEST_F(IpcChangingFile, MessageOverwrittenAfterItsBatch) {
  for (const int format : {ARROWBRIDGE_IPC_FORMAT_FILE, ARROWBRIDGE_IPC_FORMAT_STREAM}) {
    const Bytes bytes = Source(format);
    ASSERT_EQ(unlink(path_.c_str()) == 0, format == ARROWBRIDGE_IPC_FORMAT_STREAM);
    SharedFile file(path_, bytes);
    const ReaderHandle reader = Open();
    ASSERT_OK(code_);
    auto* batch = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeReaderNextArray(reader.get(), &batch, &error_));
    const ArrayHandle owned(batch);
    file.Fill(Messages(bytes).at(1), 0xFF);
    char* text = nullptr;
    int64_t size = 0;
    ASSERT_OK(ArrowBridgeIpcReaderBatchMetadata(reader.get(), &text, &size, &error_));
    EXPECT_EQ(std::string(text, static_cast<size_t>(size)), Metadata({{"batch", "of two"}}));
    ArrowBridgeStringRelease(text);
    EXPECT_OK(ArrowBridgeArrayValidate(batch, ARROWBRIDGE_VALIDATE_FULL, &error_));
  }
}

// Whatever the reader sees, it is an error or a batch whose buffers are inside the file.
TEST_F(IpcChangingFile, SEC_5_WriterBesideTheReader) {
  for (const int format : {ARROWBRIDGE_IPC_FORMAT_FILE, ARROWBRIDGE_IPC_FORMAT_STREAM}) {
    const Bytes bytes = Source(format);
    std::vector<Range> ranges = Messages(bytes);
    if (format == ARROWBRIDGE_IPC_FORMAT_FILE) ranges.push_back(Footer(bytes));
    const std::string path = path_ + std::to_string(format);
    SharedFile file(path, bytes);
    std::atomic<bool> ends{false};
    std::thread writer([&] {
      std::mt19937 random(20261129);
      while (!ends) {
        const Range& range = ranges[random() % ranges.size()];
        const size_t at = range.first + random() % (range.second - range.first);
        for (int i = 0; i < 200; ++i) {
          file.Write(at, static_cast<uint8_t>(random() & 0xFF));
          file.Write(at, bytes[at]);
        }
      }
    });
    ArrowBridgeIpcReadOptions options = ReadOptions();
    options.validate = ARROWBRIDGE_VALIDATE_FULL;
    int read = 0, refused = 0;
    for (int i = 0; i < 1500; ++i) {
      auto* opened = Garbage<ArrowBridgeReader*>();
      int code = ArrowBridgeOpenIpcFile(path.c_str(), &options, &opened, &error_);
      const ReaderHandle reader(code == 0 ? opened : nullptr);
      if (code == 0) code = Drain(reader.get(), &error_).code;
      (code == 0 ? read : refused)++;
    }
    ends = true;
    writer.join();
    EXPECT_GT(read, 0);
    EXPECT_GT(refused, 0);
  }
}

}  // namespace
}  // namespace arrowbridge_tests
