#include <string.h>

#include "command.h"

static bool IsStandardInput(const char* path) { return strcmp(path, "-") == 0; }

int OpenSource(const char* path, struct ArrowBridgeReader** out, struct ArrowBridgeError* error) {
  error->message[0] = '\0';
  if (IsStandardInput(path)) return ArrowBridgeOpenIpcDescriptor(0, 0, NULL, out, error);
  return ArrowBridgeOpenIpcFile(path, NULL, out, error);
}

const char* SourceName(const char* path) { return IsStandardInput(path) ? "standard input" : path; }

int ReaderSchema(struct ArrowBridgeReader* reader, struct ArrowBridgeSchema** out,
                 struct ArrowBridgeError* error) {
  struct ArrowSchema schema;
  *out = NULL;
  int code = ArrowBridgeReaderGetSchema(reader, &schema, error);
  if (code != 0) return code;
  return ArrowBridgeImportSchema(&schema, out, error);
}
