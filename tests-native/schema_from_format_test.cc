// ArrowBridgeSchemaFromFormat.

#include <cerrno>

#include "support/schema_text.h"

namespace {

using namespace arrowbridge_tests;

class SchemaFromFormat : public SchemaTextTest {
 protected:
  using Children = std::vector<ArrowBridgeSchema*>;

  int Call(const char* format, const Children& children = {},
           const ArrowBridgeSchema* dictionary = nullptr) {
    out_ = Garbage<ArrowBridgeSchema*>();
    return ArrowBridgeSchemaFromFormat(format, "made", ARROW_FLAG_NULLABLE, nullptr,
                                       static_cast<int64_t>(children.size()), children.data(),
                                       dictionary, &out_, &error_);
  }

  std::string Made(const char* format, const Children& children = {},
                   const ArrowBridgeSchema* dictionary = nullptr) {
    EXPECT_OK(Call(format, children, dictionary));
    const SchemaHandle owner(out_);
    return Line(out_, 1);
  }

  ArrowBridgeSchema* out_ = nullptr;
};

TEST_F(SchemaFromFormat, ArgumentsAreChecked) {
  const SchemaHandle item = Parse("item: int8");
  ArrowBridgeSchema* children[2] = {item.get(), nullptr};
  const auto make = [&](const char* format, int64_t n_children, ArrowBridgeSchema* const* list,
                        const ArrowBridgeSchema* dictionary = nullptr) {
    out_ = Garbage<ArrowBridgeSchema*>();
    return ArrowBridgeSchemaFromFormat(format, nullptr, 0, nullptr, n_children, list, dictionary,
                                       &out_, &error_);
  };
  EXPECT_ERROR(make(nullptr, 0, nullptr), EINVAL,
               "ArrowBridgeSchemaFromFormat: ", "'format' is NULL");
  EXPECT_EQ(out_, nullptr);
  EXPECT_ERROR(make("+s", -1, children), EINVAL, "'n_children' is -1");
  EXPECT_ERROR(make("+s", INT64_MAX, children), EINVAL, "'n_children' is 9223372036854775807");
  EXPECT_ERROR(make("+s", 1, nullptr), EINVAL, "'children' is NULL, though n_children is 1");
  EXPECT_ERROR(make("+s", 2, children), EINVAL, "'children' has NULL at index 1");
  const ArrayHandle array = ImportArray(Int32s({1}));
  auto* no_schema = reinterpret_cast<ArrowBridgeSchema*>(array.get());
  EXPECT_ERROR(make("+l", 1, &no_schema), EINVAL, "'children' is not a schema handle");
  EXPECT_ERROR(make("i", 0, nullptr, no_schema), EINVAL, "'dictionary' is not a schema handle");
  EXPECT_EQ(out_, nullptr);
  EXPECT_ERROR(
      ArrowBridgeSchemaFromFormat("i", nullptr, 0, nullptr, 0, nullptr, nullptr, nullptr, &error_),
      EINVAL, "'out' is NULL");
  EXPECT_EQ(make("", 0, nullptr), ENOTSUP);
  EXPECT_EQ(
      ArrowBridgeSchemaFromFormat("i", "\xFF", 0, nullptr, 0, nullptr, nullptr, &out_, nullptr),
      EINVAL);
}

TEST_F(SchemaFromFormat, RulesAreChecked) {
  const SchemaHandle item = Parse("item: int8");
  EXPECT_ERROR(Call("what"), ENOTSUP, "FMT-55", "'what'");
  EXPECT_ERROR(Call("+l"), EINVAL, "SCH-15");
  EXPECT_ERROR(Call("i", {item.get()}), EINVAL, "SCH-15");
  EXPECT_ERROR(Call("u", {}, item.get()), EINVAL, "SCH-17");
  EXPECT_ERROR(Call("+m", {item.get()}), EINVAL, "FMT-50");
  EXPECT_ERROR(Call("d:99,1"), EINVAL, "FMT-22");
  SchemaHandle deep = Parse("int8");
  for (int level = 2; level <= 65; level++) {
    ASSERT_OK(Call("+l", {deep.get()}));
    deep.reset(out_);
  }
  EXPECT_ERROR(Call("+l", {deep.get()}), EINVAL, "SCH-20");
  EXPECT_EQ(out_, nullptr);
}

TEST_F(SchemaFromFormat, PartsAreCopied) {
  SchemaHandle text = Parse("t: utf8 extension<e> not null metadata<k: v>");
  SchemaHandle tags = Parse("tags: list<utf8>");
  EXPECT_EQ(Made("+s", {text.get(), tags.get(), text.get()}),
            "made: struct<t: utf8 extension<e> not null metadata<k: v>, tags: list<item: utf8>, "
            "t: utf8 extension<e> not null metadata<k: v>>");
  EXPECT_EQ(Made("c", {}, tags.get()), "made: dictionary<int8, tags: list<item: utf8>>");
  EXPECT_EQ(Made("tsu:UTC"), "made: timestamp[us, UTC]");
  const std::string metadata = Metadata({{"a", "b"}});
  ASSERT_OK(ArrowBridgeSchemaFromFormat("+ud:3", nullptr, 8, metadata.data(), 1,
                                        std::vector<ArrowBridgeSchema*>{text.get()}.data(), nullptr,
                                        &out_, &error_));
  text.reset();
  tags.reset();
  const SchemaHandle made(out_);
  EXPECT_EQ(Line(made.get(), 1),
            "dense_union[3]<t: utf8 extension<e> not null metadata<k: v>> not null flags<8> "
            "metadata<a: b>");
}

}  // namespace
