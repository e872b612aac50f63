/* Standard output, standard error and the terminal. */
#ifndef ARROWBRIDGE_TOOL_OUTPUT_H
#define ARROWBRIDGE_TOOL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrowbridge/arrowbridge.h"

/* What the program ends with. */
enum ExitCode {
  kExitOk = 0,
  kExitNo = 1,      /* the answer is no: not valid, not equal */
  kExitTrouble = 2, /* no answer: a wrong command line, a file that cannot be read, output that
                       cannot be written */
};

#if defined(__GNUC__)
#define TOOL_PRINTF(text, values) __attribute__((format(printf, text, values)))
#else
#define TOOL_PRINTF(text, values)
#endif

/* Makes a closed pipe an error of writing instead of a signal, and the streams binary UTF-8. */
void OutputStart(void);

void OutText(const char* text);
void OutFormat(const char* format, ...) TOOL_PRINTF(1, 2);
/* "1 row", "2 rows". */
void OutCount(int64_t count, const char* one);
void OutRepeat(const char* text, int64_t times);

/* Foreign text: control characters, those that turn the direction of writing, and bytes that are
   not UTF-8 are escaped. Returns its width in characters. */
int64_t OutName(const char* name);
int64_t OutBytes(const char* text, size_t size);

/* True once standard output takes no more; loops that print end then. */
bool OutIsGone(void);

/* Writes what is left. kExitOk, or kExitTrouble; a reader of a pipe that left is not worth a word.
 */
int OutFinish(void);

/* Print "arrowbridge: ..." to standard error. Return kExitTrouble. */
int Fail(const char* format, ...) TOOL_PRINTF(1, 2);
int FailWith(int code, const struct ArrowBridgeError* error);

/* Columns of the terminal: COLUMNS, else what the terminal says, else 0 for no limit. */
int64_t TerminalWidth(void);

bool OutputIsTerminal(void);
bool ErrorIsTerminal(void);

#endif
