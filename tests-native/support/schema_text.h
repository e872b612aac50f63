// Schemas on one line: parsing, printing, and random schemas that are hard to print.

#ifndef ARROWBRIDGE_TESTS_SCHEMA_TEXT_H
#define ARROWBRIDGE_TESTS_SCHEMA_TEXT_H

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/printing.h"

namespace arrowbridge_tests {

class SchemaTextTest : public PrintingTest {
 protected:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  static ArrayData Type(const std::string& format, const std::string& name,
                        const std::vector<ArrayData>& children = {}) {
    ArrayData data;
    data.format = format;
    data.name = name;
    data.children = children;
    return data;
  }

  static ArrayData With(ArrayData data, const Pairs& pairs) {
    data.metadata = Metadata(pairs);
    return data;
  }

  SchemaHandle Parse(const std::string& text) {
    auto* out = Garbage<ArrowBridgeSchema*>();
    EXPECT_OK(ArrowBridgeSchemaParse(text.c_str(), &out, &error_)) << text;
    return SchemaHandle(out);
  }

  std::string Line(const ArrowBridgeSchema* schema, int include_metadata) {
    auto* out = Garbage<char*>();
    EXPECT_OK(ArrowBridgeSchemaToLine(schema, include_metadata, &out, &error_));
    const std::string line = CopyAndRelease(out);
    return line.empty() ? "" : line.substr(1);
  }

  // The schema that is parsed from the line is equal, and so is its line. Without metadata the line
  // is parsed, too.
  void ExpectInverse(const ArrowBridgeSchema* schema) {
    for (int metadata : {1, 0}) {
      const std::string line = Line(schema, metadata);
      EXPECT_EQ(line.find('\n'), std::string::npos);
      const SchemaHandle parsed = Parse(line);
      if (parsed == nullptr) return;
      int equal = 0;
      EXPECT_OK(ArrowBridgeSchemaEquals(schema, parsed.get(), metadata, &equal, &error_));
      EXPECT_EQ(equal, 1) << line;
      EXPECT_EQ(Line(parsed.get(), metadata), line);
    }
  }
};

// Every type, with names, flags and metadata that need quotes.
class RandomSchemas {
 public:
  explicit RandomSchemas(unsigned seed) : random_(seed) {}

  ArrayData Next() {
    ArrayData data = Field(3);
    if (OneIn(4)) data.name = Text();
    return data;
  }

  // Removes or inserts a few characters.
  std::string Damaged(std::string text) {
    static const std::string kMarks = "<>[](),:\" \\ux1";
    for (size_t i = 0; i <= Below(3) && !text.empty(); i++) {
      const size_t at = Below(text.size());
      text.erase(at, Below(3));
      if (OneIn(2)) text.insert(at, 1, kMarks[Below(kMarks.size())]);
    }
    return text;
  }

 private:
  size_t Below(size_t limit) { return random_() % limit; }
  bool OneIn(size_t chances) { return Below(chances) == 0; }

  std::string Text() {
    static const std::vector<std::string> kTexts = {
        "a",       "",       "two words",    " edge ",       "a:b",
        "a, b",    "<>",     "\"",           "[0]",          "(x)",
        "\n",      "\x01",   "\xE2\x82\xAC", "\xE2\x80\xA8", "not null",
        "int8",    "back\\", "\\u0041",      "\x7F",         "\xF0\x9F\x98\x80",
        "\xC2\xA0"};
    return kTexts[Below(kTexts.size())];
  }

  std::string Bytes() { return OneIn(3) ? std::string("\xFF\0\xE2\x82\"", 5) + Text() : Text(); }

  std::string Timestamp() {
    static const char* const kZones[] = {"", "UTC", "+05:30", "a, b", "]", "\"", "x y", "\t"};
    return std::string("ts") + "smun"[Below(4)] + ":" + kZones[Below(8)];
  }

  ArrayData Field(int depth) {
    ArrayData data = Type(depth);
    data.name = OneIn(3) ? Text() : "name";
    if (OneIn(3)) data.flags &= ~ARROW_FLAG_NULLABLE;
    if (OneIn(10)) data.flags ^= static_cast<int64_t>(1 + Below(16)) & ~ARROW_FLAG_NULLABLE;
    if (OneIn(4)) {
      std::vector<std::pair<std::string, std::string>> pairs;
      for (size_t i = Below(3); i > 0; i--) pairs.emplace_back(Bytes(), Bytes());
      if (OneIn(2)) pairs.emplace_back("ARROW:extension:name", Bytes());
      if (OneIn(2)) pairs.emplace_back("ARROW:extension:metadata", Bytes());
      data.metadata = Metadata(pairs);
    }
    return data;
  }

  ArrayData Type(int depth) {
    static const std::vector<std::string> kFlat = {
        "n",   "b",   "c",   "C",   "s",        "S",          "i",     "I",         "l",   "L",
        "e",   "f",   "g",   "z",   "Z",        "vz",         "u",     "U",         "vu",  "tdD",
        "tdm", "tts", "ttm", "ttu", "ttn",      "tDs",        "tDm",   "tDu",       "tDn", "tiM",
        "tiD", "tin", "w:0", "w:7", "d:9,2,32", "d:18,-3,64", "d:1,0", "d:76,4,256"};
    ArrayData data;
    switch (depth == 0 ? Below(2) : Below(9)) {
      case 0:
        data.format = kFlat[Below(kFlat.size())];
        break;
      case 1:
        data.format = Timestamp();
        break;
      case 2:
        static const std::vector<std::string> kLists = {"+l", "+L", "+vl", "+vL", "+w:0", "+w:3"};
        data.format = kLists[Below(kLists.size())];
        data.children = {Field(depth - 1)};
        break;
      case 3:
        data.format = "+r";
        data.children = {Field(0), Field(depth - 1)};
        data.children[0].format = "i";
        break;
      case 4:
        data.format = "+m";
        data.children = {Field(0)};
        data.children[0].format = "+s";
        data.children[0].children = {Field(0), Field(depth - 1)};
        if (OneIn(2)) data.flags |= ARROW_FLAG_MAP_KEYS_SORTED;
        break;
      case 5:
        data.format = std::string(1, "cCsSiIlL"[Below(8)]);
        data.dictionary = {Field(depth - 1)};
        if (OneIn(2)) data.flags |= ARROW_FLAG_DICTIONARY_ORDERED;
        break;
      case 6:
        data.format = OneIn(2) ? "+ud:" : "+us:";
        for (size_t i = 0, count = Below(4); i < count; i++) {
          data.children.push_back(Field(depth - 1));
          data.format += (i == 0 ? "" : ",") + std::to_string(7 * i);
        }
        break;
      default:
        data.format = "+s";
        for (size_t i = Below(4); i > 0; i--) data.children.push_back(Field(depth - 1));
        break;
    }
    return data;
  }

  std::mt19937 random_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_SCHEMA_TEXT_H
