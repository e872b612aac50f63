// Dictionaries in streams built by hand: replaced, extended, nested, missing.
#include "support/ipc_messages_fixture.h"

namespace arrowbridge_tests {
namespace {

using IpcDictionary = IpcMessages;

// IPC-3. Batches keep the dictionary that was current when they were read.
TEST_F(IpcDictionary, DictionaryIsReplaced) {
  ExpectWords(Words()
                  .Dictionary(7, Texts({"A", "B", "C"}))
                  .Record(Int32Column({0, 1, 2, 1}))
                  .Dictionary(7, Texts({"A", "C", "D", "E"}))
                  .Record(Int32Column({2, 1, 3, 0})),
              {"A B C B ", "D C E A "});
}

TEST_F(IpcDictionary, DictionaryIsExtendedByDelta) {
  ExpectWords(Words()
                  .Dictionary(7, Texts({"A", "B", "C"}))
                  .Record(Int32Column({0, 1, 2, 1}))
                  .Dictionary(7, Texts({"D", "E"}), true)
                  .Record(Int32Column({3, 2, 4, 0}))
                  .Dictionary(7, Texts({"F"}), true)
                  .Record(Int32Column({5, 0})),
              {"A B C B ", "D C E A ", "F A "});
}

// The work grows with the number of deltas, not with its square: deltas are joined when a batch
// needs them.
TEST_F(IpcDictionary, ManyDeltasAreCopiedOnce) {
  const auto copied_with = [this](int deltas) {
    ipc::Stream stream = Words().Dictionary(7, Texts({"first"}));
    for (int i = 0; i < deltas; i++) stream.Dictionary(7, Texts({"word"}), true);
    stream.Dictionary(7, Texts({}), true).Record(Int32Column({0, deltas, deltas - 1}));
    const int64_t copied = ArrowBridgeBytesCopied();
    auto batches = ReadAll(stream.bytes());
    EXPECT_OK(code_);
    EXPECT_EQ(batches.size(), 1u);
    for (auto& batch : batches) {
      EXPECT_EQ(batch.children[0]->dictionary->length, deltas + 1);
      const auto* offsets = static_cast<const int32_t*>(batch.children[0]->dictionary->buffers[1]);
      EXPECT_EQ(offsets[deltas + 1], 5 + 4 * deltas);
      ReleaseChecked(&batch);
    }
    return ArrowBridgeBytesCopied() - copied;
  };
  const int64_t few = copied_with(500);
  const int64_t many = copied_with(4000);
  EXPECT_GT(few, 0);
  EXPECT_LT(many, 16 * few) << "8 times as many deltas";
}

// A delta before every batch: the dictionary is not copied for each of them. The caller keeps all
// batches, which stay as they were.
TEST_F(IpcDictionary, OneDeltaPerBatchIsCopiedInPlace) {
  const auto copied_with = [this](int deltas) {
    ipc::Stream stream = Words().Dictionary(7, Texts({"first"}));
    for (int i = 0; i < deltas; i++) {
      stream.Dictionary(7, Texts({"word"}), true).Record(Int32Column({0, i + 1}));
    }
    const int64_t copied = ArrowBridgeBytesCopied();
    auto batches = ReadAll(stream.bytes());
    EXPECT_OK(code_);
    EXPECT_EQ(batches.size(), static_cast<size_t>(deltas));
    for (size_t i = 0; i < batches.size(); i++) {
      const auto rows = static_cast<int32_t>(i + 2);
      const ArrowArray* words = batches[i].children[0]->dictionary;
      const auto* offsets = static_cast<const int32_t*>(words->buffers[1]);
      const std::string text(static_cast<const char*>(words->buffers[2]), offsets[words->length]);
      EXPECT_EQ(words->length, rows);
      EXPECT_EQ(offsets[rows], 5 + 4 * (rows - 1));
      EXPECT_EQ(text.substr(text.size() - 4), "word");
      ReleaseChecked(&batches[i]);
    }
    return ArrowBridgeBytesCopied() - copied;
  };
  const int64_t few = copied_with(500);
  const int64_t many = copied_with(4000);
  EXPECT_GT(few, 0);
  EXPECT_LT(many, 16 * few) << "8 times as many deltas";
}

// A dictionary that replaces another drops the deltas that no batch has used.
TEST_F(IpcDictionary, ReplacedWhileDeltasAreWaiting) {
  ExpectWords(Words()
                  .Dictionary(7, Texts({"A"}))
                  .Dictionary(7, Texts({"B"}), true)
                  .Dictionary(7, Texts({"C", "D"}))
                  .Dictionary(7, Texts({"E"}), true)
                  .Dictionary(7, Texts({"F", "G"}), true)
                  .Dictionary(7, Texts({"H"}), true)
                  .Record(Int32Column({0, 1, 2, 3, 4, 5})),
              {"C D E F G H "});
}

// A dictionary of structs with dictionary-encoded words in them; both grow.
TEST_F(IpcDictionary, NestedDictionariesAreExtendedByDeltas) {
  const auto structs = [](const std::vector<int32_t>& words) {
    ipc::Batch batch;
    batch.length = static_cast<int64_t>(words.size());
    batch.Node(batch.length, 0);
    batch.Buffer({});
    batch.Int32s(words);
    return batch;
  };
  Flat flat;
  ipc::Stream stream;
  const auto word = ipc::EncodedField(&flat, "word", 2);
  stream.Schema(&flat, {ipc::EncodedField(&flat, "pairs", 1, ipc::kStruct, {word})});
  stream.Dictionary(2, Texts({"A", "B"}))
      .Dictionary(1, structs({1, 0}))
      .Record(Int32Column({0, 1}))
      .Dictionary(2, Texts({"C"}), true)
      .Dictionary(1, structs({2, 1}), true)
      .Record(Int32Column({2, 0, 1, 3}));
  auto batches = ReadAll(stream.bytes());
  EXPECT_OK(code_);
  ASSERT_EQ(batches.size(), 2u);
  const std::vector<std::vector<std::string>> expected = {{"B", "A"}, {"C", "B", "A", "B"}};
  for (size_t i = 0; i < batches.size(); i++) {
    const ArrowArray& column = *batches[i].children[0];
    ASSERT_EQ(column.length, static_cast<int64_t>(expected[i].size()));
    const ArrowArray& words = *column.dictionary->children[0];
    const auto* outer = static_cast<const int32_t*>(column.buffers[1]);
    const auto* inner = static_cast<const int32_t*>(words.buffers[1]);
    const auto* offsets = static_cast<const int32_t*>(words.dictionary->buffers[1]);
    const auto* text = static_cast<const char*>(words.dictionary->buffers[2]);
    for (size_t row = 0; row < expected[i].size(); row++) {
      const int32_t at = inner[outer[row]];
      EXPECT_EQ(std::string(text + offsets[at], text + offsets[at + 1]), expected[i][row]);
    }
  }
  for (auto& batch : batches) ReleaseChecked(&batch);
}

TEST_F(IpcDictionary, DictionaryIsMissing) {
  ExpectError(Words().Record(Int32Column({0, 1})), EINVAL,
              {"IPC-3", "words", "dictionary 7", "batch 0"});
  ExpectError(Words().Dictionary(8, Texts({"A"})), EINVAL, {"IPC-3", "8"});
  ExpectError(Words().Dictionary(7, Texts({"A"}), true), EINVAL, {"IPC-3", "delta"});
}

// If no index is used, the dictionary may come later, and is empty until then.
TEST_F(IpcDictionary, DictionaryIsNotNeededIfAllIsNull) {
  auto stream = Words()
                    .Record(Int32Column({0, 0}, 2, {0}))
                    .Record(Int32Column({}))
                    .Dictionary(7, Texts({"A"}))
                    .Record(Int32Column({0}));
  auto batches = ReadAll(stream.bytes());
  EXPECT_OK(code_);
  ASSERT_EQ(batches.size(), 3u);
  for (int i = 0; i < 2; i++) {
    const ArrowArray* dictionary = batches[static_cast<size_t>(i)].children[0]->dictionary;
    ASSERT_NE(dictionary, nullptr);
    EXPECT_EQ(dictionary->length, 0);
    ASSERT_NE(dictionary->buffers[1], nullptr);
    EXPECT_EQ(static_cast<const int32_t*>(dictionary->buffers[1])[0], 0);
  }
  EXPECT_EQ(Joined(*batches[2].children[0]), "A ");
  for (auto& batch : batches) ReleaseChecked(&batch);
}

}  // namespace
}  // namespace arrowbridge_tests
