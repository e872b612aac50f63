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

TEST_F(HppAsync, AsyncHandler) {
  using arrowbridge::AsyncHandler;
  for (const bool arrays : {false, true}) {
    AsyncHandler handler = AsyncHandler::New(3);
    EXPECT_EQ(handler.TryGetReader(std::chrono::milliseconds(1)).code(), ETIMEDOUT);
    std::thread producer([&] { arrowbridge::RunHandler(MakeReader(), handler.callbacks()); });
    Reader reader = arrays ? handler.GetArrayReader() : handler.GetReader();
    EXPECT_EQ(handler.TryGetReader().code(), EINVAL);
    EXPECT_EQ(Values(reader.Next()), (std::vector<int32_t>{1, 2}));
    EXPECT_EQ(reader.ReadAll().size(), 3u);
    producer.join();
  }
  EXPECT_EQ(AsyncHandler::TryNew(0).code(), EINVAL);
  EXPECT_EQ(AsyncHandler().TryGetArrayReader().code(), EINVAL);
}

}  // namespace
