// Fixture for streams built by hand: two schemas, and expecting all batches or an error.

#ifndef ARROWBRIDGE_TESTS_IPC_MESSAGES_FIXTURE_H
#define ARROWBRIDGE_TESTS_IPC_MESSAGES_FIXTURE_H

#include <cerrno>

#include "support/ipc_inputs.h"
#include "support/ipc_messages.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {

inline ipc::Batch Texts(const std::vector<std::string>& values) {
  ipc::Batch batch;
  batch.length = static_cast<int64_t>(values.size());
  batch.Texts(values);
  return batch;
}

inline ipc::Batch Int32Column(const std::vector<int32_t>& values, int64_t nulls = 0,
                              const Bytes& validity = {}) {
  ipc::Batch batch;
  batch.length = static_cast<int64_t>(values.size());
  batch.Int32s(values, nulls, validity);
  return batch;
}

class IpcMessages : public LiveCountsTest {
 protected:
  // A stream with one column `words`, dictionary 7.
  ipc::Stream Words() {
    Flat flat;
    ipc::Stream stream;
    return stream.Schema(&flat, {ipc::EncodedField(&flat, "words", 7)});
  }
  // A stream with one column `numbers` of int32.
  ipc::Stream Numbers(int16_t version = ipc::kV5, bool legacy = false) {
    Flat flat;
    ipc::Stream stream(version, legacy);
    return stream.Schema(&flat, {ipc::Field(&flat, "numbers", ipc::kInt, ipc::IntType(&flat, 32))});
  }

  // Reads all batches as structs; leaves the last result in code_.
  std::vector<ArrowArray> ReadAll(const Bytes& bytes) {
    std::vector<ArrowArray> batches;
    ReaderHandle reader;
    code_ = OpenBytes(bytes.data(), bytes.size(), &reader, &error_);
    while (code_ == 0) {
      auto batch = Garbage<ArrowArray>();
      code_ = ArrowBridgeReaderNext(reader.get(), &batch, &error_);
      if (batch.release == nullptr) break;
      batches.push_back(batch);
    }
    return batches;
  }
  void ExpectError(const ipc::Stream& stream, int code, std::initializer_list<std::string> parts) {
    auto batches = ReadAll(stream.bytes());
    EXPECT_TRUE(IsError(code_, code, error_, parts));
    for (auto& batch : batches) ReleaseChecked(&batch);
  }
  // The words of a column, joined.
  static std::string Joined(const ArrowArray& column) {
    const auto* indices = static_cast<const int32_t*>(column.buffers[1]);
    const auto* offsets = static_cast<const int32_t*>(column.dictionary->buffers[1]);
    const auto* text = static_cast<const char*>(column.dictionary->buffers[2]);
    std::string joined;
    for (int64_t i = 0; i < column.length; i++) {
      const int32_t at = indices[i];
      joined +=
          std::string(text + offsets[at], static_cast<size_t>(offsets[at + 1] - offsets[at])) + " ";
    }
    return joined;
  }
  void ExpectWords(const ipc::Stream& stream, const std::vector<std::string>& expected) {
    auto batches = ReadAll(stream.bytes());
    EXPECT_OK(code_);
    ASSERT_EQ(batches.size(), expected.size());
    for (size_t i = 0; i < batches.size(); i++)
      EXPECT_EQ(Joined(*batches[i].children[0]), expected[i]);
    for (auto& batch : batches) ReleaseChecked(&batch);
  }

  int code_ = 0;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_IPC_MESSAGES_FIXTURE_H
