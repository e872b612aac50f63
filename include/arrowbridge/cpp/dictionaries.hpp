/// \file dictionaries.hpp
/// One dictionary per field for a whole stream; dictionaries.h describes it. Include
/// arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_DICTIONARIES_HPP
#define ARROWBRIDGE_CPP_DICTIONARIES_HPP

#include "arrowbridge/cpp/adapters.hpp"
#include "arrowbridge/dictionaries.h"

ARROWBRIDGE_BEGIN_NAMESPACE

/// ArrowBridgeUnifyOptions; all members have their default values.
struct UnifyOptions : ArrowBridgeUnifyOptions {
  UnifyOptions() : ArrowBridgeUnifyOptions{} { struct_size = sizeof(ArrowBridgeUnifyOptions); }
};

/// Makes a reader of the same rows with one growing dictionary for each dictionary-encoded field.
inline Result<Reader> TryUnifyDictionaries(
    const Reader& reader, const ArrowBridgeUnifyOptions& options = UnifyOptions()) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderUnifyDictionaries(reader.get(), &options, out, error);
  });
}

#if ARROWBRIDGE_EXCEPTIONS
inline Reader UnifyDictionaries(const Reader& reader,
                                const ArrowBridgeUnifyOptions& options = UnifyOptions()) {
  return TryUnifyDictionaries(reader, options).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_DICTIONARIES_HPP
