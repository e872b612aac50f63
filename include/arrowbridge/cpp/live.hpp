/// \file live.hpp
/// What is alive and who made it; live.h describes it. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_LIVE_HPP
#define ARROWBRIDGE_CPP_LIVE_HPP

#include <string>
#include <vector>

#include "arrowbridge/cpp/error.hpp"
#include "arrowbridge/live.h"

ARROWBRIDGE_BEGIN_NAMESPACE

/// An ArrowBridgeLiveObject that owns its texts.
struct LiveObject {
  const void* address;
  std::string function;
  std::string tag;
  int64_t bytes;
  /// Nanoseconds since it was made.
  int64_t age;
  ArrowBridgeLiveKind kind;
  int32_t references;
};

/// Starts or stops tracking, and returns whether objects were tracked before.
inline bool TrackLiveObjects(bool enabled) noexcept {
  return ArrowBridgeTrackLiveObjects(enabled ? 1 : 0) != 0;
}

/// Sets the tag of the objects that this thread makes from now on; empty: none.
inline void TagLiveObjects(const std::string& tag) noexcept {
  ArrowBridgeTagLiveObjects(tag.c_str());
}

/// Lists the tracked objects that are alive, the oldest first.
inline Result<std::vector<LiveObject>> TryLiveObjects() {
  std::vector<LiveObject> all;
  const auto visit = [](void* context, const ArrowBridgeLiveObject* object) noexcept -> int {
#if ARROWBRIDGE_EXCEPTIONS
    try {
#endif
      static_cast<std::vector<LiveObject>*>(context)->push_back(
          {object->address, object->function, object->tag, object->bytes, object->age,
           static_cast<ArrowBridgeLiveKind>(object->kind), object->references});
#if ARROWBRIDGE_EXCEPTIONS
    } catch (...) {
      return ENOMEM;
    }
#endif
    return 0;
  };
  return detail::RunFor(
      all, [&](auto* error) { return ArrowBridgeVisitLiveObjects(visit, &all, error); });
}

#if ARROWBRIDGE_EXCEPTIONS
inline std::vector<LiveObject> LiveObjects() { return TryLiveObjects().value(); }
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_LIVE_HPP
