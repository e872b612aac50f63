#include "metadata_sites.h"

#include <cstring>

namespace arrowbridge_fuzz {
namespace {

constexpr size_t kMostSites = 20000;
constexpr int kMostDepth = 80;
constexpr size_t kPaddedMagic = 8;
constexpr size_t kFooterTail = 10;  // the footer's length and the magic

// Description of a table's field. Tables and vectors of tables say which kind of table.
enum class Part { kScalar, kText, kTable, kTables, kStructs, kHeader };
enum class Kind {
  kMessage,
  kSchema,
  kField,
  kEncoding,
  kRecordBatch,
  kDictionaryBatch,
  kKeyValue,
  kFooter,
  kOther
};
struct Description {
  Part part;
  size_t width = 0;  // of a scalar, or of a struct in a vector
  Kind kind = Kind::kOther;
};

std::vector<Description> Describe(Kind kind) {
  const auto scalar = [](size_t width) { return Description{Part::kScalar, width, Kind::kOther}; };
  const auto structs = [](size_t width) {
    return Description{Part::kStructs, width, Kind::kOther};
  };
  const auto table = [](Kind of) { return Description{Part::kTable, 0, of}; };
  const auto tables = [](Kind of) { return Description{Part::kTables, 0, of}; };
  const Description text{Part::kText, 0, Kind::kOther};
  switch (kind) {
    case Kind::kMessage:
      return {scalar(2),
              scalar(1),
              {Part::kHeader, 0, Kind::kOther},
              scalar(8),
              tables(Kind::kKeyValue)};
    case Kind::kSchema:
      return {scalar(2), tables(Kind::kField), tables(Kind::kKeyValue), structs(8)};
    case Kind::kField:
      return {text,
              scalar(1),
              scalar(1),
              table(Kind::kOther),
              table(Kind::kEncoding),
              tables(Kind::kField),
              tables(Kind::kKeyValue)};
    case Kind::kEncoding:
      return {scalar(8), table(Kind::kOther), scalar(1), scalar(2)};
    case Kind::kRecordBatch:
      return {scalar(8), structs(16), structs(16), table(Kind::kOther), structs(8)};
    case Kind::kDictionaryBatch:
      return {scalar(8), table(Kind::kRecordBatch), scalar(1)};
    case Kind::kKeyValue:
      return {text, text};
    case Kind::kFooter:
      return {scalar(2), table(Kind::kSchema), structs(24), structs(24), tables(Kind::kKeyValue)};
    default:
      return std::vector<Description>(4, scalar(4));  // of types: offsets among them
  }
}

// Walks one flatbuffer and records every number; skips what is broken.
class Walker {
 public:
  Walker(const Bytes& bytes, size_t start, size_t size)
      : bytes_(bytes), start_(start), end_(start + size) {}

  std::vector<Site> Walk(Kind kind) {
    size_t table;
    if (Follow(start_, &table)) Table(table, kind, 0);
    return sites_;
  }

 private:
  template <typename T>
  bool Read(size_t at, T* value) const {
    if (at < start_ || at > end_ || end_ - at < sizeof(T)) return false;
    std::memcpy(value, bytes_.data() + at, sizeof(T));
    return true;
  }

  bool Note(size_t at, size_t width) {
    if (at > end_ || end_ - at < width || sites_.size() >= kMostSites) return false;
    sites_.push_back({at, width});
    return true;
  }

  bool Follow(size_t at, size_t* target) {
    uint32_t offset;
    if (!Read(at, &offset) || !Note(at, 4)) return false;
    *target = at + offset;
    return *target < end_;
  }

  void Table(size_t table, Kind kind, int depth) {
    int32_t back;
    uint16_t size;
    if (depth > kMostDepth || !Read(table, &back) || !Note(table, 4)) return;
    const size_t vtable = table - static_cast<size_t>(static_cast<int64_t>(back));
    if (!Read(vtable, &size)) return;
    Note(vtable, 2);
    Note(vtable + 2, 2);
    uint8_t header = 0;
    const std::vector<Description> fields = Describe(kind);
    for (size_t i = 0; i < fields.size() && 4 + 2 * i + 2 <= size; i++) {
      uint16_t offset;
      if (!Read(vtable + 4 + 2 * i, &offset) || !Note(vtable + 4 + 2 * i, 2)) return;
      if (offset == 0) continue;
      if (kind == Kind::kMessage && i == 1) Read(table + offset, &header);
      Field(table + offset, fields[i], header, depth);
    }
  }

  void Field(size_t at, const Description& field, uint8_t header, int depth) {
    size_t target;
    if (field.part == Part::kScalar) {
      Note(at, field.width);
    } else if (Follow(at, &target)) {
      switch (field.part) {
        case Part::kHeader:
          Table(target,
                header == 1   ? Kind::kSchema
                : header == 2 ? Kind::kDictionaryBatch
                              : Kind::kRecordBatch,
                depth + 1);
          break;
        case Part::kTable:
          Table(target, field.kind, depth + 1);
          break;
        default:
          Vector(target, field, depth);
          break;
      }
    }
  }

  void Vector(size_t at, const Description& field, int depth) {
    uint32_t count;
    if (!Read(at, &count) || !Note(at, 4)) return;
    if (field.part == Part::kTables) {
      for (size_t i = 0; i < count; i++) {
        size_t element;
        if (!Follow(at + 4 + 4 * i, &element)) return;
        Table(element, field.kind, depth + 1);
      }
    } else if (field.part == Part::kStructs) {
      for (size_t i = 0; i < count * (field.width / 8); i++) {
        if (!Note(at + 4 + 8 * i, 8)) return;
      }
    }
  }

  const Bytes& bytes_;
  const size_t start_;
  const size_t end_;
  std::vector<Site> sites_;
};

template <typename T>
bool ReadAt(const Bytes& bytes, size_t at, T* value) {
  if (at > bytes.size() || bytes.size() - at < sizeof(T)) return false;
  std::memcpy(value, bytes.data() + at, sizeof(T));
  return true;
}

// The bodyLength of a message, or 0 if it cannot be read.
int64_t BodyLength(const Bytes& bytes, size_t metadata) {
  uint32_t root;
  int32_t back;
  uint16_t size;
  uint16_t offset;
  int64_t length;
  if (!ReadAt(bytes, metadata, &root)) return 0;
  const size_t table = metadata + root;
  if (!ReadAt(bytes, table, &back)) return 0;
  const size_t vtable = table - static_cast<size_t>(static_cast<int64_t>(back));
  if (!ReadAt(bytes, vtable, &size) || size < 12 || !ReadAt(bytes, vtable + 10, &offset) ||
      offset == 0 || !ReadAt(bytes, table + offset, &length)) {
    return 0;
  }
  return length;
}

bool IsFile(const Bytes& bytes) {
  return bytes.size() > 2 * kPaddedMagic && std::memcmp(bytes.data(), "ARROW1", 6) == 0;
}

}  // namespace

std::vector<MessagePosition> FindMessages(const Bytes& bytes) {
  std::vector<MessagePosition> messages;
  size_t at = IsFile(bytes) ? kPaddedMagic : 0;
  while (true) {
    MessagePosition message{};
    message.start = at;
    uint32_t length;
    if (!ReadAt(bytes, at, &length)) break;
    at += 4;
    if (length == 0xFFFFFFFFu) {
      if (!ReadAt(bytes, at, &length)) break;
      at += 4;
    }
    if (length == 0 || length > bytes.size() - at) break;
    message.metadata = at;
    message.metadata_size = length;
    message.body = at + length;
    const int64_t body = BodyLength(bytes, at);
    if (body < 0 || static_cast<uint64_t>(body) > bytes.size() - message.body) break;
    message.body_size = static_cast<size_t>(body);
    message.end = at = message.body + message.body_size;
    messages.push_back(message);
  }
  return messages;
}

std::vector<Site> MessageSites(const Bytes& bytes, const MessagePosition& message) {
  std::vector<Site> sites =
      Walker(bytes, message.metadata, message.metadata_size).Walk(Kind::kMessage);
  sites.push_back({message.metadata - 4, 4});
  return sites;
}

std::vector<Site> FooterSites(const Bytes& bytes) {
  uint32_t length;
  if (!IsFile(bytes) || !ReadAt(bytes, bytes.size() - kFooterTail, &length) ||
      length > bytes.size() - kFooterTail) {
    return {};
  }
  const size_t start = bytes.size() - kFooterTail - length;
  std::vector<Site> sites = Walker(bytes, start, length).Walk(Kind::kFooter);
  sites.push_back({bytes.size() - kFooterTail, 4});
  return sites;
}

}  // namespace arrowbridge_fuzz
