// Casts between offsets of 32 and 64 bits, which check and convert offsets in one pass: a wrong
// offset is found wherever it is, and the message is that of validation. The buffers have exactly
// the bytes that the arrays need, so the address sanitizer sees whatever is read beside them.

#include <cstring>
#include <limits>
#include <set>

#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

// Around the numbers of offsets that loops take at once.
constexpr int64_t kLengths[] = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000, 1027};

struct Pair {
  ArrayData from;
  ArrayData to;
};

class CastOffsets : public CastTest {
 protected:
  static std::vector<Pair> Pairs(int64_t length) {
    const Values<std::string> texts(length, "ab");
    const Values<int64_t> sizes(length, 2);
    Values<int32_t> items;
    for (int32_t i = 0; i < 2 * length; i++) items.push_back(i);
    return {{Strings("u", texts), Strings("U", texts)},
            {Strings("z", texts), Strings("Z", texts)},
            {Lists("+l", sizes, Int32s(items)), Lists("+L", sizes, Int32s(items))}};
  }

  // The message of validation, without the name of the function.
  std::string Problem(const ArrayHandle& array) {
    ArrowBridgeError error = {};
    EXPECT_EQ(ArrowBridgeArrayValidate(array.get(), ARROWBRIDGE_VALIDATE_DEFAULT, &error), EINVAL);
    const std::string text = error.message;
    return text.substr(text.find(": ") + 2);
  }

  template <typename T>
  void ExpectFound(ArrayData from, const ArrayData& to, int64_t at, T value) {
    SCOPED_TRACE(from.format + " to " + to.format + ", offset " + std::to_string(at) + " of " +
                 std::to_string(from.length + 1) + " is " + std::to_string(value));
    const size_t place = static_cast<size_t>(at) * sizeof(T);
    std::memcpy(from.buffers[1]->data() + place, &value, sizeof(T));
    // A batch too, whose columns are cast one by one.
    for (const bool in_batch : {false, true}) {
      const ArrayData whole =
          in_batch ? Batch(from.length, {Int32s(Values<int32_t>(from.length, 1)), from}) : from;
      const ArrayData wanted = in_batch ? Batch(0, {Int32s({}), to}) : to;
      const std::string problem = Problem(ImportArray(whole));
      EXPECT_EQ(TryCast(ImportArray(whole), ImportSchema(wanted)), nullptr);
      EXPECT_EQ(code_, EINVAL);
      EXPECT_EQ(std::string(error_.message), "ArrowBridgeArrayCast: " + problem);
      EXPECT_EQ(problem.find("COL-5: "), 0U) << problem;
    }
  }

  template <typename T>
  void Everywhere(const ArrayData& from, const ArrayData& to) {
    constexpr T kLeast = std::numeric_limits<T>::min();
    constexpr T kMost = std::numeric_limits<T>::max();
    const int64_t end = from.length;
    for (const int64_t at : std::set<int64_t>{0, 1, end / 2, end - 1}) {
      if (at == end) continue;
      // Differences of some of these overflow, and the lower halves of others are right.
      for (const T value : {T{-1}, kLeast, static_cast<T>(kLeast + 2 * at), kMost}) {
        ExpectFound<T>(from, to, at, value);
      }
      ExpectFound<T>(from, to, at, static_cast<T>(2 * at + 3));
    }
    ExpectFound<T>(from, to, end, T{-1});
    ExpectFound<T>(from, to, end, kLeast);
    ExpectFound<T>(from, to, end, static_cast<T>(2 * end - 3));
  }
};

TEST_F(CastOffsets, AllLengths) {
  for (const int64_t length : kLengths) {
    for (const Pair& pair : Pairs(length)) {
      SCOPED_TRACE(pair.from.format + ", length " + std::to_string(length));
      ExpectSame(pair.from, pair.to);
      if (length < 3) continue;
      ExpectSame(pair.from.Sliced(1, length - 2), pair.to.Sliced(1, length - 2));
    }
  }
}

TEST_F(CastOffsets, WrongOffsetsAnywhere) {
  for (const int64_t length : {1, 5, 8, 17, 33, 1027}) {
    for (const Pair& pair : Pairs(length)) {
      Everywhere<int32_t>(pair.from, pair.to);
      Everywhere<int64_t>(pair.to, pair.from);
    }
  }
}

TEST_F(CastOffsets, WrongOffsetsOutsideTheRowsAreNotSeen) {
  for (const Pair& pair : Pairs(20)) {
    ArrayData narrow = pair.from;
    ArrayData wide = pair.to;
    const int32_t wrong = -7;
    std::memcpy(narrow.buffers[1]->data(), &wrong, sizeof wrong);
    const int64_t wide_wrong = -7;
    std::memcpy(wide.buffers[1]->data(), &wide_wrong, sizeof wide_wrong);
    ExpectCast(narrow.Sliced(1, 19), pair.to.Sliced(1, 19));
    ExpectCast(wide.Sliced(1, 19), pair.from.Sliced(1, 19));
  }
}

// What follows the offsets is checked as before.
TEST_F(CastOffsets, WrongContents) {
  ArrayData lists = Lists("+l", {1, 1}, Strings("u", {"a", "b"}));
  lists.children[0].buffers[1] = BytesOf<int32_t>({0, 2, 1});
  ExpectError(lists, Lists("+L", {}, Strings("u", {})), "COL-5");
  ArrayData items = Lists("+l", {1, 2}, Int32s({1, 2, 3}));
  items.children[0].length = 2;
  ExpectError(items, Lists("+L", {}, Int32s({})), "the list ends at 3, but there are 2 items");
}

// Bytes that are referenced are shared, not copied: the result has only new offsets.
TEST_F(CastOffsets, BytesAreShared) {
  for (const bool widens : {true, false}) {
    const ArrayData from = Strings(widens ? "u" : "U", {"ab", "c"});
    ArrowArray array = {};
    const Log log = MakeArray(from, &array);
    const void* data = array.buffers[2];
    auto* imported = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeImportArray(&array, ImportSchema(from).get(), &imported, &error_));
    const ArrayHandle result =
        TryCast(ArrayHandle(imported), ImportSchema(Strings(widens ? "U" : "u", {})));
    ASSERT_NE(result, nullptr) << error_.message;
    ArrowArray exported = {};
    ASSERT_OK(ArrowBridgeExportArray(result.get(), &exported, nullptr, &error_));
    EXPECT_EQ(exported.buffers[2], data);
    exported.release(&exported);
  }
}

}  // namespace
