// Arrow IPC data for tests: files as bytes, ways to open them, and the batches that were read.

#ifndef ARROWBRIDGE_TESTS_IPC_INPUTS_H
#define ARROWBRIDGE_TESTS_IPC_INPUTS_H

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/handles.h"

namespace arrowbridge_tests {

inline std::string ExampleData(const std::string& name) {
  const char* folder = std::getenv("ARROWBRIDGE_EXAMPLE_DATA");
  return std::string(folder == nullptr ? "examples/data" : folder) + "/" + name;
}

inline std::string ArrowTestData(const std::string& name) {
  const char* folder = std::getenv("ARROW_TEST_DATA");
  return std::string(folder == nullptr ? "" : folder) + "/" + name;
}

inline Bytes ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return Bytes(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

inline ArrowBridgeIpcReadOptions ReadOptions() {
  ArrowBridgeIpcReadOptions options = {};
  options.struct_size = sizeof(options);
  return options;
}

// Opens bytes in place and returns the code. The bytes must outlive the reader.
inline int OpenBytes(const uint8_t* data, size_t size, ReaderHandle* out, ArrowBridgeError* error,
                     const ArrowBridgeIpcReadOptions* options = nullptr) {
  auto* reader = Garbage<ArrowBridgeReader*>();
  const int rc = ArrowBridgeOpenIpcBuffer(data, static_cast<int64_t>(size), nullptr, nullptr,
                                          options, &reader, error);
  if (rc != 0) {
    EXPECT_EQ(reader, nullptr);
  }
  out->reset(rc == 0 ? reader : nullptr);
  return rc;
}

// Reads to the end of the stream or to an error. The batches live as long as this object.
struct Drained {
  int code = 0;
  std::vector<ArrayHandle> batches;

  int64_t Rows() const {
    int64_t rows = 0;
    for (const auto& batch : batches) rows += ArrowBridgeArrayLength(batch.get());
    return rows;
  }
};

inline Drained Drain(ArrowBridgeReader* reader, ArrowBridgeError* error) {
  Drained drained;
  while (true) {
    auto* batch = Garbage<ArrowBridgeArray*>();
    drained.code = ArrowBridgeReaderNextArray(reader, &batch, error);
    if (drained.code != 0 || batch == nullptr) {
      EXPECT_EQ(batch, nullptr);
      return drained;
    }
    drained.batches.emplace_back(batch);
  }
}

// An ArrowBridgeInput over bytes that returns at most `piece` bytes at a time.
class PiecewiseInput {
 public:
  PiecewiseInput(const uint8_t* data, size_t size, size_t piece)
      : data_(data), size_(size), piece_(piece) {}

  ArrowBridgeInput Get() { return {Read, Release, this}; }
  size_t position() const { return position_; }
  int releases() const { return releases_; }
  // After this offset the input fails with this code and message.
  void FailAt(size_t position, int code, const char* text) {
    fail_at_ = position;
    code_ = code;
    text_ = text;
  }

 private:
  static int Read(void* context, void* buffer, int64_t size, int64_t* out_size,
                  ArrowBridgeError* error) {
    auto* self = static_cast<PiecewiseInput*>(context);
    if (self->position_ >= self->fail_at_) {
      std::strncpy(error->message, self->text_, sizeof(error->message) - 1);
      return self->code_;
    }
    const size_t count =
        std::min({static_cast<size_t>(size), self->piece_, self->size_ - self->position_});
    if (count > 0) std::memcpy(buffer, self->data_ + self->position_, count);
    self->position_ += count;
    *out_size = static_cast<int64_t>(count);
    return 0;
  }
  static void Release(void* context) { static_cast<PiecewiseInput*>(context)->releases_++; }

  const uint8_t* data_;
  size_t size_;
  size_t piece_;
  size_t position_ = 0;
  size_t fail_at_ = SIZE_MAX;
  int code_ = 0;
  const char* text_ = "";
  int releases_ = 0;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_IPC_INPUTS_H
