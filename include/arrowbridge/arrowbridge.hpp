/// \file arrowbridge.hpp
/// ArrowBridge for C++17: a header-only wrapper of the C API. bridge.h and the files that it
/// includes describe each function in detail.
///
///   UniqueSchema, UniqueArray, UniqueStream,
///   UniqueDeviceArray, UniqueDeviceStream     own a C struct and release it
///   Schema, Array, Reader, IpcWriter,
///   IpcDecoder, IpcEncoder, AsyncHandler      own a handle; their members are the C functions
///   ArrayView, ValuesView, TextsView,
///   ListView, DictionaryView                  read values as plain memory, checked once
///   from_vector, from_range, from_columns,
///   from_structs, reader_from_range           make arrays, batches and readers of C++ values
///   Concat, Rebatch, Tee, Lock, Check, Cast   make readers over readers
///   Head, Skip, Limit, Peek                   make readers of some of the rows
///   Prefetch, WithTimeout                     make readers that are read on a thread
///   DriveHandler, RunHandler                  pass a reader to an asynchronous handler
///   Compact                                   makes compact arrays, and readers of such
///   UnifyDictionaries                         makes readers with one dictionary per field
///   Statistics, WithStatistics                make record batches of what is known of columns
///   ToDevice, FromDevice                      wrap arrays and streams in main memory
///   FollowIpcFile                             reads a stream that is still being written
///   IpcReadBatch, IpcFooterMetadata, ...      read IPC files by index, and what they say
///   WriteTextFile, WriteTextDescriptor,
///   WriteTextFunction                         write CSV and newline-delimited JSON
///
/// All classes are move-only. An object that was moved from is empty; passing an empty object to a
/// function fails with EINVAL. Structs that are passed to an import are consumed in every outcome.
///
/// ERRORS. Each function that can fail has two forms. `Reader::Import(...)` returns the value, or
/// throws an Error. `Reader::TryImport(...)` returns a Result, or a Status if there is no value.
/// Both have the code and the message of the C call, unchanged. Without exceptions
/// (-fno-exceptions) only the Try forms exist. If the standard library runs out of memory, both
/// forms throw std::bad_alloc.
///
/// MIXING. Classes have different linkage names in code that is compiled with exceptions and in
/// code that is compiled without. Such code exchanges the C structs or handles (`release_to`,
/// `release`, `Adopt`), not these objects.
///
/// THREADS. As in bridge.h: a Reader takes one call at a time; Schemas and Arrays may be used by
/// any number of threads at the same time.

#ifndef ARROWBRIDGE_ARROWBRIDGE_HPP
#define ARROWBRIDGE_ARROWBRIDGE_HPP

#include "arrowbridge/cpp/adapters.hpp"
#include "arrowbridge/cpp/array.hpp"
#include "arrowbridge/cpp/async.hpp"
#include "arrowbridge/cpp/builders.hpp"
#include "arrowbridge/cpp/callables.hpp"
#include "arrowbridge/cpp/casts.hpp"
#include "arrowbridge/cpp/checked.hpp"
#include "arrowbridge/cpp/column_collector.hpp"
#include "arrowbridge/cpp/compact.hpp"
#include "arrowbridge/cpp/device.hpp"
#include "arrowbridge/cpp/device_copies.hpp"
#include "arrowbridge/cpp/dictionaries.hpp"
#include "arrowbridge/cpp/error.hpp"
#include "arrowbridge/cpp/integration.hpp"
#include "arrowbridge/cpp/ipc_file.hpp"
#include "arrowbridge/cpp/ipc_follow.hpp"
#include "arrowbridge/cpp/ipc_messages.hpp"
#include "arrowbridge/cpp/ipc_writer.hpp"
#include "arrowbridge/cpp/live.hpp"
#include "arrowbridge/cpp/reader.hpp"
#include "arrowbridge/cpp/schema.hpp"
#include "arrowbridge/cpp/statistics.hpp"
#include "arrowbridge/cpp/structs.hpp"
#include "arrowbridge/cpp/text.hpp"
#include "arrowbridge/cpp/value_views.hpp"
#include "arrowbridge/cpp/views.hpp"

#endif  // ARROWBRIDGE_ARROWBRIDGE_HPP
