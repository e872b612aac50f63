/// \file callables.hpp
/// C callbacks that call C++ callables. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_CALLABLES_HPP
#define ARROWBRIDGE_CPP_CALLABLES_HPP

#include <cstring>
#include <exception>
#include <new>
#include <type_traits>

#include "arrowbridge/cpp/array.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE
namespace detail {

// Writes a message to a C error. A longer one is cut between two characters and ends with U+2026.
inline void WriteText(const char* text, ArrowBridgeError* error) noexcept {
  if (error == nullptr) return;
  static constexpr char kMark[] = "\xE2\x80\xA6";
  size_t size = std::strlen(text);
  const char* end = "";
  if (size >= sizeof(error->message)) {
    size = sizeof(error->message) - sizeof(kMark);
    // Bytes 10xxxxxx continue a UTF-8 character.
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    end = kMark;
  }
  std::memcpy(error->message, text, size);
  std::memcpy(error->message + size, end, std::strlen(end) + 1);
}

// Runs a body that returns a Status. Converts what it returns or throws to a code and a C error.
template <typename Body>
int AnswerC(ArrowBridgeError* error, const Body& body) noexcept {
#if ARROWBRIDGE_EXCEPTIONS
  try {
#endif
    const Status status = body();
    if (!status.ok()) WriteText(status.message().c_str(), error);
    return status.code();
#if ARROWBRIDGE_EXCEPTIONS
  } catch (const Error& thrown) {
    WriteText(thrown.what(), error);
    return thrown.code() != 0 ? thrown.code() : EIO;
  } catch (const std::bad_alloc& thrown) {
    WriteText(thrown.what(), error);
    return ENOMEM;
  } catch (const std::exception& thrown) {
    WriteText(thrown.what(), error);
    return EIO;
  } catch (...) {
    WriteText("a callable threw something that is not a std::exception", error);
    return EIO;
  }
#endif
}

// The values that a source of batches may return. An empty object is end of stream.
inline Status Deliver(UniqueArray array, ArrowArray* out) {
  if (array) array.release_to(out);
  return Status();
}
inline Status Deliver(const Array& array, ArrowArray* out) {
  return array ? array.TryExport(out) : Status();
}
template <typename T>
Status Deliver(std::optional<T> array, ArrowArray* out) {
  return array.has_value() ? Deliver(*std::move(array), out) : Status();
}
template <typename T>
Status Deliver(Result<T> array, ArrowArray* out) {
  if (!array.ok()) return std::move(array).status();
  return Deliver(std::move(array).value(), out);
}

// The values that a source of bytes may return.
inline Status Deliver(int64_t size, int64_t* out) {
  *out = size;
  return Status();
}
inline Status Deliver(Result<int64_t> size, int64_t* out) {
  if (!size.ok()) return std::move(size).status();
  return Deliver(size.value(), out);
}

template <typename Source>
int NextOf(void* context, ArrowArray* out, ArrowBridgeError* error) {
  return AnswerC(error, [&] { return Deliver((*static_cast<Source*>(context))(), out); });
}

template <typename Source>
int ReadOf(void* context, void* buffer, int64_t size, int64_t* out, ArrowBridgeError* error) {
  return AnswerC(error,
                 [&] { return Deliver((*static_cast<Source*>(context))(buffer, size), out); });
}

// A sink of bytes returns nothing or a Status.
template <typename Sink>
int WriteOf(void* context, const void* data, int64_t size, ArrowBridgeError* error) {
  return AnswerC(error, [&]() -> Status {
    auto& sink = *static_cast<Sink*>(context);
    if constexpr (std::is_void_v<decltype(sink(data, size))>) {
      sink(data, size);
      return Status();
    } else {
      return sink(data, size);
    }
  });
}

// Callbacks that write to a sink, which they do not own.
template <typename Sink>
ArrowBridgeOutput OutputTo(Sink& sink) {
  // The callback casts it back to the same type, const or not.
  return {WriteOf<Sink>, nullptr, const_cast<void*>(static_cast<const void*>(&sink))};
}

template <typename Owned>
void Delete(void* context) {
  delete static_cast<Owned*>(context);
}

}  // namespace detail
ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_CALLABLES_HPP
