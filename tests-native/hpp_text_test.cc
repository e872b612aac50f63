// arrowbridge.hpp: CSV and newline-delimited JSON.

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "support/hpp_fixture.h"
#include "support/ipc_outputs.h"

namespace {

using arrowbridge::Error;
using arrowbridge::Reader;
using arrowbridge::Status;
using arrowbridge::TextWriteOptions;
using arrowbridge::UniqueArray;
using arrowbridge::UniqueSchema;

constexpr char kCsv[] = "n,twice\n1,2\n2,4\n3,6\n,0\n5,10\n";
constexpr char kJson[] =
    "{\"n\":1,\"twice\":2}\n{\"n\":2,\"twice\":4}\n{\"n\":3,\"twice\":6}\n"
    "{\"n\":null,\"twice\":0}\n{\"n\":5,\"twice\":10}\n";

class HppText : public HppFixture {
 protected:
  static std::string Load(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  std::string Path(const std::string& name) const { return folder_.Path(name); }

  const arrowbridge_tests::TemporaryFolder folder_;
};

TEST_F(HppText, Files) {
  arrowbridge::WriteTextFile(MakeReader(), Path("a.csv"));
  EXPECT_EQ(Load(Path("a.csv")), kCsv);
  arrowbridge::WriteTextFile(MakeReader(), Path("a.ndjson"));
  EXPECT_EQ(Load(Path("a.ndjson")), kJson);
  arrowbridge::WriteTextFile(MakeReader(), Path("a.csv"),
                             TextWriteOptions(ARROWBRIDGE_TEXT_FORMAT_NDJSON));
  EXPECT_EQ(Load(Path("a.csv")), kJson);
}

TEST_F(HppText, Descriptors) {
  const int fd = open(Path("fd").c_str(), O_CREAT | O_WRONLY, 0600);
  ASSERT_GE(fd, 0);
  const Reader reader = MakeReader();
  TextWriteOptions options(ARROWBRIDGE_TEXT_FORMAT_NDJSON);
  options.max_rows = 2;
  arrowbridge::WriteTextDescriptor(reader, fd, options);
  arrowbridge::WriteTextDescriptor(reader, fd);  // the batches after the last row
  close(fd);
  EXPECT_EQ(Load(Path("fd")), std::string(kJson, 36) + "n,twice\n3,6\n,0\n5,10\n");
}

TEST_F(HppText, Functions) {
  std::string text;
  const auto append = [&text](const void* data, int64_t size) {
    text.append(static_cast<const char*>(data), static_cast<size_t>(size));
  };
  arrowbridge::WriteTextFunction(MakeReader(), append);
  EXPECT_EQ(text, kCsv);
  arrowbridge::WriteTextFunction(
      MakeReader(),
      [&append](const void* data, int64_t size) {
        append(data, size);
        return Status();
      },
      TextWriteOptions(ARROWBRIDGE_TEXT_FORMAT_NDJSON));
  EXPECT_EQ(text, std::string(kCsv) + kJson);
}

TEST_F(HppText, FailuresKeepCodeAndMessage) {
  const auto full = [](const void*, int64_t) { return Status(ENOSPC, "no more room"); };
  const Status status = arrowbridge::TryWriteTextFunction(MakeReader(), full);
  EXPECT_EQ(status.code(), ENOSPC);
  EXPECT_EQ(status.message(), "no more room");
  const auto throws = [](const void*, int64_t) { throw Error(ENXIO, "no device"); };
  EXPECT_EQ(ErrorOf([&] {
              arrowbridge::WriteTextFunction(MakeReader(), throws);
              return 0;
            }).code(),
            ENXIO);

  const Status folder = arrowbridge::TryWriteTextFile(MakeReader(), Path("no/a.csv"));
  EXPECT_EQ(folder.code(), ENOENT);
  EXPECT_NE(folder.message().find("no/a.csv"), std::string::npos) << folder.message();
  EXPECT_THROW(arrowbridge::WriteTextFile(MakeReader(), Path("no/a.csv")), Error);
  EXPECT_EQ(arrowbridge::TryWriteTextFile(MakeReader(), std::string("a\0b", 3)).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryWriteTextDescriptor(MakeReader(), -1).code(), EINVAL);
  EXPECT_THROW(arrowbridge::WriteTextDescriptor(MakeReader(), -1), Error);
  EXPECT_EQ(arrowbridge::TryWriteTextFile(Reader(), Path("a.csv")).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryWriteTextFile(MakeReader(), Path("a.csv"), TextWriteOptions(3)).code(),
            EINVAL);
  EXPECT_TRUE(folder_.Names().empty());
}

TEST_F(HppText, DataThatCannotBeWritten) {
  UniqueSchema twice = SchemaStruct();
  twice->children[1]->name = "n";
  const Reader same_names = Reader::FromBatches(std::move(twice), {});
  const Status status = arrowbridge::TryWriteTextFile(same_names, Path("a.jsonl"));
  EXPECT_EQ(status.code(), ENOTSUP);
  EXPECT_NE(status.message().find("two members with the name 'n'"), std::string::npos)
      << status.message();
  arrowbridge::WriteTextFile(same_names, Path("a.csv"));
  EXPECT_EQ(Load(Path("a.csv")), "n,n\n");

  using namespace arrowbridge_tests;  // NOLINT
  ArrayData column = Strings("u", {"a", "b"}).Named("x");
  const int32_t wrong = 100;
  std::memcpy(column.buffers[1]->data() + sizeof(wrong), &wrong, sizeof(wrong));
  const ArrayData batch = Batch(2, {column});
  ArrowSchema schema;
  ArrowArray array;
  const Log schema_log = arrowbridge_tests::MakeSchema(batch, &schema),
            log = MakeArray(batch, &array);
  std::vector<UniqueArray> batches;
  batches.emplace_back(&array);
  const Status invalid = arrowbridge::TryWriteTextFile(
      Reader::FromBatches(UniqueSchema(&schema), std::move(batches)), Path("a.csv"));
  EXPECT_EQ(invalid.code(), EINVAL);
  for (const char* part : {"COL-5", "batch 0", "'x'", "a.csv"}) {
    EXPECT_NE(invalid.message().find(part), std::string::npos) << invalid.message();
  }
  EXPECT_TRUE(log->AllOnce());
  EXPECT_EQ(Load(Path("a.csv")), "n,n\n") << "the file is kept";
  EXPECT_EQ(folder_.Names(), (std::set<std::string>{"a.csv"}));
}

}  // namespace
