/* The manual page and the completions of shells. Both are made from the table of commands and the
   texts of --help. */
#ifndef ARROWBRIDGE_TOOL_DOCUMENTATION_H
#define ARROWBRIDGE_TOOL_DOCUMENTATION_H

#include "command.h"

struct Documentation {
  const struct Command* const* commands;
  int n_commands;
  const char* common_options; /* help of the options that every command accepts */
  const char* more;           /* what --help says below the list of commands */
};

/* The column in which the texts of options begin. */
enum { kTextColumn = 21 };

/* True if a line of help begins the text of an option. */
bool IsOption(const char* line);

/* Prints the manual page for man. Returns kExitOk. */
int PrintManual(const struct Documentation* documentation);

/* Prints completions for bash, zsh or fish. Returns kExitOk, or kExitError for another shell. */
int PrintCompletion(const struct Documentation* documentation, const char* shell);

#endif
