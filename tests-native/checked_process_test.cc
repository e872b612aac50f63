// Checked streams and their process: the environment variable, forked children, threads that end.

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "support/child_process.h"
#include "support/findings.h"
#include "support/live_objects.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

ArrayData Broken() {
  ArrayData batch = NumberedBatch(1, 4);
  reinterpret_cast<int32_t*>(batch.children[1].buffers[1]->data())[2] = 1000;
  return batch;
}

// What the scenario writes to standard error, in a child process with ARROWBRIDGE_CHECK set.
std::string Said(const char* value, const std::function<void()>& scenario) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = Fork(
      [&] {
        dup2(ends[1], 2);
        close(ends[0]);
        setenv("ARROWBRIDGE_CHECK", value, 1);
        scenario();
        EXPECT_TRUE(NothingAlive());
      },
      Ending::kAtOnce);
  close(ends[1]);
  std::string text;
  char buffer[512];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof(buffer))) > 0;) text.append(buffer, got);
  close(ends[0]);
  EXPECT_EQ(WaitFor(child), 0) << text;
  return text;
}

int ReadAll(const std::vector<ArrayData>& batches) {
  ArrowArrayStream foreign;
  const auto log = MakeStream(NumberedBatch(0), batches, &foreign);
  ArrowBridgeReader* reader = nullptr;
  int code = ArrowBridgeImportRecordBatchReader(&foreign, &reader, nullptr);
  ArrowArray batch = {};
  while (code == 0 && (code = ArrowBridgeReaderNext(reader, &batch, nullptr)) == 0 &&
         batch.release) {
    batch.release(&batch);
  }
  ArrowBridgeReaderRelease(reader);
  InternalArrowBridgeCollect();
  EXPECT_TRUE(log->AllOnce());
  return code;
}

TEST(CheckedProcess, COL_5_EveryImportIsCheckedIfTheEnvironmentAsksForIt) {
  const std::vector<ArrayData> batches = {NumberedBatch(0), Broken(), Broken()};
  const std::string said = Said("default", [&] { EXPECT_EQ(ReadAll(batches), 0); });
  EXPECT_EQ(
      said.find("arrowbridge: error, producer: get_next: COL-5: batch 1: field 'text': row 2: "),
      0u)
      << said;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  EXPECT_EQ(said.back(), '\n');
  const std::string failed = Said("default,fail", [&] { EXPECT_EQ(ReadAll(batches), EINVAL); });
  EXPECT_EQ(failed, said);
  EXPECT_EQ(Said("full", [&] { EXPECT_EQ(ReadAll(batches), 0); }), said);
  EXPECT_EQ(Said("minimal", [&] { EXPECT_EQ(ReadAll(batches), 0); }), "");
  EXPECT_EQ(Said("full,fail", [] { EXPECT_EQ(ReadAll(NumberedBatches(3)), 0); }), "");
}

TEST(CheckedProcess, COL_5_OffAndUnknownValuesEnableNothing) {
  const auto read_twice = [] {
    EXPECT_EQ(ReadAll({Broken()}), 0);
    EXPECT_EQ(ReadAll({Broken()}), 0);
  };
  for (const char* value : {"", "off"}) EXPECT_EQ(Said(value, read_twice), "") << value;
  for (const char* value : {"3", "FULL", "full,", "default,fail,", "\n", "default fail"}) {
    const std::string said = Said(value, read_twice);
    EXPECT_EQ(said.find("arrowbridge: the environment variable ARROWBRIDGE_CHECK is not "), 0u)
        << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  }
}

TEST(CheckedProcess, COL_5_ContentsOfImportedArrays) {
  const auto import = [](const ArrayData& data) {
    const SchemaHandle schema = ImportSchema(data);
    ArrowArray array;
    const Log log = MakeArray(data, &array);
    ArrowBridgeArray* batch = nullptr;
    const int code = ArrowBridgeImportRecordBatch(&array, schema.get(), &batch, nullptr);
    EXPECT_EQ(batch != nullptr, code == 0);
    ArrowBridgeArrayRelease(batch);
    EXPECT_TRUE(log->AllOnce());
    return code;
  };
  const std::string said = Said("default", [&] { EXPECT_EQ(import(Broken()), 0); });
  EXPECT_EQ(said.find("arrowbridge: error, producer: import: COL-5: field 'text': row 2: "), 0u)
      << said;
  EXPECT_EQ(Said("default,fail", [&] { EXPECT_EQ(import(Broken()), EINVAL); }), said);
  EXPECT_EQ(Said("full,fail", [&] { EXPECT_EQ(import(NumberedBatch(3)), 0); }), "");
  EXPECT_EQ(Said("minimal,fail", [&] { EXPECT_EQ(import(Broken()), 0); }), "");
}

// One of each kind of object that a checked stream returns.
struct CheckedObjects {
  std::shared_ptr<StreamLog> log;
  FindingLog findings;
  ArrowArrayStream stream{};
  ArrowSchema schema{};
  ArrowArray batch{}, child{};

  void Make() {
    ArrowArrayStream foreign;
    log = MakeStream(NumberedBatch(0), NumberedBatches(4), &foreign);
    const ArrowBridgeCheckOptions options = findings.Options();
    ASSERT_EQ(ArrowBridgeStreamCheck(&foreign, &options, &stream, nullptr), 0);
    ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
    ArrowArray other;
    ASSERT_EQ(stream.get_next(&stream, &other), 0);
    child = MoveOut(other.children[1]);
    other.release(&other);
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  }
  void ReleaseAll() {
    child.release(&child);
    stream.release(&stream);
    schema.release(&schema);
    batch.release(&batch);
    EXPECT_TRUE(log->AllOnce());
    EXPECT_EQ(findings.releases(), 1);
    EXPECT_EQ(findings.Rules(), "");
  }
};

TEST(CheckedProcess, STR_19_ForkedChildrenContinueAndRelease) {
  EXPECT_EQ(RunInChild([] {
              CheckedObjects checked;
              checked.Make();
              EXPECT_EQ(RunInChild([&] {
                          ArrowArray next;
                          ASSERT_EQ(checked.stream.get_next(&checked.stream, &next), 0);
                          ExpectNumberedBatch(next, 2);
                          next.release(&next);
                          ArrowArrayStream foreign, rejected;
                          const auto log = MakeStream(NumberedBatch(0), {}, &foreign);
                          FindingLog other;
                          const ArrowBridgeCheckOptions options = other.Options();
                          EXPECT_EQ(ArrowBridgeStreamCheck(&foreign, &options, &rejected, nullptr),
                                    ENOTSUP);
                          EXPECT_EQ(rejected.release, nullptr);
                          EXPECT_TRUE(log->AllOnce());
                          EXPECT_EQ(other.releases(), 1);
                          checked.ReleaseAll();
                          EXPECT_TRUE(NothingAlive());
                        }),
                        0);
              checked.ReleaseAll();
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

TEST(CheckedProcess, STR_19_ForkedWhileOthersRelease) {
  EXPECT_EQ(RunInChild([] {
              std::atomic<bool> done{false};
              std::vector<std::thread> threads;
              for (int t = 0; t < 3; ++t) {
                threads.emplace_back([&] {
                  while (!done) {
                    CheckedObjects busy;
                    busy.Make();
                    busy.ReleaseAll();
                  }
                });
              }
              for (int i = 0; i < 40; ++i) {
                CheckedObjects checked;
                checked.Make();
                EXPECT_EQ(RunInChild([&] { checked.ReleaseAll(); }), 0);
                checked.ReleaseAll();
              }
              done = true;
              for (std::thread& thread : threads) thread.join();
              InternalArrowBridgeCollect();
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

void ReleaseObjects(void* pointer) {
  auto* checked = static_cast<CheckedObjects*>(pointer);
  // A second release, so that there is a finding to report.
  ArrowArray copy = checked->batch;
  checked->child.release(&checked->child);
  checked->batch.release(&checked->batch);
  copy.release(&copy);
  checked->stream.release(&checked->stream);
  checked->schema.release(&checked->schema);
  EXPECT_EQ(checked->findings.Rules(), "MOV-2");
  EXPECT_TRUE(checked->log->AllOnce());
  delete checked;
}

TEST(CheckedProcess, STR_13_ReleasedInAThreadExitDestructor) {
  EXPECT_EQ(RunInChild([] {
              const auto make = [] {
                auto* checked = new CheckedObjects;
                checked->Make();
                return checked;
              };
              ReleaseObjects(make());
              pthread_key_t key;
              ASSERT_EQ(pthread_key_create(&key, &ReleaseObjects), 0);
              for (int round = 0; round < 20; ++round) {
                std::thread([&] { pthread_setspecific(key, make()); }).join();
                InternalArrowBridgeCollect();
              }
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

}  // namespace
