/// \file batches.hpp
/// The range over a reader's batches. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_BATCHES_HPP
#define ARROWBRIDGE_CPP_BATCHES_HPP

#include <cstddef>
#include <iterator>

#include "arrowbridge/cpp/array.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// What ends a range of batches.
struct BatchEnd {};

/// An input iterator that holds one batch. It gives the batch away, so `for (Array batch : reader)`
/// moves it and `for (const Array& batch : reader)` looks at it.
class BatchIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Array;
  using difference_type = std::ptrdiff_t;
  using pointer = Array*;
  using reference = Array&&;

  /// Stands on the next batch of `reader`. A failure ends the range and is written to `status`;
  /// where that is NULL it is thrown.
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
    // The last batch goes before the next one comes: a loop never holds two.
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
  // The batch is given away through const iterators too, as the concepts of C++20 ask.
  mutable Array batch_;
};

/// The batches that a reader has left; see Reader::Batches().
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
