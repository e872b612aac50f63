// What producers do wrong, how a finding reads, and streams that fail for it. That each mutant of
// the conformance kit is named is in checked_mutants_test.cc.

#include "support/findings.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CheckedProducer : public CheckedFixture {
 protected:
  // Batch 1 of 3 has an offset past the end, in row 2 of its text.
  static std::vector<ArrayData> Broken() {
    std::vector<ArrayData> batches = {NumberedBatch(0), NumberedBatch(1, 4), NumberedBatch(2)};
    reinterpret_cast<int32_t*>(batches[1].children[1].buffers[1]->data())[2] = 1000;
    return batches;
  }

  // A code and a message of a failed stream, and the call that failed.
  void ExpectFailure(ArrowArrayStream* stream, const std::string& text) {
    for (int i = 0; i < 2; ++i) {
      auto batch = Garbage<ArrowArray>();
      EXPECT_EQ(stream->get_next(stream, &batch), EINVAL);
      EXPECT_EQ(batch.release, nullptr);
      EXPECT_EQ(LastError(stream), text);
    }
    auto schema = Garbage<ArrowSchema>();
    EXPECT_EQ(stream->get_schema(stream, &schema), EINVAL);
    EXPECT_EQ(schema.release, nullptr);
    EXPECT_EQ(LastError(stream), text);
  }
};

TEST_F(CheckedProducer, COL_5_AFindingNamesItsPosition) {
  ArrowArrayStream stream = Checked(Foreign(Broken()), ARROWBRIDGE_VALIDATE_DEFAULT);
  EXPECT_EQ(Drain(&stream), 0) << "the batches are passed on unchanged";
  EXPECT_FINDING(findings_, "COL-5", PRODUCER);
  const Finding finding = findings_.all()[0];
  EXPECT_EQ(finding.operation, "get_next");
  EXPECT_EQ(finding.field, "text");
  EXPECT_EQ(finding.batch, 1);
  EXPECT_EQ(finding.row, 2);
  EXPECT_EQ(finding.severity, ARROWBRIDGE_SEVERITY_ERROR);
  EXPECT_NE(finding.message.find("1000"), std::string::npos) << finding.message;
  EXPECT_EQ(finding.message.find("row"), std::string::npos) << finding.message;
  stream.release(&stream);
}

// The callbacks of a released stream must not be called any more.
TEST_F(CheckedProducer, STR_13_AProducerThatReleasesItsOwnStream) {
  struct Producer {
    static int GetSchema(ArrowArrayStream*, ArrowSchema* out) {
      MakeSchema(NumberedBatch(0), out);
      return 0;
    }
    static int GetNext(ArrowArrayStream* self, ArrowArray* out) {
      MakeArray(NumberedBatch(0), out);
      self->release(self);
      return 0;
    }
    static const char* LastError(ArrowArrayStream*) {
      ADD_FAILURE() << "called after the release";
      return nullptr;
    }
    static void Release(ArrowArrayStream* self) {
      EXPECT_EQ(self->private_data, nullptr) << "released twice";
      self->private_data = self;
      self->release = nullptr;
    }
  };
  ArrowArrayStream producer = {Producer::GetSchema, Producer::GetNext, Producer::LastError,
                               Producer::Release, nullptr};
  ArrowArrayStream stream = Checked(producer);
  ExpectNext(&stream, 0);
  EXPECT_FINDING(findings_, "STR-13", PRODUCER);
  EXPECT_EQ(findings_.all()[0].operation, "get_next");
  ExpectFailure(&stream, "the producer released its own stream");
  stream.release(&stream);
  EXPECT_EQ(findings_.all().size(), 1u);
}

// Runs count; values after the last one are not validated, and so not read.
TEST_F(CheckedProducer, MUT_1_ValuesThatNoRunReachesAreNotRead) {
  ArrayData texts = Strings("u", {"a", "b", "c"});
  texts.buffers[1] = BytesOf<int32_t>({0, 1, 2, INT32_MAX - 15});
  const ArrayData runs = RunEndEncoded(2, Int32s({2}), texts);
  const ArrayData batch = Batch(2, {runs.Named("r")});
  ArrowArrayStream stream = Checked(Foreign(batch, {batch}, {}), ARROWBRIDGE_VALIDATE_FULL);
  EXPECT_EQ(Drain(&stream), 0);
  EXPECT_EQ(findings_.Rules(), "");
  stream.release(&stream);
}

TEST_F(CheckedProducer, COL_5_LevelsSelectTheChecks) {
  for (const int32_t level : std::initializer_list<int32_t>{ARROWBRIDGE_CHECK_CALLS, 1, 0, 2, 3}) {
    FindingLog log;
    ArrowArrayStream stream = Checked(Foreign(Broken()), &log, level);
    EXPECT_EQ(Drain(&stream), 0);
    EXPECT_EQ(log.Rules(), level == ARROWBRIDGE_CHECK_CALLS || level == 1 ? "" : "COL-5");
    stream.release(&stream);
  }
}

TEST_F(CheckedProducer, COL_5_OneFindingPerFieldHoweverManyBatches) {
  const std::vector<ArrayData> once = Broken();
  std::vector<ArrayData> batches;
  for (int i = 0; i < 100; ++i) batches.push_back(once[1]);
  reinterpret_cast<int32_t*>(batches[70].children[1].buffers[1]->data())[2] = 0;
  batches[70].children[0].null_count = 99;
  ArrowArrayStream stream = Checked(Foreign(batches));
  EXPECT_EQ(Drain(&stream), 0);
  ASSERT_EQ(findings_.all().size(), 2u);
  EXPECT_EQ(findings_.all()[0].batch, 0);
  EXPECT_EQ(findings_.all()[1].rule, "ARR-4");
  EXPECT_EQ(findings_.all()[1].batch, 70);
  EXPECT_EQ(ArrowBridgeStreamFindingCount(&stream), 100);
  stream.release(&stream);
}

TEST_F(CheckedProducer, COL_5_FailsIfTheOptionsAskForIt) {
  ArrowArrayStream stream =
      Checked(Foreign(Broken()), ARROWBRIDGE_VALIDATE_DEFAULT, ARROWBRIDGE_SEVERITY_ERROR);
  ExpectNext(&stream, 0);
  ArrowSchema schema = Schema(&stream);
  schema.release(&schema);
  ArrowArrayStream other = Checked(Foreign(Broken()));
  ExpectFailure(
      &stream, "get_next: COL-5: batch 1: field 'text': row 2: " + [&] {
        EXPECT_EQ(Drain(&other), 0);
        return findings_.all().back().message;
      }());
  other.release(&other);
  stream.release(&stream);
  EXPECT_EQ(Log().arrays.size(), 3u);
}

TEST_F(CheckedProducer, ARR_10_WarningsFailOnlyIfTheOptionsAskForIt) {
  for (const int32_t fail_on : {ARROWBRIDGE_SEVERITY_WARNING, ARROWBRIDGE_SEVERITY_ERROR}) {
    StreamOptions options;
    options.fail_at = 0;
    options.code = 2001;
    FindingLog log;
    ArrowArrayStream stream = Checked(Foreign(NumberedBatches(1), options), &log, 1, fail_on);
    auto batch = Garbage<ArrowArray>();
    EXPECT_EQ(stream.get_next(&stream, &batch), 2001) << "a code is passed on unchanged";
    EXPECT_FINDING(log, "STR-15", PRODUCER);
    EXPECT_EQ(log.all()[0].severity, ARROWBRIDGE_SEVERITY_WARNING);
    EXPECT_EQ(stream.get_next(&stream, &batch),
              fail_on == ARROWBRIDGE_SEVERITY_WARNING ? EINVAL : 2001);
    stream.release(&stream);
  }
}

TEST_F(CheckedProducer, SCH_3_ASchemaThatFails) {
  ArrayData broken = NumberedBatch(0);
  broken.children[1].format = "w:";
  ArrowArrayStream stream = Checked(Foreign(broken, NumberedBatches(1), {}), 1, 1);
  auto schema = Garbage<ArrowSchema>();
  EXPECT_EQ(stream.get_schema(&stream, &schema), EINVAL);
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_FINDING(findings_, "FMT-23", PRODUCER);
  EXPECT_EQ(findings_.all()[0].field, "text");
  EXPECT_EQ(findings_.all()[0].batch, -1);
  stream.release(&stream);
}

// Unknown formats may come with a later specification.
TEST_F(CheckedProducer, ABI_1_UnknownFormatsAreSkipped) {
  ArrayData unknown = NumberedBatch(0);
  unknown.children[1].format = "_future";
  ArrowArrayStream stream = Checked(Foreign(unknown, Broken(), {}), 3, 1);
  EXPECT_EQ(Drain(&stream), 0);
  EXPECT_EQ(findings_.Rules(), "");
  stream.release(&stream);
}

TEST_F(CheckedProducer, STR_9_GarbageAfterAnError) {
  StreamOptions options;
  options.fail_at = 0;
  options.code = EIO;
  options.garbage_on_error = true;
  ArrowArrayStream stream = Checked(Foreign(NumberedBatches(1), options));
  auto batch = Garbage<ArrowArray>();
  EXPECT_EQ(stream.get_next(&stream, &batch), EIO);
  EXPECT_EQ(batch.release, nullptr) << "the consumer does not see the garbage";
  EXPECT_FINDING(findings_, "STR-9", PRODUCER);
  stream.release(&stream);
}

TEST_F(CheckedProducer, STR_1_MissingCallbacksStayMissing) {
  ArrowArrayStream foreign = {nullptr, nullptr, nullptr,
                              [](ArrowArrayStream* self) { self->release = nullptr; }, nullptr};
  ArrowArrayStream stream = Checked(foreign);
  EXPECT_FINDING(findings_, "STR-1", PRODUCER);
  EXPECT_EQ(stream.get_schema, nullptr);
  EXPECT_EQ(stream.get_next, nullptr);
  EXPECT_EQ(stream.get_last_error, nullptr);
  stream.release(&stream);
}

// A producer that uses its children again for the next batch, which the specification does not
// allow. It works nevertheless: the children are unchanged when it uses them.
struct ChildReuser {
  ArrowArray child, *children[1] = {&child};
  const void* buffers[2] = {nullptr, values};
  const void* root_buffers[1] = {nullptr};
  int32_t values[2] = {1, 2};
  int left = 5;

  static void Mark(ArrowArray* array) { array->release = nullptr; }
  static int GetSchema(ArrowArrayStream*, ArrowSchema* out) {
    MakeSchema(Batch(0, {Int32s({}).Named("a")}), out);
    return 0;
  }
  static int GetNext(ArrowArrayStream* self, ArrowArray* out) {
    auto* reuser = static_cast<ChildReuser*>(self->private_data);
    *out = {2, 0, 0, 1, 1, reuser->root_buffers, reuser->children, nullptr, &Mark, reuser};
    if (reuser->left-- == 0) out->release = nullptr;
    return 0;
  }
  ArrowArrayStream Stream() {
    child = {2, 0, 0, 2, 0, buffers, nullptr, nullptr, &Mark, this};
    return {&GetSchema, &GetNext, [](ArrowArrayStream*) -> const char* { return nullptr; },
            [](ArrowArrayStream* self) { self->release = nullptr; }, this};
  }
};

TEST_F(CheckedProducer, MEM_11_ChildrenThatAreUsedAgain) {
  for (const int32_t level : {1, 2, 3}) {
    SCOPED_TRACE(level);
    ChildReuser reuser;
    FindingLog log;
    ArrowArrayStream stream = Checked(reuser.Stream(), &log, level);
    ArrowSchema schema = Schema(&stream);
    schema.release(&schema);
    // One batch at a time, then two at once.
    ArrowArray batch = Next(&stream);
    batch.release(&batch);
    reuser.child.release = &ChildReuser::Mark;
    reuser.child.private_data = &reuser;
    for (int i = 0; i < 2; ++i) {
      ArrowArray first = Next(&stream), second = Next(&stream);
      first.release(&first);
      EXPECT_EQ(reuser.child.private_data, &reuser);
      second.release(&second);
      EXPECT_EQ(reuser.child.private_data, &reuser);
      EXPECT_EQ(reuser.child.release, &ChildReuser::Mark);
    }
    stream.release(&stream);
    EXPECT_EQ(log.Rules(), level == 3 ? "MEM-11" : "");
    ASSERT_EQ(log.all().size(), level == 3 ? 1u : 0u);
    for (const Finding& finding : log.all()) {
      EXPECT_EQ(finding.severity, ARROWBRIDGE_SEVERITY_WARNING);
    }
    EXPECT_EQ(log.releases(), 1);
  }
}

TEST_F(CheckedProducer, MEM_1_InvalidOptions) {
  const auto expect_error = [&](ArrowBridgeCheckOptions options, const char* reason) {
    ArrowArrayStream foreign = Foreign({});
    auto out = Garbage<ArrowArrayStream>();
    const int releases = findings_.releases();
    EXPECT_ERROR(ArrowBridgeStreamCheck(&foreign, &options, &out, &error_), EINVAL,
                 "ArrowBridgeStreamCheck: ", reason);
    EXPECT_EQ(out.release, nullptr);
    EXPECT_EQ(foreign.release, nullptr);
    EXPECT_TRUE(Log().AllOnce());
    EXPECT_EQ(findings_.releases(), releases + 1);
  };
  expect_error(findings_.Options(4), "level");
  expect_error(findings_.Options(-2), "level");
  expect_error(findings_.Options(1, 3), "severity");
  expect_error(findings_.Options(1, -1), "severity");
  ArrowBridgeCheckOptions options = findings_.Options();
  options.struct_size = 0;
  expect_error(options, "struct_size");
  ArrowArrayStream released = {};
  auto out = Garbage<ArrowArrayStream>();
  EXPECT_ERROR(ArrowBridgeStreamCheck(&released, nullptr, &out, &error_), EINVAL, "MEM-5");
  EXPECT_EQ(out.release, nullptr);
}

}  // namespace
