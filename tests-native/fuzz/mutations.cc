#include "mutations.h"

#include <algorithm>
#include <cstring>

namespace arrowbridge_fuzz {
namespace {

constexpr size_t kMostBytes = 1 << 18;

void Store(Bytes* bytes, const Site& site, uint64_t value) {
  if (site.at > bytes->size() || bytes->size() - site.at < site.width) return;
  std::memcpy(bytes->data() + site.at, &value, site.width);
}

uint64_t Load(const Bytes& bytes, const Site& site) {
  uint64_t value = 0;
  if (site.at <= bytes.size() && bytes.size() - site.at >= site.width) {
    std::memcpy(&value, bytes.data() + site.at, site.width);
  }
  return value;
}

// Replaces a number by an interesting one, a near one, or one from elsewhere in the metadata.
void AlterNumber(Bytes* bytes, const Site& site, const std::vector<Site>& others, uint64_t size,
                 Random* random) {
  const uint64_t old = Load(*bytes, site);
  switch (random->Below(4)) {
    case 0:
      Store(bytes, site, old + random->Below(33) - 16);
      break;
    case 1:
      Store(bytes, site, others.empty() ? old ^ 1 : Load(*bytes, random->Choose(others)));
      break;
    case 2:
      Store(bytes, site, old ^ (uint64_t{1} << random->Below(8 * site.width)));
      break;
    default:
      Store(bytes, site, random->Interesting(size));
      break;
  }
}

void AlterMetadata(Bytes* bytes, Random* random) {
  const std::vector<MessagePosition> messages = FindMessages(*bytes);
  std::vector<Site> sites;
  uint64_t size = bytes->size();
  if (!messages.empty() && !random->OneIn(5)) {
    const MessagePosition& message = random->Choose(messages);
    sites = MessageSites(*bytes, message);
    size = random->OneIn(2) ? message.body_size : message.metadata_size;
  } else {
    sites = FooterSites(*bytes);
  }
  if (!sites.empty()) AlterNumber(bytes, random->Choose(sites), sites, size, random);
}

void AlterBody(Bytes* bytes, Random* random) {
  const std::vector<MessagePosition> messages = FindMessages(*bytes);
  if (messages.empty()) return;
  const MessagePosition& message = random->Choose(messages);
  if (message.body_size < 16) return;
  const size_t width = size_t{1} << random->Below(4);
  const Site site{message.body + random->Below(message.body_size / width) * width, width};
  const uint64_t size = random->OneIn(2) ? message.body_size : random->Below(64);
  AlterNumber(bytes, site, {}, size, random);
}

void AlterAnywhere(Bytes* bytes, Random* random) {
  if (bytes->size() < 8) return;
  const size_t width = size_t{1} << random->Below(4);
  const Site site{random->Below(bytes->size() - width + 1), width};
  AlterNumber(bytes, site, {}, bytes->size(), random);
}

void CutOrRepeat(Bytes* bytes, Random* random) {
  const size_t from = random->Below(bytes->size());
  const size_t count = std::min(bytes->size() - from, 1 + random->Below(64));
  const auto begin = bytes->begin() + static_cast<std::ptrdiff_t>(from);
  switch (random->Below(4)) {
    case 0:
      bytes->resize(from);
      break;
    case 1:
      bytes->erase(begin, begin + static_cast<std::ptrdiff_t>(count));
      break;
    case 2: {
      const Bytes copy(begin, begin + static_cast<std::ptrdiff_t>(count));
      const size_t to = random->Below(bytes->size() + 1);
      bytes->insert(bytes->begin() + static_cast<std::ptrdiff_t>(to), copy.begin(), copy.end());
      break;
    }
    default:
      std::fill_n(begin, count,
                  random->OneIn(2) ? uint8_t{0} : static_cast<uint8_t>(random->Next()));
      break;
  }
}

// The beginning of one input and the end of another.
void Splice(Bytes* bytes, const Bytes& other, Random* random) {
  bytes->resize(random->Below(bytes->size() + 1));
  const auto from = static_cast<std::ptrdiff_t>(random->Below(other.size() + 1));
  bytes->insert(bytes->end(), other.begin() + from, other.end());
}

// Removes a message, doubles it, swaps two, or inserts one of another stream.
void AlterMessages(Bytes* bytes, const Bytes& other, Random* random) {
  const std::vector<MessagePosition> messages = FindMessages(*bytes);
  if (messages.empty()) return;
  const auto piece = [](const Bytes& of, const MessagePosition& message) {
    return Bytes(of.begin() + static_cast<std::ptrdiff_t>(message.start),
                 of.begin() + static_cast<std::ptrdiff_t>(message.end));
  };
  std::vector<Bytes> pieces;
  for (const MessagePosition& message : messages) pieces.push_back(piece(*bytes, message));
  const size_t one = random->Below(pieces.size());
  const size_t two = random->Below(pieces.size());
  const auto position = pieces.begin() + static_cast<std::ptrdiff_t>(two);
  switch (random->Below(4)) {
    case 0:
      pieces.erase(position);
      break;
    case 1:
      pieces.insert(position, Bytes(pieces[one]));
      break;
    case 2:
      pieces[one].swap(pieces[two]);
      break;
    default: {
      const std::vector<MessagePosition> others = FindMessages(other);
      if (!others.empty()) pieces.insert(position, piece(other, random->Choose(others)));
      break;
    }
  }
  Bytes result(bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(messages[0].start));
  for (const Bytes& message : pieces) result.insert(result.end(), message.begin(), message.end());
  result.insert(result.end(), bytes->begin() + static_cast<std::ptrdiff_t>(messages.back().end),
                bytes->end());
  *bytes = result;
}

}  // namespace

void AlterOnce(Bytes* bytes, const std::vector<Bytes>& others, Random* random) {
  if (bytes->empty()) return;
  const size_t way = random->Below(20);
  if (way < 10) {
    AlterMetadata(bytes, random);
  } else if (way < 15) {
    AlterBody(bytes, random);
  } else if (way < 17) {
    AlterAnywhere(bytes, random);
  } else if (way < 18) {
    CutOrRepeat(bytes, random);
  } else if (way < 19) {
    AlterMessages(bytes, random->Choose(others), random);
  } else {
    Splice(bytes, random->Choose(others), random);
  }
}

Bytes Mutate(const std::vector<Bytes>& seeds, Random* random) {
  Bytes bytes = random->Choose(seeds);
  const size_t changes = random->OneIn(50) ? 0 : 1 + (random->OneIn(2) ? 0 : random->Below(4));
  for (size_t i = 0; i < changes; i++) AlterOnce(&bytes, seeds, random);
  if (bytes.size() > kMostBytes) bytes.resize(kMostBytes);
  return bytes;
}

}  // namespace arrowbridge_fuzz
