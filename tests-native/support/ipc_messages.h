// IPC messages built by hand, for data that no available writer writes or that no writer should
// write.

#ifndef ARROWBRIDGE_TESTS_IPC_MESSAGES_H
#define ARROWBRIDGE_TESTS_IPC_MESSAGES_H

#include <cstdint>
#include <string>
#include <vector>

#include "../../benchmarks/flat.h"
#include "support/builders.h"

namespace arrowbridge_tests {
namespace ipc {

constexpr int16_t kV4 = 3, kV5 = 4;
constexpr uint8_t kSchema = 1, kDictionaryBatch = 2, kRecordBatch = 3;
constexpr uint8_t kNull = 1, kInt = 2, kUtf8 = 5, kStruct = 13, kUnion = 14;
constexpr uint8_t kRunEndEncoded = 22, kUtf8View = 24;

// The vectors and the body of a RecordBatch message. A test may break members before they are
// written.
struct Batch {
  int64_t length = 0;
  std::vector<int64_t> nodes;    // length, null count
  std::vector<int64_t> buffers;  // offset, length
  std::vector<int64_t> variadic;
  int codec = -1;  // of CompressionType; below 0: no compression
  int method = 0;  // of BodyCompressionMethod
  Bytes body;

  void Node(int64_t rows, int64_t nulls) { nodes.insert(nodes.end(), {rows, nulls}); }
  void Buffer(const Bytes& bytes) {
    buffers.insert(buffers.end(),
                   {static_cast<int64_t>(body.size()), static_cast<int64_t>(bytes.size())});
    body.insert(body.end(), bytes.begin(), bytes.end());
    body.resize((body.size() + 7) / 8 * 8);
  }
  // A column without nulls, unless a null count is given.
  void Int32s(const std::vector<int32_t>& values, int64_t nulls = 0, const Bytes& validity = {}) {
    Node(static_cast<int64_t>(values.size()), nulls);
    Buffer(validity);
    Buffer(BytesOf(values));
  }
  void Texts(const std::vector<std::string>& values) {
    std::vector<int32_t> offsets = {0};
    Bytes text;
    for (const auto& value : values) {
      text.insert(text.end(), value.begin(), value.end());
      offsets.push_back(static_cast<int32_t>(text.size()));
    }
    Node(static_cast<int64_t>(values.size()), 0);
    Buffer({});
    Buffer(BytesOf(offsets));
    Buffer(text);
  }

  Flat::Ref Write(Flat* flat) const {
    const auto node_list = flat->Structs(nodes, 2);
    const auto buffer_list = flat->Structs(buffers, 2);
    std::vector<Flat::Field> fields = {Flat::Scalar<int64_t>(0, length), Flat::Offset(1, node_list),
                                       Flat::Offset(2, buffer_list)};
    if (codec >= 0) {
      fields.push_back(
          Flat::Offset(3, flat->Table({Flat::Scalar<uint8_t>(0, static_cast<uint8_t>(codec)),
                                       Flat::Scalar<uint8_t>(1, static_cast<uint8_t>(method))})));
    }
    if (!variadic.empty()) fields.push_back(Flat::Offset(4, flat->Structs(variadic, 1)));
    return flat->Table(fields);
  }
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

// A vector of KeyValue.
inline Flat::Ref Metadata(Flat* flat, const Pairs& pairs) {
  std::vector<Flat::Ref> refs;
  for (const auto& [key, value] : pairs) {
    const auto key_text = flat->String(key);
    const auto value_text = flat->String(value);
    refs.push_back(flat->Table({Flat::Offset(0, key_text), Flat::Offset(1, value_text)}));
  }
  return flat->Offsets(refs);
}

// A stream, message by message.
class Stream {
 public:
  explicit Stream(int16_t version = kV5, bool legacy = false)
      : version_(version), legacy_(legacy) {}

  // One table per field, made by Field() over the same Flat.
  Stream& Schema(Flat* flat, const std::vector<Flat::Ref>& fields, int16_t endianness = 0) {
    const auto list = flat->Offsets(fields);
    const auto schema = flat->Table({Flat::Scalar<int16_t>(0, endianness), Flat::Offset(1, list)});
    return Append(flat, kSchema, schema, {});
  }
  Stream& Dictionary(int64_t id, const Batch& values, bool delta = false) {
    Flat flat;
    const auto data = values.Write(&flat);
    const auto header = flat.Table(
        {Flat::Scalar<int64_t>(0, id), Flat::Offset(1, data), Flat::Scalar<uint8_t>(2, delta)});
    return Append(&flat, kDictionaryBatch, header, values.body);
  }
  Stream& Record(const Batch& batch, const Pairs& pairs = {}) {
    Flat flat;
    const auto header = batch.Write(&flat);
    return Append(&flat, kRecordBatch, header, batch.body, pairs);
  }
  Stream& Append(Flat* flat, uint8_t type, Flat::Ref header, const Bytes& body,
                 const Pairs& pairs = {}) {
    std::vector<Flat::Field> fields = {Flat::Scalar<int16_t>(0, version_),
                                       Flat::Scalar<uint8_t>(1, type), Flat::Offset(2, header),
                                       Flat::Scalar<int64_t>(3, static_cast<int64_t>(body.size()))};
    if (!pairs.empty()) fields.push_back(Flat::Offset(4, Metadata(flat, pairs)));
    const auto metadata = flat->Finish(flat->Table(fields));
    if (!legacy_) Push(0xFFFFFFFFu);
    Push(static_cast<uint32_t>(metadata.size()));
    bytes_.insert(bytes_.end(), metadata.begin(), metadata.end());
    bytes_.insert(bytes_.end(), body.begin(), body.end());
    return *this;
  }
  Stream& Push(uint32_t value) {
    for (int i = 0; i < 4; i++) bytes_.push_back(static_cast<uint8_t>(value >> (8 * i)));
    return *this;
  }
  const Bytes& bytes() const { return bytes_; }

 private:
  int16_t version_;
  bool legacy_;
  Bytes bytes_;
};

inline Flat::Ref IntType(Flat* flat, int32_t bits) {
  return flat->Table({Flat::Scalar<int32_t>(0, bits), Flat::Scalar<uint8_t>(1, 1)});
}

inline Flat::Ref Field(Flat* flat, const std::string& name, uint8_t kind, Flat::Ref type,
                       const std::vector<Flat::Ref>& children = {}) {
  const auto text = flat->String(name);
  const auto list = flat->Offsets(children);
  return flat->Table({Flat::Offset(0, text), Flat::Scalar<uint8_t>(1, 1),
                      Flat::Scalar<uint8_t>(2, kind), Flat::Offset(3, type),
                      Flat::Offset(5, list)});
}

// Values with int32 indices into texts, or into another type if given.
inline Flat::Ref EncodedField(Flat* flat, const std::string& name, int64_t id, uint8_t kind = kUtf8,
                              const std::vector<Flat::Ref>& children = {}) {
  const auto text = flat->String(name);
  const auto list = flat->Offsets(children);
  const auto type = flat->Table({});
  const auto indices = IntType(flat, 32);
  const auto encoding = flat->Table({Flat::Scalar<int64_t>(0, id), Flat::Offset(1, indices)});
  return flat->Table({Flat::Offset(0, text), Flat::Scalar<uint8_t>(1, 1),
                      Flat::Scalar<uint8_t>(2, kind), Flat::Offset(3, type),
                      Flat::Offset(4, encoding), Flat::Offset(5, list)});
}

}  // namespace ipc
}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_IPC_MESSAGES_H
