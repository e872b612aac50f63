// Breaks arrays of the C data interface and passes them to the library. Arrays that it accepts must
// be usable; arrays that it rejects must be released; every error must have a reason.

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "checks.h"
#include "devices.h"
#include "decision_fuzzer.h"
#include "harness.h"
#include "producer.h"
#include "schema_text.h"
#include "struct_mutations.h"

namespace arrowbridge_fuzz {
namespace {

using arrowbridge_tests::Log;
using arrowbridge_tests::MakeArray;
using arrowbridge_tests::MakeSchema;

constexpr int64_t kMostMemory = 8 << 20;

class CDataFuzzer : public DecisionFuzzer {
 public:
  void Round(Random* random) override {
    const LiveCheck live;
    ArrayData data = MakeValid(random);
    ArrayData type = data;
    const bool readable = !random->OneIn(3);
    const bool altered = random->OneIn(2);
    if (readable) {
      AlterContents(&data, random);
      type = data;
    } else if (altered) {
      AlterStructure(&data, &type, random);
    }
    ArrowSchema schema;
    ArrowArray array;
    const Log schema_log = MakeSchema(type, &schema);
    const Log array_log = MakeArray(data, &array);
    const bool broken = !readable && !altered;
    if (broken) {
      random->OneIn(3) ? BreakSchema(&schema, random) : BreakArray(&array, random);
    }
    random->OneIn(4) ? ThroughReader(&schema, &array, readable, random)
                     : Import(&schema, &array, readable, live, random);
    live.ExpectUnchanged();
    if (schema.release != nullptr || array.release != nullptr) Fail("a struct was not consumed");
    if (!broken && (!schema_log->AllOnce() || !array_log->AllOnce()))
      Fail("a struct was not released exactly once");
    // At the end, since the earlier decisions of a round must not change.
    if (random->OneIn(16)) UseDevice(random);
    live.ExpectUnchanged();
  }

  void Run(const std::vector<uint8_t>& bytes, Random*) override {
    Random choices(bytes);
    choices.OneIn(3) ? UseProducer(&choices) : Round(&choices);
  }

 private:
  static void Use(const ArrowBridgeArray* array, bool readable, Random* random) {
    readable ? UseArray(array, random) : UseStructure(array, random);
  }

  static void Import(ArrowSchema* schema, ArrowArray* array, bool readable, const LiveCheck& live,
                     Random* random) {
    ErrorText error;
    auto* type = reinterpret_cast<ArrowBridgeSchema*>(1);
    if (error.Check(ArrowBridgeImportSchema(schema, &type, error.For("import a schema"))) != 0) {
      if (type != nullptr) Fail("an output is set after a failure");
      array->release(array);
      Count("schemas rejected");
      return;
    }
    const SchemaHandle owner(type);
    CheckSchemaText(type, random);
    auto* handle = reinterpret_cast<ArrowBridgeArray*>(1);
    const int rc = error.Check(
        random->OneIn(3)
            ? ArrowBridgeImportRecordBatch(array, type, &handle, error.For("import a batch"))
            : ArrowBridgeImportArray(array, type, &handle, error.For("import an array")));
    const ArrayHandle array_owner(handle);
    if ((rc == 0) == (handle == nullptr)) Fail("the output array does not match the code");
    live.ExpectAtMost(kMostMemory);
    Count(rc == 0 ? "imported" : "arrays rejected");
    if (rc == 0) Use(handle, readable, random);
  }

  static void ThroughReader(ArrowSchema* schema, ArrowArray* array, bool readable, Random* random) {
    ErrorText error;
    auto* reader = reinterpret_cast<ArrowBridgeReader*>(1);
    const int rc = error.Check(
        ArrowBridgeReaderFromArrays(schema, 1, array, &reader, error.For("list of arrays")));
    const ReaderHandle owner(reader);
    if ((rc == 0) == (reader == nullptr)) Fail("the output reader does not match the code");
    if (rc != 0) return;
    ArrowArrayStream stream;
    if (error.Check(ArrowBridgeExportArrayReader(reader, &stream, error.For("export a stream"))) !=
        0) {
      Fail("a reader cannot be exported: " + error.text());
    }
    auto* imported = reinterpret_cast<ArrowBridgeReader*>(1);
    if (error.Check(
            ArrowBridgeImportArrayReader(&stream, &imported, error.For("import a stream"))) != 0) {
      Fail("an exported stream is rejected: " + error.text());
    }
    const ReaderHandle imported_owner(imported);
    auto* handle = reinterpret_cast<ArrowBridgeArray*>(1);
    if (error.Check(ArrowBridgeReaderNextArray(imported, &handle, error.For("next"))) != 0 ||
        handle == nullptr) {
      Fail("an array of the list cannot be read: " + error.text());
    }
    const ArrayHandle array_owner(handle);
    Count("read from a list");
    Use(handle, readable, random);
  }

  // Batches of a producer that breaks rules, through adapters.
  static void UseProducer(Random* random) {
    const LiveCheck live;
    std::vector<ArrayData> batches;
    for (size_t left = 1 + random->Below(3); left > 0; left--) {
      batches.push_back(batches.empty() ? MakeValid(random) : batches.back());
      AlterContents(&batches.back(), random);
    }
    Producer producer(batches, random);
    producer.Use();
    live.ExpectUnchanged();
    producer.ExpectReleased();
  }
};

}  // namespace

std::unique_ptr<Fuzzer> MakeFuzzer() { return std::make_unique<CDataFuzzer>(); }

}  // namespace arrowbridge_fuzz
