// A minimal FlatBuffers writer for the metadata of IPC messages. The buffer is built from its end
// to its start, and offsets are counted from its end.
#ifndef ARROWBRIDGE_BENCHMARKS_FLAT_H
#define ARROWBRIDGE_BENCHMARKS_FLAT_H

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

class Flat {
 public:
  using Ref = uint32_t;  // bytes from the object's start to the end of the buffer

  // One field of a table: its id and its bytes. If `ref` is set, the field is an offset of 4 bytes.
  struct Field {
    int id;
    std::vector<uint8_t> value;
    Ref ref = 0;
  };

  template <typename T>
  static Field Scalar(int id, T value) {
    Field field{id, std::vector<uint8_t>(sizeof(T))};
    std::memcpy(field.value.data(), &value, sizeof(T));
    return field;
  }
  static Field Offset(int id, Ref ref) { return {id, std::vector<uint8_t>(4), ref}; }

  Ref String(const std::string& text) {
    Pad(text.size() + 1, 4);
    Push(std::vector<uint8_t>(1, 0));
    Push(std::vector<uint8_t>(text.begin(), text.end()));
    return PushCount(static_cast<uint32_t>(text.size()));
  }

  Ref Offsets(const std::vector<Ref>& refs) {
    Pad(0, 4);
    for (size_t i = refs.size(); i-- > 0;) PushOffset(refs[i]);
    return PushCount(static_cast<uint32_t>(refs.size()));
  }

  // A vector of structs with `members` int64 members each.
  Ref Structs(const std::vector<int64_t>& values, size_t members) {
    Pad(values.size() * 8, 8);
    std::vector<uint8_t> bytes(values.size() * 8);
    if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    Push(bytes);
    return PushCount(static_cast<uint32_t>(values.size() / members));
  }

  Ref Ints(const std::vector<int32_t>& values) {
    Pad(0, 4);
    for (size_t i = values.size(); i-- > 0;) PushValue(values[i]);
    return PushCount(static_cast<uint32_t>(values.size()));
  }

  Ref Table(std::vector<Field> fields) {
    std::stable_sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) {
      return a.value.size() < b.value.size();
    });
    const size_t end = bytes_.size();
    std::vector<std::pair<int, size_t>> positions;
    for (const Field& field : fields) {
      Pad(0, field.value.size());
      if (field.ref != 0) {
        PushOffset(field.ref);
      } else {
        Push(field.value);
      }
      positions.emplace_back(field.id, bytes_.size());
    }
    Pad(0, 4);
    int last = -1;
    for (const auto& position : positions) last = std::max(last, position.first);
    const size_t table = bytes_.size() + 4;
    std::vector<uint16_t> vtable(static_cast<size_t>(last) + 3, 0);
    vtable[0] = static_cast<uint16_t>(vtable.size() * 2);
    vtable[1] = static_cast<uint16_t>(table - end);
    for (const auto& [id, position] : positions)
      vtable[static_cast<size_t>(id) + 2] = static_cast<uint16_t>(table - position);
    PushValue(static_cast<int32_t>(vtable.size() * 2));  // the vtable is directly before the table
    std::vector<uint8_t> raw(vtable.size() * 2);
    std::memcpy(raw.data(), vtable.data(), raw.size());
    Push(raw);
    return static_cast<Ref>(table);
  }

  // The whole buffer, a multiple of 8 bytes.
  std::vector<uint8_t> Finish(Ref root) {
    Pad(4, 8);
    PushOffset(root);
    return std::vector<uint8_t>(bytes_.rbegin(), bytes_.rend());
  }

 private:
  void Push(const std::vector<uint8_t>& bytes) {
    bytes_.insert(bytes_.end(), bytes.rbegin(), bytes.rend());
  }
  template <typename T>
  void PushValue(T value) {
    std::vector<uint8_t> raw(sizeof(T));
    std::memcpy(raw.data(), &value, sizeof(T));
    Push(raw);
  }
  void PushOffset(Ref ref) { PushValue(static_cast<uint32_t>(bytes_.size() + 4 - ref)); }
  Ref PushCount(uint32_t count) {
    PushValue(count);
    return static_cast<Ref>(bytes_.size());
  }
  // Pads so that the object that follows `size` more bytes is aligned.
  void Pad(size_t size, size_t alignment) {
    while ((bytes_.size() + size) % alignment != 0) bytes_.push_back(0);
  }

  std::vector<uint8_t> bytes_;  // in reverse order
};

#endif
