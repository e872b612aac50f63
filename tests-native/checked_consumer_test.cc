// Consumers that break rules: each mistake is reported once, and the producer does not see it. The
// producers are correct and detect any release that should not happen.

#include <condition_variable>
#include <thread>

#include "support/findings.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CheckedConsumer : public CheckedFixture {
 protected:
  void SetUp() override {
    CheckedFixture::SetUp();
    stream_ = Checked(Foreign(NumberedBatches(3)));
    ArrowSchema schema = Schema(&stream_);
    schema.release(&schema);
  }
  void TearDown() override {
    if (stream_.release != nullptr) stream_.release(&stream_);
    CheckedFixture::TearDown();
  }

  ArrowArrayStream stream_;
};

TEST_F(CheckedConsumer, STR_10_GetsTheLastErrorWithoutAnError) {
  // The producer of the other tests would fail the test on this call.
  const auto ignore = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream_.release(&stream_);
  ArrowArrayStream foreign = Foreign(NumberedBatches(1));
  foreign.get_last_error = ignore;
  stream_ = Checked(foreign);
  ExpectNext(&stream_, 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(LastError(&stream_), std::nullopt);
  EXPECT_FINDING(findings_, "STR-10", CONSUMER);
  EXPECT_EQ(findings_.all()[0].operation, "get_last_error");
  EXPECT_EQ(findings_.all()[0].severity, ARROWBRIDGE_SEVERITY_ERROR);
  EXPECT_EQ(ArrowBridgeStreamFindingCount(&stream_), 3);
}

TEST_F(CheckedConsumer, STR_3_CallsAReleasedStream) {
  ArrowArray batch = Next(&stream_);
  ArrowArrayStream copy = stream_;
  stream_.release(&stream_);
  EXPECT_EQ(ArrowBridgeStreamFindingCount(&stream_), -1);
  auto second = Garbage<ArrowArray>();
  EXPECT_EQ(copy.get_next(&copy, &second), EINVAL);
  EXPECT_EQ(second.release, nullptr);
  EXPECT_EQ(copy.get_last_error(&copy), nullptr);
  auto schema = Garbage<ArrowSchema>();
  EXPECT_EQ(copy.get_schema(&copy, &schema), EINVAL);
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(findings_.Rules(), "STR-3");
  EXPECT_EQ(findings_.all().size(), 3u) << "one finding for each operation";
  batch.release(&batch);
  // No checked stream is left to report to, and the call is still safe.
  EXPECT_EQ(findings_.releases(), 1);
  EXPECT_EQ(copy.get_next(&copy, &second), EINVAL);
  EXPECT_EQ(copy.get_last_error(&copy), nullptr);
  copy.release(&copy);
  EXPECT_EQ(Log().release, 1);
}

TEST_F(CheckedConsumer, MOV_2_ReleasesTheStreamTwice) {
  ArrowArray batch = Next(&stream_);
  ArrowArrayStream copy = stream_;
  stream_.release(&stream_);
  copy.release(&copy);
  EXPECT_EQ(copy.release, nullptr);
  EXPECT_FINDING(findings_, "MOV-2", CONSUMER);
  EXPECT_EQ(findings_.all()[0].operation, "release of the stream");
  EXPECT_EQ(Log().release, 1);
  batch.release(&batch);
}

TEST_F(CheckedConsumer, MOV_2_ReleasesABatchTwice) {
  ArrowArray batch = Next(&stream_);
  ArrowArray copy = batch;
  batch.release(&batch);
  copy.release(&copy);
  EXPECT_EQ(copy.release, nullptr);
  EXPECT_FINDING(findings_, "MOV-2", CONSUMER);
  EXPECT_EQ(findings_.all()[0].operation, "release of a batch");
}

TEST_F(CheckedConsumer, MOV_2_ReleasesAChildTwice) {
  ArrowArray batch = Next(&stream_);
  ArrowArray child = MoveOut(batch.children[0]);
  ArrowArray copy = child;
  ArrowArray other = MoveOut(batch.children[1]);
  batch.release(&batch);
  child.release(&child);
  copy.release(&copy);
  EXPECT_FINDING(findings_, "MOV-2", CONSUMER);
  EXPECT_EQ(findings_.all()[0].field, "[0]");
  EXPECT_EQ(findings_.all()[0].batch, 0);
  other.release(&other);
}

TEST_F(CheckedConsumer, MOV_2_ReleasesASchemaTwiceAfterTheStream) {
  ArrowSchema schema = Schema(&stream_);
  ArrowSchema copy = schema;
  stream_.release(&stream_);
  schema.release(&schema);
  EXPECT_EQ(findings_.releases(), 1);
  copy.release(&copy);
  EXPECT_EQ(copy.release, nullptr);
  EXPECT_EQ(findings_.all().size(), 0u);
}

TEST_F(CheckedConsumer, MEM_7_ReleasesAChildInsideItsParent) {
  ArrowArray batch = Next(&stream_);
  batch.children[1]->release(batch.children[1]);
  EXPECT_FINDING(findings_, "MEM-7", CONSUMER);
  EXPECT_EQ(findings_.all()[0].field, "[1]");
  batch.release(&batch);
  ArrowSchema schema = Schema(&stream_);
  schema.children[0]->release(schema.children[0]);
  schema.release(&schema);
  EXPECT_EQ(findings_.Rules(), "MEM-7");
  EXPECT_EQ(findings_.all().back().operation, "release of a schema");
}

TEST_F(CheckedConsumer, MOV_3_ReleasesTheParentLate) {
  ArrowArray batch = Next(&stream_);
  ArrowArray child = MoveOut(batch.children[0]);
  child.release(&child);
  EXPECT_FINDING(findings_, "MOV-3", CONSUMER);
  batch.release(&batch);
  EXPECT_EQ(findings_.all().size(), 1u);
}

TEST_F(CheckedConsumer, MOV_1_CopiesAChildAndLeavesItLive) {
  ArrowArray batch = Next(&stream_);
  ArrowArray child = *batch.children[0];
  batch.release(&batch);
  child.release(&child);
  EXPECT_FINDING(findings_, "MOV-2", CONSUMER);
}

TEST_F(CheckedConsumer, MEM_3_ChangesMembers) {
  ArrowArray batch = Next(&stream_);
  const void** buffers = batch.buffers;
  batch.buffers = nullptr;
  // The producer of these tests does not read this member.
  batch.release(&batch);
  EXPECT_FINDING(findings_, "MEM-3", CONSUMER);
  EXPECT_NE(buffers, nullptr);
}

TEST_F(CheckedConsumer, ARR_16_SCH_19_ChangesPrivateData) {
  int own = 0;
  ArrowArray batch = Next(&stream_);
  batch.private_data = &own;
  batch.release(&batch);
  EXPECT_EQ(batch.release, nullptr);
  EXPECT_FINDING(findings_, "ARR-16", CONSUMER);
  ArrowArray second = Next(&stream_);
  second.children[1]->private_data = nullptr;
  second.release(&second);
  EXPECT_EQ(findings_.all().back().rule, "ARR-16");
  EXPECT_EQ(findings_.all().back().field, "[1]");
  ArrowSchema schema = Schema(&stream_);
  schema.private_data = &own;
  schema.release(&schema);
  EXPECT_EQ(findings_.all().back().rule, "SCH-19");
}

TEST_F(CheckedConsumer, MUT_1_WritesToABatch) {
  ArrowArray batch = Next(&stream_);
  ArrowArray second = Next(&stream_);
  const_cast<int32_t*>(static_cast<const int32_t*>(second.children[0]->buffers[1]))[1] = 7;
  batch.release(&batch);
  EXPECT_EQ(findings_.Rules(), "");
  second.release(&second);
  EXPECT_FINDING(findings_, "MUT-1", EITHER);
  EXPECT_EQ(findings_.all()[0].field, "[0]");
  EXPECT_EQ(findings_.all()[0].batch, 1);
  EXPECT_EQ(findings_.all()[0].severity, ARROWBRIDGE_SEVERITY_WARNING);
  // A child that was moved out is checked when it is released.
  ArrowArray third = Next(&stream_);
  ArrowArray child = MoveOut(third.children[1]);
  third.release(&third);
  const_cast<char*>(static_cast<const char*>(child.buffers[2]))[0] = 'B';
  child.release(&child);
  EXPECT_EQ(findings_.all().back().rule, "MUT-1");
  EXPECT_EQ(findings_.all().back().field, "[1]");
}

// A producer that waits inside get_next until the test lets it continue.
struct Barrier {
  std::mutex mutex;
  std::condition_variable changed;
  bool inside = false, open = false;

  static int GetNext(ArrowArrayStream* self, ArrowArray* out) {
    auto* barrier = static_cast<Barrier*>(self->private_data);
    std::unique_lock<std::mutex> lock(barrier->mutex);
    barrier->inside = true;
    barrier->changed.notify_all();
    barrier->changed.wait(lock, [&] { return barrier->open; });
    out->release = nullptr;
    return 0;
  }
  void WaitUntilInside() {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return inside; });
  }
  void Open() {
    const std::lock_guard<std::mutex> guard(mutex);
    open = true;
    changed.notify_all();
  }
};

TEST_F(CheckedConsumer, STR_17_CallsAtTheSameTime) {
  Barrier barrier;
  ArrowArrayStream foreign = {[](ArrowArrayStream*, ArrowSchema*) { return EIO; },
                              &Barrier::GetNext,
                              [](ArrowArrayStream*) -> const char* { return nullptr; },
                              [](ArrowArrayStream* self) { self->release = nullptr; }, &barrier};
  ArrowArrayStream stream = Checked(foreign);
  std::thread other([&] {
    ArrowArray array = Next(&stream);
    EXPECT_EQ(array.release, nullptr);
  });
  barrier.WaitUntilInside();
  auto schema = Garbage<ArrowSchema>();
  EXPECT_EQ(stream.get_schema(&stream, &schema), EIO);
  EXPECT_FINDING(findings_, "STR-17", CONSUMER);
  EXPECT_EQ(findings_.all()[0].operation, "get_schema");
  barrier.Open();
  other.join();
  stream.release(&stream);
  EXPECT_EQ(findings_.all().size(), 1u);
}

TEST_F(CheckedConsumer, STR_17_ReleasesTheStreamDuringACall) {
  Barrier barrier;
  ArrowArrayStream foreign = {[](ArrowArrayStream*, ArrowSchema*) { return EIO; },
                              &Barrier::GetNext,
                              [](ArrowArrayStream*) -> const char* { return nullptr; },
                              [](ArrowArrayStream* self) { self->release = nullptr; }, &barrier};
  ArrowArrayStream stream = Checked(foreign);
  std::thread other([copy = stream]() mutable {
    ArrowArray array;
    EXPECT_EQ(copy.get_next(&copy, &array), 0);
  });
  barrier.WaitUntilInside();
  stream.release(&stream);
  EXPECT_FINDING(findings_, "STR-17", CONSUMER);
  EXPECT_EQ(findings_.releases(), 0) << "the call has not returned yet";
  barrier.Open();
  other.join();
  EXPECT_EQ(findings_.releases(), 1);
}

// A mistake of the consumer makes the stream fail too, if the options ask for it.
TEST_F(CheckedConsumer, MEM_7_FailsWithTheNextCall) {
  stream_.release(&stream_);
  stream_ =
      Checked(Foreign(NumberedBatches(3)), ARROWBRIDGE_CHECK_CALLS, ARROWBRIDGE_SEVERITY_ERROR);
  ArrowSchema schema = Schema(&stream_);
  ArrowArray copy_source = Next(&stream_);
  ArrowArray copy = copy_source;
  schema.release(&schema);
  copy_source.release(&copy_source);
  copy.release(&copy);
  auto batch = Garbage<ArrowArray>();
  EXPECT_EQ(stream_.get_next(&stream_, &batch), EINVAL);
  EXPECT_EQ(batch.release, nullptr);
  EXPECT_EQ(
      LastError(&stream_),
      "release of a batch: MOV-2: it was released before, through another copy of the struct");
  EXPECT_EQ(Log().get_next, 1) << "the producer is not called again";
}

}  // namespace
