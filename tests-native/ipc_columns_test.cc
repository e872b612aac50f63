// Columns selected when a reader is opened: which columns appear, the cost of the others, and
// errors.
#include <cerrno>

#include "support/codecs.h"
#include "support/ipc_inputs.h"
#include "support/ipc_messages.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {
namespace {

// Each column has something that must be skipped correctly: nodes, buffers, variadic counts,
// dictionaries, validity buffers of null columns and, up to V4, of unions.
std::vector<Flat::Ref> Fields(Flat* flat) {
  const auto view = [&](const char* name) {
    return ipc::Field(flat, name, ipc::kUtf8View, flat->Table({}));
  };
  const auto number = [&](const char* name) {
    return ipc::Field(flat, name, ipc::kInt, ipc::IntType(flat, 32));
  };
  const auto inner = number("inner");
  const auto mode = flat->Table({Flat::Scalar<int16_t>(0, 0)});
  return {number("a"),
          view("views"),
          ipc::Field(flat, "none", ipc::kNull, flat->Table({})),
          ipc::Field(flat, "union", ipc::kUnion, mode, {inner}),
          ipc::EncodedField(flat, "words", 7),
          view("more views"),
          ipc::EncodedField(flat, "other words", 8),
          number("z")};
}

void View(ipc::Batch* batch, const std::vector<Bytes>& variadic) {
  batch->Node(2, 0);
  batch->Buffer({});
  Bytes views(32);
  views[0] = 1, views[4] = 'x', views[16] = 1, views[20] = 'y';
  batch->Buffer(views);
  for (const auto& bytes : variadic) batch->Buffer(bytes);
  batch->variadic.push_back(static_cast<int64_t>(variadic.size()));
}

ipc::Batch Rows(int16_t version) {
  ipc::Batch batch;
  batch.length = 2;
  batch.Int32s({1, 2});
  View(&batch, {Bytes(20, 'b'), Bytes(30, 'c')});
  batch.Node(2, 2);
  batch.Node(2, 0);
  if (version == ipc::kV4) batch.Buffer({});
  batch.Buffer({0, 0});
  batch.Int32s({10, 20});
  batch.Int32s({1, 0});
  View(&batch, {Bytes(40, 'd')});
  batch.Int32s({0, 0});
  batch.Int32s({100, 200});
  return batch;
}

ipc::Batch Texts(const std::vector<std::string>& words) {
  ipc::Batch batch;
  batch.length = static_cast<int64_t>(words.size());
  batch.Texts(words);
  return batch;
}

class IpcColumns : public LiveCountsTest {
 protected:
  static Bytes Stream(const ipc::Batch& batch, int16_t version) {
    Flat flat;
    ipc::Stream stream(version);
    return stream.Schema(&flat, Fields(&flat))
        .Dictionary(8, Texts({"red"}))
        .Dictionary(7, Texts({"one", "two"}))
        .Record(batch)
        .bytes();
  }
  // The names are valid until the next call.
  ArrowBridgeIpcReadOptions Names(std::vector<const char*> names) {
    auto options = ReadOptions();
    options.n_columns = static_cast<int64_t>(names.size());
    names.push_back(nullptr);
    names_ = std::move(names);
    options.column_names = names_.data();
    options.validate = ARROWBRIDGE_VALIDATE_FULL;
    return options;
  }
  // The names of the schema, joined, and the first batch.
  std::string Read(const Bytes& bytes, const ArrowBridgeIpcReadOptions& options, ArrowArray* out) {
    *out = Garbage<ArrowArray>();
    ReaderHandle reader;
    EXPECT_OK(OpenBytes(bytes.data(), bytes.size(), &reader, &error_, &options));
    ArrowSchema schema;
    EXPECT_OK(ArrowBridgeReaderGetSchema(reader.get(), &schema, &error_));
    std::string names;
    for (int64_t i = 0; i < schema.n_children; i++) {
      names += std::string(schema.children[i]->name) + ",";
    }
    schema.release(&schema);
    EXPECT_OK(ArrowBridgeReaderNext(reader.get(), out, &error_));
    EXPECT_NE(out->release, nullptr);
    return names;
  }
  void ExpectError(const ArrowBridgeIpcReadOptions& options,
                   std::initializer_list<std::string> parts) {
    const Bytes bytes = Stream(Rows(ipc::kV5), ipc::kV5);
    ReaderHandle reader;
    EXPECT_TRUE(IsError(OpenBytes(bytes.data(), bytes.size(), &reader, &error_, &options), EINVAL,
                        error_, parts));
  }
  static int32_t Value(const ArrowArray& column, int row) {
    return static_cast<const int32_t*>(column.buffers[1])[row];
  }

  std::vector<const char*> names_;
};

TEST_F(IpcColumns, InTheRequestedOrder) {
  for (const int16_t version : {ipc::kV4, ipc::kV5}) {
    for (const int codec : {-1, codecs::kLz4, codecs::kZstd}) {
      SCOPED_TRACE(codec);
      const auto rows = Rows(version);
      const Bytes bytes = Stream(codec < 0 ? rows : codecs::Compress(rows, codec), version);
      ArrowArray batch;
      EXPECT_EQ(
          Read(bytes, Names({"z", "words", "a", "more views", "union", "none", "views"}), &batch),
          "z,words,a,more views,union,none,views,");
      ASSERT_EQ(batch.n_children, 7);
      EXPECT_EQ(batch.length, 2);
      EXPECT_EQ(Value(*batch.children[0], 1), 200);
      EXPECT_EQ(Value(*batch.children[1], 0), 1);
      EXPECT_EQ(batch.children[1]->dictionary->length, 2);
      EXPECT_EQ(Value(*batch.children[2], 1), 2);
      EXPECT_EQ(batch.children[3]->n_buffers, 4);
      EXPECT_EQ(static_cast<const int64_t*>(batch.children[3]->buffers[3])[0], 40);
      EXPECT_EQ(Value(*batch.children[4]->children[0], 1), 20);
      EXPECT_EQ(batch.children[5]->null_count, 2);
      EXPECT_EQ(batch.children[6]->n_buffers, 5);
      EXPECT_EQ(static_cast<const int64_t*>(batch.children[6]->buffers[4])[1], 30);
      ReleaseChecked(&batch);
    }
  }
}

TEST_F(IpcColumns, ByIndexAndNone) {
  const Bytes bytes = Stream(Rows(ipc::kV5), ipc::kV5);
  const int64_t indices[] = {7, 0};
  auto options = ReadOptions();
  options.column_indices = indices;
  options.n_columns = 2;
  ArrowArray batch;
  EXPECT_EQ(Read(bytes, options, &batch), "z,a,");
  EXPECT_EQ(Value(*batch.children[0], 0), 100);
  EXPECT_EQ(Value(*batch.children[1], 0), 1);
  ReleaseChecked(&batch);
  EXPECT_EQ(Read(bytes, Names({}), &batch), "");
  EXPECT_EQ(batch.length, 2);
  EXPECT_EQ(batch.n_children, 0);
  ReleaseChecked(&batch);
}

// Other columns are neither decoded nor decompressed: their contents may be invalid, dictionaries
// too.
TEST_F(IpcColumns, OtherColumnsAreNotRead) {
  auto rows = codecs::Compress(Rows(ipc::kV5), codecs::kZstd);
  rows.buffers[1 * 2 + 1] = 3;      // of "a": too short for a prefix
  rows.buffers[3 * 2] = INT64_MAX;  // of "views": outside
  rows.nodes[4 * 2] = -1;           // "inner" of "union"
  const Bytes bytes = Stream(rows, ipc::kV5);
  ArrowArray batch;
  EXPECT_EQ(Read(bytes, Names({"z", "other words"}), &batch), "z,other words,");
  EXPECT_EQ(Value(*batch.children[0], 1), 200);
  EXPECT_EQ(batch.children[1]->dictionary->length, 1);
  ReleaseChecked(&batch);
  Flat flat;
  ipc::Stream stream;
  auto broken = codecs::Compress(Texts({"one"}), codecs::kLz4);
  broken.length = -5;
  const Bytes other =
      stream.Schema(&flat, Fields(&flat)).Dictionary(7, broken).Record(Rows(ipc::kV5)).bytes();
  EXPECT_EQ(Read(other, Names({"a"}), &batch), "a,");
  ReleaseChecked(&batch);
}

TEST_F(IpcColumns, Errors) {
  ExpectError(Names({"a", "missing"}), {"options", "'missing'"});
  ExpectError(Names({"a", "z", "a"}), {"twice", "'a'"});
  ExpectError(Names({"a", nullptr}), {"NULL", "name 1"});
  const int64_t indices[] = {0, 8, -1, 3, 3};
  auto options = ReadOptions();
  options.column_indices = indices;
  options.n_columns = 2;
  ExpectError(options, {"column 8", "there are 8"});
  options.column_indices = indices + 2;
  ExpectError(options, {"column -1"});
  options.column_indices = indices + 3;
  ExpectError(options, {"twice", "'union'"});
  options.n_columns = -1;
  ExpectError(options, {"n_columns", "-1"});
  options = Names({"a"});
  options.column_indices = indices;
  ExpectError(options, {"both"});
  options = ReadOptions();
  options.n_columns = 1;
  ExpectError(options, {"n_columns", "neither"});
  options = ReadOptions();
  options.max_bytes = -1;
  ExpectError(options, {"max_bytes", "-1"});
}

TEST_F(IpcColumns, NameOfSeveral) {
  Flat flat;
  ipc::Stream stream;
  const auto one = ipc::Field(&flat, "a", ipc::kInt, ipc::IntType(&flat, 32));
  const auto other = ipc::Field(&flat, "a", ipc::kInt, ipc::IntType(&flat, 32));
  const Bytes bytes = stream.Schema(&flat, {one, other}).bytes();
  ReaderHandle reader;
  const auto options = Names({"a"});
  EXPECT_ERROR(OpenBytes(bytes.data(), bytes.size(), &reader, &error_, &options), EINVAL, "'a'",
               "several");
}

TEST_F(IpcColumns, TheClosestNameIsSuggested) {
  ExpectError(Names({"wrods"}), {"'wrods', which does not exist; did you mean 'words'?"});
  ExpectError(Names({"Vies"}), {"did you mean 'views'?"});
  ExpectError(Names({"A"}), {"did you mean 'a'?"});
  ExpectError(Names({"more view"}), {"did you mean 'more views'?"});
  const std::string longest(100, 'a');
  for (const char* name : {"b", "weather", longest.c_str(), ""}) {
    ExpectError(Names({name}), {"which does not exist"});
    EXPECT_EQ(std::string(error_.message).find("did you mean"), std::string::npos) << name;
  }
}

// A caller with an older header passes a shorter struct.
TEST_F(IpcColumns, ShorterStruct) {
  const Bytes bytes = Stream(Rows(ipc::kV5), ipc::kV5);
  auto options = Names({"missing"});
  options.struct_size = offsetof(ArrowBridgeIpcReadOptions, column_names);
  ArrowArray batch;
  EXPECT_EQ(Read(bytes, options, &batch), "a,views,none,union,words,more views,other words,z,");
  ReleaseChecked(&batch);
}

}  // namespace
}  // namespace arrowbridge_tests
