/// \file casts.hpp
/// Casts of schemas, arrays and readers; casts.h says what can be cast. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_CASTS_HPP
#define ARROWBRIDGE_CPP_CASTS_HPP

#include <memory>
#include <string>
#include <vector>

#include "arrowbridge/casts.h"
#include "arrowbridge/cpp/reader.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// What a cast does with fields that cannot be cast: enum ArrowBridgeCastMode.
enum class CastMode {
  kStrict = ARROWBRIDGE_CAST_STRICT,
  kBestEffort = ARROWBRIDGE_CAST_BEST_EFFORT,
};

/// What a cast does to one field, in ascending order: enum ArrowBridgeCastOutcome.
enum class CastOutcome {
  kSame = ARROWBRIDGE_CAST_SAME,
  kRelabelled = ARROWBRIDGE_CAST_RELABELLED,
  kConverted = ARROWBRIDGE_CAST_CONVERTED,
  kChecked = ARROWBRIDGE_CAST_CHECKED,
  kLeft = ARROWBRIDGE_CAST_LEFT,
  kImpossible = ARROWBRIDGE_CAST_IMPOSSIBLE,
};

/// An ArrowBridgeFieldCast that owns its texts.
struct FieldCast {
  /// Names from the root, such as "points.item.x". Empty for the root.
  std::string path;
  /// What is checked, or why the cast is impossible. Empty for other outcomes.
  std::string reason;
  CastOutcome outcome;
  /// 0 is the root, 1 a column.
  int32_t depth;
};

/// What a cast does.
struct CastPlan {
  /// The highest outcome of all fields.
  CastOutcome outcome;
  /// The root, then each child followed by its children and its dictionary.
  std::vector<FieldCast> fields;
  /// Schema of the result; empty if the cast is refused.
  Schema schema;
};

/// Determines what a cast does, without data. A cast that is impossible is a plan, not a failure.
inline Result<CastPlan> TryCanCast(const Schema& from, const Schema& to,
                                   CastMode mode = CastMode::kStrict) {
  using List = std::unique_ptr<ArrowBridgeFieldCast, void (*)(ArrowBridgeFieldCast*)>;
  ArrowBridgeFieldCast* fields = nullptr;
  ArrowBridgeSchema* schema = nullptr;
  int64_t count = 0;
  int outcome = 0;
  Status status = detail::Run([&](auto* error) {
    return ArrowBridgeSchemaCanCast(from.get(), to.get(), static_cast<int>(mode), &outcome, &fields,
                                    &count, &schema, error);
  });
  if (!status.ok()) return status;
  const List list(fields, ArrowBridgeFieldCastListRelease);
  CastPlan plan = {static_cast<CastOutcome>(outcome), {}, Schema::Adopt(schema)};
  for (int64_t i = 0; i < count; ++i) {
    plan.fields.push_back({fields[i].path, fields[i].reason,
                           static_cast<CastOutcome>(fields[i].outcome), fields[i].depth});
  }
  return plan;
}

/// Casts an array or a record batch. Buffers that need no change are shared.
inline Result<Array> TryCast(const Array& array, const Schema& schema,
                             CastMode mode = CastMode::kStrict) {
  return detail::Made<Array>([&](auto** out, auto* error) {
    return ArrowBridgeArrayCast(array.get(), schema.get(), static_cast<int>(mode), out, error);
  });
}

/// Makes a reader that yields the batches of another reader, cast to another schema.
inline Result<Reader> TryCast(const Reader& reader, const Schema& schema,
                              CastMode mode = CastMode::kStrict) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderCast(reader.get(), schema.get(), static_cast<int>(mode), out, error);
  });
}

#if ARROWBRIDGE_EXCEPTIONS
inline CastPlan CanCast(const Schema& from, const Schema& to, CastMode mode = CastMode::kStrict) {
  return TryCanCast(from, to, mode).value();
}
inline Array Cast(const Array& array, const Schema& schema, CastMode mode = CastMode::kStrict) {
  return TryCast(array, schema, mode).value();
}
inline Reader Cast(const Reader& reader, const Schema& schema, CastMode mode = CastMode::kStrict) {
  return TryCast(reader, schema, mode).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_CASTS_HPP
