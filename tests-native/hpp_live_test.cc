// arrowbridge.hpp: what is alive.

#include "support/hpp_fixture.h"

namespace {

using arrowbridge::LiveObject;

using HppLive = HppFixture;

TEST_F(HppLive, ObjectsOwnTheirTexts) {
  EXPECT_FALSE(arrowbridge::TrackLiveObjects(true));
  arrowbridge::TagLiveObjects("a test");
  std::vector<LiveObject> objects;
  {
    const arrowbridge::Schema schema = MakeSchema();
    objects = arrowbridge::LiveObjects();
    ASSERT_FALSE(objects.empty());
    EXPECT_EQ(objects.front().address, schema.get());
  }
  EXPECT_TRUE(arrowbridge::LiveObjects().empty());
  arrowbridge::TagLiveObjects("");
  EXPECT_TRUE(arrowbridge::TrackLiveObjects(false));
  EXPECT_EQ(objects.front().kind, ARROWBRIDGE_LIVE_SCHEMA);
  EXPECT_EQ(objects.front().function, "ArrowBridgeImportSchema");
  EXPECT_EQ(objects.front().tag, "a test");
  EXPECT_GT(objects.front().bytes, 0);
}

}  // namespace
