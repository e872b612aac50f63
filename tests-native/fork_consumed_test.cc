// Structs that a function consumes are marked released after a failure, whatever their producer
// does, also in a forked child.

#include <cerrno>

#include "support/builders.h"
#include "support/child_process.h"
#include "support/live_objects.h"
#include "support/matchers.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

// Producers whose release callbacks forget to mark the struct released. The library marks it.
void ExpectMarked(int code) {
  int calls = 0;
  ArrowBridgeError error;
  ArrowSchema schema{};
  schema.format = "i";
  schema.private_data = &calls;
  schema.release = [](ArrowSchema* self) { ++*static_cast<int*>(self->private_data); };
  auto* schema_handle = Garbage<ArrowBridgeSchema*>();
  EXPECT_EQ(ArrowBridgeImportSchema(&schema, code == EINVAL ? nullptr : &schema_handle, &error),
            code);
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(calls, 1);

  ArrowArray array{};
  array.private_data = &calls;
  array.release = [](ArrowArray* self) { ++*static_cast<int*>(self->private_data); };
  auto* array_handle = Garbage<ArrowBridgeArray*>();
  EXPECT_EQ(ArrowBridgeImportArray(&array, nullptr, &array_handle, &error), code);
  EXPECT_EQ(array_handle, nullptr);
  EXPECT_EQ(array.release, nullptr);
  EXPECT_EQ(calls, 2);

  ArrowArrayStream stream{};
  stream.private_data = &calls;
  stream.get_schema = [](ArrowArrayStream*, ArrowSchema*) { return EINVAL; };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream.release = [](ArrowArrayStream* self) { ++*static_cast<int*>(self->private_data); };
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_EQ(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error), code);
  EXPECT_EQ(reader, nullptr);
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_EQ(calls, 3);

  schema.release = [](ArrowSchema* self) { ++*static_cast<int*>(self->private_data); };
  ArrowArray batches[2] = {array, array};
  for (ArrowArray& batch : batches) {
    batch.private_data = &calls;
    batch.release = [](ArrowArray* self) { ++*static_cast<int*>(self->private_data); };
  }
  EXPECT_EQ(
      ArrowBridgeReaderFromBatches(&schema, 2, batches, code == EINVAL ? nullptr : &reader, &error),
      code);
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(batches[0].release, nullptr);
  EXPECT_EQ(batches[1].release, nullptr);
  EXPECT_EQ(calls, 6);
}

TEST(ForkConsumed, MEM_4_ConsumedStructsAreMarkedReleased) {
  EXPECT_EQ(RunInChild([] { ExpectMarked(EINVAL); }), 0);
  EXPECT_EQ(RunInChild([] {
              LiveObjects objects;
              objects.Make();
              EXPECT_EQ(RunInChild([] { ExpectMarked(ENOTSUP); }), 0);
              objects.ReleaseAll();
            }),
            0);
}

}  // namespace
