// ArrowSchema structs written field by field as a foreign producer makes them, including invalid
// ones, and the comparison of exported schemas with them.

#ifndef ARROWBRIDGE_TESTS_RAW_SCHEMA_H
#define ARROWBRIDGE_TESTS_RAW_SCHEMA_H

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "arrowbridge/abi.h"

namespace arrowbridge_tests {

// Contents of a schema. An absent text is NULL in the struct.
struct SchemaSpec {
  std::optional<std::string> format;
  std::optional<std::string> name = "";
  std::vector<SchemaSpec> children;
  std::shared_ptr<SchemaSpec> dictionary;
  int64_t flags = 0;
  std::optional<std::string> metadata;
  std::optional<int64_t> n_children;  // wrong, if it is not the number of children
  bool null_children = false;         // the table of children is NULL
  bool null_entry = false;            // its first entry is NULL

  SchemaSpec(std::optional<std::string> format_in, std::optional<std::string> name_in = "",
             std::vector<SchemaSpec> children_in = {})
      : format(std::move(format_in)), name(std::move(name_in)), children(std::move(children_in)) {}

  SchemaSpec& WithFlags(int64_t value) { return flags = value, *this; }
  SchemaSpec& WithMetadata(std::string bytes) { return metadata = std::move(bytes), *this; }
  SchemaSpec& WithDictionary(SchemaSpec values) {
    dictionary = std::make_shared<SchemaSpec>(std::move(values));
    return *this;
  }
};

// Counts of the structs that were made and of calls of their callbacks.
struct SchemaLog {
  int made = 0;
  int released = 0;
  int child_calls = 0;  // a consumer that calls a child's callback breaks MEM-7
};

class RawSchema {
 public:
  // Fills `out` with a live struct; its release callback frees what it points to.
  static void Make(const SchemaSpec& spec, SchemaLog* log, ArrowSchema* out) {
    auto* self = new RawSchema(spec, log);
    *out = self->value_;
    out->private_data = self;
    out->release = [](ArrowSchema* schema) {
      auto* owned = static_cast<RawSchema*>(schema->private_data);
      ++owned->log_->released;
      delete owned;
      std::memset(static_cast<void*>(schema), 0xDD, sizeof(*schema));
      schema->release = nullptr;
    };
    ++log->made;
  }

 private:
  RawSchema(const SchemaSpec& spec, SchemaLog* log) : spec_(spec), log_(log) {
    for (const SchemaSpec& child : spec_.children) {
      children_.emplace_back(new RawSchema(child, log));
      table_.push_back(&children_.back()->value_);
    }
    if (spec_.null_entry) table_[0] = nullptr;
    if (spec_.dictionary) dictionary_.reset(new RawSchema(*spec_.dictionary, log));
    value_.format = spec_.format ? spec_.format->c_str() : nullptr;
    value_.name = spec_.name ? spec_.name->c_str() : nullptr;
    value_.metadata = spec_.metadata ? spec_.metadata->data() : nullptr;
    value_.flags = spec_.flags;
    value_.n_children = spec_.n_children.value_or(static_cast<int64_t>(table_.size()));
    value_.children = spec_.null_children || table_.empty() ? nullptr : table_.data();
    value_.dictionary = dictionary_ ? &dictionary_->value_ : nullptr;
    value_.private_data = this;
    value_.release = [](ArrowSchema* schema) {
      ++static_cast<RawSchema*>(schema->private_data)->log_->child_calls;
    };
  }

  const SchemaSpec spec_;
  SchemaLog* log_;
  ArrowSchema value_{};
  std::vector<std::unique_ptr<RawSchema>> children_;
  std::vector<ArrowSchema*> table_;
  std::unique_ptr<RawSchema> dictionary_;
};

// A key and a value as encoded in ArrowSchema.metadata.
inline std::string EncodeText(const std::string& text) {
  const auto length = static_cast<int32_t>(text.size());
  return std::string(reinterpret_cast<const char*>(&length), sizeof(length)) + text;
}

inline std::string EncodeMetadata(const std::vector<std::pair<std::string, std::string>>& pairs) {
  const auto count = static_cast<int32_t>(pairs.size());
  std::string bytes(reinterpret_cast<const char*>(&count), sizeof(count));
  for (const auto& pair : pairs) bytes += EncodeText(pair.first) + EncodeText(pair.second);
  return bytes;
}

// Expects that the struct matches the specification at all levels; texts and metadata byte for
// byte.
inline void ExpectSchema(const ArrowSchema& schema, const SchemaSpec& spec) {
  SCOPED_TRACE("field '" + spec.name.value_or("(NULL)") + "'");
  ASSERT_NE(schema.release, nullptr);
  ASSERT_NE(schema.format, nullptr);
  EXPECT_EQ(std::string(schema.format), *spec.format);
  ASSERT_EQ(schema.name != nullptr, spec.name.has_value());
  if (spec.name) {
    EXPECT_EQ(std::string(schema.name), *spec.name);
  }
  ASSERT_EQ(schema.metadata != nullptr, spec.metadata.has_value());
  if (spec.metadata) {
    EXPECT_EQ(std::string(schema.metadata, spec.metadata->size()), *spec.metadata);
  }
  EXPECT_EQ(schema.flags, spec.flags);
  ASSERT_EQ(schema.n_children, static_cast<int64_t>(spec.children.size()));
  for (size_t i = 0; i < spec.children.size(); ++i) {
    ExpectSchema(*schema.children[i], spec.children[i]);
  }
  ASSERT_EQ(schema.dictionary != nullptr, spec.dictionary != nullptr);
  if (spec.dictionary) ExpectSchema(*schema.dictionary, *spec.dictionary);
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_RAW_SCHEMA_H
