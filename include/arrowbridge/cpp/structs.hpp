/// \file structs.hpp
/// Owners of the C structs. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_STRUCTS_HPP
#define ARROWBRIDGE_CPP_STRUCTS_HPP

#include <type_traits>

#include "arrowbridge/cpp/error.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

namespace detail {

// The struct whose callback releases all of it: of a device array, the array inside it.
template <typename T>
auto& Root(T& owner) noexcept {
  if constexpr (std::is_same_v<std::remove_const_t<T>, ArrowDeviceArray>) {
    return owner.array;
  } else {
    return owner;
  }
}

}  // namespace detail

/// Owns one C struct by value and releases it in its destructor. Moving the object moves the
/// struct; its contents stay valid, because nothing may point into the struct itself (MOV-4).
template <typename T>
class UniqueStruct {
 public:
  /// An empty object: the struct is marked released.
  UniqueStruct() = default;
  /// Moves the struct out of `source`, which is marked released. If `source` is NULL or released,
  /// the object is empty.
  explicit UniqueStruct(T* source) noexcept {
    if (source != nullptr && detail::Root(*source).release != nullptr) {
      struct_ = *source;
      detail::Root(*source).release = nullptr;
    }
  }
  UniqueStruct(UniqueStruct&& other) noexcept : UniqueStruct(&other.struct_) {}
  UniqueStruct& operator=(UniqueStruct&& other) noexcept {
    if (this != &other) {
      reset();
      struct_ = other.struct_;
      detail::Root(other.struct_).release = nullptr;
    }
    return *this;
  }
  ~UniqueStruct() { reset(); }

  /// Whether the object owns a live struct.
  explicit operator bool() const noexcept { return detail::Root(struct_).release != nullptr; }

  /// The struct, which this object still owns. Functions that consume a struct take it too.
  T* get() noexcept { return &struct_; }
  const T* get() const noexcept { return &struct_; }
  T* operator->() noexcept { return &struct_; }
  const T* operator->() const noexcept { return &struct_; }

  /// Releases the struct, and returns its address for a function that fills it.
  T* out() noexcept {
    reset();
    return &struct_;
  }

  /// Moves the struct to `dest`, which is not read. This object is then empty.
  void release_to(T* dest) noexcept {
    *dest = struct_;
    detail::Root(struct_).release = nullptr;
  }

  /// Releases the struct now.
  void reset() noexcept {
    auto& root = detail::Root(struct_);
    if (root.release != nullptr) {
      root.release(&root);
      root.release = nullptr;
    }
  }

 private:
  T struct_ = {};
};

using UniqueSchema = UniqueStruct<ArrowSchema>;
using UniqueArray = UniqueStruct<ArrowArray>;
using UniqueStream = UniqueStruct<ArrowArrayStream>;
using UniqueDeviceArray = UniqueStruct<ArrowDeviceArray>;
using UniqueDeviceStream = UniqueStruct<ArrowDeviceArrayStream>;

namespace detail {

// Owns a handle. Base of Schema, Array, Reader and IpcWriter.
template <typename T, void (*Free)(T*)>
class Handle {
 public:
  Handle() = default;
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    // This order makes it harmless to move an object to itself.
    T* taken = std::exchange(other.handle_, nullptr);
    Free(std::exchange(handle_, taken));
    return *this;
  }
  ~Handle() { Free(handle_); }

  /// Whether the object owns a handle.
  explicit operator bool() const noexcept { return handle_ != nullptr; }

  /// The handle for C functions. This object still owns it.
  T* get() const noexcept { return handle_; }

  /// Gives the handle to the caller, who releases it.
  [[nodiscard]] T* release() noexcept { return std::exchange(handle_, nullptr); }

  /// Releases the handle now.
  void reset() noexcept { Free(release()); }

 protected:
  explicit Handle(T* handle) noexcept : handle_(handle) {}

  T** out() noexcept {
    reset();
    return &handle_;
  }

 private:
  T* handle_ = nullptr;
};

// Returns the handle that a C function makes.
template <typename Owner, typename Call>
Result<Owner> Made(const Call& call) {
  decltype(std::declval<Owner>().get()) made = nullptr;
  Status status = Run([&](auto* error) { return call(&made, error); });
  if (!status.ok()) return status;
  return Owner::Adopt(made);
}

}  // namespace detail

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_STRUCTS_HPP
