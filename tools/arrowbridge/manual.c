/* The manual page, made from the texts of --help. */

#include <string.h>

#include "command.h"
#include "documentation.h"

/* Prints text of one line for roff: no character of it is an instruction. */
static void Roff(const char* text, size_t size) {
  if (size > 0 && (*text == '.' || *text == '\'')) OutText("\\&");
  for (size_t i = 0; i < size; ++i) {
    if (text[i] == '\\') {
      OutText("\\e");
    } else if (text[i] == '-') {
      OutText("\\-");
    } else {
      OutFormat("%c", text[i]);
    }
  }
}

/* Prints a line. An empty line begins a paragraph, and the indentation of a line is kept by a break
   before it. */
static void Line(const char* line, size_t size) {
  size_t blanks = 0;
  while (blanks < size && line[blanks] == ' ') ++blanks;
  if (blanks == size) {
    OutText(".PP\n");
    return;
  }
  if (blanks > kTextColumn) OutText(".br\n");
  Roff(line + blanks, size - blanks);
  OutText("\n");
}

/* Prints an option: what it is called, as a tag, and the first line of its text. */
static void Option(const char* line, size_t size) {
  size_t begin = strspn(line, " ");
  size_t end = begin;
  while (end < size && strncmp(line + end, "  ", 2) != 0) ++end;
  OutText(".TP\n.B ");
  Roff(line + begin, end - begin);
  OutText("\n");
  Line(line + end, size - end);
}

/* Prints texts of --help. */
static void Text(const char* text) {
  bool examples = false;
  for (const char* line = text; *line != '\0';) {
    size_t size = strcspn(line, "\n");
    if (strncmp(line, "Options:", 8) == 0) {
      /* The tags of the options follow. */
    } else if (strncmp(line, "Examples:", 9) == 0) {
      OutText(".SH EXAMPLES\n.nf\n");
      examples = true;
    } else if (examples && size == 0) {
      OutText(".fi\n.SH NOTES\n");
      examples = false;
    } else if (IsOption(line)) {
      Option(line, size);
    } else if (examples) {
      Roff(line, size);
      OutText("\n");
    } else {
      Line(line, size);
    }
    line += size + (line[size] == '\n');
  }
}

int PrintManual(const struct Documentation* documentation) {
  OutFormat(".TH ARROWBRIDGE 1 \"\" \"arrowbridge %s\" \"User Commands\"\n",
            ARROWBRIDGE_VERSION_STRING);
  OutText(
      ".SH NAME\narrowbridge \\- show, validate, compare and convert Arrow IPC files\n"
      ".SH SYNOPSIS\n.B arrowbridge\n.I COMMAND\n[OPTIONS] FILE\n.SH COMMANDS\n");
  for (int i = 0; i < documentation->n_commands; ++i) {
    const struct Command* command = documentation->commands[i];
    OutFormat(".SS %s [OPTIONS] %s\n", command->name, command->files);
    Text(command->help);
    Text(documentation->common_options);
  }
  OutText(".SH DESCRIPTION\n");
  Text(documentation->more);
  return kExitOk;
}
