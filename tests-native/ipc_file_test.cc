// Files built by hand: dictionaries after the batches that use them, footers that disagree with the
// stream, blocks outside the file.
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "support/ipc_messages.h"
#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

// Builds a file message by message. A test may break members of the footer before the file is
// finished.
struct File {
  Bytes bytes = {'A', 'R', 'R', 'O', 'W', '1', 0, 0};
  std::vector<int64_t> dictionaries, batches;  // offset, metadata length, body length
  std::string footer_field = "words";
  int64_t footer_id = 7;
  int16_t footer_version = ipc::kV5;
  int16_t stream_version;

  Bytes Schema(const std::string& name, int64_t id) const {
    Flat flat;
    ipc::Stream stream(stream_version);
    return stream.Schema(&flat, {ipc::EncodedField(&flat, name, id)}).bytes();
  }
  // The Arrow project's JavaScript writer begins with the first batch or dictionary.
  explicit File(bool with_schema = true, int16_t version = ipc::kV5) : stream_version(version) {
    if (!with_schema) return;
    const Bytes schema = Schema("words", 7);
    bytes.insert(bytes.end(), schema.begin(), schema.end());
  }
  File& Append(std::vector<int64_t>* blocks, const ipc::Stream& message, size_t body) {
    blocks->insert(blocks->end(), {static_cast<int64_t>(bytes.size()),
                                   static_cast<int64_t>(message.bytes().size() - body),
                                   static_cast<int64_t>(body)});
    bytes.insert(bytes.end(), message.bytes().begin(), message.bytes().end());
    return *this;
  }
  File& Dictionary(const std::vector<std::string>& words, bool delta = false) {
    ipc::Batch values;
    values.length = static_cast<int64_t>(words.size());
    values.Texts(words);
    return Append(&dictionaries, ipc::Stream(stream_version).Dictionary(7, values, delta),
                  values.body.size());
  }
  File& Record(const std::vector<int32_t>& indices) {
    ipc::Batch batch;
    batch.length = static_cast<int64_t>(indices.size());
    batch.Int32s(indices);
    return Append(&batches, ipc::Stream(stream_version).Record(batch), batch.body.size());
  }
  Bytes Finish() const {
    Bytes file = bytes;
    const Bytes end = ipc::Stream().Push(0xFFFFFFFFu).Push(0).bytes();
    file.insert(file.end(), end.begin(), end.end());
    Flat flat;
    const auto fields = flat.Offsets({ipc::EncodedField(&flat, footer_field, footer_id)});
    const auto schema = flat.Table({Flat::Offset(1, fields)});
    const auto dictionary_list = flat.Structs(dictionaries, 3);
    const auto batch_list = flat.Structs(batches, 3);
    const auto footer =
        flat.Finish(flat.Table({Flat::Scalar<int16_t>(0, footer_version), Flat::Offset(1, schema),
                                Flat::Offset(2, dictionary_list), Flat::Offset(3, batch_list)}));
    file.insert(file.end(), footer.begin(), footer.end());
    const Bytes length = ipc::Stream().Push(static_cast<uint32_t>(footer.size())).bytes();
    file.insert(file.end(), length.begin(), length.end());
    file.insert(file.end(), bytes.begin(), bytes.begin() + 6);
    return file;
  }
};

class IpcFile : public LiveCountsTest {
 protected:
  // All words of all batches, in order.
  std::string Read(const Bytes& bytes) {
    std::string words;
    ReaderHandle reader;
    code_ = OpenBytes(bytes.data(), bytes.size(), &reader, &error_);
    while (code_ == 0) {
      auto batch = Garbage<ArrowArray>();
      code_ = ArrowBridgeReaderNext(reader.get(), &batch, &error_);
      if (batch.release == nullptr) break;
      const ArrowArray& column = *batch.children[0];
      const auto* offsets = static_cast<const int32_t*>(column.dictionary->buffers[1]);
      const auto* text = static_cast<const char*>(column.dictionary->buffers[2]);
      for (int64_t i = 0; i < column.length; i++) {
        const int32_t at = static_cast<const int32_t*>(column.buffers[1])[i];
        words.append(text + offsets[at], text + offsets[at + 1]);
      }
      ReleaseChecked(&batch);
    }
    return words;
  }
  void ExpectError(const File& file, int code, std::initializer_list<std::string> parts) {
    Read(file.Finish());
    EXPECT_TRUE(IsError(code_, code, error_, parts));
  }

  int code_ = 0;
};

TEST_F(IpcFile, SchemaInTheFooterAlone) {
  EXPECT_EQ(Read(File(false).Dictionary({"A", "B"}).Record({1, 0}).Finish()), "BA");
  EXPECT_OK(code_);
  EXPECT_EQ(Read(File(false).Record({0}).Dictionary({"A"}).Finish()), "A");
  EXPECT_OK(code_);
  EXPECT_EQ(Read(File(false).Finish()), "");
  EXPECT_OK(code_);
}

// IPC-8: all dictionaries and their deltas apply before the first batch, in the order of the
// footer.
TEST_F(IpcFile, DictionaryAfterTheBatch) {
  EXPECT_EQ(Read(File().Record({1, 0}).Dictionary({"A", "B"}).Record({0}).Finish()), "BAA");
  EXPECT_OK(code_);
  EXPECT_EQ(Read(File()
                     .Dictionary({"A"})
                     .Record({0, 2})
                     .Dictionary({"B"}, true)
                     .Record({1})
                     .Dictionary({"C"}, true)
                     .Finish()),
            "ACB");
  EXPECT_OK(code_);
  File swapped =
      File().Dictionary({"A"}).Dictionary({"B"}, true).Dictionary({"C"}, true).Record({0, 1, 2});
  std::rotate(swapped.dictionaries.begin() + 3, swapped.dictionaries.begin() + 6,
              swapped.dictionaries.end());
  EXPECT_EQ(Read(swapped.Finish()), "ACB");
  EXPECT_OK(code_);
}

TEST_F(IpcFile, DictionaryTwice) {
  ExpectError(File().Dictionary({"A"}).Dictionary({"B"}).Record({0}), EINVAL,
              {"IPC-8", "dictionary 7", "words"});
}

// Batches come in the order of the footer, whatever their order in the file (IPC-7 only recommends
// one).
TEST_F(IpcFile, OrderOfTheFooter) {
  File file = File().Dictionary({"A", "B", "C"}).Record({0}).Record({1}).Record({2});
  std::rotate(file.batches.begin(), file.batches.begin() + 3, file.batches.end());
  EXPECT_EQ(Read(file.Finish()), "BCA");
  EXPECT_OK(code_);
}

// A message may be listed once: a small footer could otherwise have it read any number of times.
TEST_F(IpcFile, IPC_5_MessagesThatOverlap) {
  File file = File().Dictionary({"A"}).Dictionary({"B"}, true).Record({0}).Record({1});
  File twice = file;
  twice.batches.insert(twice.batches.end(), file.batches.begin(), file.batches.begin() + 3);
  ExpectError(twice, EINVAL, {"IPC-5", "messages overlap according to the footer"});
  twice = file;
  twice.dictionaries.insert(twice.dictionaries.end(), file.dictionaries.end() - 3,
                            file.dictionaries.end());
  ExpectError(twice, EINVAL, {"IPC-5", "messages overlap"});
  twice = file;
  twice.batches[2] += 8;  // reaches into the batch after it
  ExpectError(twice, EINVAL, {"IPC-5", "messages overlap"});
  EXPECT_EQ(Read(file.Finish()), "AB");
  EXPECT_OK(code_);
}

TEST_F(IpcFile, FooterDisagrees) {
  File file = File().Dictionary({"A"}).Record({0});
  file.footer_field = "other";
  ExpectError(file, EINVAL, {"IPC-6"});
  file.footer_field = "words";
  file.footer_id = 8;
  ExpectError(file, EINVAL, {"IPC-6"});
}

// IPC-6: each message says its own version. Arrow C++ in V4 mode writes a footer of V5, Arrow.jl
// before 2.4 wrote one of V4 over messages of V5.
TEST_F(IpcFile, FooterOfAnotherVersionThanTheMessages) {
  EXPECT_EQ(Read(File(true, ipc::kV4).Dictionary({"A", "B"}).Record({1, 0}).Finish()), "BA");
  EXPECT_OK(code_);
  File file(true, ipc::kV5);
  file.footer_version = ipc::kV4;
  EXPECT_EQ(Read(file.Dictionary({"A", "B"}).Record({1, 0}).Finish()), "BA");
  EXPECT_OK(code_);
  file.footer_version = 2;
  ExpectError(file, ENOTSUP, {"IPC-1", "V3"});
}

// The footer decides. What is at byte 8 may be missing, or anything.
TEST_F(IpcFile, FirstMessageIsElsewhere) {
  for (const size_t padding : {size_t{1}, size_t{3}, size_t{8}, size_t{56}}) {
    for (const uint8_t filler : {0x00, 0xFF, 0x7F}) {
      File file(false);
      file.bytes.insert(file.bytes.end(), padding, filler);
      const Bytes schema = file.Schema("words", 7);
      file.bytes.insert(file.bytes.end(), schema.begin(), schema.end());
      EXPECT_EQ(Read(file.Dictionary({"A", "B"}).Record({1, 0}).Finish()), "BA")
          << padding << " bytes of " << int{filler};
      EXPECT_OK(code_);
    }
  }
}

// How much one read returns.
constexpr size_t kPieces[] = {1, 7, 100000};

TEST_F(IpcFile, BlocksOutsideTheFile) {
  const File valid = File().Dictionary({"A"}).Record({0});
  const auto size = static_cast<int64_t>(valid.Finish().size());
  const int64_t wrong[][3] = {{0, 8, 0},         {-8, 8, 0},   {size, 8, 0},     {INT64_MAX, 8, 0},
                              {8, 0, 0},         {8, size, 0}, {8, 8, size},     {8, 8, INT64_MAX},
                              {8, INT32_MAX, 0}, {8, 8, -8},   {size - 20, 8, 8}};
  for (const auto& block : wrong) {
    SCOPED_TRACE(std::to_string(block[0]) + " " + std::to_string(block[1]) + " " +
                 std::to_string(block[2]));
    File file = valid;
    file.batches.assign(block, block + 3);
    ExpectError(file, EINVAL, {"IPC-5", "record batch 0"});
    file = valid;
    file.dictionaries.assign(block, block + 3);
    ExpectError(file, EINVAL, {"IPC-5", "dictionary batch 0"});
  }
}

TEST_F(IpcFile, BlocksOfAnotherKind) {
  File file = File().Dictionary({"A"}).Record({0});
  std::swap(file.batches, file.dictionaries);
  ExpectError(file, EINVAL, {"IPC-5"});
}

TEST_F(IpcFile, FooterLengthIsWrong) {
  const Bytes valid = File().Dictionary({"A"}).Record({0}).Finish();
  for (const uint32_t claim : {0u, 0xFFFFFFFFu, 0x7FFFFFFFu, static_cast<uint32_t>(valid.size())}) {
    Bytes file = valid;
    std::memcpy(file.data() + file.size() - 10, &claim, 4);
    Read(file);
    EXPECT_ERROR(code_, EINVAL, "IPC-5", "footer");
  }
}

// IPC-5: also where the file comes piece by piece, the footer decides. The stream inside it may be
// incomplete.
TEST_F(IpcFile, FromCallbacks) {
  const Bytes whole = File().Dictionary({"A"}).Record({0}).Finish();
  const Bytes late = File().Record({0}).Dictionary({"A"}).Finish();
  const Bytes without_schema = File(false).Dictionary({"A"}).Record({0}).Finish();
  for (const Bytes* bytes : {&whole, &late, &without_schema}) {
    for (const size_t piece : kPieces) {
      PiecewiseInput input(bytes->data(), bytes->size(), piece);
      const ArrowBridgeInput callbacks = input.Get();
      auto* reader = Garbage<ArrowBridgeReader*>();
      ASSERT_OK(ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_));
      const ReaderHandle owned(reader);
      int64_t batches = 0;
      EXPECT_OK(ArrowBridgeIpcReaderNumBatches(reader, &batches, &error_));
      EXPECT_EQ(batches, 1);
      const Drained drained = Drain(reader, &error_);
      EXPECT_OK(drained.code);
      EXPECT_EQ(drained.Rows(), 1);
    }
  }
}

// Wherever a file is cut, it is an error, as by path.
TEST_F(IpcFile, CutOffFromCallbacks) {
  const Bytes whole = File().Dictionary({"A"}).Record({0}).Record({0}).Finish();
  for (size_t size = 1; size < whole.size(); size++) {
    PiecewiseInput input(whole.data(), size, 100);
    const ArrowBridgeInput callbacks = input.Get();
    auto* reader = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_);
    ASSERT_EQ(code, EIO) << size << " of " << whole.size() << " bytes: " << error_.message;
    EXPECT_EQ(input.releases(), 1);
  }
}

// The descriptor of a file is mapped from its position, which moves to the end; a pipe is stored.
TEST_F(IpcFile, FromDescriptors) {
  const Bytes whole = File().Record({0}).Dictionary({"A"}).Finish();
  const TemporaryFolder folder;
  const std::string path = folder.Path("after.other");
  std::ofstream(path, std::ios::binary)
      .write("other", 5)
      .write(reinterpret_cast<const char*>(whole.data()),
             static_cast<std::streamsize>(whole.size()));
  ArrowBridgeIpcReadOptions options = ReadOptions();
  for (const int32_t no_map : {0, 1}) {
    options.no_map = no_map;
    const int fd = open(path.c_str(), O_RDONLY);
    ASSERT_EQ(lseek(fd, 5, SEEK_SET), 5);
    auto* reader = Garbage<ArrowBridgeReader*>();
    ASSERT_OK(ArrowBridgeOpenIpcDescriptor(fd, 0, &options, &reader, &error_));
    EXPECT_EQ(lseek(fd, 0, SEEK_CUR), static_cast<off_t>(5 + whole.size()));
    EXPECT_EQ(Drain(reader, &error_).Rows(), 1);
    ArrowBridgeReaderRelease(reader);
    close(fd);
  }
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], whole.data(), whole.size()), static_cast<ssize_t>(whole.size()));
  close(ends[1]);
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcDescriptor(ends[0], 1, nullptr, &reader, &error_));
  EXPECT_EQ(Drain(reader, &error_).Rows(), 1);
  ArrowBridgeReaderRelease(reader);
}

// Above 64 MiB the rest is stored in a file without a name.
TEST_F(IpcFile, LargeFromCallbacks) {
  File file;
  file.Dictionary({"A", "B"}).Record({1});
  file.bytes.resize(file.bytes.size() + (size_t{70} << 20));
  const Bytes whole = file.Record({0}).Finish();
  const std::string folder = std::getenv("TMPDIR") == nullptr ? "" : std::getenv("TMPDIR");
  for (const bool stored : {true, false}) {
    if (!stored) setenv("TMPDIR", "/nonexistent", 1);
    PiecewiseInput input(whole.data(), whole.size(), size_t{10} << 20);
    const ArrowBridgeInput callbacks = input.Get();
    auto* reader = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_);
    if (stored) {
      ASSERT_OK(code);
      EXPECT_EQ(Drain(reader, &error_).Rows(), 2);
      ArrowBridgeReaderRelease(reader);
    } else {
      EXPECT_ERROR(code, ENOENT, "temporary file", "TMPDIR");
    }
  }
  folder.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", folder.c_str(), 1);
}

// SEC-5: a vtable may say any size of a table, since writers share vtables between tables; fields
// lie in the flatbuffer.
TEST_F(IpcFile, TablesThatShareAVtable) {
  const Bytes whole = File().Dictionary({"A", "B"}).Record({1, 0}).Finish();
  int32_t length = 0;
  std::memcpy(&length, whole.data() + whole.size() - 10, 4);
  const size_t footer = whole.size() - 10 - static_cast<size_t>(length);
  uint32_t root = 0;
  std::memcpy(&root, whole.data() + footer, 4);
  int32_t back = 0;
  std::memcpy(&back, whole.data() + footer + root, 4);
  const size_t vtable = footer + root - static_cast<size_t>(back);
  for (const uint16_t size : {0, 4, 60000}) {
    Bytes other = whole;
    std::memcpy(other.data() + vtable + 2, &size, 2);
    EXPECT_EQ(Read(other), "BA") << size;
    EXPECT_OK(code_);
  }
  for (uint16_t field = 0; field < 4; field++) {
    for (const uint16_t outside : {static_cast<uint16_t>(length), uint16_t{0xFFFF}}) {
      Bytes other = whole;
      std::memcpy(other.data() + vtable + 4 + 2 * field, &outside, 2);
      Read(other);
      EXPECT_ERROR(code_, EINVAL, "SEC-5", "outside the flatbuffer");
    }
  }
}

TEST_F(IpcFile, WithoutBatches) {
  EXPECT_EQ(Read(File().Finish()), "");
  EXPECT_OK(code_);
}

}  // namespace
}  // namespace arrowbridge_tests
