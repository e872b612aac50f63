// arrowbridge.hpp over a real table: every way to open it, then validation, comparison, printing.

#include "support/hpp_fixture.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#define OPEN_FOR_READING(path) _open(path, _O_RDONLY | _O_BINARY)
#else
#include <fcntl.h>
#define OPEN_FOR_READING(path) open(path, O_RDONLY)
#endif

namespace {

using arrowbridge::Array;
using arrowbridge::IpcReadOptions;
using arrowbridge::PrintOptions;
using arrowbridge::Reader;
using arrowbridge::Result;
using arrowbridge::Schema;
using arrowbridge::Status;
using arrowbridge::ValidateLevel;

class HppIpc : public HppFixture {
 protected:
  static std::string Path(const std::string& name) {
    const char* folder = std::getenv("ARROWBRIDGE_EXAMPLE_DATA");
    return std::string(folder != nullptr ? folder : "examples/data") + "/" + name;
  }

  static std::string BytesOf(const std::string& name) {
    std::ifstream file(Path(name), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }

  static int64_t RowsOf(Reader reader) {
    int64_t rows = 0;
    for (const Array& batch : reader) rows += batch.length();
    return rows;
  }
};

// An input over bytes that returns a few at a time.
struct Drip {
  std::string bytes;
  size_t at = 0;

  int64_t operator()(void* buffer, int64_t size) {
    const size_t n = std::min({static_cast<size_t>(size), bytes.size() - at, size_t{1000}});
    std::memcpy(buffer, bytes.data() + at, n);
    at += n;
    return static_cast<int64_t>(n);
  }
};

TEST_F(HppIpc, FromPaths) {
  EXPECT_EQ(RowsOf(Reader::OpenIpcFile(Path("timezones.arrow"))), 312);
  IpcReadOptions options;
  options.validate = ARROWBRIDGE_VALIDATE_FULL;
  options.no_map = 1;
  EXPECT_EQ(RowsOf(Reader::OpenIpcFile(Path("timezones.arrows"), options)), 312);
}

TEST_F(HppIpc, MissingFileGivesTheSystemsCode) {
  Result<Reader> reader = Reader::TryOpenIpcFile(Path("no-such-file"));
  EXPECT_EQ(reader.code(), ENOENT);
  EXPECT_EQ(ErrorOf([] { return Reader::OpenIpcFile(Path("no-such-file")); }).code(), ENOENT);
  const std::string with_nul = Path("timezones.arrow") + std::string("\0.bak", 5);
  EXPECT_EQ(Reader::TryOpenIpcFile(with_nul).code(), EINVAL)
      << "the name must not be cut at the NUL";
}

TEST_F(HppIpc, FromBytes) {
  const std::string bytes = BytesOf("timezones.arrow");
  EXPECT_EQ(RowsOf(Reader::OpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()))), 312);
  EXPECT_EQ(RowsOf(Reader::OpenIpcBuffer(std::vector<char>(bytes.begin(), bytes.end()))), 312);
  int released = 0;
  Reader reader = Reader::OpenIpcBuffer(
      bytes.data(), static_cast<int64_t>(bytes.size()),
      [](void* context) { ++*static_cast<int*>(context); }, &released);
  Array batch = reader.Next();
  reader.reset();
  EXPECT_EQ(released, 0) << "a batch still points into the bytes";
  batch.reset();
  EXPECT_EQ(released, 1);
}

TEST_F(HppIpc, ABatchKeepsOwnedBytesAlive) {
  Array batch = Reader::OpenIpcBuffer(BytesOf("timezones.arrows")).Next();
  EXPECT_TRUE(batch.TryValidate().ok());
  EXPECT_EQ(batch.length(), 64);
  EXPECT_FALSE(Reader::TryOpenIpcBuffer(std::string("not Arrow at all")).ok());
}

TEST_F(HppIpc, FromADescriptor) {
  const int fd = OPEN_FOR_READING(Path("timezones.arrows").c_str());
  ASSERT_GE(fd, 0);
  EXPECT_EQ(RowsOf(Reader::OpenIpcDescriptor(fd, true)), 312);
}

TEST_F(HppIpc, FromACallable) {
  EXPECT_EQ(RowsOf(Reader::OpenIpcFunction(Drip{BytesOf("timezones.arrows")})), 312);
  Result<Reader> broken = Reader::TryOpenIpcFunction(
      [](void*, int64_t) -> Result<int64_t> { return Status(EPIPE, "the other end hung up"); });
  EXPECT_EQ(broken.code(), EPIPE);
  EXPECT_EQ(broken.message(), "the other end hung up");
  auto witness = std::make_shared<int>(0);
  EXPECT_FALSE(Reader::TryOpenIpcFunction([witness](void*, int64_t) { return int64_t{0}; }).ok());
  EXPECT_EQ(witness.use_count(), 1);
}

TEST_F(HppIpc, Validate) {
  Array batch = Reader::OpenIpcFile(Path("timezones.arrow")).Next();
  for (ValidateLevel level : {ValidateLevel::kNone, ValidateLevel::kMinimal,
                              ValidateLevel::kDefault, ValidateLevel::kFull}) {
    EXPECT_NO_THROW(batch.Validate(level));
  }
  arrowbridge::UniqueArray wrong = BatchStruct({1, std::nullopt});
  wrong->children[0]->null_count = 0;
  Array lying = Array::ImportRecordBatch(std::move(wrong), MakeSchema());
  EXPECT_TRUE(lying.TryValidate(ValidateLevel::kDefault).ok());
  const Status status = lying.TryValidate(ValidateLevel::kFull);
  EXPECT_EQ(status.code(), EINVAL);
  EXPECT_EQ(ErrorOf([&] { return lying.Validate(), 0; }).what(), status.message());
}

TEST_F(HppIpc, Equals) {
  Array file = Reader::OpenIpcFile(Path("timezones.arrow")).Next();
  Array stream = Reader::OpenIpcFile(Path("timezones.arrows")).Next();
  EXPECT_TRUE(file.Equals(stream));
  EXPECT_FALSE(file.Equals(stream.Slice(1)));
  EXPECT_TRUE(file.Slice(3, 4).Equals(stream.Slice(3, 4)));
  EXPECT_EQ(file.TryEquals(Array()).code(), EINVAL);
}

TEST_F(HppIpc, SchemaEquals) {
  Schema schema = Reader::OpenIpcFile(Path("timezones.arrow")).GetSchema();
  Schema plain = MakeSchema();
  EXPECT_TRUE(schema.Equals(Reader::OpenIpcFile(Path("timezones.arrows")).GetSchema(), true));
  EXPECT_FALSE(schema.Equals(plain));
  arrowbridge::UniqueSchema with_metadata = SchemaStruct();
  // One pair: the key "k", and an empty value.
  const int32_t one = 1;
  char metadata[13] = {};
  std::memcpy(metadata, &one, 4);
  std::memcpy(metadata + 4, &one, 4);
  metadata[8] = 'k';
  with_metadata->metadata = metadata;
  Schema other = Schema::Import(std::move(with_metadata));
  EXPECT_TRUE(plain.Equals(other)) << "metadata is compared only on request";
  EXPECT_FALSE(plain.Equals(other, true));
}

TEST_F(HppIpc, Printing) {
  Reader reader = Reader::OpenIpcFile(Path("timezones.arrow"));
  EXPECT_NE(reader.GetSchema().ToString().find("first_transition"), std::string::npos);
  Array batch = reader.Next();
  const std::string usual = batch.ToString();
  EXPECT_NE(usual.find("Europe/Andorra"), std::string::npos) << usual;
  PrintOptions options;
  options.head = -1;
  options.tail = 1;
  const std::string last = batch.ToString(options);
  EXPECT_EQ(last.find("Europe/Andorra"), std::string::npos) << last;
  EXPECT_NE(last.find("America/Belize"), std::string::npos) << last;
  EXPECT_EQ(Array().TryToString().code(), EINVAL);
  EXPECT_EQ(Schema().TryToString().code(), EINVAL);
  EXPECT_EQ(Schema().TryDecodeDictionaries().code(), EINVAL);
  const Schema decoded = reader.GetSchema().DecodeDictionaries();
  EXPECT_FALSE(decoded.Equals(reader.GetSchema()));
  EXPECT_TRUE(decoded.Equals(decoded.DecodeDictionaries(), true));
}

}  // namespace
