/// \file dictionaries.h
/// One dictionary per field for a whole stream. The head of bridge.h has the rules that hold for
/// all functions.
#ifndef ARROWBRIDGE_DICTIONARIES_H
#define ARROWBRIDGE_DICTIONARIES_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup dictionaries Dictionaries
/// Every batch of a stream may have other dictionaries. Where a dictionary must not be replaced (an
/// IPC file), or where indices are compared across batches, unify them first.
/// \{

/// What to do with ordered dictionaries (ARROW_FLAG_DICTIONARY_ORDERED).
enum ArrowBridgeUnifyOrdered {
  /// Values may only be added after those that are there, by batches whose dictionary begins with
  /// them. Any other dictionary is an error.
  ARROWBRIDGE_UNIFY_ORDERED_REFUSE = 0,
  /// The fields of the result do not say that their dictionaries are ordered.
  ARROWBRIDGE_UNIFY_ORDERED_DROP = 1
};

/// Options for unifying. Fill the struct with zeros and set `struct_size`. Zero means the default.
struct ArrowBridgeUnifyOptions {
  /// sizeof(struct ArrowBridgeUnifyOptions).
  int64_t struct_size;
  /// Minimum width of indices in bits, 32 or 64: indices that are narrower become int32 or int64 in
  /// the schema and in all batches. 0: indices keep their types, and a batch whose indices do not
  /// fit is an error.
  int32_t index_bits;
  /// One of enum ArrowBridgeUnifyOrdered.
  int32_t ordered;
};

/// \brief Make a reader that yields the same rows with one growing dictionary for each
///        dictionary-encoded field.
///
/// Each batch has the dictionary so far: that of the batch before, followed by the values that are
/// new, each once. So earlier values keep their indices, and an IPC writer writes only the new
/// values (as a delta in a file, and in a stream on request). A dictionary that begins with all
/// values so far, or that is the beginning of them, is taken without comparing further; it keeps
/// values that repeat. Dictionaries of batches without rows are not used. A null among the values
/// is a value: equal to other nulls. As long as the dictionary is the same memory, batches are
/// passed on unchanged; otherwise only indices are copied, and values that are new.
///
/// Values that are nested or dictionary-encoded themselves are not compared one by one: unless one
/// dictionary begins with the other, all of them are added, in every batch that brings another
/// dictionary. Fields inside of such values keep their index types.
///
/// The schema is that of the source, except for what the options change. The new reader is an
/// adapter: both share one position; see adapters.h. It keeps the dictionaries until it is
/// released. \param[in] reader   The source. Borrowed; the new reader keeps it alive. The caller
/// still
///                     releases its own handle.
/// \param[in] options  Options. May be NULL.
/// \param[out] out     The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error   Error message. May be NULL.
/// \return 0, EINVAL (an argument or an option), ENOMEM. Reading a batch also fails with EINVAL
/// (its
///         contents are invalid) and ENOTSUP (an index does not fit; an ordered dictionary would
///         have to change; the values have more bytes or items than their offsets can count; or
///         views in dictionaries share so many bytes that comparing them would take too long), with
///         batch and field.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderUnifyDictionaries(
    struct ArrowBridgeReader* reader, const struct ArrowBridgeUnifyOptions* options,
    struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_DICTIONARIES_H
