/// \file views.hpp
/// Views of the values of arrays: checked once, then plain memory. Include arrowbridge.hpp.
///
///   array.values<double>()   numbers and booleans
///   array.texts(), bytes()   strings and binary values
///   array.list()             lists: which items each row has; items() is a view of all items
///   array.dictionary()       indices; values() is a view of the dictionary
///   array.view().field("x")  a child of a struct
///
/// Each validates the array at ValidateLevel::kDefault, which the handle remembers, and checks the
/// type. A view shares the memory of its array and keeps it alive; the array may be released. It is
/// copied cheaply, and used by any number of threads. Rows are not checked: 0 to size() - 1.
///
/// `view[i]` is the value of a row, which for a null number is undefined; `get(i)`, and a loop over
/// the view, give a std::optional, empty for null.

#ifndef ARROWBRIDGE_CPP_VIEWS_HPP
#define ARROWBRIDGE_CPP_VIEWS_HPP

#include <initializer_list>

#include "arrowbridge/cpp/value_views.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

class ListView;
class DictionaryView;

/// An array of any type, or a child of one: the items of lists, a field of a struct, a dictionary.
class ArrayView : public detail::ViewRows {
 public:
  ArrayView() = default;

  /// A view of an array. The array is validated at ValidateLevel::kDefault.
  static Result<ArrayView> TryOf(const Array& array) {
    Status status = array.TryValidate(ValidateLevel::kDefault);
    if (!status.ok()) return status;
    auto owner = std::make_shared<detail::ViewOwner>();
    status = array.TryExport(owner->array.out(), owner->schema.out());
    if (!status.ok()) return status;
    const ArrowSchema* schema = owner->schema.get();
    const ArrowArray* root = owner->array.get();
    return ArrayView(std::move(owner), schema, root, root->offset, root->length);
  }

  /// The format string of the type; for a dictionary-encoded array, of its indices.
  const char* format() const noexcept { return schema_ == nullptr ? "" : schema_->format; }

  template <typename T>
  Result<ValuesView<T>> TryValues() const {
    if (!IsPlain() || !detail::IsStoredAs<T>(format())) return Refuse("values", "that number");
    return ValuesView<T>(*this);
  }
  Result<TextsView> TryTexts() const {
    if (!IsPlain() || !IsOneOf({"u", "U", "vu"})) return Refuse("texts", "a string");
    return TextsView(*this);
  }
  Result<TextsView> TryBytes() const {
    if (!IsPlain() || (!IsOneOf({"z", "Z", "vz"}) && std::strncmp(format(), "w:", 2) != 0)) {
      return Refuse("bytes", "binary");
    }
    return TextsView(*this);
  }
  inline Result<ListView> TryList() const;
  inline Result<DictionaryView> TryDictionary() const;

  /// A child of a struct. A row that is null in the struct may have any value in the child.
  Result<ArrayView> TryField(int64_t index) const {
    if (!IsPlain() || !IsOneOf({"+s"})) return Refuse("field", "a struct");
    if (index < 0 || index >= schema_->n_children) {
      return Status(EINVAL, "ArrayView::field: there is no field " + std::to_string(index));
    }
    const ArrowArray* child = array_->children[index];
    return ArrayView(owner_, schema_->children[index], child, child->offset + offset_, size_);
  }
  Result<ArrayView> TryField(std::string_view name) const {
    if (!IsPlain() || !IsOneOf({"+s"})) return Refuse("field", "a struct");
    int64_t found = -1;
    for (int64_t i = 0; i < schema_->n_children; ++i) {
      if (name != schema_->children[i]->name) continue;
      if (found >= 0) {
        return Status(EINVAL,
                      "ArrayView::field: several fields are named '" + std::string(name) + "'");
      }
      found = i;
    }
    if (found >= 0) return TryField(found);
    return Status(EINVAL, "ArrayView::field: no field is named '" + std::string(name) + "'");
  }

  ArrayView slice(int64_t from, int64_t count) const {
    ArrayView part = *this;
    part.Narrow(from, count);
    return part;
  }
  ArrayView slice(const RowRange& rows) const { return slice(rows.begin, rows.size()); }

#if ARROWBRIDGE_EXCEPTIONS
  static ArrayView Of(const Array& array) { return TryOf(array).value(); }
  template <typename T>
  ValuesView<T> values() const {
    return TryValues<T>().value();
  }
  TextsView texts() const { return TryTexts().value(); }
  TextsView bytes() const { return TryBytes().value(); }
  inline ListView list() const;
  inline DictionaryView dictionary() const;
  ArrayView field(int64_t index) const { return TryField(index).value(); }
  ArrayView field(std::string_view name) const { return TryField(name).value(); }
#endif

 private:
  friend class ListView;
  friend class DictionaryView;

  using ViewRows::ViewRows;

  bool IsPlain() const noexcept { return schema_ != nullptr && schema_->dictionary == nullptr; }
  bool IsOneOf(std::initializer_list<const char*> formats) const noexcept {
    for (const char* one : formats) {
      if (std::strcmp(format(), one) == 0) return true;
    }
    return false;
  }
  Status Refuse(const char* function, const char* expected) const {
    const char* hint = schema_ != nullptr && schema_->dictionary != nullptr
                           ? ", and dictionary-encoded: use dictionary()"
                           : "";
    return Status(EINVAL, std::string("ArrayView::") + function + ": the type is not " + expected +
                              ": its format is '" + format() + "'" + hint);
  }
};

/// Lists of any layout, and maps, which are lists of a struct of key and value.
class ListView : public detail::ViewOf<ListView, RowRange> {
 public:
  ListView() = default;
  explicit ListView(const detail::ViewRows& rows) : detail::ViewOf<ListView, RowRange>(rows) {
    const char* format = schema_->format;
    is_large_ = std::strcmp(format, "+L") == 0 || std::strcmp(format, "+vL") == 0;
    has_sizes_ = format[1] == 'v';
    if (format[1] == 'w') width_ = std::strtoll(format + 3, nullptr, 10);
  }

  /// The rows of items() that are the items of row `i`. Empty for null.
  RowRange operator[](int64_t i) const noexcept {
    if (is_null(i)) return {0, 0};  // its offset and its size need not be valid
    const int64_t row = offset_ + i;
    if (width_ >= 0) return {row * width_, (row + 1) * width_};
    const int64_t begin = Number(1, row);
    return {begin, has_sizes_ ? begin + Number(2, row) : Number(1, row + 1)};
  }

  /// The items of all rows, of which a slice of rows uses some.
  ArrayView items() const {
    const ArrowArray* child = array_->children[0];
    return ArrayView(owner_, schema_->children[0], child, child->offset, child->length);
  }

 private:
  int64_t Number(int index, int64_t row) const noexcept {
    return is_large_ ? static_cast<const int64_t*>(buffer(index))[row]
                     : static_cast<const int32_t*>(buffer(index))[row];
  }

  bool is_large_ = false;
  bool has_sizes_ = false;
  int64_t width_ = -1;
};

/// Indices into a dictionary. A row is null here if its index is; values() may have nulls, too.
class DictionaryView : public detail::ViewOf<DictionaryView, int64_t> {
 public:
  DictionaryView() = default;
  explicit DictionaryView(const detail::ViewRows& rows)
      : detail::ViewOf<DictionaryView, int64_t>(rows) {}

  /// The row of values() that row `i` refers to. Undefined for null: not an index then.
  int64_t operator[](int64_t i) const noexcept {
    const int64_t row = offset_ + i;
    switch (schema_->format[0]) {
      case 'c':
        return static_cast<const int8_t*>(buffer(1))[row];
      case 'C':
        return static_cast<const uint8_t*>(buffer(1))[row];
      case 's':
        return static_cast<const int16_t*>(buffer(1))[row];
      case 'S':
        return static_cast<const uint16_t*>(buffer(1))[row];
      case 'i':
        return static_cast<const int32_t*>(buffer(1))[row];
      case 'I':
        return static_cast<const uint32_t*>(buffer(1))[row];
      default:
        return static_cast<const int64_t*>(buffer(1))[row];
    }
  }

  /// The dictionary.
  ArrayView values() const {
    const ArrowArray* dictionary = array_->dictionary;
    return ArrayView(owner_, schema_->dictionary, dictionary, dictionary->offset,
                     dictionary->length);
  }
};

inline Result<ListView> ArrayView::TryList() const {
  if (!IsPlain() ||
      (!IsOneOf({"+l", "+L", "+vl", "+vL", "+m"}) && std::strncmp(format(), "+w:", 3) != 0)) {
    return Refuse("list", "a list");
  }
  return ListView(*this);
}

inline Result<DictionaryView> ArrayView::TryDictionary() const {
  if (schema_ == nullptr || schema_->dictionary == nullptr) {
    return Refuse("dictionary", "dictionary-encoded");
  }
  return DictionaryView(*this);
}

namespace detail {

// The view of an array, or its failure.
template <typename View, typename Call>
Result<View> ViewOfArray(const Array& array, const Call& call) {
  Result<ArrayView> whole = ArrayView::TryOf(array);
  if (!whole.ok()) return std::move(whole).status();
  return call(*whole);
}

}  // namespace detail

inline Result<ArrayView> Array::TryView() const { return ArrayView::TryOf(*this); }
template <typename T>
Result<ValuesView<T>> Array::TryValues() const {
  return detail::ViewOfArray<ValuesView<T>>(
      *this, [](const ArrayView& view) { return view.TryValues<T>(); });
}
inline Result<TextsView> Array::TryTexts() const {
  return detail::ViewOfArray<TextsView>(*this,
                                        [](const ArrayView& view) { return view.TryTexts(); });
}
inline Result<TextsView> Array::TryBytes() const {
  return detail::ViewOfArray<TextsView>(*this,
                                        [](const ArrayView& view) { return view.TryBytes(); });
}
inline Result<ListView> Array::TryList() const {
  return detail::ViewOfArray<ListView>(*this, [](const ArrayView& view) { return view.TryList(); });
}
inline Result<DictionaryView> Array::TryDictionary() const {
  return detail::ViewOfArray<DictionaryView>(
      *this, [](const ArrayView& view) { return view.TryDictionary(); });
}

#if ARROWBRIDGE_EXCEPTIONS
inline ListView ArrayView::list() const { return TryList().value(); }
inline DictionaryView ArrayView::dictionary() const { return TryDictionary().value(); }

inline ArrayView Array::view() const { return TryView().value(); }
template <typename T>
ValuesView<T> Array::values() const {
  return TryValues<T>().value();
}
inline TextsView Array::texts() const { return TryTexts().value(); }
inline TextsView Array::bytes() const { return TryBytes().value(); }
inline ListView Array::list() const { return TryList().value(); }
inline DictionaryView Array::dictionary() const { return TryDictionary().value(); }
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_VIEWS_HPP
