// Streams, readers, batches and schemas keep each other alive, whatever the order of their release.

#include <algorithm>
#include <cstring>
#include <vector>

#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;

class StreamLifetime : public ReaderFixture {
 protected:
  static ArrowArray Take(ArrowArrayStream* stream) {
    auto batch = Garbage<ArrowArray>();
    EXPECT_EQ(stream->get_next(stream, &batch), 0);
    EXPECT_NE(batch.release, nullptr);
    return batch;
  }
};

TEST_F(StreamLifetime, STR_16_BatchesAndSchemaOutliveTheStream) {
  ArrowArrayStream stream = Hop(Foreign(NumberedBatches(2)));
  auto schema = Garbage<ArrowSchema>();
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  ArrowArray first = Take(&stream);
  ArrowArray second = Take(&stream);
  ReleaseChecked(&stream);
  EXPECT_EQ(Log().release, 1) << "neither batches nor schemas keep the producer alive";
  ExpectNumberedSchema(schema);
  ExpectNumberedBatch(first, 0);
  ReleaseChecked(&first);
  ReleaseChecked(&schema);
  ExpectNumberedBatch(second, 1);
  ReleaseChecked(&second);
}

TEST_F(StreamLifetime, STR_16_BatchesOfAListOutliveIt) {
  ArrowArrayStream stream = Export(FromList(NumberedBatches(3)));
  ArrowArray first = Take(&stream);
  ArrowArray second = Take(&stream);
  ReleaseChecked(&first);
  ReleaseChecked(&stream);
  ExpectNumberedBatch(second, 1);
  ReleaseChecked(&second);
}

TEST_F(StreamLifetime, STR_16_EarlierBatchStaysValidWhileLaterOnesAreRead) {
  constexpr int kBatches = 20;
  ArrowArrayStream stream = Hop(Hop(Foreign(NumberedBatches(kBatches))));
  std::vector<ArrowArray> batches;
  for (int i = 0; i < kBatches; ++i) batches.push_back(Take(&stream));
  ExpectEnd(&stream);
  ReleaseChecked(&stream);
  for (int i = 0; i < kBatches; ++i) ExpectNumberedBatch(batches[static_cast<size_t>(i)], i);
  std::reverse(batches.begin(), batches.end());
  for (ArrowArray& batch : batches) ReleaseChecked(&batch);
}

TEST_F(StreamLifetime, STR_13_ProducerIsReleasedWithTheLastOwner) {
  ReaderHandle reader = Import(Foreign(NumberedBatches(3)));
  ArrowArrayStream a = Export(reader);
  ArrowArrayStream b = Export(reader);
  reader.reset();
  ReleaseChecked(&a);
  EXPECT_EQ(Log().release, 0);
  ExpectNext(&b, 0);
  ReleaseChecked(&b);
  EXPECT_EQ(Log().release, 1);
}

TEST_F(StreamLifetime, MEM_10_BatchReleasedAtAnotherAddress) {
  ArrowArrayStream stream = Hop(Foreign(NumberedBatches(1)));
  ArrowArray batch = Take(&stream);
  auto moved = Relocate(&batch);
  ReleaseChecked(&stream);
  ExpectNumberedBatch(*moved, 0);
  ReleaseChecked(moved.get());
}

TEST_F(StreamLifetime, MOV_3_ColumnMovedOutOfABatchOutlivesAll) {
  for (const bool imported : {false, true}) {
    ArrowArrayStream stream =
        imported ? Hop(Foreign(NumberedBatches(1))) : Export(FromList(NumberedBatches(1)));
    ArrowArray batch = Take(&stream);
    ArrowArray column = MoveOut(batch.children[1]);
    ReleaseChecked(&batch);
    ReleaseChecked(&stream);
    const auto* offsets = static_cast<const int32_t*>(column.buffers[1]);
    EXPECT_EQ(
        std::string(static_cast<const char*>(column.buffers[2]), static_cast<size_t>(offsets[1])),
        "batch 0");
    ReleaseChecked(&column);
  }
}

// An interceptor before a producer's release callback: one call per stream.
TEST_F(StreamLifetime, STR_13_ReleaseIsCalledOnceAndOnTheRightStruct) {
  struct Interceptor {
    ArrowArrayStream inner;
    int calls = 0;
  };
  for (const int taken : {0, 1, 2, 3}) {
    Interceptor state;
    state.inner = Foreign(NumberedBatches(2));
    ArrowArrayStream outer;
    outer.private_data = &state;
    outer.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      auto* inner = &static_cast<Interceptor*>(self->private_data)->inner;
      return inner->get_schema(inner, out);
    };
    outer.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto* inner = &static_cast<Interceptor*>(self->private_data)->inner;
      return inner->get_next(inner, out);
    };
    outer.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
    outer.release = [](ArrowArrayStream* self) {
      auto* interceptor = static_cast<Interceptor*>(self->private_data);
      if (interceptor->calls++ == 0) interceptor->inner.release(&interceptor->inner);
      self->release = nullptr;
    };
    ReaderHandle reader = Import(outer);
    ArrowArrayStream stream = Export(reader);
    for (int i = 0; i < taken; ++i) {
      auto batch = Garbage<ArrowArray>();
      EXPECT_EQ(stream.get_next(&stream, &batch), 0);
      if (batch.release != nullptr) ReleaseChecked(&batch);
    }
    EXPECT_EQ(state.calls, 0);
    ReleaseChecked(&stream);
    reader.reset();
    EXPECT_EQ(state.calls, 1);
  }
}

TEST_F(StreamLifetime, STR_13_RelocatedForeignStream) {
  ArrowArrayStream stream = Foreign(NumberedBatches(2));
  auto moved = Relocate(&stream);
  ReaderHandle reader = Import(*moved);
  std::memset(static_cast<void*>(moved.get()), 0xCC, sizeof(*moved));
  ExpectNext(reader, 0);
  ExpectNext(reader, 1);
  ExpectEnd(reader);
}

TEST_F(StreamLifetime, STR_19_StreamsThroughManyRoundTripsLeakNothing) {
  for (int round = 0; round < 50; ++round) {
    ArrowArrayStream stream = Foreign(NumberedBatches(3));
    for (int hop = 0; hop < 10; ++hop) stream = Hop(stream);
    ExpectNext(&stream, 0);
    ReleaseChecked(&stream);
  }
}

}  // namespace
