/// \file sketch.h
/// Schemas and arrays of any type, made from a short text, with legal but rare habits.
///
/// A sketch is a field: its format, then `!` if it is not nullable, `@name`, `{children}` with
/// blanks between them, `<dictionary>`: "+s{i@a u@b +l@c{u@item} c@d<u@values>}".
///
/// Values follow from slot numbers. Slots whose number leaves 2 when divided by 4 are null.

#ifndef ARROWBRIDGE_CONFORMANCE_SKETCH_H
#define ARROWBRIDGE_CONFORMANCE_SKETCH_H

#include "tracked.h"

/// Habits, to be or'ed.
enum {
  KIT_HAS_NULL_NAMES = 1 << 0,
  KIT_HAS_NULL_METADATA = 1 << 1,
  KIT_HAS_NO_PAIRS = 1 << 2,      ///< metadata that says that it has no pairs
  KIT_HAS_ODD_METADATA = 1 << 3,  ///< empty, long, repeated, no text
  KIT_HAS_EXTENSIONS = 1 << 4,    ///< extension types nobody knows, some without metadata
  KIT_HAS_ODD_NAMES = 1 << 5,
  KIT_HAS_UNKNOWN_FLAGS = 1 << 6,
  KIT_HAS_NO_BITMAPS = 1 << 7,      ///< no nulls, and no bitmaps
  KIT_HAS_UNKNOWN_COUNTS = 1 << 8,  ///< null_count -1
  KIT_HAS_NULL_EMPTY = 1 << 9,      ///< buffers of size 0 are NULL
  KIT_HAS_DANGLING = 1 << 10,       ///< buffers of size 0 point to where nothing is
  KIT_HAS_NULL_OFFSETS = 1 << 11,   ///< so do offsets of arrays without values: NULL
  KIT_HAS_OFFSETS = 1 << 12,        ///< every array but the top has an offset
  KIT_HAS_TOP_OFFSET = 1 << 13,
  KIT_HAS_TOP_NULLS = 1 << 14,
  KIT_HAS_LONG_CHILDREN = 1 << 15,  ///< children are longer than they need to be
  KIT_HAS_WILD_NULLS = 1 << 16,     ///< null slots hold anything
  KIT_HAS_WILD_STARTS = 1 << 24,    ///< so do slots before the offset
  KIT_HAS_INLINE_VIEWS = 1 << 17,   ///< no variadic buffers
  KIT_HAS_MANY_VARIADIC = 1 << 18,
  KIT_HAS_UNALIGNED = 1 << 19,
  KIT_HAS_OWN_READS = 1 << 20,     ///< reading far beyond a buffer breaks the rule that is at stake
  KIT_HAS_OWN_METADATA = 1 << 21,  ///< so does reading beyond metadata
  KIT_HAS_NULL_TABLES = 1 << 22,   ///< tables of children of a schema without any are NULL
  KIT_HAS_NULL_ARRAY_TABLES = 1 << 23,  ///< so are those of arrays, of buffers and of children
};

struct KitSketch {
  char format[128];
  char name[64];
  bool not_null;
  int n_children;
  struct KitSketch** children;
  struct KitSketch* dictionary;
};

/// \brief Reads a sketch; lives as long as the process.
struct KitSketch* KitSketchParse(const char* text);

/// \brief Writes a tracked schema to `out`.
struct KitTracked* KitSketchSchema(const struct KitSketch* sketch, unsigned habits,
                                   const char* label, struct ArrowSchema* out);

/// \brief Writes a tracked array of `length` values to `out`.
struct KitTracked* KitSketchArray(const struct KitSketch* sketch, unsigned habits, int64_t length,
                                  const char* label, struct ArrowArray* out);

/// \brief The rule that is at stake, for KIT_HAS_OWN_READS and KIT_HAS_OWN_METADATA.
void KitSketchRule(const char* rule);

/// \brief The label of a child of what has the label `parent`.
void KitSketchLabel(char out[112], const char* parent, const char* name, int index);

/* The parts of it: sketch_layout.c, sketch_buffers.c. */

enum KitSketchLayout {
  kSketchNull,
  kSketchBits,
  kSketchFixed,
  kSketchBinary,
  kSketchView,
  kSketchList,
  kSketchListView,
  kSketchFixedList,
  kSketchStruct,
  kSketchDense,
  kSketchSparse,
  kSketchRunEnds,
};

struct KitSketchType {
  enum KitSketchLayout layout;
  int64_t width;  ///< bytes of a value, of an offset, or values of a fixed-size list
  int n_ids;
  int8_t ids[128];
};

/// \brief What a format stands for; ends the process at a format that is none.
struct KitSketchType KitSketchTypeOf(const char* format);

/// One array while it is made.
struct KitMaking {
  const struct KitSketch* sketch;
  struct KitSketchType type;
  struct KitTracked* tracked;
  unsigned habits;
  int64_t length;
  int64_t offset;
  int64_t total;  ///< their sum
  const void* buffers[400];
  int n_buffers;
  int64_t child_lengths[400];
  struct ArrowArray array;
};

/// \brief Makes the buffers, and says how long the children have to be.
void KitMakeBuffers(struct KitMaking* making);

/// \brief Rules for the memory of buffers, and of tables of pointers.
struct KitGuardRules KitBufferRules(unsigned habits);
struct KitGuardRules KitTableRules(const char* beyond);

#endif  // ARROWBRIDGE_CONFORMANCE_SKETCH_H
