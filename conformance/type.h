/// \file type.h
/// Format strings of the specification.

#ifndef ARROWBRIDGE_CONFORMANCE_TYPE_H
#define ARROWBRIDGE_CONFORMANCE_TYPE_H

#include "kit.h"

enum KitLayout {
  kLayoutNull,
  kLayoutBits,
  kLayoutFixed,      // `width` bytes per value
  kLayoutBinary,     // offsets of 4 or 8 bytes (`width`), data
  kLayoutView,       // views of 16 bytes, variadic buffers, their lengths
  kLayoutList,       // offsets of `width` bytes; maps too
  kLayoutListView,   // offsets and sizes of `width` bytes
  kLayoutFixedList,  // `size` values of the child
  kLayoutStruct,
  kLayoutDenseUnion,
  kLayoutSparseUnion,
  kLayoutRunEnds,
};

struct KitType {
  enum KitLayout layout;
  int width;         // bytes of a value, an offset or a run end
  int alignment;     // of the buffer of values
  int64_t size;      // of kLayoutFixedList
  int n_buffers;     // for views the minimum
  int n_children;    // -1: any number (structs)
  const char* utf8;  // NULL, or the rule that requires values to be UTF-8
  bool is_index;     // an integer: allowed for indices of a dictionary
  bool is_signed;
  bool is_map;
  int n_ids;  // number of type ids of a union
  int8_t ids[128];
};

/// \brief Parses `format`.
/// \return NULL, or the rule that it breaks; `why` then says what is wrong.
const char* KitParseType(const char* format, struct KitType* out, const char** why);

/// \brief True if the text is valid UTF-8.
bool KitIsUtf8(const char* text, size_t size);

#endif  // ARROWBRIDGE_CONFORMANCE_TYPE_H
