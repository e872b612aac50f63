// JSON of the integration format: golden files equal their IPC counterparts, and written files are
// read back equal.
#include <cerrno>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include "support/all_types.h"
#include "support/json_files.h"

namespace arrowbridge_tests {
namespace {

namespace fs = std::filesystem;

class JsonGolden : public JsonFixture, public ::testing::WithParamInterface<const char*> {
 protected:
  void OpenIpc(const std::string& path, ReaderHandle* out) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &reader, &error_));
    out->reset(reader);
  }

  // A codec may be missing on this machine, or unknown to this library.
  bool CanRead(const std::string& path) {
    ReaderHandle reader;
    OpenIpc(path, &reader);
    return reader != nullptr && Drain(reader.get(), &error_).code != ENOSYS;
  }

  void Compare(const std::string& json, const std::string& ipc) {
    SCOPED_TRACE(ipc);
    if (!CanRead(ipc)) return;
    ReaderHandle a, b;
    ASSERT_OK(Open(json, &a));
    ASSERT_NO_FATAL_FAILURE(OpenIpc(ipc, &b));
    if (json_has_other_names_) {
      ExpectSameBatches(a.get(), b.get());
    } else {
      ExpectSame(a.get(), b.get());
    }
    compared_++;
  }

  // The golden IPC files of maps with custom field names have the standard names.
  bool json_has_other_names_ = false;
  int compared_ = 0;
};

TEST_P(JsonGolden, EqualsIpcAndRoundTrips) {
  const fs::path folder = ArrowTestData(std::string("arrow-ipc-stream/integration/") + GetParam());
  if (!fs::exists(folder)) GTEST_SKIP() << "no golden files in " << folder;
  std::vector<std::string> golden;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".gz") golden.push_back(entry.path().string());
  }
  ASSERT_FALSE(golden.empty());
  for (const auto& path : golden) {
    golden_ = path;
    const std::string base = path.substr(0, path.size() - std::strlen(".json.gz"));
    const std::string json = Save(Gunzip(path));
    json_has_other_names_ = base.find("map_non_canonical") != std::string::npos;
    Compare(json, base + ".stream");
    Compare(json, base + ".arrow_file");
    SCOPED_TRACE(path);
    ReaderHandle original, source, back;
    ASSERT_OK(Open(json, &source));
    ASSERT_OK(ArrowBridgeWriteJsonFile(source.get(), Path("back.json").c_str(), &error_));
    ASSERT_OK(Open(json, &original));
    ASSERT_OK(Open(Path("back.json"), &back));
    ExpectSame(original.get(), back.get());
  }
  if (std::string(GetParam()) != "2.0.0-compression") {
    EXPECT_EQ(compared_, 2 * static_cast<int>(golden.size()));
  }
}

INSTANTIATE_TEST_SUITE_P(All, JsonGolden,
                         ::testing::Values("0.14.1", "1.0.0-littleendian", "2.0.0-compression",
                                           "4.0.0-shareddict"),
                         [](const auto& form) {
                           std::string name = form.param;
                           for (char& letter : name) letter = std::isalnum(letter) ? letter : '_';
                           return name;
                         });

class JsonTypes : public JsonFixture, public ::testing::WithParamInterface<TypeCase> {};

TEST_P(JsonTypes, RoundTrip) {
  for (const bool with_nulls : {false, true}) {
    for (const int64_t rows : {0, 1, 11}) {
      SCOPED_TRACE(rows);
      const ArrayData column = GetParam().make(rows, with_nulls).Named("column");
      RoundTrip({Batch(rows, {column}), Batch(rows, {column})});
    }
  }
}

TEST_P(JsonTypes, SlicesRoundTrip) {
  const ArrayData column = GetParam().make(11, true).Named("column");
  RoundTrip({Batch(11, {column}).Sliced(3, 5), Batch(11, {column}).Sliced(10, 1)});
}

TEST_P(JsonTypes, NoBatchKeepsTheSchema) {
  const ArrayData batch = Batch(1, {GetParam().make(1, false).Named("column")});
  ArrowSchema schema;
  MakeBatchSchema(batch, &schema);
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeReaderFromBatches(&schema, 0, nullptr, &reader, &error_));
  const ReaderHandle owned(reader);
  ASSERT_OK(ArrowBridgeWriteJsonFile(reader, Path("empty.json").c_str(), &error_));
  ReaderHandle back;
  ASSERT_OK(Open(Path("empty.json"), &back));
  ExpectSame(back.get(), reader);
}

INSTANTIATE_TEST_SUITE_P(All, JsonTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

class Json : public JsonFixture {};

TEST_F(Json, ExtremesRoundTrip) {
  const double infinity = std::numeric_limits<double>::infinity();
  const auto wide = [](const char* format, size_t width) {
    std::string least(width, '\0'), most(width, '\xFF');
    least.back() = '\x80';
    most.back() = '\x7F';
    return FixedBytes(format, width, {least, most, std::string(width, '\xFF')}).Named(format);
  };
  // The decimals with as many nines as the precision allows.
  const auto nines = [](const std::string& format, size_t width, int digits) {
    std::string most(width, '\0'), least(width, '\0');
    for (; digits > 0; digits--) {
      int carry = 9;
      for (char& byte : most) {
        carry += 10 * static_cast<uint8_t>(byte);
        byte = static_cast<char>(carry);
        carry >>= 8;
      }
    }
    int carry = 1;
    for (size_t i = 0; i < width; i++) {
      carry += static_cast<uint8_t>(~most[i]);
      least[i] = static_cast<char>(carry);
      carry >>= 8;
    }
    return FixedBytes(format, width, {least, most, std::string(width, '\xFF')}).Named(format);
  };
  RoundTrip({Batch(
      3, {Int64s({INT64_MIN, INT64_MAX, -1}).Named("l"),
          Fixed<uint64_t>("L", {UINT64_MAX, 0, 1}).Named("L"),
          Fixed<int8_t>("c", {-128, 127, 0}).Named("c"),
          Fixed<double>("g", {infinity, -infinity, 5e-324}).Named("g"),
          Fixed<float>("f", {3.4028235e38f, 1e-45f, -0.0f}).Named("f"),
          Fixed<uint16_t>("e", {0x7BFF, 0x0001, 0xFC00}).Named("e"),
          Strings("u", {"quote \" slash \\ \n\x01", std::string("a\0b", 3), "\xF0\x9F\x98\x80"})
              .Named("text \"\xC3\xA9\""),
          nines("d:9,0,32", 4, 9), nines("d:18,0,64", 8, 18), nines("d:38,0", 16, 38),
          nines("d:76,0,256", 32, 76), wide("tiD", 8), wide("tin", 16)})});
}

TEST_F(Json, NotANumberIsRead) {
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  const std::string path = Path("nan.json");
  ASSERT_OK(ArrowBridgeWriteJsonFile(
      ReaderOf({Batch(1, {Fixed<double>("g", {nan}).Named("x")})}).get(), path.c_str(), &error_));
  ReaderHandle reader;
  ASSERT_OK(Open(path, &reader));
  auto batch = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
  EXPECT_TRUE(std::isnan(static_cast<const double*>(batch.children[0]->buffers[1])[0]));
  batch.release(&batch);
}

TEST_F(Json, NegativeZeroHasAFraction) {
  // Many readers take -0 for an integer and lose the sign.
  const std::string path = Path("zero.json");
  ASSERT_OK(ArrowBridgeWriteJsonFile(
      ReaderOf({Batch(2, {Fixed<double>("g", {-0.0, 0.0}).Named("x")})}).get(), path.c_str(),
      &error_));
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(text.find("[-0.0,0]"), std::string::npos) << text;
}

TEST_F(Json, MetadataRoundTrips) {
  ArrayData column = Int32s({1}).Named("x");
  column.flags = 0;
  column.metadata = Metadata({{"a", "1"}, {"a", "2"}, {"\xC3\xA9", ""}});
  ArrayData batch = Batch(1, {column});
  batch.metadata = Metadata({{"of the schema", "\"quoted\"\n"}});
  RoundTrip({batch});
}

TEST_F(Json, ColumnsOutliveReaderAndBatch) {
  const std::string path = Path("test.json");
  ASSERT_OK(ArrowBridgeWriteJsonFile(ReaderOf(NumberedBatches(3)).get(), path.c_str(), &error_));
  ReaderHandle reader;
  ASSERT_OK(Open(path, &reader));
  auto batch = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
  reader.reset();
  ExpectNumberedBatch(batch, 0);
  ArrowArray numbers = MoveOut(batch.children[0]);
  ReleaseChecked(&batch);
  EXPECT_EQ(static_cast<const int32_t*>(numbers.buffers[1])[0], 0);
  ReleaseChecked(&numbers);
}

// A dictionary that grows is written as a whole; one that is replaced cannot be written.
TEST_F(Json, DictionariesOfBatches) {
  const auto batch = [](const Values<std::string>& values) {
    return Batch(2, {Dictionary(Fixed<int8_t>("c", {0, 1}), Strings("u", values)).Named("x")});
  };
  RoundTrip({batch({"a", "b"}), batch({"a", "b", "c"}), batch({"a", "b"})});
  const std::string path = Save("before", "kept.json");
  EXPECT_ERROR(ArrowBridgeWriteJsonFile(ReaderOf({batch({"a", "b"}), batch({"a", "c"})}).get(),
                                        path.c_str(), &error_),
               ENOTSUP, "batch 1", "field 'x'", "dictionary");
  EXPECT_EQ(Load(path), "before");
}

TEST_F(Json, InvalidUtf8CannotBeWritten) {
  EXPECT_ERROR(
      ArrowBridgeWriteJsonFile(ReaderOf({Batch(2, {Strings("u", {"a", "\xFF"}).Named("x")})}).get(),
                               Path("bad.json").c_str(), &error_),
      ENOTSUP, "field 'x'", "row 1", "UTF-8");
  EXPECT_FALSE(fs::exists(Path("bad.json")));
}

TEST_F(Json, FilesThatCannotBeOpened) {
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeOpenJsonFile(Path("none").c_str(), &reader, &error_), ENOENT, "none");
  EXPECT_EQ(reader, nullptr);
  EXPECT_ERROR(ArrowBridgeOpenJsonFile(folder_.c_str(), &reader, &error_), EISDIR, "read");
  EXPECT_ERROR(ArrowBridgeWriteJsonFile(ReaderOf(NumberedBatches(1)).get(),
                                        Path("no/folder.json").c_str(), &error_),
               ENOENT, "folder.json");
}

TEST_F(Json, NullArguments) {
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeOpenJsonFile(nullptr, &reader, &error_), EINVAL, "'path' is NULL");
  EXPECT_ERROR(ArrowBridgeOpenJsonFile("x", nullptr, &error_), EINVAL, "'out' is NULL");
  EXPECT_ERROR(ArrowBridgeWriteJsonFile(nullptr, "x", &error_), EINVAL, "'reader' is NULL");
  EXPECT_ERROR(ArrowBridgeWriteJsonFile(ReaderOf(NumberedBatches(1)).get(), nullptr, &error_),
               EINVAL, "'path' is NULL");
}

}  // namespace
}  // namespace arrowbridge_tests
