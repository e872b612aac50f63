/* Standard output, standard error and the terminal. */
#ifndef ARROWBRIDGE_TOOL_OUTPUT_H
#define ARROWBRIDGE_TOOL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrowbridge/arrowbridge.h"

/* Exit codes of the program. */
enum ExitCode {
  kExitOk = 0,
  kExitNegative = 1, /* the input is not valid, or the two inputs differ */
  kExitError = 2,    /* no result: an invalid command line, a file that cannot be read, output that
                        cannot be written */
};

#if defined(__GNUC__)
#define TOOL_PRINTF(text, values) __attribute__((format(printf, text, values)))
#else
#define TOOL_PRINTF(text, values)
#endif

/* Ignores SIGPIPE, so that writing to a closed pipe fails instead of ending the program. On
   Windows, sets the streams to binary and UTF-8. */
void OutputStart(void);

void OutText(const char* text);
void OutFormat(const char* format, ...) TOOL_PRINTF(1, 2);
/* Prints a count and a noun: "1 row", "2 rows". */
void OutCount(int64_t count, const char* singular);
void OutRepeat(const char* text, int64_t times);

/* Print text of the input. Control characters, characters that change the writing direction, and
   bytes that are not UTF-8 are escaped. Return the width in columns of a terminal. */
int64_t OutName(const char* name);
int64_t OutBytes(const char* text, size_t size);

/* True after a write to standard output failed. Loops that print check it and stop. */
bool OutFailed(void);

/* Flushes standard output. Returns kExitOk, or kExitError if any write failed. Prints the reason,
   except if standard output is a pipe that was closed by its reader. */
int OutFinish(void);

/* Print "arrowbridge: ..." to standard error. Return kExitError. */
int Fail(const char* format, ...) TOOL_PRINTF(1, 2);
int FailWith(int code, const struct ArrowBridgeError* error);

/* Width of the terminal in columns: the environment variable COLUMNS, else the width that the
   terminal reports, else 0 (no limit). */
int64_t TerminalWidth(void);

/* True if standard input is a pipe, a socket or a redirected file, not a terminal or a device. */
bool InputIsPipe(void);

bool OutputIsTerminal(void);
bool ErrorIsTerminal(void);

#endif
