// Reads the table of examples/data in both formats, from every kind of source, and cut off at every
// byte.
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <thread>

#include "support/builders.h"
#include "support/ipc_inputs.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {
namespace {

constexpr int64_t kRows[] = {64, 64, 64, 64, 56};
const char* const kColumns[] = {"zone",      "country",    "countries",      "latitude",
                                "longitude", "utc_offset", "changes_clocks", "first_transition",
                                "rule",      "comments"};
const char* const kFormats[] = {"u", "C", "+l", "g", "g", "i", "b", "tss:UTC", "u", "u"};

template <typename T>
const T* BufferOf(const ArrowArray& array, int index) {
  return static_cast<const T*>(array.buffers[index]);
}

std::string_view Text(const ArrowArray& array, int64_t row) {
  const auto* offsets = BufferOf<int32_t>(array, 1);
  return {BufferOf<char>(array, 2) + offsets[row],
          static_cast<size_t>(offsets[row + 1] - offsets[row])};
}

bool IsNull(const ArrowArray& array, int64_t row) {
  const auto* validity = BufferOf<uint8_t>(array, 0);
  return validity != nullptr && (validity[row / 8] >> (row % 8) & 1) == 0;
}

std::string List(const ArrowArray& array, int64_t row) {
  const auto* offsets = BufferOf<int32_t>(array, 1);
  std::string joined;
  for (int32_t i = offsets[row]; i < offsets[row + 1]; i++) {
    joined += (joined.empty() ? "" : ", ") + std::string(Text(*array.children[0], i));
  }
  return joined;
}

// A row of the table (0 to 311), as examples/data/README.md gives it.
struct Known {
  int64_t row;
  const char *zone, *country, *countries;
  double latitude, longitude;
  int32_t utc_offset;
  bool changes_clocks;
  int64_t first_transition;
  const char *rule, *comments;
};
const Known kKnown[] = {
    {0, "Europe/Andorra", "Andorra", "AD", 42.5, 1.5166666666666666, 3600, true, -2177453164,
     "CET-1CEST,M3.5.0,M10.5.0/3", nullptr},
    {1, "Asia/Dubai", "United Arab Emirates", "AE, OM, RE, SC, TF", 25.3, 55.3, 14400, false,
     -1577936472, "<+04>-4", "Crozet"},
    {63, "America/Belize", "Belize", "BZ", 17.5, -88.2, -21600, false, -1822500432, "CST6",
     nullptr},
    {64, "America/St_Johns", "Canada", "CA", 47.56666666666667, -52.71666666666667, -12600, true,
     -2713897748, "NST3:30NDT,M3.2.0,M11.1.0", "Newfoundland, Labrador (SE)"},
    {311, "Africa/Johannesburg", "South Africa", "ZA, LS, SZ", -26.25, 28, 7200, false, -2458173120,
     "SAST-2", nullptr},
};

class IpcRead : public LiveCountsTest, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    LiveCountsTest::SetUp();
    path_ = ExampleData(GetParam());
    bytes_ = ReadBytes(path_);
  }

  bool IsFile() const { return bytes_[0] == 'A'; }

  void ExpectCells(const ArrowArray& batch, int64_t first) {
    for (const Known& known : kKnown) {
      const int64_t row = known.row - first;
      if (row < 0 || row >= batch.length) continue;
      SCOPED_TRACE(known.zone);
      EXPECT_EQ(Text(*batch.children[0], row), known.zone);
      EXPECT_EQ(Text(*batch.children[1]->dictionary, BufferOf<uint8_t>(*batch.children[1], 1)[row]),
                known.country);
      EXPECT_EQ(List(*batch.children[2], row), known.countries);
      EXPECT_EQ(BufferOf<double>(*batch.children[3], 1)[row], known.latitude);
      EXPECT_EQ(BufferOf<double>(*batch.children[4], 1)[row], known.longitude);
      EXPECT_EQ(BufferOf<int32_t>(*batch.children[5], 1)[row], known.utc_offset);
      EXPECT_EQ((BufferOf<uint8_t>(*batch.children[6], 1)[row / 8] >> (row % 8) & 1) != 0,
                known.changes_clocks);
      EXPECT_EQ(BufferOf<int64_t>(*batch.children[7], 1)[row], known.first_transition);
      EXPECT_EQ(Text(*batch.children[8], row), known.rule);
      EXPECT_EQ(IsNull(*batch.children[9], row), known.comments == nullptr);
      if (known.comments != nullptr) {
        EXPECT_EQ(Text(*batch.children[9], row), known.comments);
      }
      cells_ += 10;
    }
  }

  // Reads the whole table through an exported stream. The reader is released first, the stream
  // before the last batch.
  void ExpectTable(ArrowBridgeReader* reader) {
    auto stream = Garbage<ArrowArrayStream>();
    ASSERT_OK(ArrowBridgeExportRecordBatchReader(reader, &stream, &error_));
    ArrowBridgeReaderRelease(reader);
    ExpectSchema(&stream);
    int64_t first = 0, offsets = 0, nulls = 0;
    std::vector<ArrowArray> batches;
    while (true) {
      auto batch = Garbage<ArrowArray>();
      ASSERT_EQ(stream.get_next(&stream, &batch), 0) << stream.get_last_error(&stream);
      if (batch.release == nullptr) break;
      ASSERT_LT(batches.size(), 5u);
      ASSERT_EQ(batch.length, kRows[batches.size()]);
      ASSERT_EQ(batch.n_children, 10);
      batches.push_back(batch);
    }
    ReleaseChecked(&stream);
    ASSERT_EQ(batches.size(), 5u);
    for (auto& batch : batches) {
      ExpectCells(batch, first);
      for (int64_t i = 0; i < batch.length; i++)
        offsets += BufferOf<int32_t>(*batch.children[5], 1)[i];
      nulls += batch.children[9]->null_count;
      first += batch.length;
      ReleaseChecked(&batch);
    }
    EXPECT_EQ(offsets, 855900);
    EXPECT_EQ(nulls, 111);
    EXPECT_EQ(cells_, 50);
  }

  void ExpectSchema(ArrowArrayStream* stream) {
    auto schema = Garbage<ArrowSchema>();
    ASSERT_EQ(stream->get_schema(stream, &schema), 0);
    ASSERT_EQ(schema.n_children, 10);
    const std::string metadata =
        Metadata({{"source", "tzdata 2025b"}, {"license", "public domain"}});
    EXPECT_EQ(std::string(schema.metadata, metadata.size()), metadata);
    for (int i = 0; i < 10; i++) {
      EXPECT_STREQ(schema.children[i]->name, kColumns[i]);
      EXPECT_STREQ(schema.children[i]->format, kFormats[i]);
      EXPECT_EQ((schema.children[i]->flags & ARROW_FLAG_NULLABLE) != 0, i == 7 || i == 9)
          << kColumns[i];
    }
    EXPECT_STREQ(schema.children[1]->dictionary->format, "u");
    EXPECT_STREQ(schema.children[2]->children[0]->name, "item");
    const std::string unit = Metadata({{"unit", "degrees north"}});
    EXPECT_EQ(std::string(schema.children[3]->metadata, unit.size()), unit);
    ReleaseChecked(&schema);
  }

  std::string path_;
  Bytes bytes_;
  int cells_ = 0;
};

TEST_P(IpcRead, Mapped) {
  auto* reader = Garbage<ArrowBridgeReader*>();
  const int64_t copied = ArrowBridgeBytesCopied();
  ASSERT_OK(ArrowBridgeOpenIpcFile(path_.c_str(), nullptr, &reader, &error_));
  ExpectTable(reader);
  EXPECT_EQ(ArrowBridgeBytesCopied(), copied);
}

TEST_P(IpcRead, NotMapped) {
  auto options = ReadOptions();
  options.no_map = 1;
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcFile(path_.c_str(), &options, &reader, &error_));
  ExpectTable(reader);
}

TEST_P(IpcRead, Pipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::thread writer([&] {
    for (size_t at = 0; at < bytes_.size();) {
      const ssize_t wrote = write(ends[1], bytes_.data() + at, bytes_.size() - at);
      if (wrote <= 0) break;
      at += static_cast<size_t>(wrote);
    }
    close(ends[1]);
  });
  auto* reader = Garbage<ArrowBridgeReader*>();
  const int rc = ArrowBridgeOpenIpcDescriptor(ends[0], 1, nullptr, &reader, &error_);
  EXPECT_OK(rc);
  if (rc == 0) ExpectTable(reader);
  // The footer of a file is not read: the pipe is closed with bytes left in it.
  writer.join();
  EXPECT_EQ(close(ends[0]), -1) << "the descriptor was not closed";
}

TEST_P(IpcRead, DescriptorIsClosedOnlyOnRequest) {
  FILE* file = std::fopen(path_.c_str(), "rb");
  ASSERT_NE(file, nullptr);
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcDescriptor(fileno(file), 0, nullptr, &reader, &error_));
  ExpectTable(reader);
  EXPECT_EQ(std::fclose(file), 0);
}

TEST_P(IpcRead, CallbackByteByByte) {
  PiecewiseInput input(bytes_.data(), bytes_.size(), 1);
  const ArrowBridgeInput callbacks = input.Get();
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_));
  if (IsFile()) {
    EXPECT_EQ(input.position(), bytes_.size()) << "the footer is at the end";
  } else {
    EXPECT_LT(input.position(), 3000u) << "opening reads more than the schema";
  }
  ExpectTable(reader);
  EXPECT_EQ(input.releases(), 1);
}

TEST_P(IpcRead, CallbackError) {
  PiecewiseInput input(bytes_.data(), bytes_.size(), 100);
  input.FailAt(20000, 4711, "the cable was cut");
  const ArrowBridgeInput callbacks = input.Get();
  auto* reader = Garbage<ArrowBridgeReader*>();
  const int code = ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_);
  if (IsFile()) {
    EXPECT_ERROR(code, 4711, "the cable was cut");
    EXPECT_EQ(input.releases(), 1);
    return;
  }
  ASSERT_OK(code);
  EXPECT_ERROR(Drain(reader, &error_).code, 4711, "the cable was cut");
  EXPECT_ERROR(Drain(reader, &error_).code, 4711, "the cable was cut");
  EXPECT_EQ(input.releases(), 0);
  ArrowBridgeReaderRelease(reader);
  EXPECT_EQ(input.releases(), 1);
}

void CountRelease(void* context) { ++*static_cast<int*>(context); }

// The memory is released once, when the reader, the batches and all children moved out of them are
// released.
TEST_P(IpcRead, MemoryIsKeptUntilTheLastOwner) {
  int releases = 0;
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcBuffer(bytes_.data(), static_cast<int64_t>(bytes_.size()),
                                     CountRelease, &releases, nullptr, &reader, &error_));
  auto batch = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeReaderNext(reader, &batch, &error_));
  ArrowBridgeReaderRelease(reader);
  EXPECT_EQ(releases, 0);
  ArrowArray country = MoveOut(batch.children[1]);
  ArrowArray rule = MoveOut(batch.children[8]);
  ReleaseChecked(&batch);
  EXPECT_EQ(Text(*country.dictionary, BufferOf<uint8_t>(country, 1)[63]), "Belize");
  EXPECT_EQ(Text(rule, 63), "CST6");
  ReleaseChecked(&country);
  EXPECT_EQ(releases, 0);
  ReleaseChecked(&rule);
  EXPECT_EQ(releases, 1);
}

TEST_P(IpcRead, MemoryIsReleasedOnFailure) {
  int releases = 0;
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeOpenIpcBuffer(bytes_.data(), 100, CountRelease, &releases, nullptr,
                                        &reader, &error_),
               EIO, "ArrowBridgeOpenIpcBuffer", "IPC-");
  EXPECT_EQ(reader, nullptr);
  EXPECT_EQ(releases, 1);
  EXPECT_ERROR(ArrowBridgeOpenIpcBuffer(bytes_.data(), -1, CountRelease, &releases, nullptr,
                                        &reader, &error_),
               EINVAL, "size");
  EXPECT_EQ(releases, 2);
}

// Buffers at odd addresses are copied to aligned ones, and counted.
TEST_P(IpcRead, MisalignedMemory) {
  for (const size_t shift : {1, 2, 4, 7}) {
    Bytes moved(bytes_.size() + 16);
    const size_t at = (16 - reinterpret_cast<uintptr_t>(moved.data()) % 8) % 8 + shift;
    std::memcpy(moved.data() + at, bytes_.data(), bytes_.size());
    const int64_t copied = ArrowBridgeBytesCopied();
    ReaderHandle reader;
    cells_ = 0;
    ASSERT_OK(OpenBytes(moved.data() + at, bytes_.size(), &reader, &error_));
    ExpectTable(reader.release());
    EXPECT_GT(ArrowBridgeBytesCopied(), copied);
  }
}

// IPC-4: input that is cut off ends or gives an error; it never gives more than it contains.
TEST_P(IpcRead, CutOffAtEveryByte) {
  int ends = 0;
  for (size_t size = 0; size < bytes_.size(); size++) {
    const Bytes cut(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(size));
    ReaderHandle reader;
    int rc = OpenBytes(cut.data(), cut.size(), &reader, &error_);
    if (rc == 0) {
      const Drained drained = Drain(reader.get(), &error_);
      rc = drained.code;
      EXPECT_LE(drained.Rows(), 312);
      ends += rc == 0;
    }
    ASSERT_TRUE(rc == 0 || rc == EIO || (rc == EINVAL && size == 0))
        << size << ": " << rc << " " << error_.message;
    if (rc != 0) {
      ASSERT_NE(std::strstr(error_.message, "IPC-"), nullptr) << size << ": " << error_.message;
    }
  }
  // A stream that is cut between two messages is complete (schema, dictionary, five batches; not
  // half of the end marker).
  EXPECT_EQ(ends, std::string(GetParam()) == "timezones.arrows" ? 7 : 0);
}

TEST_P(IpcRead, CutOffInOrder) {
  for (size_t size = 0; size < bytes_.size(); size += 97) {
    PiecewiseInput input(bytes_.data(), size, 4096);
    const ArrowBridgeInput callbacks = input.Get();
    auto* reader = Garbage<ArrowBridgeReader*>();
    int rc = ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_);
    if (rc == 0) {
      rc = Drain(reader, &error_).code;
      ArrowBridgeReaderRelease(reader);
    }
    ASSERT_TRUE(rc == 0 || rc == EIO || (rc == EINVAL && size == 0))
        << size << ": " << error_.message;
    EXPECT_EQ(input.releases(), 1);
  }
}

// SEC-5: any byte may be wrong. Contents are not validated here; the call must only return.
TEST_P(IpcRead, EveryByteOfTheMetadataWrong) {
  for (size_t at = 0; at < bytes_.size(); at++) {
    if (at == 3000) at = bytes_.size() - 3000;
    for (const uint8_t value : {0x00, 0x7F, 0x80, 0xFF}) {
      Bytes wrong = bytes_;
      wrong[at] = value;
      ReaderHandle reader;
      if (OpenBytes(wrong.data(), wrong.size(), &reader, &error_) == 0)
        Drain(reader.get(), &error_);
    }
  }
}

std::string FormName(const ::testing::TestParamInfo<const char*>& form) {
  return std::string(form.param) == "timezones.arrow" ? "File" : "Stream";
}

INSTANTIATE_TEST_SUITE_P(Timezones, IpcRead,
                         ::testing::Values("timezones.arrow", "timezones.arrows"), FormName);

}  // namespace
}  // namespace arrowbridge_tests
