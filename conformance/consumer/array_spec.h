/// \file array_spec.h
/// Schemas and arrays of any type, made from an array specification: a short text. Quirks make them
/// legal but unusual.
///
/// An array specification describes a field: its format, then `!` if it is not nullable, `@name`,
/// `{children}` separated by spaces, `<dictionary>`: "+s{i@a u@b +l@c{u@item} c@d<u@values>}".
///
/// Values are computed from slot numbers. Slots whose number is 2 modulo 4 are null; with
/// KIT_QUIRK_TOP_NULLS the rows whose number is 1 modulo 4 are null, and hide values.

#ifndef ARROWBRIDGE_CONFORMANCE_ARRAY_SPEC_H
#define ARROWBRIDGE_CONFORMANCE_ARRAY_SPEC_H

#include "tracked.h"

/// Quirks, to be combined with |.
enum {
  KIT_QUIRK_NULL_NAMES = 1 << 0,
  KIT_QUIRK_NULL_METADATA = 1 << 1,
  KIT_QUIRK_NO_PAIRS = 1 << 2,      ///< metadata with 0 pairs
  KIT_QUIRK_ODD_METADATA = 1 << 3,  ///< empty, long, repeated keys, bytes that are not text
  KIT_QUIRK_EXTENSIONS = 1 << 4,    ///< unknown extension types, some without metadata
  KIT_QUIRK_ODD_NAMES = 1 << 5,
  KIT_QUIRK_UNKNOWN_FLAGS = 1 << 6,
  KIT_QUIRK_NO_BITMAPS = 1 << 7,      ///< no nulls and no validity bitmaps
  KIT_QUIRK_UNKNOWN_COUNTS = 1 << 8,  ///< null_count -1
  KIT_QUIRK_NULL_EMPTY = 1 << 9,      ///< buffers of size 0 are NULL
  KIT_QUIRK_DANGLING = 1 << 10,       ///< buffers of size 0 are invalid pointers
  KIT_QUIRK_NULL_OFFSETS = 1 << 11,   ///< offsets of arrays of length 0 are NULL
  KIT_QUIRK_OFFSETS = 1 << 12,        ///< every array but the top has an offset
  KIT_QUIRK_TOP_OFFSET = 1 << 13,
  KIT_QUIRK_TOP_NULLS = 1 << 14,
  KIT_QUIRK_LONG_CHILDREN = 1 << 15,  ///< children are longer than they need to be
  KIT_QUIRK_WILD_NULLS = 1 << 16,     ///< null slots hold invalid values
  KIT_QUIRK_WILD_STARTS = 1 << 24,    ///< slots before the offset hold invalid values
  KIT_QUIRK_INLINE_VIEWS = 1 << 17,   ///< no variadic buffers
  KIT_QUIRK_MANY_VARIADIC = 1 << 18,
  KIT_QUIRK_UNALIGNED = 1 << 19,
  KIT_QUIRK_OWN_READS = 1 << 20,  ///< reading far past the end of a buffer breaks the rule at stake
  KIT_QUIRK_OWN_METADATA = 1 << 21,  ///< reading past the end of metadata breaks the rule at stake
  KIT_QUIRK_NULL_TABLES = 1 << 22,   ///< schemas without children: `children` is NULL
  KIT_QUIRK_NULL_ARRAY_TABLES = 1 << 23,  ///< arrays: empty `buffers` and `children` are NULL
  KIT_QUIRK_ORDER_FLAGS = 1 << 25,        ///< dictionaries are ordered, and keys of maps are sorted
};

struct KitArraySpec {
  char format[128];
  char name[64];
  bool not_null;
  int n_children;
  struct KitArraySpec** children;
  struct KitArraySpec* dictionary;
};

/// \brief Parses an array specification. The result is never freed.
struct KitArraySpec* KitArraySpecParse(const char* text);

/// \brief Makes a tracked schema at `out`.
struct KitTracked* KitSpecifiedSchema(const struct KitArraySpec* spec, unsigned quirks,
                                      const char* label, struct ArrowSchema* out);

/// \brief Makes a tracked array of `length` values at `out`.
struct KitTracked* KitSpecifiedArray(const struct KitArraySpec* spec, unsigned quirks,
                                     int64_t length, const char* label, struct ArrowArray* out);

/// \brief Sets the rule at stake, for KIT_QUIRK_OWN_READS and KIT_QUIRK_OWN_METADATA.
void KitSetRuleAtStake(const char* rule);

/// \brief The label of a child, from the label of its parent.
void KitChildLabel(char out[112], const char* parent, const char* name, int index);

/* Internal to array_spec_*.c. */

enum KitArraySpecLayout {
  kSpecNull,
  kSpecBits,
  kSpecFixed,
  kSpecBinary,
  kSpecView,
  kSpecList,
  kSpecListView,
  kSpecFixedList,
  kSpecStruct,
  kSpecDense,
  kSpecSparse,
  kSpecRunEnds,
};

struct KitArraySpecType {
  enum KitArraySpecLayout layout;
  int64_t width;  ///< bytes of a value, of an offset, or values of a fixed-size list
  int n_ids;
  int8_t ids[128];
};

/// \brief Parses a format string. Ends the process if it is invalid.
struct KitArraySpecType KitArraySpecTypeOf(const char* format);

/// An array under construction.
struct KitArrayBuilder {
  const struct KitArraySpec* spec;
  struct KitArraySpecType type;
  struct KitTracked* tracked;
  unsigned quirks;
  int64_t length;
  int64_t offset;
  int64_t total;  ///< length + offset
  const void* buffers[400];
  int n_buffers;
  int64_t child_lengths[400];
  struct ArrowArray array;
};

/// \brief Makes the buffers and sets the lengths of the children.
void KitMakeBuffers(struct KitArrayBuilder* builder);

/// \brief The rules for the memory of buffers, and of tables of pointers.
struct KitGuardRules KitBufferRules(unsigned quirks);
struct KitGuardRules KitTableRules(const char* outside);

#endif  // ARROWBRIDGE_CONFORMANCE_ARRAY_SPEC_H
