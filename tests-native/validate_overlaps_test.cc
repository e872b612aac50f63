// Arrays whose rows use the same bytes or slots many times: full validation finds the same errors,
// and its time is bounded by the number of bytes. Otherwise these tests would exceed their
// timeouts.
#include "support/validate_arrays.h"

namespace {

using namespace validate_arrays;

constexpr int kFull = ARROWBRIDGE_VALIDATE_FULL;
constexpr char kMixed[] =
    "plain text, \xc3\xa4\xc3\xb6\xc3\xbc, \xe2\x82\xac and \xf0\x9f\x98\x80; then \xff a bad "
    "byte, "
    "a cut \xe2\x82 one, a stray \xa4\xa4, \xed\xa0\x80, \xc0\xaf, \xf4\x90\x80\x80 and an end "
    "\xc3";

class ValidateOverlaps : public Fixture {
 protected:
  // One view after `others` views of a text of valid characters: enough that views are no longer
  // checked one by one.
  static Column One(const std::string& data, int32_t start, int32_t length, int others) {
    const std::string valid(64, 'x');
    std::vector<View> views(static_cast<size_t>(others), View::Long(64, "xxxx", 0, 0));
    views.push_back(View::Long(length, data.substr(static_cast<size_t>(start), 4), 1, start));
    return Views("vu", views, {valid, data});
  }

  static bool IsValid(const Column& column, std::string* text) {
    ArrowBridgeArray* array = Import(column);
    ArrowBridgeError error = {};
    const int code = ArrowBridgeArrayValidate(array, kFull, &error);
    EXPECT_TRUE(code == 0 || code == EINVAL) << error.message;
    ArrowBridgeArrayRelease(array);
    *text = error.message;
    return code == 0;
  }
};

TEST_F(ValidateOverlaps, FMT_20_AnyRangeOfTextIsValidatedIndependently) {
  const std::string data = kMixed;
  const auto size = static_cast<int32_t>(data.size());
  int valid = 0;
  for (int32_t start = 0; start + 13 <= size; start++) {
    for (int32_t length = 13; start + length <= size; length += 1 + length / 16) {
      std::string text;
      const bool expected = IsValid(One(data, start, length, 0), &text);
      EXPECT_EQ(IsValid(One(data, start, length, 40), &text), expected) << start << " " << length;
      EXPECT_TRUE(expected || text.find("FMT-20") != std::string::npos) << text;
      EXPECT_TRUE(expected || text.find("row 40:") != std::string::npos) << text;
      valid += expected ? 1 : 0;
    }
  }
  EXPECT_GT(valid, 100);
}

// The second view ends inside a character, or begins in one.
TEST_F(ValidateOverlaps, FMT_20_ThousandsOfBytes) {
  std::string data;
  while (data.size() < 5000) data += "\xe2\x82\xac";
  for (const int32_t cut : {0, 1, 2}) {
    std::vector<View> views(20, View::Long(4998, data.substr(0, 4), 0, 0));
    views.push_back(View::Long(4200, data.substr(static_cast<size_t>(cut), 4), 0, cut));
    if (cut == 0) {
      ExpectValid(Views("vu", views, {data}));
    } else {
      ExpectInvalid(Views("vu", views, {data}), kFull, "FMT-20", "", "row 20:");
    }
  }
}

TEST_F(ValidateOverlaps, FMT_20_AMillionViewsOfOneText) {
  std::string data(4 << 20, 'x');
  data.replace(data.size() - 2, 2, "\xc3\xa4");
  const std::vector<View> views(1 << 20, View::Long(4 << 20, "xxxx", 0, 0));
  ExpectValid(Views("vu", views, {data}));
  data[5000] = '\xff';
  ExpectInvalid(Views("vu", views, {data}), kFull, "FMT-20", "", "row 0:");
}

// SCH-14: the rows reachable below a list view are computed once for all fields.
TEST_F(ValidateOverlaps, SCH_14_ManyFieldsBelowManyLists) {
  constexpr size_t kRows = 1000000, kFields = 20000;
  const std::vector<Column> fields(kFields, Int32({1, 2}, "10").Named("f").NotNull());
  const std::vector<int32_t> starts(kRows, 0);
  const Column hidden = Struct(2, fields, "10");
  ExpectValid(ListView("+vl", starts, std::vector<int32_t>(kRows, 2), hidden));
  const Column shown = Struct(2, fields);
  ExpectInvalid(ListView("+vl", starts, std::vector<int32_t>(kRows, 2), shown), kFull, "SCH-14",
                "item.f");
}

}  // namespace
