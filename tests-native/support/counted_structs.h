// Live C structs whose release callbacks count calls, and one set of names for the helpers of all
// five structs.

#ifndef ARROWBRIDGE_TESTS_COUNTED_STRUCTS_H
#define ARROWBRIDGE_TESTS_COUNTED_STRUCTS_H

#include <cstring>

#include "arrowbridge/abi.h"
#include "arrowbridge/helpers.h"

namespace arrowbridge_tests {

// Anonymous namespace: each test file keeps its own copy. Some files are compiled with NDEBUG and
// some without, and the linker must not merge their helpers.
namespace {

// How often a callback ran, and on which struct last.
struct ReleaseLog {
  int calls = 0;
  void* last = nullptr;
};

// The helpers of helpers.h for one struct, and Base: the struct that has the release member.
template <typename T>
struct Helpers;

#define ARROWBRIDGE_TESTS_HELPERS(type, base_type, base_of)              \
  template <>                                                            \
  struct Helpers<type> {                                                 \
    using Base = base_type;                                              \
    static Base* BaseOf(type* x) { return base_of; }                     \
    static int IsReleased(const type* x) { return type##IsReleased(x); } \
    static void MarkReleased(type* x) { type##MarkReleased(x); }         \
    static void Move(type* src, type* dest) { type##Move(src, dest); }   \
    static void Release(type* x) { type##Release(x); }                   \
  }

ARROWBRIDGE_TESTS_HELPERS(ArrowSchema, ArrowSchema, x);
ARROWBRIDGE_TESTS_HELPERS(ArrowArray, ArrowArray, x);
ARROWBRIDGE_TESTS_HELPERS(ArrowDeviceArray, ArrowArray, &x->array);
ARROWBRIDGE_TESTS_HELPERS(ArrowArrayStream, ArrowArrayStream, x);
ARROWBRIDGE_TESTS_HELPERS(ArrowDeviceArrayStream, ArrowDeviceArrayStream, x);

#undef ARROWBRIDGE_TESTS_HELPERS

template <typename Base>
void LogRelease(Base* base) {
  auto* log = static_cast<ReleaseLog*>(base->private_data);
  ++log->calls;
  log->last = base;
}

// Marks the struct released, as a correct producer does.
template <typename Base>
void CountAndRelease(Base* base) {
  LogRelease(base);
  base->release = nullptr;
}

// Leaves release set. MEM-13 forbids this.
template <typename Base>
void CountAndForget(Base* base) {
  LogRelease(base);
}

// Fills `x` with a pattern, then makes it live by setting release and private_data.
template <typename T>
void MakeLive(T* x, ReleaseLog* log, void (*release)(typename Helpers<T>::Base*)) {
  std::memset(static_cast<void*>(x), 0x5A, sizeof(T));
  Helpers<T>::BaseOf(x)->private_data = log;
  Helpers<T>::BaseOf(x)->release = release;
}

}  // namespace
}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_COUNTED_STRUCTS_H
