// A reader is an input range of C++20, and so are its batches with a Status. Compiled only.

#include "arrowbridge/arrowbridge.hpp"

#include <iterator>
#include <ranges>

static_assert(std::input_iterator<arrowbridge::BatchIterator>);
static_assert(std::sentinel_for<arrowbridge::BatchEnd, arrowbridge::BatchIterator>);
static_assert(std::ranges::input_range<arrowbridge::Reader&>);
static_assert(std::ranges::input_range<arrowbridge::BatchRange>);
// The values of a view, too.
static_assert(std::input_iterator<arrowbridge::ValuesView<int32_t>::const_iterator>);
static_assert(std::ranges::input_range<arrowbridge::ValuesView<double>&>);
static_assert(std::ranges::input_range<const arrowbridge::TextsView&>);
