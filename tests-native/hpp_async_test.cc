// arrowbridge.hpp: asynchronous streams.

#include <cerrno>

#include "support/hpp_fixture.h"
#include "support/recording_handler.h"

namespace {

using arrowbridge::Reader;
using arrowbridge_tests::RecordingHandler;

using HppAsync = HppFixture;

TEST_F(HppAsync, RunHandler) {
  RecordingHandler handler;
  arrowbridge::RunHandler(MakeReader(), handler.get());
  EXPECT_EQ(handler.calls.front(), 's');
  EXPECT_EQ(handler.calls.substr(handler.calls.size() - 2), "Er");
  EXPECT_FALSE(handler.arrays.empty());

  RecordingHandler refused;
  EXPECT_EQ(arrowbridge::TryRunHandler(Reader(), refused.get()).code(), EINVAL);
  EXPECT_EQ(refused.calls, "r");
  EXPECT_EQ(ErrorOf([] { arrowbridge::RunHandler(MakeReader(), nullptr); }).code(), EINVAL);
}

TEST_F(HppAsync, DriveHandler) {
  const auto before = arrowbridge::LiveCounts();
  {
    RecordingHandler handler;
    arrowbridge::DriveHandler(MakeReader(), handler.get());
    handler.WaitUntilReleased();
    EXPECT_EQ(handler.calls.substr(handler.calls.size() - 2), "Er");
    handler.ReleaseAll();
    // The thread ends some time after the release.
    for (int i = 0; i < 2000 && arrowbridge::LiveCounts().blocks != before.blocks; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  RecordingHandler refused;
  EXPECT_EQ(arrowbridge::TryDriveHandler(Reader(), refused.get()).code(), EINVAL);
  EXPECT_EQ(refused.calls, "r");
}

}  // namespace
