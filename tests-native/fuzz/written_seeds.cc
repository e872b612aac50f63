#include "written_seeds.h"

#include <algorithm>
#include <string>

#include "checks.h"
#include "harness.h"
#include "support/all_types.h"
#include "support/ipc_messages.h"

namespace arrowbridge_fuzz {
namespace {

using namespace arrowbridge_tests;
using Texts = Values<std::string>;

constexpr int kFile = ARROWBRIDGE_IPC_FORMAT_FILE;
constexpr int kStream = ARROWBRIDGE_IPC_FORMAT_STREAM;
constexpr size_t kColumns = 5;

int Append(void* context, const void* data, int64_t size, ArrowBridgeError*) {
  auto* bytes = static_cast<Bytes*>(context);
  const auto* start = static_cast<const uint8_t*>(data);
  bytes->insert(bytes->end(), start, start + size);
  return 0;
}

Bytes Write(const std::vector<ArrayData>& batches, int format, int codec, bool deltas = false) {
  ArrowSchema schema;
  MakeSchema(batches[0], &schema);
  std::vector<ArrowArray> arrays(batches.size());
  for (size_t i = 0; i < batches.size(); i++) MakeArray(batches[i], &arrays[i]);
  ArrowBridgeError error;
  ArrowBridgeReader* reader = nullptr;
  if (ArrowBridgeReaderFromBatches(&schema, static_cast<int64_t>(arrays.size()), arrays.data(),
                                   &reader, &error) != 0) {
    Fail(std::string("batches for a seed are rejected: ") + error.message);
  }
  const ReaderHandle owner(reader);
  Bytes bytes;
  const ArrowBridgeOutput output = {Append, nullptr, &bytes};
  ArrowBridgeIpcWriteOptions options = {};
  options.struct_size = sizeof(options);
  options.format = format;
  options.codec = codec;
  options.alignment = 8;
  options.dictionary_deltas = deltas;
  if (ArrowBridgeWriteIpcOutput(reader, &output, &options, &error) != 0) {
    Fail(std::string("a seed cannot be written: ") + error.message);
  }
  return bytes;
}

// All types, with enough rows for frames that are smaller than their contents.
void AddCompressed(std::vector<Bytes>* seeds) {
  for (size_t first = 0; first < AllTypes().size(); first += kColumns) {
    std::vector<ArrayData> columns;
    for (size_t i = first; i < std::min(first + kColumns, AllTypes().size()); i++) {
      columns.push_back(AllTypes()[i].make(60, i % 2 == 0).Named(AllTypes()[i].name));
    }
    const std::vector<ArrayData> batches = {Batch(60, columns), Batch(60, columns)};
    seeds->push_back(Write(batches, kFile, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME));
    seeds->push_back(Write(batches, kStream, ARROWBRIDGE_IPC_CODEC_ZSTD));
  }
}

// Small inputs whose buffers are large enough for another thread, and one that is decompressed in
// steps.
void AddLarge(std::vector<Bytes>* seeds) {
  for (const int64_t rows : {int64_t{12000}, int64_t{300000}}) {
    Values<int32_t> numbers(static_cast<size_t>(rows), 7);
    numbers[1] = std::nullopt;
    Texts words(static_cast<size_t>(std::min(rows, int64_t{12000})), "word");
    std::vector<ArrayData> columns = {Int32s(numbers).Named("numbers")};
    if (words.size() == numbers.size()) columns.push_back(Strings("u", words).Named("words"));
    for (const int codec : {ARROWBRIDGE_IPC_CODEC_LZ4_FRAME, ARROWBRIDGE_IPC_CODEC_ZSTD}) {
      const ArrayData batch = Batch(rows, columns);
      seeds->push_back(Write({batch, batch}, kStream, codec));
    }
  }
}

ArrayData Encoded(const Values<int8_t>& indices, const Texts& texts, bool nested) {
  const ArrayData plain = Dictionary(Fixed("c", indices), Strings("u", texts));
  if (!nested) return Batch(plain.length, {plain.Named("d"), plain.Named("e")});
  const ArrayData lists = Lists("+l", {2, 0, plain.length - 2}, plain);
  return Batch(4, {Dictionary(Fixed<int8_t>("c", {2, 0, std::nullopt, 1}), lists).Named("d")});
}

void AddDictionaries(std::vector<Bytes>* seeds) {
  for (const bool nested : {false, true}) {
    const ArrayData few = Encoded({0, 1, 0}, {"one", "two"}, nested);
    const ArrayData more =
        Encoded({2, 1, std::nullopt, 0}, {"one", "two", "three", "four"}, nested);
    const ArrayData other = Encoded({0, 1, 1}, {"two", "one"}, nested);
    for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME}) {
      seeds->push_back(Write({few, more, other, few}, kStream, codec, true));
      if (!nested) seeds->push_back(Write({few, more, few}, kFile, codec));
    }
  }
}

template <typename T>
Bytes ByteSwapped(const std::vector<T>& numbers) {
  Bytes bytes = BytesOf(numbers);
  for (size_t at = 0; at < bytes.size(); at += sizeof(T)) {
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    std::reverse(begin, begin + sizeof(T));
  }
  return bytes;
}

// Integers and strings in big-endian byte order.
void AddBigEndian(std::vector<Bytes>* seeds) {
  Flat flat;
  ipc::Stream stream;
  stream.Schema(&flat,
                {ipc::Field(&flat, "numbers", ipc::kInt, ipc::IntType(&flat, 32)),
                 ipc::Field(&flat, "texts", ipc::kUtf8, flat.Table({}))},
                1);
  const std::string text = "onetwothree";
  ipc::Batch batch;
  batch.length = 3;
  batch.Node(3, 1);
  batch.Buffer({5});
  batch.Buffer(ByteSwapped(std::vector<int32_t>{1, 2, -3}));
  batch.Node(3, 0);
  batch.Buffer({});
  batch.Buffer(ByteSwapped(std::vector<int32_t>{0, 3, 6, 11}));
  batch.Buffer(Bytes(text.begin(), text.end()));
  stream.Record(batch).Record(batch);
  seeds->push_back(stream.bytes());
}

}  // namespace

std::vector<Bytes> WrittenSeeds() {
  std::vector<Bytes> seeds;
  AddCompressed(&seeds);
  AddLarge(&seeds);
  AddDictionaries(&seeds);
  AddBigEndian(&seeds);
  return seeds;
}

}  // namespace arrowbridge_fuzz
