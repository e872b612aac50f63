#include "schema_text.h"

#include <string>

#include "checks.h"
#include "harness.h"

namespace arrowbridge_fuzz {

namespace {

constexpr size_t kMostDamaged = 1 << 16;

std::string LineOf(const ArrowBridgeSchema* schema) {
  ErrorText error;
  char* text = nullptr;
  if (error.Check(ArrowBridgeSchemaToLine(schema, 1, &text, error.For("print one line"))) != 0) {
    Fail("a schema cannot be printed on one line: " + error.text());
  }
  std::string line = text;
  ArrowBridgeStringRelease(text);
  return line;
}

void CheckEqual(const ArrowBridgeSchema* schema, const ArrowBridgeSchema* parsed,
                const std::string& line) {
  ErrorText error;
  int equal = 0;
  error.Check(ArrowBridgeSchemaEquals(schema, parsed, 1, &equal, error.For("compare schemas")));
  if (equal != 1) Fail("the schema of the line differs: " + line);
}

}  // namespace

void CheckSchemaText(const ArrowBridgeSchema* schema, Random* random) {
  ErrorText error;
  std::string line = LineOf(schema);
  ArrowBridgeSchema* parsed = nullptr;
  if (error.Check(ArrowBridgeSchemaParse(line.c_str(), &parsed, error.For("parse a line"))) != 0) {
    Fail("a line cannot be parsed: " + line + ": " + error.text());
  }
  const SchemaHandle owner(parsed);
  CheckEqual(schema, parsed, line);
  if (line.size() > kMostDamaged) return;
  for (size_t changes = 1 + random->Below(4); changes > 0 && !line.empty(); changes--) {
    const size_t at = random->Below(line.size());
    line.erase(at, random->Below(4));
    if (random->OneIn(2)) line.insert(at, 1, "<>[](),:\" \\u0x-"[random->Below(15)]);
    if (random->OneIn(8)) line += line.substr(at);
  }
  ArrowBridgeSchema* other = nullptr;
  if (error.Check(ArrowBridgeSchemaParse(line.c_str(), &other, error.For("a damaged line"))) == 0) {
    const SchemaHandle damaged(other);
    LineOf(other);
  }
}

}  // namespace arrowbridge_fuzz
