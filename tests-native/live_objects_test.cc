// live.h: what is alive, who made it, with which tag.

#include "support/live_objects.h"

#include <cerrno>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support/child_process.h"
#include "support/matchers.h"

namespace {

using namespace arrowbridge_tests;

struct Seen {
  const void* address;
  std::string function, tag;
  int64_t bytes, age;
  int32_t kind, references;
};

class LiveObjectsTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(ArrowBridgeTrackLiveObjects(1), 0); }
  void TearDown() override {
    ArrowBridgeTagLiveObjects(nullptr);
    ArrowBridgeTrackLiveObjects(0);
    EXPECT_TRUE(NothingAlive());
  }

  static std::vector<Seen> List() {
    std::vector<Seen> all;
    ArrowBridgeError error;
    EXPECT_EQ(ArrowBridgeVisitLiveObjects(
                  [](void* context, const ArrowBridgeLiveObject* object) {
                    static_cast<std::vector<Seen>*>(context)->push_back(
                        {object->address, object->function, object->tag, object->bytes, object->age,
                         object->kind, object->references});
                    return 0;
                  },
                  &all, &error),
              0)
        << error.message;
    return all;
  }

  // The first of a kind that a function made.
  static Seen Find(int32_t kind, const std::string& function) {
    for (const Seen& seen : List()) {
      if (seen.kind == kind && seen.function == function) return seen;
    }
    ADD_FAILURE() << "no object of kind " << kind << " by " << function;
    return {};
  }

  static ArrowBridgeSchema* MakeSchemaHandle() {
    ArrowSchema schema;
    MakeSchema(SampleBatch(), &schema);
    ArrowBridgeSchema* handle = nullptr;
    EXPECT_EQ(ArrowBridgeImportSchema(&schema, &handle, nullptr), 0);
    return handle;
  }
};

TEST_F(LiveObjectsTest, EachObjectHasTheFunctionThatMadeIt) {
  LiveObjects objects;
  objects.Make();
  EXPECT_EQ(Find(ARROWBRIDGE_LIVE_READER, "ArrowBridgeImportRecordBatchReader").address,
            objects.reader);
  EXPECT_EQ(Find(ARROWBRIDGE_LIVE_SCHEMA, "ArrowBridgeImportSchema").address,
            objects.schema_handle);
  EXPECT_EQ(Find(ARROWBRIDGE_LIVE_ARRAY, "ArrowBridgeReaderNextArray").address,
            objects.array_handle);
  Find(ARROWBRIDGE_LIVE_EXPORTED_STREAM, "ArrowBridgeExportRecordBatchReader");
  Find(ARROWBRIDGE_LIVE_EXPORTED_SCHEMA, "get_schema");
  Find(ARROWBRIDGE_LIVE_EXPORTED_ARRAY, "ArrowBridgeExportRecordBatch");
  objects.ReleaseAll();
  EXPECT_TRUE(List().empty());
}

TEST_F(LiveObjectsTest, TheSumIsThatOfTheLiveCounts) {
  LiveObjects objects;
  objects.Make();
  ArrowBridgeLiveCounts counts;
  ArrowBridgeGetLiveCounts(&counts);
  int64_t bytes = 0;
  const std::vector<Seen> all = List();
  for (const Seen& seen : all) bytes += seen.bytes;
  EXPECT_EQ(static_cast<int64_t>(all.size()), counts.blocks);
  EXPECT_EQ(bytes, counts.bytes);
  objects.ReleaseAll();
}

TEST_F(LiveObjectsTest, TheOldestComesFirst) {
  ArrowBridgeSchema* first = MakeSchemaHandle();
  ArrowBridgeSchema* second = MakeSchemaHandle();
  const std::vector<Seen> all = List();
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.front().address, first);
  EXPECT_EQ(all.front().references, 1);
  for (size_t i = 1; i < all.size(); ++i) EXPECT_GE(all[i - 1].age, all[i].age);
  EXPECT_GE(all.back().age, 0);
  ArrowBridgeSchemaRelease(first);
  EXPECT_EQ(List().front().address, second);
  ArrowBridgeSchemaRelease(second);
}

TEST_F(LiveObjectsTest, TagsBelongToTheThread) {
  ArrowBridgeTagLiveObjects("loading cities");
  ArrowBridgeSchema* tagged = MakeSchemaHandle();
  std::thread([] {
    ArrowBridgeSchema* other = MakeSchemaHandle();
    const std::vector<Seen> all = List();
    EXPECT_EQ(all.front().tag, "loading cities");
    EXPECT_EQ(all.back().tag, "");
    ArrowBridgeSchemaRelease(other);
  }).join();
  ArrowBridgeTagLiveObjects("");
  ArrowBridgeSchema* untagged = MakeSchemaHandle();
  EXPECT_EQ(List().back().tag, "");
  ArrowBridgeSchemaRelease(tagged);
  ArrowBridgeSchemaRelease(untagged);
}

TEST_F(LiveObjectsTest, LongTagsAreCutBetweenCharacters) {
  const std::string longest(63, 'a');
  ArrowBridgeTagLiveObjects((longest + "b").c_str());
  ArrowBridgeSchema* first = MakeSchemaHandle();
  ArrowBridgeTagLiveObjects((longest.substr(1) + "é").c_str());
  ArrowBridgeSchema* second = MakeSchemaHandle();
  EXPECT_EQ(List().front().tag, longest);
  EXPECT_EQ(List().back().tag, longest.substr(1));
  ArrowBridgeSchemaRelease(first);
  ArrowBridgeSchemaRelease(second);
}

TEST_F(LiveObjectsTest, ObjectsOfEarlierAndLaterAreNotListed) {
  ArrowBridgeSchema* tracked = MakeSchemaHandle();
  EXPECT_EQ(ArrowBridgeTrackLiveObjects(0), 1);
  EXPECT_TRUE(List().empty());
  ArrowBridgeSchema* untracked = MakeSchemaHandle();
  EXPECT_EQ(ArrowBridgeTrackLiveObjects(1), 0);
  EXPECT_TRUE(List().empty());
  ArrowBridgeSchemaRelease(tracked);
  ArrowBridgeSchemaRelease(untracked);
  EXPECT_TRUE(List().empty());
}

TEST_F(LiveObjectsTest, ManyObjectsInAnyOrder) {
  std::vector<ArrowBridgeSchema*> handles;
  for (int i = 0; i < 2000; ++i) handles.push_back(MakeSchemaHandle());
  std::mt19937 random(17);
  while (!handles.empty()) {
    std::swap(handles.back(), handles[random() % handles.size()]);
    ArrowBridgeSchemaRelease(handles.back());
    handles.pop_back();
    if (handles.size() % 97 != 0) continue;
    size_t schemas = 0;
    for (const Seen& seen : List()) schemas += seen.kind == ARROWBRIDGE_LIVE_SCHEMA ? 1 : 0;
    ASSERT_EQ(schemas, handles.size());
  }
  EXPECT_TRUE(List().empty());
}

TEST_F(LiveObjectsTest, TheCallbackMayReleaseAndEndsTheVisit) {
  struct Visit {
    ArrowBridgeSchema* handle;
    int calls = 0;
  } visit = {MakeSchemaHandle()};
  const auto release = [](void* context, const ArrowBridgeLiveObject*) {
    auto* state = static_cast<Visit*>(context);
    ArrowBridgeSchemaRelease(state->handle);
    state->handle = nullptr;
    return ++state->calls == 2 ? 4242 : 0;
  };
  ArrowBridgeSchema* second = MakeSchemaHandle();
  EXPECT_EQ(ArrowBridgeVisitLiveObjects(release, &visit, nullptr), 4242);
  EXPECT_EQ(visit.calls, 2);
  ArrowBridgeSchemaRelease(second);
}

TEST_F(LiveObjectsTest, WithoutACallback) {
  ArrowBridgeError error;
  const int code = ArrowBridgeVisitLiveObjects(nullptr, nullptr, &error);
  EXPECT_TRUE(IsError(code, EINVAL, error, {"ArrowBridgeVisitLiveObjects", "'visit'"}));
}

TEST_F(LiveObjectsTest, ThreadsThatMakeAndReleaseWhileOthersLook) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 300; ++round) ArrowBridgeSchemaRelease(MakeSchemaHandle());
    });
  }
  for (int round = 0; round < 100; ++round) List();
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(List().empty());
}

TEST_F(LiveObjectsTest, InAForkedChildNothingIsTracked) {
  LiveObjects objects;
  objects.Make();
  EXPECT_EQ(RunInChild([&] {
              ArrowBridgeError error;
              const int code = ArrowBridgeVisitLiveObjects(
                  [](void*, const ArrowBridgeLiveObject*) { return 0; }, nullptr, &error);
              EXPECT_TRUE(IsError(code, ENOTSUP, error, {"forked child"}));
              EXPECT_EQ(ArrowBridgeTrackLiveObjects(0), 0);
              objects.ReleaseAll();
            }),
            0);
  objects.ReleaseAll();
}

}  // namespace
