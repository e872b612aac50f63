/// \file type.h
/// Format strings, as the specification has them.

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
  int alignment;     // of the values' buffer
  int64_t size;      // of kLayoutFixedList
  int n_buffers;     // the fewest, for views
  int n_children;    // -1: any number, as of structs
  const char* utf8;  // NULL, or the rule that says that values are UTF-8
  bool is_index;     // an integer, which may be the index of a dictionary
  bool is_signed;
  bool is_map;
  int n_ids;  // of unions; type ids follow
  int8_t ids[128];
};

/// \brief Reads `format`.
/// \return NULL, or the rule that it breaks; `why` then points to what is wrong with it.
const char* KitParseType(const char* format, struct KitType* out, const char** why);

/// \brief True for text that is UTF-8.
bool KitIsUtf8(const char* text, size_t size);

#endif  // ARROWBRIDGE_CONFORMANCE_TYPE_H
