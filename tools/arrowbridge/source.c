#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

bool IsStandard(const char* path) { return strcmp(path, "-") == 0; }

const char* SourceName(const char* path) { return IsStandard(path) ? "standard input" : path; }

int OpenColumns(const char* path, const char* const* names, int64_t n_names, int64_t threads,
                struct ArrowBridgeReader** out, struct ArrowBridgeError* error) {
  struct ArrowBridgeIpcReadOptions options = {0};
  options.struct_size = sizeof(options);
  options.column_names = names;
  options.n_columns = n_names;
  options.threads = (int32_t)threads;
  error->message[0] = '\0';
  if (IsStandard(path)) return ArrowBridgeOpenIpcDescriptor(0, 0, &options, out, error);
  return ArrowBridgeOpenIpcFile(path, &options, out, error);
}

/* Splits `text` at its commas, in place, and removes the backslashes of escaped characters. Returns
   the number of names. */
static int64_t Split(char* text, const char** names) {
  int64_t n = 0;
  char* to = text;
  names[n++] = to;
  for (const char* from = text; *from != '\0'; ++from) {
    if (*from == ',') {
      *to++ = '\0';
      names[n++] = to;
    } else {
      if (*from == '\\' && from[1] != '\0') ++from;
      *to++ = *from;
    }
  }
  *to = '\0';
  return n;
}

/* The library speaks of its argument 'options'; the user of the command knows it as -c. */
static void NameOption(const char* path, struct ArrowBridgeError* error) {
  static const char argument[] = "argument 'options' asks for ";
  const char* found = strstr(error->message, argument);
  if (found == NULL) return;
  struct ArrowBridgeError named;
  snprintf(named.message, sizeof(named.message), "'%s': -c (--columns) asks for %s",
           SourceName(path), found + strlen(argument));
  *error = named;
}

int OpenSource(const struct Arguments* arguments, int file, struct ArrowBridgeReader** out,
               struct ArrowBridgeError* error) {
  const char* path = arguments->files[file];
  if (arguments->columns == NULL) return OpenColumns(path, NULL, 0, arguments->threads, out, error);
  size_t length = strlen(arguments->columns);
  char* text = malloc(length + 1);
  const char** names = malloc((length + 1) * sizeof(*names));
  int code = ENOMEM;
  *out = NULL;
  strcpy(error->message, "out of memory");
  if (text != NULL && names != NULL) {
    strcpy(text, arguments->columns);
    int64_t n = Split(text, names);
    code = OpenColumns(path, names, n, arguments->threads, out, error);
    if (code == EINVAL) NameOption(path, error);
  }
  free(names);
  free(text);
  return code;
}

int ReaderSchema(struct ArrowBridgeReader* reader, struct ArrowBridgeSchema** out,
                 struct ArrowBridgeError* error) {
  struct ArrowSchema schema;
  *out = NULL;
  int code = ArrowBridgeReaderGetSchema(reader, &schema, error);
  if (code != 0) return code;
  return ArrowBridgeImportSchema(&schema, out, error);
}

void PrintBytesAfterEnd(int64_t bytes) {
  if (bytes == 0) return;
  OutCount(bytes, "byte");
  OutFormat(" after the end of the stream %s not read\n", bytes == 1 ? "was" : "were");
}
