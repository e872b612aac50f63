#include "support/counted_stream.h"

#include <cstdlib>
#include <cstring>

#include <gtest/gtest.h>

namespace arrowbridge_tests {
namespace {

struct Source {
  std::shared_ptr<StreamLog> log;
  ArrayData schema;
  std::vector<ArrayData> arrays;
  StreamOptions options;
  size_t next = 0;
  bool failed = false;  // the last call returned an error
  bool broken = false;  // some call returned an error
  char* text = nullptr;

  ~Source() { DropText(); }

  void DropText() {
    if (text == nullptr) return;
    std::memset(text, 0xDD, std::strlen(text));
    std::free(text);
    text = nullptr;
  }

  template <typename T>
  int Fail(T* out) {
    failed = true;
    broken = true;
    if (options.garbage_on_error) std::memset(static_cast<void*>(out), 0xCC, sizeof(T));
    if (options.text.has_value()) {
      text = static_cast<char*>(std::malloc(options.text->size() + 1));
      std::memcpy(text, options.text->c_str(), options.text->size() + 1);
    }
    return options.code;
  }
};

Source* Enter(ArrowArrayStream* self) {
  auto* source = static_cast<Source*>(self->private_data);
  EXPECT_NE(self->release, nullptr) << "STR-3: a call on a released stream";
  return source;
}

int GetSchema(ArrowArrayStream* self, ArrowSchema* out) {
  Source* source = Enter(self);
  source->DropText();
  ++source->log->get_schema;
  source->failed = false;
  if (source->options.fail_schema) return source->Fail(out);
  source->log->schemas.push_back(MakeSchema(source->schema, out));
  return 0;
}

int GetNext(ArrowArrayStream* self, ArrowArray* out) {
  Source* source = Enter(self);
  source->DropText();
  const int call = source->log->get_next++;
  source->failed = false;
  if (call == source->options.fail_at || (source->broken && !source->options.fails_once)) {
    return source->Fail(out);
  }
  if (source->next == source->arrays.size()) {
    std::memset(static_cast<void*>(out), 0xCC, sizeof(*out));
    out->release = nullptr;
    return 0;
  }
  source->log->arrays.push_back(MakeArray(source->arrays[source->next++], out));
  return 0;
}

const char* GetLastError(ArrowArrayStream* self) {
  Source* source = Enter(self);
  ++source->log->get_last_error;
  EXPECT_TRUE(source->failed) << "STR-10: get_last_error without an error";
  return source->text;
}

void Release(ArrowArrayStream* self) {
  Source* source = Enter(self);
  ++source->log->release;
  delete source;
  std::memset(static_cast<void*>(self), 0xDD, sizeof(*self));
  self->release = nullptr;
}

}  // namespace

bool StreamLog::AllOnce() const {
  for (const auto* logs : {&schemas, &arrays}) {
    for (const Log& log : *logs) {
      if (!log->AllOnce()) return false;
    }
  }
  return release == 1;
}

std::shared_ptr<StreamLog> MakeStream(const ArrayData& schema, const std::vector<ArrayData>& arrays,
                                      ArrowArrayStream* out, const StreamOptions& options) {
  auto log = std::make_shared<StreamLog>();
  auto* source = new Source{log, schema, arrays, options};
  out->get_schema = &GetSchema;
  out->get_next = &GetNext;
  out->get_last_error = &GetLastError;
  out->release = &Release;
  out->private_data = source;
  return log;
}

}  // namespace arrowbridge_tests
