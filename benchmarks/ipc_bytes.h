// IPC streams in memory for the benchmarks of reading, with alternating int64 and utf8 columns that
// have nulls.
#ifndef ARROWBRIDGE_BENCHMARKS_IPC_BYTES_H
#define ARROWBRIDGE_BENCHMARKS_IPC_BYTES_H

#include "flat.h"

namespace ipc {

constexpr int16_t kV5 = 4;
constexpr uint8_t kSchema = 1, kRecordBatch = 3, kTypeInt = 2, kTypeUtf8 = 5;

inline void Append(std::vector<uint8_t>* out, const std::vector<uint8_t>& metadata,
                   const std::vector<uint8_t>& body) {
  const uint32_t prefix[2] = {0xFFFFFFFFu, static_cast<uint32_t>(metadata.size())};
  const auto* raw = reinterpret_cast<const uint8_t*>(prefix);
  out->insert(out->end(), raw, raw + 8);
  out->insert(out->end(), metadata.begin(), metadata.end());
  out->insert(out->end(), body.begin(), body.end());
}

inline std::vector<uint8_t> Message(Flat* flat, uint8_t type, Flat::Ref header, int64_t body) {
  return flat->Finish(flat->Table({Flat::Scalar<int16_t>(0, kV5), Flat::Scalar<uint8_t>(1, type),
                                   Flat::Offset(2, header), Flat::Scalar<int64_t>(3, body)}));
}

inline std::vector<uint8_t> SchemaMessage(int columns) {
  Flat flat;
  std::vector<Flat::Ref> fields;
  for (int i = 0; i < columns; i++) {
    const bool text = i % 2 == 1;
    const auto name = flat.String("column_" + std::to_string(i));
    const auto type = text
                          ? flat.Table({})
                          : flat.Table({Flat::Scalar<int32_t>(0, 64), Flat::Scalar<uint8_t>(1, 1)});
    const auto children = flat.Offsets({});
    fields.push_back(flat.Table({Flat::Offset(0, name), Flat::Scalar<uint8_t>(1, 1),
                                 Flat::Scalar<uint8_t>(2, text ? kTypeUtf8 : kTypeInt),
                                 Flat::Offset(3, type), Flat::Offset(5, children)}));
  }
  const auto list = flat.Offsets(fields);
  const auto schema = flat.Table({Flat::Offset(1, list)});
  return Message(&flat, kSchema, schema, 0);
}

// A stream of `batches` equal batches. Strings have 8 characters.
inline std::vector<uint8_t> Stream(int columns, int64_t rows, int batches) {
  std::vector<int64_t> nodes, buffers;
  std::vector<uint8_t> body;
  const auto add = [&](const void* data, size_t size) {
    buffers.push_back(static_cast<int64_t>(body.size()));
    buffers.push_back(static_cast<int64_t>(size));
    const auto* bytes = static_cast<const uint8_t*>(data);
    body.insert(body.end(), bytes, bytes + size);
    body.resize((body.size() + 63) / 64 * 64);
  };
  const auto count = static_cast<size_t>(rows);
  const std::vector<uint8_t> validity((count + 7) / 8, 0xEE);
  int64_t nulls = 0;
  for (size_t i = 0; i < count; i++) nulls += (validity[i / 8] >> (i % 8) & 1) == 0;
  const std::vector<int64_t> values(count, 0x6162636465666768);
  std::vector<int32_t> offsets(count + 1);
  for (size_t i = 0; i <= count; i++) offsets[i] = static_cast<int32_t>(i * 8);
  for (int i = 0; i < columns; i++) {
    nodes.insert(nodes.end(), {rows, nulls});
    add(validity.data(), validity.size());
    if (i % 2 == 1) add(offsets.data(), offsets.size() * 4);
    add(values.data(), values.size() * 8);
  }
  Flat flat;
  const auto node_list = flat.Structs(nodes, 2);
  const auto buffer_list = flat.Structs(buffers, 2);
  const auto batch = flat.Table(
      {Flat::Scalar<int64_t>(0, rows), Flat::Offset(1, node_list), Flat::Offset(2, buffer_list)});
  // The metadata is padded so that bodies start at multiples of 64 bytes.
  auto metadata = Message(&flat, kRecordBatch, batch, static_cast<int64_t>(body.size()));
  metadata.resize((metadata.size() + 8 + 63) / 64 * 64 - 8);
  auto schema = SchemaMessage(columns);
  schema.resize((schema.size() + 8 + 63) / 64 * 64 - 8);
  std::vector<uint8_t> stream;
  Append(&stream, schema, {});
  for (int i = 0; i < batches; i++) Append(&stream, metadata, body);
  return stream;
}

}  // namespace ipc

#endif
