// The mutants of the conformance kit as producers of checked streams: the rules that are named for
// each mutant. Correct producers break no rule. Nor does a checked stream find what no consumer
// can see safely: buffers that are too short, leaks, and memory that the producer does not own.

#include <dlfcn.h>

#include <map>

#include "support/findings.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

struct Mutant {
  const char* name;
  const char* rules;
};

void PrintTo(const Mutant& mutant, std::ostream* out) { *out << mutant.name; }

class CheckedMutants : public CheckedFixture, public ::testing::WithParamInterface<Mutant> {
 protected:
  ArrowArrayStream MutantStream(const char* name) {
    static void* library = dlopen(ARROWBRIDGE_TESTS_MUTANTS, RTLD_NOW);
    EXPECT_NE(library, nullptr) << dlerror();
    const auto make =
        reinterpret_cast<int (*)(ArrowArrayStream*, const char*)>(dlsym(library, "MutantStream"));
    auto stream = Garbage<ArrowArrayStream>();
    EXPECT_EQ(make(&stream, name), 0) << name;
    return stream;
  }

  // Reads the stream to its end, calls get_next once more, and keeps every batch until then.
  void ReadAll(ArrowArrayStream* stream) {
    AskSchema(stream);
    std::vector<ArrowArray> batches;
    for (bool more = true; more && batches.size() < 10;) {
      ArrowArray batch = {};
      const int code = stream->get_next(stream, &batch);
      if (code != 0 && stream->get_last_error != nullptr) LastError(stream);
      more = batch.release != nullptr;
      if (more) batches.push_back(batch);
    }
    ArrowArray after_end = {};
    const int code = stream->get_next(stream, &after_end);
    if (code == 0 && after_end.release != nullptr) after_end.release(&after_end);
    AskSchema(stream);
    for (ArrowArray& batch : batches) batch.release(&batch);
    stream->release(stream);
  }

  void AskSchema(ArrowArrayStream* stream) {
    ArrowSchema schema = {};
    if (stream->get_schema(stream, &schema) == 0 && schema.release) schema.release(&schema);
  }
};

TEST_P(CheckedMutants, ARR_7_FindingsNameTheRule) {
  ArrowArrayStream stream = Checked(MutantStream(GetParam().name));
  ReadAll(&stream);
  EXPECT_EQ(findings_.Rules(), GetParam().rules);
  EXPECT_EQ(findings_.releases(), 1);
  for (const Finding& finding : findings_.all()) {
    EXPECT_NE(finding.side, ARROWBRIDGE_SIDE_CONSUMER) << finding.rule << ": " << finding.message;
  }
}

// The level does not change what a correct producer gets.
TEST_P(CheckedMutants, ARR_7_AtEveryLevel) {
  for (const int32_t level : std::initializer_list<int32_t>{ARROWBRIDGE_CHECK_CALLS, 1, 2}) {
    FindingLog log;
    ArrowArrayStream stream = Checked(MutantStream(GetParam().name), &log, level);
    ReadAll(&stream);
    const std::string full = GetParam().rules;
    EXPECT_TRUE(log.Rules() == full || log.Rules().empty()) << log.Rules();
  }
}

const Mutant kMutants[] = {
    {"correct", ""},
    {"correct-failing", ""},
    {"correct-no-batches", ""},
    {"correct-empty-batches", ""},
    {"correct-schema-fails", ""},
    {"correct-first-fails", ""},
    {"correct-fails-once", ""},
    {"correct-no-struct", ""},
    {"correct-no-columns", ""},
    {"correct-no-names", ""},
    {"correct-same-names", ""},
    {"correct-uncounted", ""},
    {"correct-sliced-columns", ""},
    {"correct-sliced-batch", ""},
    {"correct-no-buffer", ""},
    {"correct-odd-offsets", ""},
    {"array-negative-length", "ARR-3"},
    {"array-too-many-nulls", "ARR-4"},
    {"array-null-count-minus-two", "ARR-4"},
    {"array-wrong-null-count", "ARR-4"},
    {"array-negative-offset", "ARR-5"},
    {"array-union-validity", "ARR-7"},
    {"array-null-has-buffer", "ARR-7"},
    {"array-view-without-lengths", "ARR-7"},
    {"array-no-buffers", "ARR-8"},
    {"array-unaligned", "ARR-10"},
    {"array-null-bitmap", "ARR-11"},
    {"array-null-values", "ARR-11"},
    {"array-null-message", "ARR-11"},
    {"array-null-variadic", "ARR-11"},
    {"array-list-without-child", "ARR-12"},
    {"array-leaf-with-child", "ARR-12"},
    {"array-null-children", "ARR-13"},
    {"array-null-child", "ARR-13"},
    {"array-no-dictionary", "ARR-14"},
    {"array-stray-dictionary", "ARR-14"},
    {"array-dead-child", "ARR-15"},
    {"array-unwritten-null-count", "MEM-1"},
    {"array-negative-variadic", "VIEW-1"},
    {"batch-fewer-columns", "ARR-12"},
    {"batch-stray-null", "SCH-14"},
    {"batch-uncounted-null", "SCH-14"},
    {"array-short-column", "COL-11"},
    {"array-short-items", "COL-10"},
    {"array-short-option", "COL-13"},
    {"array-union-nulls", "COL-14"},
    {"array-forgets-to-mark", "MEM-13"},
    {"array-child-forgets-to-mark", "MEM-13"},
    {"schema-forgets-to-mark", "MEM-13"},
    {"array-parent-owns", ""},
    {"schema-parent-owns-name", ""},
    {"batch-shares-values", "MUT-1"},
    {"schema-no-format", "SCH-3"},
    {"schema-latin-name", "SCH-5"},
    {"schema-no-pairs", ""},
    {"schema-negative-length", "SCH-7"},
    {"schema-stray-flags", ""},
    {"schema-too-many-children", "SCH-16"},
    {"schema-null-children", "SCH-16"},
    {"schema-stray-dictionary", "SCH-17"},
    {"schema-dead-child", "SCH-18"},
    {"schema-dead", "SCH-18"},
    {"schema-unwritten-dictionary", "MEM-1"},
    {"schema-nameless-extension", ""},
    {"schema-private-format", ""},
    {"stream-no-last-error", "STR-1"},
    {"stream-schema-fails-later", "STR-2"},
    {"stream-schema-changes", "STR-2"},
    {"stream-end-leaves-output", "STR-5"},
    {"stream-end-then-fails", "STR-6"},
    {"stream-end-then-begins-again", "STR-6"},
    {"stream-next-releases-output", "MEM-1"},
    {"stream-schema-leaves-release", "MEM-1"},
    {"stream-schema-releases-output", "MEM-1"},
    {"stream-error-leaves-live", "STR-9"},
    {"stream-error-is-2001", "STR-15"},
    {"stream-error-is-minus-one", "STR-15"},
    {"stream-message-is-latin", "STR-11"},
    {"stream-forgets-to-mark", "STR-13"},
    {"value-bad-text", "FMT-18"},
    {"value-bad-large-text", "FMT-19"},
    {"value-bad-view-text", "FMT-20"},
    {"value-offsets-decrease", "COL-5"},
    {"value-offset-negative", "COL-5"},
    {"value-list-beyond-child", "COL-5"},
    {"value-view-unpadded", "COL-7"},
    {"value-view-beyond-buffer", "COL-8"},
    {"value-view-of-no-buffer", "COL-8"},
    {"value-view-prefix", "COL-8"},
    {"value-list-view-beyond-child", "COL-9"},
    {"value-list-view-negative", "COL-9"},
    {"value-dense-strange-id", "COL-12"},
    {"value-dense-beyond-child", "COL-12"},
    {"value-dense-backwards", "COL-12"},
    {"value-sparse-strange-id", "COL-12"},
    {"value-index-beyond", "COL-15"},
    {"value-index-negative", "COL-15"},
    {"value-runs-descend", "COL-16"},
    {"value-runs-end-early", "COL-16"},
    {"value-map-null-key", "COL-17"},
    {"value-map-null-entry", "COL-17"},
};

INSTANTIATE_TEST_SUITE_P(All, CheckedMutants, ::testing::ValuesIn(kMutants),
                         [](const auto& chosen) {
                           std::string name = chosen.param.name;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
