// Allocation failures in decoders and encoders, and in readers that follow a file.

#include <fstream>

#include "support/allocation_failures.h"
#include "support/ipc_decoding.h"

namespace arrowbridge_tests {
namespace {

class AllocationFailuresMessages : public AllocationFailures {
 protected:
  // Two batches whose dictionaries differ.
  static std::vector<ArrayData> Words() {
    const auto words = [](const Values<std::string>& values) {
      return Batch(2, {Dictionary(Int32s({0, 1}), Strings("u", values)).Named("words"),
                       Int32s({7, {}}).Named("numbers")});
    };
    return {words({"a", "b"}), words({"c", "d"})};
  }
};

TEST_P(AllocationFailuresMessages, Decoder) {
  const Bytes bytes = Written(Words(), WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM));
  const int64_t indices[] = {1, 0};
  ArrowBridgeIpcReadOptions options = {};
  options.struct_size = sizeof(options);
  options.column_indices = indices;
  options.n_columns = 2;
  Each([&] {
    ArrowBridgeIpcDecoder* decoder = nullptr;
    int code = ArrowBridgeIpcDecoderNew(&options, &decoder, &error_);
    EXPECT_EQ(decoder == nullptr, code != 0);
    for (size_t at = 0; at < bytes.size() && code == 0;) {
      // An odd cut inside nearly every part.
      const size_t piece = std::min<size_t>(bytes.size() - at, 101);
      int64_t used = 0;
      ArrowArray batch = {};
      code = ArrowBridgeIpcDecoderFeed(decoder, bytes.data() + at, static_cast<int64_t>(piece),
                                       &used, &batch, &error_);
      EXPECT_TRUE(code == 0 || batch.release == nullptr);
      if (batch.release != nullptr) batch.release(&batch);
      at += static_cast<size_t>(used);
    }
    if (code == 0) code = ArrowBridgeIpcDecoderFinish(decoder, &error_);
    ArrowBridgeIpcDecoderRelease(decoder);
    return code;
  });
}

TEST_P(AllocationFailuresMessages, EncoderAndMessages) {
  const auto data = Words();
  const SchemaHandle schema = ImportSchema(data[0]);
  const ArrayHandle batches[] = {ImportArray(data[0]), ImportArray(data[1])};
  Each([&] {
    int released = 0, given = 0;
    ArrowBridgeIpcEncoder* encoder = nullptr;
    ArrowBridgeIpcDecoder* decoder = nullptr;
    int code = ArrowBridgeIpcEncoderNew(schema.get(), nullptr, &encoder, &error_);
    if (code == 0)
      code = ArrowBridgeIpcDecoderNewWithSchema(schema.get(), nullptr, &decoder, &error_);
    bool is_schema = true;
    for (const auto& batch : batches) {
      if (code == 0) code = ArrowBridgeIpcEncoderWrite(encoder, batch.get(), nullptr, &error_);
      ArrowBridgeIpcMessage message = {};
      while (code == 0 && ArrowBridgeIpcEncoderNext(encoder, &message, &error_) == 0 &&
             message.kind != ARROWBRIDGE_IPC_MESSAGE_NONE) {
        if (std::exchange(is_schema, false)) continue;
        ArrowArray out = {};
        given++;
        code = ArrowBridgeIpcDecoderFeedMessage(
            decoder, message.metadata, message.metadata_size, message.body, message.body_size,
            [](void* context) { ++*static_cast<int*>(context); }, &released, &out, &error_);
        EXPECT_TRUE(code == 0 || out.release == nullptr);
        if (out.release != nullptr) out.release(&out);
      }
    }
    ArrowBridgeIpcDecoderRelease(decoder);
    ArrowBridgeIpcEncoderRelease(encoder);
    InternalArrowBridgeCollect();
    EXPECT_EQ(released, given);
    return code;
  });
}

TEST_P(AllocationFailuresMessages, FollowedFile) {
  TemporaryFolder folder;
  const std::string path = folder.Path("growing.arrows");
  const Bytes bytes = Written(Words(), WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM));
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  Each([&] {
    int released = 0;
    const ArrowBridgeIpcFollowOptions follow = {
        sizeof(follow), 60000, nullptr, [](void* context) { ++*static_cast<int*>(context); },
        &released};
    ArrowBridgeReader* reader = nullptr;
    int code = ArrowBridgeFollowIpcFile(path.c_str(), nullptr, &follow, &reader, &error_);
    EXPECT_EQ(reader == nullptr, code != 0);
    for (bool more = code == 0; more;) {
      ArrowArray batch = {};
      code = ArrowBridgeReaderNext(reader, &batch, &error_);
      more = batch.release != nullptr;
      if (more) batch.release(&batch);
    }
    ArrowBridgeReaderRelease(reader);
    InternalArrowBridgeCollect();
    EXPECT_EQ(released, 1);
    return code;
  });
}

ARROWBRIDGE_INSTANTIATE_ALLOCATION_FAILURES(AllocationFailuresMessages);

}  // namespace
}  // namespace arrowbridge_tests
