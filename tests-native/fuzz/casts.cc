// Casts of arrays that may be invalid, to random types.

#include "casts.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "checks.h"
#include "harness.h"
#include "support/array_data.h"

namespace arrowbridge_fuzz {
namespace {

using arrowbridge_tests::ArrayData;

// Types that can be cast to each other.
const std::vector<std::vector<std::string>> kFamilies = {
    {"c", "C", "s", "S", "i", "I", "l", "L", "e", "f", "g"},
    {"u", "U", "vu", "z", "Z", "vz", "w:0", "w:3", "w:16"},
    {"+l", "+L", "+vl", "+vL", "+w:0", "+w:1", "+w:3", "+m"},
    {"d:9,2,32", "d:18,2,64", "d:38,10", "d:76,-5,256", "d:5,0,32"},
    {"tdD", "tdm", "tss:", "tsm:", "tsu:", "tsn:"},
    {"tsm:UTC", "tsn:Europe/Berlin", "tsu:+05:30"},
    {"tts", "ttm", "ttu", "ttn"},
    {"tDs", "tDm", "tDu", "tDn"},
};

ArrayData Plain(const std::string& format, const std::string& name) {
  ArrayData data;
  data.format = format;
  data.name = name;
  return data;
}

std::string Retyped(const std::string& format, Random* random) {
  for (const std::vector<std::string>& family : kFamilies) {
    for (const std::string& member : family) {
      if (member == format) return random->Choose(family);
    }
  }
  return format == "n" ? random->Choose(kFamilies[random->Below(2)]) : format;
}

bool HasIntegerFormat(const ArrowSchema& schema) {
  return std::strlen(schema.format) == 1 && std::strchr("cCsSiIlL", schema.format[0]) != nullptr;
}

// A type that a field might be cast to; usually a possible one.
ArrayData Wanted(const ArrowSchema& schema, Random* random, bool is_run_ends) {
  if (!is_run_ends && random->OneIn(8)) {
    ArrayData values = Wanted(schema, random, false);
    const std::string name = values.name.value_or("");
    ArrayData wrapped;
    if (random->OneIn(2)) {
      wrapped = Plain(random->Choose(kFamilies[0]).substr(0, 1), name);
      if (std::strchr("efg", wrapped.format[0]) != nullptr) wrapped.format = "i";
      wrapped.dictionary = {values};
    } else {
      wrapped = Plain("+r", name);
      ArrayData ends = Plain(random->OneIn(2) ? "s" : "l", "run_ends");
      ends.flags = 0;
      wrapped.children = {ends, values};
    }
    return wrapped;
  }
  const std::string name = schema.name == nullptr ? "" : schema.name;
  if (schema.dictionary != nullptr && random->OneIn(2))
    return Wanted(*schema.dictionary, random, false);
  if (std::strcmp(schema.format, "+r") == 0 && random->OneIn(2))
    return Wanted(*schema.children[1], random, false);
  ArrayData data = Plain(schema.format, random->OneIn(8) ? name + "2" : name);
  data.flags = random->OneIn(6) ? 0 : ARROW_FLAG_NULLABLE;
  if (is_run_ends) {
    data.format = random->OneIn(2) ? "i" : "l";
    data.flags = 0;
  } else if (schema.dictionary == nullptr) {
    data.format = Retyped(schema.format, random);
  } else if (HasIntegerFormat(schema) && random->OneIn(2)) {
    data.format = random->OneIn(2) ? "l" : "C";
  }
  for (int64_t i = 0; i < schema.n_children; i++) {
    const bool ends = i == 0 && std::strcmp(schema.format, "+r") == 0;
    data.children.push_back(Wanted(*schema.children[i], random, ends));
  }
  if (schema.dictionary != nullptr) data.dictionary = {Wanted(*schema.dictionary, random, false)};
  return data;
}

}  // namespace

bool IsSmall(const ArrowArray& array) {
  if (array.length > 1 << 16 || array.offset > 1 << 16) return false;
  for (int64_t i = 0; i < array.n_children; i++) {
    if (!IsSmall(*array.children[i])) return false;
  }
  return array.dictionary == nullptr || IsSmall(*array.dictionary);
}

SchemaHandle TypeToCastTo(const ArrowSchema& schema, Random* random) {
  ErrorText error;
  ArrowSchema wanted;
  MakeSchema(Wanted(schema, random, false), &wanted);
  auto* handle = reinterpret_cast<ArrowBridgeSchema*>(1);
  const int rc =
      error.Check(ArrowBridgeImportSchema(&wanted, &handle, error.For("import a wanted type")));
  if ((rc == 0) == (handle == nullptr)) Fail("the output schema does not match the code");
  return SchemaHandle(handle);
}

namespace {

// NULL if the type is invalid or the array stands for many rows.
SchemaHandle TypeFor(const ArrowBridgeArray* array, Random* random) {
  ErrorText error;
  ArrowArray out;
  ArrowSchema schema;
  if (error.Check(ArrowBridgeExportArray(array, &out, &schema, error.For("export"))) != 0) {
    Fail("an array cannot be exported: " + error.text());
  }
  const bool small = IsSmall(out);
  SchemaHandle type = TypeToCastTo(schema, random);
  out.release(&out);
  schema.release(&schema);
  return small ? std::move(type) : nullptr;
}

}  // namespace

void CastArray(const ArrowBridgeArray* array, Random* random) {
  const SchemaHandle type = TypeFor(array, random);
  if (type == nullptr) return;
  ErrorText error;
  const int mode = random->OneIn(2) ? ARROWBRIDGE_CAST_STRICT : ARROWBRIDGE_CAST_BEST_EFFORT;
  auto* from = reinterpret_cast<ArrowBridgeSchema*>(1);
  if (error.Check(ArrowBridgeArrayGetSchemaHandle(array, &from, error.For("type"))) != 0)
    Fail("an array has no type: " + error.text());
  const SchemaHandle from_owner(from);
  int outcome = -1;
  if (error.Check(ArrowBridgeSchemaCanCast(from, type.get(), mode, &outcome, nullptr, nullptr,
                                           nullptr, error.For("can cast"))) != 0) {
    // Fields that cannot be cast keep their type, which may be one level too many.
    if (error.text().find("SCH-20") != std::string::npos) return;
    Fail("CanCast fails: " + error.text());
  }
  auto* out = reinterpret_cast<ArrowBridgeArray*>(1);
  const int rc =
      error.Check(ArrowBridgeArrayCast(array, type.get(), mode, &out, error.For("cast")));
  const ArrayHandle result(out);
  if ((rc == 0) == (out == nullptr)) Fail("the output of a cast does not match the code");
  if (outcome == ARROWBRIDGE_CAST_IMPOSSIBLE && rc != EINVAL) Fail("an impossible cast succeeded");
  Count(rc == 0                                  ? "casts done"
        : outcome == ARROWBRIDGE_CAST_IMPOSSIBLE ? "casts impossible"
                                                 : "casts rejected for their values");
  if (rc != 0) return;
  if (ArrowBridgeArrayLength(out) != ArrowBridgeArrayLength(array))
    Fail("a cast changes the length");
  // Parts that the cast shares without reading them may be as invalid as before.
  const bool valid = error.Check(ArrowBridgeArrayValidate(array, ARROWBRIDGE_VALIDATE_DEFAULT,
                                                          error.For("validate before"))) == 0;
  const int after = error.Check(ArrowBridgeArrayValidate(out, ARROWBRIDGE_VALIDATE_DEFAULT,
                                                         error.For("validate what was cast")));
  if (valid && after != 0) Fail("a cast of a valid array gives an invalid one: " + error.text());
  if (after != 0) return;
  ArrowArray exported;
  ArrowSchema schema;
  if (error.Check(ArrowBridgeExportArray(out, &exported, &schema, error.For("export"))) != 0)
    Fail("the result of a cast cannot be exported: " + error.text());
  NoteStep("touch what was cast");
  ReadAllValues(schema, exported);
  exported.release(&exported);
  schema.release(&schema);
}

}  // namespace arrowbridge_fuzz
