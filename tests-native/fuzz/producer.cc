#include "producer.h"

#include <cerrno>
#include <cstring>

#include "adapters.h"
#include "checks.h"
#include "harness.h"
#include "struct_mutations.h"

namespace arrowbridge_fuzz {
namespace {

constexpr int kGarbage = 0xCC;
constexpr int kMostCalls = 12;

}  // namespace

Producer::Producer(const std::vector<ArrayData>& arrays, Random* random)
    : arrays_(arrays), random_(random) {}

// An error, sometimes with garbage in the output, sometimes after the stream has released itself.
int Producer::BreakOff(ArrowArrayStream* self, void* out, size_t size) {
  if (random_->OneIn(2)) std::memset(out, kGarbage, size);
  text_.assign("\xFF no \xC3", random_->Below(6));
  if (checked_ && random_->OneIn(3)) self->release(self);
  const int codes[] = {EINVAL, EIO, ENOSYS, 200, 4095};
  return codes[random_->Below(5)];
}

int Producer::GetSchema(ArrowArrayStream* self, ArrowSchema* out) {
  Producer* producer = Of(self);
  if (producer->random_->OneIn(12)) return producer->BreakOff(self, out, sizeof(*out));
  const bool other = producer->random_->OneIn(12);
  producer->logs_.push_back(
      MakeSchema(other ? MakeValid(producer->random_) : producer->arrays_[0], out));
  return 0;
}

int Producer::GetNext(ArrowArrayStream* self, ArrowArray* out) {
  Producer* producer = Of(self);
  Random* random = producer->random_;
  if (random->OneIn(10)) return producer->BreakOff(self, out, sizeof(*out));
  // After the end there may be more.
  if (producer->next_ >= producer->arrays_.size() && !random->OneIn(4)) {
    std::memset(out, random->OneIn(2) ? kGarbage : 0, sizeof(*out));
    out->release = nullptr;
    return 0;
  }
  const ArrayData& next = producer->arrays_[producer->next_++ % producer->arrays_.size()];
  if (random->OneIn(10)) {
    ArrayData other = MakeValid(random);
    AlterContents(&other, random);
    producer->logs_.push_back(MakeArray(other, out));
  } else {
    producer->logs_.push_back(MakeArray(next, out));
  }
  if (producer->checked_ && random->OneIn(20)) self->release(self);
  return 0;
}

const char* Producer::GetLastError(ArrowArrayStream* self) {
  Producer* producer = Of(self);
  if (producer->checked_ && producer->random_->OneIn(20)) self->release(self);
  // An empty message would be passed on, and this fuzzer requires messages.
  return producer->text_.empty() ? nullptr : producer->text_.c_str();
}

void Producer::Release(ArrowArrayStream* self) {
  Of(self)->releases_++;
  self->release = nullptr;
}

ArrowArrayStream Producer::MakeStream() {
  return {GetSchema, GetNext, GetLastError, Release, this};
}

ArrowBridgeReader* Producer::OpenReader() {
  ErrorText error;
  ArrowArrayStream stream = MakeStream();
  ArrowBridgeReader* reader = nullptr;
  error.Check(ArrowBridgeImportArrayReader(&stream, &reader, error.For("import a bad stream")));
  return reader;
}

void Producer::Use() {
  ArrowArrayStream stream = MakeStream();
  checked_ = random_->OneIn(2);
  if (checked_) {
    const ArrowBridgeCheckOptions options = CheckOptions(random_);
    ErrorText error;
    ArrowArrayStream checked;
    const int rc = ArrowBridgeStreamCheck(&stream, &options, &checked, error.For("check a stream"));
    if (error.Check(rc) != 0) Fail("a stream cannot be checked: " + error.text());
    stream = checked;
  }
  random_->OneIn(2) ? UseStruct(&stream) : UseReader(&stream);
}

// As a consumer in C does.
void Producer::UseStruct(ArrowArrayStream* stream) {
  for (size_t left = random_->Below(kMostCalls); left > 0; left--) {
    int rc = 0;
    if (random_->OneIn(4)) {
      ArrowSchema schema;
      std::memset(&schema, 0, sizeof(schema));
      NoteStep("get_schema of a producer");
      rc = stream->get_schema(stream, &schema);
      if (rc == 0 && schema.release != nullptr) schema.release(&schema);
    } else {
      ArrowArray array;
      std::memset(&array, 0, sizeof(array));
      NoteStep("get_next of a producer");
      rc = stream->get_next(stream, &array);
      if (rc == 0 && array.release != nullptr) array.release(&array);
    }
    NoteStep("get_last_error of a producer");
    if (rc != 0 && stream->release != nullptr) stream->get_last_error(stream);
    if (stream->release == nullptr) return;
  }
  NoteStep("release of a producer");
  stream->release(stream);
}

void Producer::UseReader(ArrowArrayStream* stream) {
  ErrorText error;
  auto* reader = reinterpret_cast<ArrowBridgeReader*>(1);
  const bool batches = arrays_[0].format == "+s" && random_->OneIn(2);
  const int rc = error.Check(
      batches
          ? ArrowBridgeImportRecordBatchReader(stream, &reader, error.For("import a bad stream"))
          : ArrowBridgeImportArrayReader(stream, &reader, error.For("import a bad stream")));
  const ReaderHandle owner(reader);
  if ((rc == 0) == (reader == nullptr)) Fail("the output reader does not match the code");
  if (rc != 0) return;
  if (batches) {
    UseAdapters(reader, random_);
    return;
  }
  for (size_t left = random_->Below(kMostCalls); left > 0; left--) {
    auto* array = reinterpret_cast<ArrowBridgeArray*>(1);
    const int code =
        error.Check(ArrowBridgeReaderNextArray(reader, &array, error.For("next of a bad stream")));
    const ArrayHandle array_owner(array);
    if (code != 0 && array != nullptr) Fail("the output is set after a failure");
    if (array != nullptr) UseArray(array, random_);
  }
}

void Producer::ExpectReleased() const {
  if (releases_ != 1) Fail("the stream was released " + std::to_string(releases_) + " times");
  for (const arrowbridge_tests::Log& log : logs_) {
    if (!log->AllOnce()) Fail("a struct of the stream was not released exactly once");
  }
}

}  // namespace arrowbridge_fuzz
