// arrowbridge.hpp: checked streams and readers.

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/hpp_fixture.h"

namespace {

using arrowbridge::Array;
using arrowbridge::Check;
using arrowbridge::CheckOptions;
using arrowbridge::Finding;
using arrowbridge::Reader;
using arrowbridge::TryCheck;
using arrowbridge::UniqueStream;

using HppChecked = HppFixture;

// A stream that fails with a code that is not an errno value.
UniqueStream Strange() {
  ArrowArrayStream stream = {[](ArrowArrayStream*, ArrowSchema*) { return 2001; },
                             [](ArrowArrayStream*, ArrowArray*) { return 2001; },
                             [](ArrowArrayStream*) -> const char* { return nullptr; },
                             [](ArrowArrayStream* self) { self->release = nullptr; }, nullptr};
  return UniqueStream(&stream);
}

TEST_F(HppChecked, STR_15_ACallableGetsTheFinding) {
  auto rules = std::make_shared<std::vector<std::string>>();
  UniqueStream stream = Check(Strange(), [rules](const Finding& finding) {
    rules->push_back(finding.rule);
    throw std::runtime_error("goes nowhere");
  });
  EXPECT_EQ(rules.use_count(), 2);
  ArrowSchema schema;
  EXPECT_EQ(stream->get_schema(stream.get(), &schema), 2001);
  EXPECT_EQ(*rules, std::vector<std::string>{"STR-15"});
  EXPECT_EQ(ArrowBridgeStreamFindingCount(stream.get()), 1);
  stream.reset();
  EXPECT_EQ(rules.use_count(), 1);
}

TEST_F(HppChecked, STR_15_FailsIfTheOptionsAskForIt) {
  const CheckOptions options(ARROWBRIDGE_CHECK_CALLS, ARROWBRIDGE_SEVERITY_WARNING);
  UniqueStream stream = Check(
      Strange(), [](const Finding&) {}, options);
  ArrowSchema schema;
  EXPECT_EQ(stream->get_schema(stream.get(), &schema), 2001);
  EXPECT_EQ(stream->get_schema(stream.get(), &schema), EINVAL);
}

TEST_F(HppChecked, MOV_3_Readers) {
  int found = 0;
  Reader reader = MakeReader();
  Reader checked = Check(
      reader, [&found](const Finding&) { ++found; }, CheckOptions(ARROWBRIDGE_VALIDATE_FULL));
  reader.reset();
  int64_t rows = 0;
  for (const Array& batch : checked) rows += batch.length();
  EXPECT_EQ(rows, 5);
  EXPECT_EQ(found, 0);
  EXPECT_EQ(TryCheck(Reader(), CheckOptions()).status().code(), EINVAL);
  EXPECT_EQ(TryCheck(MakeReader(), CheckOptions(17)).status().code(), EINVAL);
  EXPECT_EQ(TryCheck(UniqueStream(), CheckOptions()).status().code(), EINVAL);
}

}  // namespace
