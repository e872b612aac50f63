// A foreign stream that breaks rules: those that a consumer must cope with.

#ifndef ARROWBRIDGE_FUZZ_PRODUCER_H
#define ARROWBRIDGE_FUZZ_PRODUCER_H

#include <string>
#include <vector>

#include "arrowbridge/arrowbridge.h"
#include "random.h"
#include "support/array_data.h"

namespace arrowbridge_fuzz {

class Producer {
 public:
  // The first array gives the type.
  Producer(const std::vector<arrowbridge_tests::ArrayData>& arrays, Random* random);
  // Reads the stream, checked or not, as a struct or through readers.
  void Use();
  // A reader of the stream; NULL if it is rejected.
  ArrowBridgeReader* OpenReader();
  // Fails unless the stream and all of its structs were released once.
  void ExpectReleased() const;

 private:
  static Producer* Of(ArrowArrayStream* self) { return static_cast<Producer*>(self->private_data); }
  static int GetSchema(ArrowArrayStream* self, ArrowSchema* out);
  static int GetNext(ArrowArrayStream* self, ArrowArray* out);
  static const char* GetLastError(ArrowArrayStream* self);
  static void Release(ArrowArrayStream* self);

  ArrowArrayStream MakeStream();
  int BreakOff(ArrowArrayStream* self, void* out, size_t size);
  void UseStruct(ArrowArrayStream* stream);
  void UseReader(ArrowArrayStream* stream);

  const std::vector<arrowbridge_tests::ArrayData> arrays_;
  Random* const random_;
  bool checked_ = false;
  size_t next_ = 0;
  std::string text_;
  int releases_ = 0;
  std::vector<arrowbridge_tests::Log> logs_;
};

}  // namespace arrowbridge_fuzz

#endif  // ARROWBRIDGE_FUZZ_PRODUCER_H
