// The functions that the integration test runner of the Arrow project calls.
#include <cerrno>
#include <string>
#include <thread>

#include "support/json_files.h"

namespace arrowbridge_tests {
namespace {

constexpr auto kExportSchema = ArrowBridge_CDataIntegration_ExportSchemaFromJson;
constexpr auto kCompareSchema = ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson;
constexpr auto kExportBatch = ArrowBridge_CDataIntegration_ExportBatchFromJson;
constexpr auto kCompareBatch = ArrowBridge_CDataIntegration_ImportBatchAndCompareToJson;

std::string TextOf(const char* error) { return error == nullptr ? "" : error; }

class CDataIntegration : public JsonFixture {
 protected:
  // Two batches: numbers, and structs of texts and of lists.
  static std::vector<ArrayData> Data(int32_t number = 7, const std::string& text = "deep",
                                     int64_t item = 3) {
    const ArrayData texts = Strings("u", {"a", "b", text}).Named("text");
    const ArrayData items = Int64s({1, 2, item});
    const ArrayData lists = Lists("+l", {1, 0, 2}, items).Named("list");
    const ArrayData structs = Struct({true, false, true}, {texts, lists}).Named("s");
    return {Batch(3, {Int32s({1, 2, 3}).Named("n"), structs}),
            Batch(3, {Int32s({4, std::nullopt, number}).Named("n"), structs})};
  }

  std::string Write(const std::vector<ArrayData>& batches) {
    const std::string path = Path("data.json");
    EXPECT_OK(ArrowBridgeWriteJsonFile(ReaderOf(batches).get(), path.c_str(), &error_));
    return path;
  }

  std::string CompareBatch(const std::string& path, int number, const ArrayData& data) {
    ArrowArray batch;
    logs_.push_back(MakeArray(data, &batch));
    const std::string text = TextOf(kCompareBatch(path.c_str(), number, &batch));
    EXPECT_EQ(batch.release, nullptr);
    return text;
  }

  std::string CompareSchema(const std::string& path, const ArrayData& data) {
    ArrowSchema schema;
    MakeBatchSchema(data, &schema);
    const std::string text = TextOf(kCompareSchema(path.c_str(), &schema));
    EXPECT_EQ(schema.release, nullptr);
    return text;
  }

  static void ExpectParts(const std::string& text, std::initializer_list<const char*> parts) {
    for (const char* part : parts) {
      EXPECT_NE(text.find(part), std::string::npos) << "no \"" << part << "\" in: " << text;
    }
  }
};

TEST_F(CDataIntegration, ExportedDataIsEqual) {
  const std::string path = Write(Data());
  const int64_t before = ArrowBridge_CDataIntegration_BytesAllocated();
  auto schema = Garbage<ArrowSchema>();
  ASSERT_EQ(TextOf(kExportSchema(path.c_str(), &schema)), "");
  EXPECT_GT(ArrowBridge_CDataIntegration_BytesAllocated(), before);
  EXPECT_EQ(TextOf(kCompareSchema(path.c_str(), &schema)), "");
  EXPECT_EQ(schema.release, nullptr);
  for (const int number : {0, 1}) {
    auto batch = Garbage<ArrowArray>();
    ASSERT_EQ(TextOf(kExportBatch(path.c_str(), number, &batch)), "");
    EXPECT_EQ(batch.length, 3);
    EXPECT_EQ(TextOf(kCompareBatch(path.c_str(), number, &batch)), "");
    EXPECT_EQ(batch.release, nullptr);
  }
  EXPECT_EQ(ArrowBridge_CDataIntegration_BytesAllocated(), before);
}

TEST_F(CDataIntegration, DifferencesNameBatchFieldAndRow) {
  const std::string path = Write(Data());
  EXPECT_EQ(CompareBatch(path, 1, Data()[1]), "");
  ExpectParts(CompareBatch(path, 1, Data(8)[1]), {"batch 1: ", "field 'n': ", "row 2: "});
  ExpectParts(CompareBatch(path, 0, Data(7, "other")[0]),
              {"batch 0: ", "field 's.text': ", "row 2: "});
  ExpectParts(CompareBatch(path, 0, Data(7, "deep", 4)[0]),
              {"batch 0: ", "field 's.list': ", "row 2: "});
  ArrayData nulls = Data()[0];
  nulls.children[1] = Struct({true, true, true}, nulls.children[1].children).Named("s");
  ExpectParts(CompareBatch(path, 0, nulls), {"batch 0: ", "field 's': ", "row 1: "});
  ExpectParts(CompareBatch(path, 0, Data()[0].Sliced(0, 2)), {"batch 0: ", "2 rows", "3"});
}

TEST_F(CDataIntegration, FirstRowOfMany) {
  const auto batch = [](int64_t odd) {
    Values<int64_t> values;
    for (int64_t i = 0; i < 1000; i++) values.push_back(i >= odd && i % 3 == 0 ? -1 : i);
    return Batch(1000, {Int64s(values).Named("x")});
  };
  const std::string path = Write({batch(1000)});
  for (const int64_t odd : {0, 1, 2, 500, 996}) {
    const std::string row = "row " + std::to_string((odd + 2) / 3 * 3) + ":";
    ExpectParts(CompareBatch(path, 0, batch(odd)), {row.c_str()});
  }
}

TEST_F(CDataIntegration, SchemasThatDiffer) {
  const std::string path = Write(Data());
  ArrayData other = Data()[0];
  other.children[1].children[0].name = "words";
  ExpectParts(CompareSchema(path, other), {"field 's.words'", "'words' is not 'text'"});
  other = Data()[0];
  other.children[0].flags = 0;
  ExpectParts(CompareSchema(path, other), {"field 'n'", "not nullable"});
  other = Data()[0];
  other.children[0].format = "I";
  ExpectParts(CompareSchema(path, other), {"field 'n'", "uint32", "int32"});
  other = Data()[0];
  other.children[1].metadata = Metadata({{"key", "value"}});
  ExpectParts(CompareSchema(path, other), {"field 's'", "metadata"});
  other = Batch(3, {Data()[0].children[0]});
  EXPECT_NE(CompareSchema(path, other), "");
}

TEST_F(CDataIntegration, NamesInsideMapsMayDiffer) {
  const ArrayData keys = Strings("u", {"a"}), items = Int64s({1});
  const ArrayData map = Batch(1, {Maps({1}, keys, items).Named("m")});
  const std::string path = Write({map});
  ArrayData other = map;
  other.children[0].children[0].name = "pairs";
  other.children[0].children[0].children[0].name = "left";
  EXPECT_EQ(CompareSchema(path, other), "");
  other.children[0].children[0].children[1].format = "L";
  EXPECT_NE(CompareSchema(path, other), "");
}

TEST_F(CDataIntegration, FailuresConsumeAndClear) {
  auto schema = Garbage<ArrowSchema>();
  ExpectParts(TextOf(kExportSchema(Path("none.json").c_str(), &schema)), {"none.json"});
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_NE(CompareSchema(Path("none.json"), Data()[0]), "");
  EXPECT_NE(CompareBatch(Path("none.json"), 0, Data()[0]), "");
  const std::string path = Write(Data());
  for (const int number : {-1, 2}) {
    auto batch = Garbage<ArrowArray>();
    ExpectParts(TextOf(kExportBatch(path.c_str(), number, &batch)), {"num_batch", "2 batches"});
    EXPECT_EQ(batch.release, nullptr);
    EXPECT_NE(CompareBatch(path, number, Data()[0]), "");
  }
  // A batch of another type.
  EXPECT_NE(CompareBatch(path, 0, NumberedBatch(1)), "");
  ArrowArray released = {};
  ExpectParts(TextOf(kCompareBatch(path.c_str(), 0, &released)), {"released"});
}

TEST_F(CDataIntegration, NullArguments) {
  const std::string path = Write(Data());
  auto schema = Garbage<ArrowSchema>();
  auto batch = Garbage<ArrowArray>();
  ExpectParts(TextOf(kExportSchema(nullptr, &schema)), {"'json_path' is NULL"});
  ExpectParts(TextOf(kExportSchema(path.c_str(), nullptr)), {"'out' is NULL"});
  ExpectParts(TextOf(kCompareSchema(path.c_str(), nullptr)), {"NULL"});
  ExpectParts(TextOf(kExportBatch(nullptr, 0, &batch)), {"'json_path' is NULL"});
  ExpectParts(TextOf(kExportBatch(path.c_str(), 0, nullptr)), {"'out' is NULL"});
  ExpectParts(TextOf(kCompareBatch(path.c_str(), 0, nullptr)), {"NULL"});
}

// Each thread has its own error text: a failure on one thread does not change the text of another.
TEST_F(CDataIntegration, EachThreadHasItsOwnErrorText) {
  const char* own = kExportBatch("one", 0, nullptr);
  const std::string before = TextOf(own);
  std::string of_other;
  std::thread([&of_other] {
    ArrowSchema schema;
    of_other = TextOf(kExportSchema("another", &schema));
  }).join();
  EXPECT_EQ(TextOf(own), before);
  EXPECT_NE(of_other.find("another"), std::string::npos) << of_other;
}

}  // namespace
}  // namespace arrowbridge_tests
