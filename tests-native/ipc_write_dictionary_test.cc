// Dictionaries that stay, grow, shrink and change from batch to batch, in both formats, and
// dictionaries inside dictionaries.
#include "support/all_types.h"
#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

constexpr int kFile = ARROWBRIDGE_IPC_FORMAT_FILE;
constexpr int kStream = ARROWBRIDGE_IPC_FORMAT_STREAM;

class IpcWriteDictionaries : public IpcWriteTest {
 protected:
  static ArrayData Texts(const Values<int8_t>& indices, const Values<std::string>& values) {
    return Dictionary(Fixed("c", indices), Strings("u", values)).Named("d");
  }
  static ArrayData Of(const Values<int8_t>& indices, const Values<std::string>& values) {
    return Batch(static_cast<int64_t>(indices.size()), {Texts(indices, values)});
  }

  // Writes the batches and returns how often a text occurs in the bytes, which is how often its
  // dictionary was written.
  int Count(const std::vector<ArrayData>& batches, ArrowBridgeIpcWriteOptions options,
            const std::string& text) {
    const Bytes bytes = Written(batches, options);
    ExpectEqual(ReadBack(bytes), batches);
    const std::string all(bytes.begin(), bytes.end());
    int count = 0;
    for (size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) count++;
    return count;
  }

  static ArrowBridgeIpcWriteOptions Deltas() {
    ArrowBridgeIpcWriteOptions options = WriteOptions(kStream);
    options.dictionary_deltas = 1;
    return options;
  }
};

TEST_F(IpcWriteDictionaries, EqualDictionariesAreWrittenOnce) {
  const std::vector<ArrayData> batches(4, Of({0, 1, 0}, {"first", "second"}));
  for (const int format : {kFile, kStream})
    EXPECT_EQ(Count(batches, WriteOptions(format), "first"), 1);
}

// A prefix of the written dictionary needs no new dictionary.
TEST_F(IpcWriteDictionaries, ShorterDictionaries) {
  const std::vector<ArrayData> batches = {Of({0, 2}, {"first", "second", "third"}),
                                          Of({0, 0}, {"first"}), Of({1}, {"first", "second"}),
                                          Of({}, {})};
  for (const int format : {kFile, kStream})
    EXPECT_EQ(Count(batches, WriteOptions(format), "first"), 1);
}

TEST_F(IpcWriteDictionaries, GrowingDictionaries) {
  const std::vector<ArrayData> batches = {Of({0}, {"first"}), Of({1, 0}, {"first", "second"}),
                                          Of({2, 1}, {"first", "second", std::nullopt, "fourth"})};
  EXPECT_EQ(Count(batches, WriteOptions(kStream), "first"), 3);
  EXPECT_EQ(Count(batches, Deltas(), "first"), 1);
  EXPECT_EQ(Count(batches, WriteOptions(kFile), "first"), 1);
  EXPECT_EQ(Count(batches, WriteOptions(kFile), "fourth"), 1);
}

TEST_F(IpcWriteDictionaries, DifferentDictionariesReplaceInStreams) {
  const std::vector<ArrayData> batches = {Of({0, 1}, {"first", "second"}),
                                          Of({0, 1}, {"second", "first"}),
                                          Of({0, 1}, {"first", "second"})};
  EXPECT_EQ(Count(batches, WriteOptions(kStream), "first"), 3);
  EXPECT_EQ(Count(batches, Deltas(), "first"), 3);
}

// IPC-8
TEST_F(IpcWriteDictionaries, DifferentDictionariesAreErrorsInFiles) {
  const TemporaryFolder folder;
  const ReaderHandle reader = ReaderOf({Of({0, 1}, {"first", "second"}), Of({0}, {"other"})});
  EXPECT_ERROR(
      ArrowBridgeWriteIpcFile(reader.get(), folder.Path("a.arrow").c_str(), nullptr, &error_),
      EINVAL, "IPC-8", "field 'd'", "a.arrow", "stream");
  EXPECT_TRUE(folder.Names().empty());
}

// The dictionary of a batch without rows is not used and does not count.
TEST_F(IpcWriteDictionaries, EmptyBatchesChangeNothing) {
  const std::vector<ArrayData> batches = {Of({0, 1}, {"first", "second"}), Of({}, {"other"}),
                                          Of({1}, {"first", "second"})};
  EXPECT_EQ(Count(batches, WriteOptions(kFile), "first"), 1);
}

TEST_F(IpcWriteDictionaries, EmptyDictionariesGrow) {
  const std::vector<ArrayData> batches = {Of({}, {}), Of({std::nullopt}, {}),
                                          Of({1}, {"first", "second"})};
  for (const int format : {kFile, kStream})
    EXPECT_EQ(Count(batches, WriteOptions(format), "first"), 1);
}

// Values of every type, which grow and are replaced.
TEST_F(IpcWriteDictionaries, ValuesOfAllTypes) {
  for (const TypeCase& type : AllTypes()) {
    SCOPED_TRACE(type.name);
    const ArrayData values = type.make(9, true);
    if (!values.dictionary.empty()) continue;
    const auto batch = [&](int64_t from, int64_t rows) {
      ArrayData column =
          Dictionary(Fixed<int8_t>("c", {0, 2, 1}), values.Sliced(from, rows)).Named("d");
      return Batch(3, {column});
    };
    ExpectRoundTrip({batch(1, 3), batch(1, 5), batch(1, 8)}, Deltas());
    ExpectRoundTrip({batch(1, 3), batch(1, 5), batch(1, 8)}, WriteOptions(kFile));
    ExpectRoundTrip({batch(1, 3), batch(4, 5), batch(0, 9)}, WriteOptions(kStream));
  }
}

// A delta before every batch: the reader puts the new values after the old ones, while the caller
// keeps all batches.
TEST_F(IpcWriteDictionaries, ManyDeltasOfAllTypes) {
  for (const TypeCase& type : AllTypes()) {
    SCOPED_TRACE(type.name);
    const ArrayData values = type.make(90, true);
    if (!values.dictionary.empty()) continue;
    std::vector<ArrayData> batches;
    for (int64_t rows : {3, 4, 5, 9, 10, 16, 17, 33, 34, 35, 36, 70, 71, 89}) {
      const auto last = static_cast<int8_t>(rows - 1);
      const auto before = static_cast<int8_t>(rows - 2);
      ArrayData column =
          Dictionary(Fixed<int8_t>("c", {0, before, last}), values.Sliced(1, rows)).Named("d");
      batches.push_back(Batch(3, {column}));
    }
    ExpectRoundTrip(batches, Deltas());
  }
}

ArrayData Nested(const Values<int8_t>& outer, const Values<int8_t>& inner,
                 const Values<std::string>& texts) {
  const ArrayData values =
      Batch(static_cast<int64_t>(inner.size()),
            {Dictionary(Fixed("c", inner), Strings("u", texts)).Named("inner")});
  return Batch(static_cast<int64_t>(outer.size()),
               {Dictionary(Fixed("c", outer), values).Named("outer")});
}

// An inner dictionary that changes its order gives other indices in the outer dictionary, although
// all values stay the same.
TEST_F(IpcWriteDictionaries, InnerDictionaryIsReplaced) {
  const std::vector<ArrayData> batches = {Nested({0, 1}, {0, 1}, {"first", "second"}),
                                          Nested({0, 1}, {1, 0}, {"second", "first"}),
                                          Nested({1, 1}, {1, 0}, {"second", "first"})};
  EXPECT_EQ(Count(batches, WriteOptions(kStream), "first"), 2);
  EXPECT_EQ(Count(batches, Deltas(), "first"), 2);
}

TEST_F(IpcWriteDictionaries, InnerDictionaryGrows) {
  const std::vector<ArrayData> batches = {Nested({0, 1}, {0, 1}, {"first", "second"}),
                                          Nested({0, 1}, {0, 1}, {"first", "second", "third"})};
  EXPECT_EQ(Count(batches, Deltas(), "first"), 1);
  EXPECT_EQ(Count(batches, WriteOptions(kFile), "first"), 1);
}

TEST_F(IpcWriteDictionaries, EachFieldHasItsOwnDictionary) {
  const ArrayData both = Batch(2, {Texts({0, 1}, {"first", "second"}).Named("a"),
                                   Texts({1, 0}, {"first", "other"}).Named("b")});
  for (const int format : {kFile, kStream})
    EXPECT_EQ(Count({both, both}, WriteOptions(format), "first"), 2);
}

// Structs in a dictionary with a dictionary-encoded field, five levels deep.
TEST_F(IpcWriteDictionaries, NestedDeeply) {
  const auto batch = [](const Values<std::string>& texts) {
    ArrayData level = Dictionary(Fixed<int8_t>("c", {0, 1, 0}), Strings("u", texts));
    for (const char* name : {"a", "b", "c", "d"}) {
      level = Dictionary(Fixed<int8_t>("c", {2, 0, 1}), Batch(3, {level.Named(name)}));
    }
    return Batch(3, {level.Named("e")});
  };
  const auto first = batch({"first", "second"});
  const auto grown = batch({"first", "second", "third"});
  const auto other = batch({"second", "first"});
  EXPECT_EQ(Count({first, first, grown}, WriteOptions(kFile), "first"), 1);
  EXPECT_EQ(Count({first, grown, grown}, Deltas(), "first"), 1);
  EXPECT_EQ(Count({first, other, first}, WriteOptions(kStream), "first"), 3);
}

// Lists that each consist of the whole level below: comparing two such dictionaries would take
// years. Even the bytes of one are enough to keep a writer busy.
TEST_F(IpcWriteDictionaries, DictionariesTooLargeToCompareAreErrors) {
  ArrayData values = Int32s({1, 2, 3, 4, 5, 6, 7, 8});
  for (int i = 0; i < 30; i++) {
    ArrayData lists;
    lists.format = "+vl";
    lists.length = 8;
    lists.buffers = {std::nullopt, BytesOf(std::vector<int32_t>(8, 0)),
                     BytesOf(std::vector<int32_t>(8, 8))};
    lists.children = {values.Named("item")};
    values = lists;
  }
  const ArrayData batch = Batch(1, {Dictionary(Fixed<int8_t>("c", {1}), values).Named("years")});
  for (const int format : {kFile, kStream}) {
    MemoryOutput memory;
    const ArrowBridgeOutput output = memory.Get();
    const ArrowBridgeIpcWriteOptions options = WriteOptions(format);
    const ReaderHandle reader = ReaderOf({batch, batch});
    EXPECT_ERROR(ArrowBridgeWriteIpcOutput(reader.get(), &output, &options, &error_), ENOTSUP,
                 "field 'years", "too long");
  }
}

// The C data interface allows this; IPC does not.
TEST_F(IpcWriteDictionaries, DictionaryOfADictionary) {
  const ArrayData inner = Dictionary(Fixed<int8_t>("c", {0, 1}), Strings("u", {"a", "b"}));
  const ArrayData batch = Batch(1, {Dictionary(Fixed<int8_t>("c", {1}), inner).Named("twice")});
  const TemporaryFolder folder;
  EXPECT_ERROR(
      ArrowBridgeWriteIpcFile(ReaderOf({batch}).get(), folder.Path("a").c_str(), nullptr, &error_),
      ENOTSUP, "IPC-3", "field 'twice'");
  EXPECT_TRUE(folder.Names().empty());
}

// Batches are released as soon as they are written; their dictionaries when they are replaced.
TEST_F(IpcWriteDictionaries, BatchesAreNotKept) {
  MemoryOutput memory;
  const ArrowBridgeOutput output = memory.Get();
  const ArrayData data =
      Batch(2, {Texts({0, 1}, {"first", "second"}), Int32s({1, 2}).Named("plain")});
  auto* writer = Garbage<ArrowBridgeIpcWriter*>();
  ASSERT_OK(
      ArrowBridgeIpcWriterOpenOutput(ImportSchema(data).get(), &output, nullptr, &writer, &error_));
  IpcWriterHandle owned(writer);
  arrowbridge_tests::Log log;
  {
    const ArrayHandle batch = ImportArray(data, &log);
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer, batch.get(), nullptr, &error_));
  }
  EXPECT_EQ(log->Calls("plain"), 1);
  EXPECT_EQ(log->Calls("d"), 0);
  ASSERT_OK(ArrowBridgeIpcWriterFinish(writer, &error_));
  owned.reset();
  EXPECT_TRUE(log->AllOnce());
}

}  // namespace
}  // namespace arrowbridge_tests
