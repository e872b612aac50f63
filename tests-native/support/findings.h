// Checked streams and their findings.

#ifndef ARROWBRIDGE_TESTS_FINDINGS_H
#define ARROWBRIDGE_TESTS_FINDINGS_H

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "support/reader_fixture.h"

namespace arrowbridge_tests {

struct Finding {
  std::string rule, operation, field, message;
  int64_t batch, row;
  int32_t severity, side;
};

// Collects findings. It must outlive the stream and everything that the stream returns.
class FindingLog {
 public:
  ArrowBridgeCheckOptions Options(int32_t level = ARROWBRIDGE_VALIDATE_FULL, int32_t fail_on = 0) {
    ArrowBridgeCheckOptions options = {};
    options.struct_size = sizeof(options);
    options.level = level;
    options.fail_on = fail_on;
    options.on_finding = &Add;
    options.release = &CountRelease;
    options.context = this;
    return options;
  }

  std::vector<Finding> all() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return all_;
  }
  int releases() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return releases_;
  }

  // The rules of all findings, sorted, each once.
  std::string Rules() {
    std::set<std::string> rules;
    for (const Finding& finding : all()) rules.insert(finding.rule);
    std::string text;
    for (const std::string& rule : rules) text += (text.empty() ? "" : " ") + rule;
    return text;
  }

 private:
  static void Add(void* context, const ArrowBridgeFinding* finding) {
    auto* log = static_cast<FindingLog*>(context);
    const std::lock_guard<std::mutex> guard(log->mutex_);
    log->all_.push_back({finding->rule, finding->operation, finding->field, finding->message,
                         finding->batch, finding->row, finding->severity, finding->side});
  }
  static void CountRelease(void* context) {
    auto* log = static_cast<FindingLog*>(context);
    const std::lock_guard<std::mutex> guard(log->mutex_);
    ++log->releases_;
  }

  std::mutex mutex_;
  std::vector<Finding> all_;
  int releases_ = 0;
};

// Expects exactly one finding. `log` is a FindingLog.
#define EXPECT_FINDING(log, the_rule, the_side)                \
  do {                                                         \
    const std::vector<Finding> found = (log).all();            \
    ASSERT_EQ(found.size(), 1u) << "rules: " << (log).Rules(); \
    EXPECT_EQ(found[0].rule, the_rule) << found[0].message;    \
    EXPECT_EQ(found[0].side, ARROWBRIDGE_SIDE_##the_side);     \
    EXPECT_NE(found[0].message, "");                           \
  } while (false)

class CheckedFixture : public ReaderFixture {
 protected:
  ArrowArrayStream Checked(ArrowArrayStream stream, int32_t level = ARROWBRIDGE_VALIDATE_FULL,
                           int32_t fail_on = 0) {
    return Checked(stream, &findings_, level, fail_on);
  }
  ArrowArrayStream Checked(ArrowArrayStream stream, FindingLog* log, int32_t level,
                           int32_t fail_on = 0) {
    const ArrowBridgeCheckOptions options = log->Options(level, fail_on);
    auto out = Garbage<ArrowArrayStream>();
    EXPECT_OK(ArrowBridgeStreamCheck(&stream, &options, &out, &error_));
    EXPECT_EQ(stream.release, nullptr);
    return out;
  }

  ArrowSchema Schema(ArrowArrayStream* stream) {
    auto schema = Garbage<ArrowSchema>();
    EXPECT_EQ(stream->get_schema(stream, &schema), 0);
    return schema;
  }
  ArrowArray Next(ArrowArrayStream* stream) {
    auto batch = Garbage<ArrowArray>();
    EXPECT_EQ(stream->get_next(stream, &batch), 0);
    return batch;
  }

  // Reads the stream to its end as a plain consumer does.
  int Drain(ArrowArrayStream* stream) {
    auto schema = Garbage<ArrowSchema>();
    int code = stream->get_schema(stream, &schema);
    if (code == 0 && schema.release != nullptr) schema.release(&schema);
    auto batch = Garbage<ArrowArray>();
    while (code == 0 && (code = stream->get_next(stream, &batch)) == 0 && batch.release) {
      batch.release(&batch);
    }
    return code;
  }

  FindingLog findings_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_FINDINGS_H
