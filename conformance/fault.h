/// \file fault.h
/// Invalid accesses to memory in the process of a scenario. Memory that the kit reads is first
/// touched under guard: an address that cannot be accessed is a result, not a crash. A crash
/// elsewhere is recorded for the report: the address, what is there, and a backtrace.
///
/// With --in-process, and in builds with a sanitizer, nothing is guarded and no signal handler is
/// installed: an invalid access stops in the debugger, or in the report of the sanitizer.

#ifndef ARROWBRIDGE_CONFORMANCE_FAULT_H
#define ARROWBRIDGE_CONFORMANCE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KIT_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KIT_SANITIZED 1
#endif
#endif

/// A crash, recorded by the signal handler of a scenario's process in memory that its parent reads.
struct KitCrash {
  volatile int signal;  ///< 0: none was recorded
  char text[400];       ///< " at address 0x10 (a NULL pointer plus 16)", or ""
  char stack[4096];     ///< the backtrace, a line per frame, or ""
};

/// \brief Installs the signal handlers, which record a crash in `crash`. Not called with
/// --in-process.
void KitFaultsStart(struct KitCrash* crash);

/// \brief Gives the calling thread a stack for signal handlers, so that an overflow of its stack is
/// recorded. Returns the memory, which KitFaultsEndThread() frees.
void* KitFaultsStartThread(void);
void KitFaultsEndThread(void* memory);

/// \brief True if memory is touched under guard.
bool KitFaultsAreGuarded(void);

/// \brief Keeps the guard up between several calls of KitTouch() and KitTouchText(). Optional; can
/// be nested. No function of the implementation may be called in between.
void KitTouchBegin(void);
void KitTouchEnd(void);

/// \brief Reads `size` bytes. False, and the address, if one of them cannot be read. In memory of
/// the guarded malloc a read past the end of a block fails even where guard pages do not see it.
bool KitTouch(const void* begin, size_t size, const void** fault);

/// \brief Reads a text to its NUL. False, and the address, if a byte cannot be read.
bool KitTouchText(const char* text, const void** fault);

/// \brief True unless the address is known to be in memory that is not executable.
bool KitIsCode(const void* address);
/// \brief KitIsCode() of a pointer to a function of any type.
#define KIT_IS_CALLABLE(function) KitIsCallable(&(function))
bool KitIsCallable(const void* pointer_to_function);

/// \brief "0x7f12a0 (3 bytes past the end of a block of 32 bytes)".
void KitDescribeAddress(const void* address, char* out, size_t size);

/// A buffer that is being read, for the report if that crashes.
struct KitPosition {
  int64_t path[80];  ///< indices of children; -1: the dictionary
  int depth;
  int buffer;
  const char* begin;  ///< NULL: no buffer is being read
  int64_t size;
};
/// \brief What the calling thread reads.
struct KitPosition* KitReading(void);

/// A block of the guarded malloc.
struct KitBlock {
  const char* begin;
  size_t size;
  bool freed;
};
/// \brief The block whose bytes, padding or guard page contain the address (guarded_malloc.c).
bool KitFindBlock(const void* address, struct KitBlock* out);

/// A text of limited size, composed without calls that a signal handler must not make.
struct KitText {
  char* at;
  char* end;
};
void KitAppend(struct KitText* text, const char* more);
void KitAppendNumber(struct KitText* text, uint64_t number);
void KitAppendHex(struct KitText* text, uint64_t number);
void KitAppendAddress(struct KitText* text, const void* address);

/// \brief Loads what the backtrace needs, since a signal handler must not load libraries.
void KitBacktraceStart(void);
/// \brief Writes the frames of the implementation, a line each. `context` is a signal handler's
/// third argument.
void KitBacktrace(void* context, char* out, size_t size);
/// \brief The stack pointer and the program counter at a signal. False if they are not known.
bool KitRegisters(void* context, uintptr_t* stack, uintptr_t* code);

#endif  // ARROWBRIDGE_CONFORMANCE_FAULT_H
