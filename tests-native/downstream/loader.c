// A program that knows only the path of the library: it uses no header and does not link to it.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct Error {
  char message[1024];
};

static void* find(void* library, const char* name) {
  void* symbol = dlsym(library, name);
  if (symbol == NULL) printf("%s\n", dlerror());
  return symbol;
}

int main(int argc, char** argv) {
  const char* (*version)(void);
  int (*import_schema)(void*, void**, struct Error*);
  struct Error error;
  int64_t schema[9] = {0};
  void* handle = &error;
  void* symbol;
  void* library = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
  if (library == NULL) {
    printf("%s\n", argc == 2 ? dlerror() : "usage: loader <library>");
    return 1;
  }
  if ((symbol = find(library, "ArrowBridgeVersion")) == NULL) return 2;
  memcpy(&version, &symbol, sizeof(symbol));
  if ((symbol = find(library, "ArrowBridgeImportSchema")) == NULL) return 3;
  memcpy(&import_schema, &symbol, sizeof(symbol));

  // A released ArrowSchema is refused with a message, and the output is set to NULL.
  if (import_schema(schema, &handle, &error) == 0 || handle != NULL) return 4;
  if (strstr(error.message, "MEM-5") == NULL) return 5;

  // dlclose() does not unload the library: its functions can still be called.
  if (dlclose(library) != 0) return 6;
  printf("ArrowBridge %s works\n", version());
  return 0;
}
