// Dictionaries inside the values of dictionaries, below every type that has children: they stay,
// grow and are replaced, in both formats. What was written is read, written and read a second time.
#include <cerrno>

#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

using Texts = Values<std::string>;

struct Container {
  const char* name;
  ArrayData (*wrap)(const ArrayData& items);  // makes an array of length three from three items
};

const Container kContainers[] = {
    {"Struct", [](const ArrayData& items) { return Batch(3, {items.Named("item")}); }},
    {"List",
     [](const ArrayData& items) {
       return Lists("+l", {2, 0, 1}, items);
     }},
    {"LargeList",
     [](const ArrayData& items) {
       return Lists("+L", {1, 2, std::nullopt}, items);
     }},
    {"ListView",
     [](const ArrayData& items) {
       return ListViews("+vl", {2, 0, 1}, items);
     }},
    {"FixedSizeList",
     [](const ArrayData& items) {
       return FixedSizeLists(1, {true, false, true}, items);
     }},
    {"Map",
     [](const ArrayData& items) {
       return Maps({1, 2, 0}, Strings("u", {"k", "l", "m"}), items);
     }},
    {"DenseUnion",
     [](const ArrayData& items) {
       return DenseUnion("+ud:3", {3, 3, 3}, {0, 1, 2}, {items.Named("item")});
     }},
    {"SparseUnion",
     [](const ArrayData& items) {
       return SparseUnion("+us:3", {3, 3, 3}, {items.Named("item")});
     }},
    {"RunEndEncoded",
     [](const ArrayData& items) {
       return RunEndEncoded(3, Int32s({1, 2, 3}), items);
     }},
};

class IpcWriteNested : public IpcWriteTest, public ::testing::WithParamInterface<Container> {
 protected:
  // A dictionary of containers, which contain a dictionary of containers, which contain a
  // dictionary of texts.
  static ArrayData Of(const Texts& texts, const Values<int8_t>& items = {0, 1, std::nullopt},
                      const Values<int8_t>& rows = {2, 0, std::nullopt, 1}) {
    const auto wrap = GetParam().wrap;
    const ArrayData inner = Dictionary(Fixed("c", items), Strings("u", texts));
    const ArrayData middle = Dictionary(Fixed<int8_t>("c", {0, 2, 1}), wrap(inner));
    const ArrayData outer = Dictionary(Fixed("c", rows), wrap(middle));
    return Batch(static_cast<int64_t>(rows.size()), {outer.Named("outer")});
  }

  // Writes and reads the batches, then writes and reads the result; uncompressed and compressed.
  void ExpectRoundTrips(const std::vector<ArrayData>& batches, ArrowBridgeIpcWriteOptions options) {
    for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_ZSTD}) {
      SCOPED_TRACE(codec);
      options.codec = codec;
      const Bytes first = Written(batches, options);
      ExpectEqual(ReadBack(first), batches);
      ReaderHandle reader;
      ASSERT_OK(OpenBytes(first.data(), first.size(), &reader, &error_));
      const Bytes second = Written(reader.get(), options);
      ExpectEqual(ReadBack(second), batches);
    }
  }

  void ExpectRoundTripsInStreams(const std::vector<ArrayData>& batches) {
    ArrowBridgeIpcWriteOptions options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM);
    for (const int deltas : {0, 1}) {
      SCOPED_TRACE(deltas);
      options.dictionary_deltas = deltas;
      ExpectRoundTrips(batches, options);
    }
  }

  void ExpectRoundTripsInBothFormats(const std::vector<ArrayData>& batches) {
    ExpectRoundTripsInStreams(batches);
    ExpectRoundTrips(batches, WriteOptions(ARROWBRIDGE_IPC_FORMAT_FILE));
  }
};

TEST_P(IpcWriteNested, InnermostGrows) {
  ExpectRoundTripsInBothFormats(
      {Of({"a", "b"}), Of({"a", "b"}), Of({"a", "b", "c"}), Of({"a", "b"})});
}

TEST_P(IpcWriteNested, Replaced) {
  ExpectRoundTripsInStreams(
      {Of({"a", "b"}), Of({"b", "a"}), Of({"b", "a"}, {1, 0, 0}), Of({"a", "b"})});
}

TEST_P(IpcWriteNested, ReplacedInAFileIsAnError_IPC_8) {
  const ReaderHandle reader = ReaderOf({Of({"a", "b"}), Of({"b", "a"})});
  const TemporaryFolder folder;
  EXPECT_ERROR(ArrowBridgeWriteIpcFile(reader.get(), folder.Path("a").c_str(), nullptr, &error_),
               EINVAL, "IPC-8", "field 'outer");
  EXPECT_TRUE(folder.Names().empty());
}

// The outer dictionary gets more values while the inner one grows too.
TEST_P(IpcWriteNested, OuterGrows) {
  const auto grown = [](int64_t length, const Texts& texts) {
    const ArrayData items = Dictionary(
        Fixed<int8_t>("c", {0, 1, static_cast<int8_t>(texts.size() - 1)}), Strings("u", texts));
    ArrayData values = GetParam().wrap(items);
    if (length < 3) values = values.Sliced(0, length);
    return Batch(2, {Dictionary(Fixed<int8_t>("c", {0, static_cast<int8_t>(length - 1)}), values)
                         .Named("outer")});
  };
  ExpectRoundTripsInBothFormats({grown(2, {"a", "b", "c"}), grown(3, {"a", "b", "c"}),
                                 grown(3, {"a", "b", "c"}), grown(1, {"a", "b", "c"})});
}

INSTANTIATE_TEST_SUITE_P(All, IpcWriteNested, ::testing::ValuesIn(kContainers),
                         [](const auto& container) { return container.param.name; });

}  // namespace
}  // namespace arrowbridge_tests
