// C++ producers whose functions throw exceptions.
#include <stdexcept>

#include "arrowbridge/abi.h"

extern "C" int ThrowAtOnce(ArrowArrayStream*) { throw std::runtime_error("thrown at once"); }

extern "C" int ThrowLater(ArrowArrayStream* out) {
  out->get_schema = [](ArrowArrayStream*, ArrowSchema*) -> int {
    throw std::runtime_error("thrown later");
  };
  out->get_next = [](ArrowArrayStream*, ArrowArray*) -> int { throw 1; };
  out->get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  out->release = [](ArrowArrayStream* self) { self->release = nullptr; };
  out->private_data = nullptr;
  return 0;
}
