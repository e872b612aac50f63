#include "adapters.h"

#include <utility>
#include <vector>

#include "casts.h"
#include "checks.h"
#include "harness.h"
#include "json_round_trip.h"
#include "rewrite.h"

namespace arrowbridge_fuzz {
namespace {

constexpr int kMostBatches = 50;

template <typename T>
T* Unset() {
  return reinterpret_cast<T*>(1);
}

// The reader that a call returned, or NULL.
ReaderHandle Take(ErrorText* error, int rc, ArrowBridgeReader* out) {
  error->Check(rc);
  if ((rc == 0) == (out == nullptr)) Fail("the output reader does not match the code");
  return ReaderHandle(out);
}

// Ends at the first batch that stands for more rows than there is memory for: casts write them all.
ReaderHandle OnlySmall(ArrowBridgeReader* reader) {
  ErrorText error;
  ArrowSchema schema;
  if (error.Check(ArrowBridgeReaderGetSchema(reader, &schema, error.For("schema"))) != 0)
    Fail("the schema of a reader cannot be read: " + error.text());
  const auto next = [](void* context, ArrowArray* out, ArrowBridgeError* text) {
    const int rc = ArrowBridgeReaderNext(static_cast<ArrowBridgeReader*>(context), out, text);
    if (rc == 0 && out->release != nullptr && !IsSmall(*out)) {
      out->release(out);
      out->release = nullptr;
    }
    return rc;
  };
  const ArrowBridgeReaderCallbacks callbacks = {next, nullptr, reader};
  auto* out = Unset<ArrowBridgeReader>();
  const int rc =
      ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &out, error.For("reader from callbacks"));
  return Take(&error, rc, out);
}

ReaderHandle Cast(ArrowBridgeReader* reader, Random* random) {
  ErrorText error;
  ArrowSchema schema;
  if (error.Check(ArrowBridgeReaderGetSchema(reader, &schema, error.For("schema"))) != 0)
    Fail("the schema of a reader cannot be read: " + error.text());
  const SchemaHandle type = TypeToCastTo(schema, random);
  schema.release(&schema);
  if (type == nullptr) return nullptr;
  const int mode = random->OneIn(2) ? ARROWBRIDGE_CAST_STRICT : ARROWBRIDGE_CAST_BEST_EFFORT;
  auto* out = Unset<ArrowBridgeReader>();
  const int rc = ArrowBridgeReaderCast(reader, type.get(), mode, &out, error.For("cast a reader"));
  return Take(&error, rc, out);
}

ReaderHandle ThroughStream(ArrowBridgeReader* reader, Random* random) {
  ErrorText error;
  ArrowArrayStream stream;
  if (error.Check(
          ArrowBridgeExportRecordBatchReader(reader, &stream, error.For("export a stream"))) != 0) {
    Fail("a reader cannot be exported: " + error.text());
  }
  if (random->OneIn(2)) {
    const ArrowBridgeCheckOptions options = CheckOptions(random);
    ArrowArrayStream checked;
    const int rc = error.Check(
        ArrowBridgeStreamCheck(&stream, &options, &checked, error.For("checked stream")));
    if ((rc == 0) == (checked.release == nullptr)) Fail("the stream does not match the code");
    if (rc != 0) return nullptr;
    stream = checked;
  }
  auto* out = Unset<ArrowBridgeReader>();
  const int rc = ArrowBridgeImportRecordBatchReader(&stream, &out, error.For("import a stream"));
  return Take(&error, rc, out);
}

ReaderHandle Tee(ArrowBridgeReader* reader, std::vector<ReaderHandle>* others) {
  ErrorText error;
  ArrowBridgeReader* outs[2] = {Unset<ArrowBridgeReader>(), Unset<ArrowBridgeReader>()};
  const int rc = ArrowBridgeReaderTee(reader, 2, outs, error.For("tee"));
  others->push_back(Take(&error, rc, outs[1]));
  return ReaderHandle(outs[0]);
}

ReaderHandle Limit(ArrowBridgeReader* reader, Random* random) {
  ErrorText error;
  auto* out = Unset<ArrowBridgeReader>();
  const auto offset = static_cast<int64_t>(random->Below(20));
  const auto rows = static_cast<int64_t>(random->Below(40));
  const int rc = random->OneIn(2)
                     ? ArrowBridgeReaderSkip(reader, offset, &out, error.For("skip"))
                     : ArrowBridgeReaderLimit(reader, offset, rows, &out, error.For("limit"));
  return Take(&error, rc, out);
}

ReaderHandle Peek(ArrowBridgeReader* reader, std::vector<ReaderHandle>* others, Random* random) {
  ErrorText error;
  auto *first = Unset<ArrowBridgeReader>(), *all = Unset<ArrowBridgeReader>();
  const int rc = ArrowBridgeReaderPeek(reader, static_cast<int64_t>(random->Below(3)),
                                       static_cast<int64_t>(random->Below(20)), &first, &all,
                                       error.For("peek"));
  others->push_back(Take(&error, rc, first));
  if (rc != 0) others->pop_back();
  return Take(&error, rc, all);
}

ReaderHandle Wrap(ArrowBridgeReader* reader, std::vector<ReaderHandle>* others, Random* random) {
  ErrorText error;
  auto* out = Unset<ArrowBridgeReader>();
  switch (random->Below(12)) {
    case 0:
      return Cast(reader, random);
    case 1:
      return ThroughStream(reader, random);
    case 2:
      return Tee(reader, others);
    case 3: {
      const ArrowBridgeCheckOptions options = CheckOptions(random);
      const int rc = ArrowBridgeReaderCheck(reader, &options, &out, error.For("checked reader"));
      return Take(&error, rc, out);
    }
    case 4: {
      ArrowBridgeReader* const both[] = {reader, reader};
      const int rc = ArrowBridgeReaderConcat(2, both, &out, error.For("concatenated readers"));
      return Take(&error, rc, out);
    }
    case 5:
      return Limit(reader, random);
    case 6:
      return Peek(reader, others, random);
    case 7: {
      const int rc = ArrowBridgeReaderCompact(reader, &out, error.For("compact reader"));
      return Take(&error, rc, out);
    }
    case 8: {
      const ArrowBridgeUnifyOptions options = {sizeof(options), random->OneIn(2) ? 32 : 0,
                                               random->OneIn(2) ? 1 : 0};
      const int rc = ArrowBridgeReaderUnifyDictionaries(reader, &options, &out, error.For("unify"));
      return Take(&error, rc, out);
    }
    case 9: {
      const int rc = ArrowBridgeReaderWithStatistics(reader, &out, error.For("with statistics"));
      return Take(&error, rc, out);
    }
    default: {
      const auto least = static_cast<int64_t>(random->Below(20));
      const auto more = static_cast<int64_t>(random->Below(10));
      const int rc = ArrowBridgeReaderRebatch(reader, least, random->OneIn(3) ? 0 : least + more,
                                              &out, error.For("rebatch"));
      return Take(&error, rc, out);
    }
  }
}

void ReadAll(ArrowBridgeReader* reader) {
  ErrorText error;
  ArrowBridgeArray** arrays = Unset<ArrowBridgeArray*>();
  int64_t count = -1;
  const int rc =
      error.Check(ArrowBridgeReaderReadAll(reader, &arrays, &count, error.For("read all")));
  if (rc != 0 && (arrays != nullptr || count != 0)) Fail("the output is set after a failure");
  ArrowBridgeArrayListRelease(arrays, count);
}

// Reads on a thread to the end, so that the thread is done with the source when the reader goes.
void ReadOnThread(ArrowBridgeReader* reader, Random* random) {
  ErrorText error;
  auto* out = Unset<ArrowBridgeReader>();
  const int rc = random->OneIn(2)
                     ? ArrowBridgeReaderPrefetch(reader, 1 + static_cast<int64_t>(random->Below(4)),
                                                 static_cast<int64_t>(random->Below(1000)), &out,
                                                 error.For("prefetch"))
                     : ArrowBridgeReaderWithTimeout(reader, 1000000, 0, &out, error.For("timeout"));
  const ReaderHandle owner = Take(&error, rc, out);
  if (owner != nullptr) ReadAll(owner.get());
}

void ReadEach(ArrowBridgeReader* reader, Random* random) {
  ErrorText error;
  for (int i = 0; i < kMostBatches; i++) {
    auto* batch = Unset<ArrowBridgeArray>();
    const int rc =
        error.Check(ArrowBridgeReaderNextArray(reader, &batch, error.For("next of an adapter")));
    const ArrayHandle owner(batch);
    if (batch == nullptr) return;
    if (rc != 0) Fail("the output is set after a failure");
    if (i < 5) UseArray(batch, random);
    if (random->OneIn(30)) ArrowBridgeReaderCancel(reader);
  }
}

}  // namespace

ArrowBridgeCheckOptions CheckOptions(Random* random) {
  ArrowBridgeCheckOptions options = {};
  options.struct_size = sizeof(options);
  options.level = static_cast<int32_t>(random->Below(5)) - 1;
  options.fail_on = static_cast<int32_t>(random->Below(3));
  options.on_finding = [](void*, const ArrowBridgeFinding* finding) {
    NoteOutcome(finding->operation, 0, finding->rule);
  };
  return options;
}

void UseAdapters(ArrowBridgeReader* reader, Random* random) {
  std::vector<ReaderHandle> readers;
  std::vector<ReaderHandle> others;
  readers.push_back(OnlySmall(reader));
  for (size_t left = 1 + random->Below(3); left > 0; left--) {
    ReaderHandle wrapped = Wrap(readers.back().get(), &others, random);
    if (wrapped == nullptr) break;
    readers.push_back(std::move(wrapped));
  }
  Count("read through adapters");
  ArrowBridgeReader* last = readers.back().get();
  switch (random->Below(7)) {
    case 0:
      ReadAll(last);
      break;
    case 1:
      CheckRewrite(last, random);
      break;
    case 2:
      CheckJsonRoundTrip(last);
      break;
    case 3:
      ReadOnThread(last, random);
      break;
    default:
      ReadEach(last, random);
      break;
  }
  for (const ReaderHandle& other : others) ReadEach(other.get(), random);
}

}  // namespace arrowbridge_fuzz
