/// \file batches.hpp
/// Range over the batches of a reader. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_BATCHES_HPP
#define ARROWBRIDGE_CPP_BATCHES_HPP

#include <cstddef>
#include <iterator>

#include "arrowbridge/cpp/array.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// End of a range of batches.
struct BatchEnd {};

/// An input iterator that owns one batch. `for (Array batch : reader)` moves the batch out of the
/// iterator; `for (const Array& batch : reader)` leaves it there.
class BatchIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Array;
  using difference_type = std::ptrdiff_t;
  using pointer = Array*;
  using reference = Array&&;

  /// Reads the next batch of `reader`. A failure ends the range and is written to `status`; if
  /// `status` is NULL, it is thrown.
  BatchIterator(ArrowBridgeReader* reader, Status* status) : reader_(reader), status_(status) {
    Advance();
  }
  BatchIterator(BatchIterator&&) = default;
  BatchIterator& operator=(BatchIterator&&) = default;

  Array&& operator*() const noexcept { return std::move(batch_); }
  Array* operator->() const noexcept { return &batch_; }
  BatchIterator& operator++() {
    Advance();
    return *this;
  }
  void operator++(int) { Advance(); }

  friend bool operator==(const BatchIterator& a, BatchEnd) noexcept { return a.at_end_; }
  friend bool operator!=(const BatchIterator& a, BatchEnd) noexcept { return !a.at_end_; }
  friend bool operator==(BatchEnd, const BatchIterator& a) noexcept { return a.at_end_; }
  friend bool operator!=(BatchEnd, const BatchIterator& a) noexcept { return !a.at_end_; }

 private:
  void Advance() {
    // The previous batch is released before the next one is read: a loop never owns two.
    batch_.reset();
    at_end_ = true;
    ArrowBridgeArray* next = nullptr;
    Status status =
        detail::Run([&](auto* error) { return ArrowBridgeReaderNextArray(reader_, &next, error); });
    batch_ = Array::Adopt(next);
    at_end_ = next == nullptr;
    if (status_ != nullptr) {
      *status_ = std::move(status);
      return;
    }
#if ARROWBRIDGE_EXCEPTIONS
    status.ThrowIfFailed();
#endif
  }

  ArrowBridgeReader* reader_;
  Status* status_;
  bool at_end_ = true;
  // The concepts of C++20 require that the batch can be moved out of const iterators too.
  mutable Array batch_;
};

/// The remaining batches of a reader; see Reader::Batches().
class BatchRange {
 public:
  BatchRange(ArrowBridgeReader* reader, Status* status) : reader_(reader), status_(status) {}

  BatchIterator begin() const { return BatchIterator(reader_, status_); }
  BatchEnd end() const noexcept { return BatchEnd(); }

 private:
  ArrowBridgeReader* reader_;
  Status* status_;
};

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_BATCHES_HPP
