/// \file arrowbridge.hpp
/// ArrowBridge for C++17, header only, over bridge.h.
///
///   UniqueSchema, UniqueArray, UniqueStream   own a C struct and release it
///   Schema, Array, Reader, IpcWriter          own a handle; their members are the functions of
///                                             bridge.h, which says what each does in detail
///
/// Everything is move-only; what was moved from is empty, and an empty object passed to a call is
/// answered with EINVAL. Structs given to an import are consumed in every outcome.
///
/// ERRORS. Each function that can fail has two forms. `Reader::Import(...)` returns the value or
/// throws an Error; `Reader::TryImport(...)` returns a Result, or a Status where there is no value.
/// Both carry the code and the text of the C call unchanged. Without exceptions (-fno-exceptions)
/// the Try forms are there alone. Running out of memory inside the standard library throws
/// std::bad_alloc in both forms.
///
/// MIXING. Code compiled with and without exceptions gets classes of different linkage names: one
/// hands the other the C structs or handles (`release_to`, `release`, `Adopt`), not these objects.
///
/// THREADS. As bridge.h: a Reader takes one call at a time, Schemas and Arrays any number.

#ifndef ARROWBRIDGE_ARROWBRIDGE_HPP
#define ARROWBRIDGE_ARROWBRIDGE_HPP

#include "arrowbridge/cpp/adapters.hpp"
#include "arrowbridge/cpp/array.hpp"
#include "arrowbridge/cpp/callables.hpp"
#include "arrowbridge/cpp/checked.hpp"
#include "arrowbridge/cpp/error.hpp"
#include "arrowbridge/cpp/ipc_writer.hpp"
#include "arrowbridge/cpp/reader.hpp"
#include "arrowbridge/cpp/schema.hpp"
#include "arrowbridge/cpp/structs.hpp"

#endif  // ARROWBRIDGE_ARROWBRIDGE_HPP
