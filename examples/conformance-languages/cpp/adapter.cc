// g++ -std=c++17 -shared -fPIC adapter.cc -larrowbridge -o adapter.so
#include "arrowbridge/arrowbridge.hpp"

// An exception must not leave the functions.
extern "C" int CppStream(ArrowArrayStream* out, const char* path) try {
  arrowbridge::Reader::OpenIpcFile(path).Export(out);
  return 0;
} catch (const arrowbridge::Error& error) {
  return error.code();
}

extern "C" int CppConsume(ArrowArrayStream* stream) try {
  arrowbridge::Reader reader = arrowbridge::Reader::ImportArrays(stream);
  for (const arrowbridge::Array& batch : reader) batch.Validate();
  return 0;
} catch (const arrowbridge::Error& error) {
  return error.code();
}
