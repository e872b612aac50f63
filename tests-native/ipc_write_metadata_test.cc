// Custom metadata of the footer and of batches, copied from IPC to IPC.

#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

class IpcWriteMetadata : public IpcWriteTest {
 protected:
  // Three batches; the first and the last have metadata, and so has the footer.
  Bytes Source(const ArrayData& column) {
    MemoryOutput memory;
    const ArrowBridgeOutput output = memory.Get();
    ArrowBridgeIpcWriteOptions options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_FILE, 0);
    options.footer_metadata = kFooter.data();
    const ArrayData batch = Batch(column.length, {column.Named("c")});
    auto* writer = Garbage<ArrowBridgeIpcWriter*>();
    EXPECT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(batch).get(), &output, &options, &writer,
                                             &error_));
    for (const char* metadata : {kFirst.data(), static_cast<const char*>(nullptr), kLast.data()}) {
      EXPECT_OK(ArrowBridgeIpcWriterWrite(writer, BatchOf(batch).get(), metadata, &error_));
    }
    EXPECT_OK(ArrowBridgeIpcWriterFinish(writer, &error_));
    ArrowBridgeIpcWriterRelease(writer);
    return memory.bytes();
  }

  ReaderHandle Open(const Bytes& bytes) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr,
                                       nullptr, nullptr, &reader, &error_));
    return ReaderHandle(reader);
  }

  template <typename Function>
  std::string Get(Function function, const ReaderHandle& reader) {
    char* text = nullptr;
    int64_t size = 0;
    EXPECT_OK(function(reader.get(), &text, &size, &error_));
    const std::string copy(text == nullptr ? "" : text, static_cast<size_t>(size));
    ArrowBridgeStringRelease(text);
    return copy;
  }

  std::vector<std::string> OfBatches(const Bytes& bytes) {
    const ReaderHandle reader = Open(bytes);
    std::vector<std::string> all;
    for (ArrowArray batch = {};;) {
      EXPECT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
      if (batch.release == nullptr) return all;
      batch.release(&batch);
      all.push_back(Get(ArrowBridgeIpcReaderBatchMetadata, reader));
    }
  }

  const std::string kFooter = Metadata({{"made", "by hand"}, {"", std::string("\0x", 2)}});
  const std::string kFirst = Metadata({{"batch", "0"}});
  const std::string kLast = Metadata({{"batch", "2"}, {"batch", "again"}});
};

TEST_F(IpcWriteMetadata, MetadataOfAnIpcSourceIsKept_IPC_13) {
  for (const ArrayData& column :
       {Int32s({1, 2}), Dictionary(Fixed<int8_t>("c", {0, 1}), Strings("u", {"a", "b"}))}) {
    const Bytes source = Source(column);
    for (const int format : {ARROWBRIDGE_IPC_FORMAT_FILE, ARROWBRIDGE_IPC_FORMAT_STREAM}) {
      const Bytes written =
          Written(Open(source).get(), WriteOptions(format, ARROWBRIDGE_IPC_CODEC_ZSTD));
      EXPECT_EQ(OfBatches(written), (std::vector<std::string>{kFirst, "", kLast}));
      if (format == ARROWBRIDGE_IPC_FORMAT_FILE) {
        EXPECT_EQ(Get(ArrowBridgeIpcReaderFooterMetadata, Open(written)), kFooter);
      }
    }
  }
}

TEST_F(IpcWriteMetadata, MetadataOfTheOptionsComesFirst) {
  const Bytes source = Source(Int32s({1}));
  ArrowBridgeIpcWriteOptions options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_FILE, 0);
  options.footer_metadata = kLast.data();
  EXPECT_EQ(Get(ArrowBridgeIpcReaderFooterMetadata, Open(Written(Open(source).get(), options))),
            kLast);
}

}  // namespace
}  // namespace arrowbridge_tests
