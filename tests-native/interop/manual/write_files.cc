// Writes files of every type, for other implementations to read. Beside each file goes the same
// data as integration JSON, made from the batches themselves and not read back from the file.
//
//   manual_write_files FOLDER

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/all_types.h"
#include "support/handles.h"

namespace arrowbridge_tests {
namespace {

void Check(int code, const std::string& what, const ArrowBridgeError& error) {
  if (code == 0) return;
  std::fprintf(stderr, "%s: %s\n", what.c_str(), error.message);
  std::exit(1);
}

ReaderHandle ReaderOf(const std::vector<ArrayData>& batches) {
  ArrowSchema schema;
  ArrayData type = batches.at(0);
  type.flags = 0;
  MakeSchema(type, &schema);
  std::vector<ArrowArray> arrays(batches.size());
  for (size_t i = 0; i < batches.size(); i++) MakeArray(batches[i], &arrays[i]);
  ArrowBridgeReader* reader;
  ArrowBridgeError error;
  Check(ArrowBridgeReaderFromBatches(&schema, static_cast<int64_t>(arrays.size()), arrays.data(),
                                     &reader, &error),
        "reader", error);
  return ReaderHandle(reader);
}

class Folder {
 public:
  explicit Folder(const std::string& path) : path_(path) {
    std::filesystem::create_directories(path_);
  }

  // In both formats, all codecs, both alignments.
  void WriteAll(const std::string& name, const std::vector<ArrayData>& batches) {
    WriteJson(name, batches);
    for (const char* extension : {".arrow", ".arrows"}) {
      for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME,
                              ARROWBRIDGE_IPC_CODEC_ZSTD}) {
        for (const int alignment : {8, 64}) {
          ArrowBridgeIpcWriteOptions options = {};
          options.struct_size = sizeof(options);
          options.codec = codec;
          options.alignment = alignment;
          const char* const codecs[] = {"none", "lz4", "zstd"};
          Write(name + "." + codecs[codec] + "." + std::to_string(alignment) + extension, batches,
                options);
        }
      }
    }
  }

  // A dictionary that changes from batch to batch: replaced, or, where it grows, extended.
  void WriteDictionaries(const std::string& name, const std::vector<ArrayData>& batches,
                         const std::vector<ArrayData>& decoded, bool grows) {
    WriteJson(name, decoded);
    ArrowBridgeIpcWriteOptions options = {};
    options.struct_size = sizeof(options);
    Write(name + ".replaced.arrows", batches, options);
    if (!grows) return;
    options.dictionary_deltas = 1;
    Write(name + ".deltas.arrows", batches, options);
    Write(name + ".deltas.arrow", batches, options);
  }

 private:
  std::string Path(const std::string& name) const { return (path_ / name).string(); }

  void Write(const std::string& name, const std::vector<ArrayData>& batches,
             const ArrowBridgeIpcWriteOptions& options) {
    ArrowBridgeError error;
    Check(ArrowBridgeWriteIpcFile(ReaderOf(batches).get(), Path(name).c_str(), &options, &error),
          name, error);
  }

  void WriteJson(const std::string& name, const std::vector<ArrayData>& batches) {
    ArrowBridgeError error;
    Check(ArrowBridgeWriteJsonFile(ReaderOf(batches).get(), Path(name + ".json").c_str(), &error),
          name, error);
  }

  std::filesystem::path path_;
};

// Whole, empty, sliced by the column's offset, and by the batch's.
std::vector<ArrayData> Batches(const TypeCase& type, bool with_nulls) {
  const auto column = [&](int64_t rows) { return type.make(rows, with_nulls).Named("column"); };
  return {Batch(20, {column(20)}), Batch(0, {column(0)}), Batch(20, {column(70).Sliced(13, 20)}),
          Batch(40, {column(40)}).Sliced(11, 21)};
}

// A column of dictionary-encoded texts, and the same decoded.
struct Texts {
  Values<int16_t> indices;
  Values<std::string> values;

  ArrayData Encoded() const { return Dictionary(Fixed("s", indices), Strings("u", values)); }
  ArrayData Decoded() const {
    Values<std::string> texts;
    for (const auto& index : indices) {
      texts.push_back(index ? values[static_cast<size_t>(*index)] : std::nullopt);
    }
    return Strings("u", texts);
  }
};

// As a column, or as the items of a list, so that the dictionary is not at the top.
ArrayData BatchOf(const ArrayData& texts, bool nested) {
  const ArrayData column =
      nested ? Lists("+l", Values<int64_t>(static_cast<size_t>(texts.length), 1), texts) : texts;
  return Batch(texts.length, {column.Named("column")});
}

void WriteDictionaries(Folder* folder) {
  const Values<std::string> all = {"a", "b", std::nullopt, "c", "d"};
  const auto first = [&](int n) { return Values<std::string>(all.begin(), all.begin() + n); };
  const std::vector<Texts> grows = {
      {{0, 1, std::nullopt}, first(2)}, {{3, 2, 1, 0}, first(4)}, {{}, first(4)}, {{4, 4}, all}};
  const std::vector<Texts> changes = {
      {{0, 1}, first(2)}, {{2, 0}, {"x", "y", "z"}}, {{1, 0, std::nullopt}, all}};
  for (const bool nested : {false, true}) {
    for (const bool growing : {false, true}) {
      std::vector<ArrayData> encoded, decoded;
      for (const Texts& texts : growing ? grows : changes) {
        encoded.push_back(BatchOf(texts.Encoded(), nested));
        decoded.push_back(BatchOf(texts.Decoded(), nested));
      }
      const std::string name = growing ? "grows" : "changes";
      folder->WriteDictionaries(name + (nested ? "_nested" : ""), encoded, decoded, growing);
    }
  }
}

int Main(const std::string& path) {
  Folder folder(path);
  for (const TypeCase& type : AllTypes()) {
    for (const bool with_nulls : {false, true}) {
      folder.WriteAll(type.name + (with_nulls ? "_nulls" : ""), Batches(type, with_nulls));
    }
  }
  WriteDictionaries(&folder);
  return 0;
}

}  // namespace
}  // namespace arrowbridge_tests

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "Usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  return arrowbridge_tests::Main(argv[1]);
}
