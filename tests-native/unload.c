/* Loads the library whose path is given, uses it and unloads it, twice: it must stay loaded at the
 * same address. */
#define _POSIX_C_SOURCE 200809L
#include <arrowbridge/bridge.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static void release(struct ArrowSchema* schema) { schema->release = NULL; }

/* ISO C does not convert between function pointers and void*; POSIX does. */
#define LOAD(variable, library, name)            \
  do {                                           \
    void* symbol = dlsym(library, name);         \
    memcpy(&(variable), &symbol, sizeof symbol); \
    if (symbol == NULL) return 2;                \
  } while (0)

int main(int argc, char** argv) {
  const void* addresses[3];
  struct ArrowSchema kept;
  if (argc != 2) return 1;
  memset(&kept, 0, sizeof kept);
  for (int round = 0; round < 3; round++) {
    void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
      fprintf(stderr, "%s\n", dlerror());
      return 1;
    }
    int (*import)(struct ArrowSchema*, struct ArrowBridgeSchema**, struct ArrowBridgeError*);
    int (*export)(const struct ArrowBridgeSchema*, struct ArrowSchema*, struct ArrowBridgeError*);
    void (*release_handle)(struct ArrowBridgeSchema*);
    void (*get_counts)(struct ArrowBridgeLiveCounts*);
    LOAD(import, library, "ArrowBridgeImportSchema");
    LOAD(export, library, "ArrowBridgeExportSchema");
    LOAD(release_handle, library, "ArrowBridgeSchemaRelease");
    LOAD(get_counts, library, "ArrowBridgeGetLiveCounts");
    memcpy(&addresses[round], &import, sizeof addresses[round]);
    if (addresses[round] != addresses[0]) return 3;

    struct ArrowSchema schema = {"i", "x", NULL, 0, 0, NULL, NULL, release, NULL};
    struct ArrowBridgeSchema* handle = NULL;
    struct ArrowBridgeError error;
    if (import(&schema, &handle, &error) != 0) return 4;
    if (kept.release != NULL) kept.release(&kept); /* of the previous round */
    if (export(handle, &kept, &error) != 0) return 5;
    release_handle(handle);
    struct ArrowBridgeLiveCounts counts;
    get_counts(&counts);
    if (counts.handles != 0 || counts.exported_schemas != 1) return 6;
    if (dlclose(library) != 0) return 7;
    if (strcmp(kept.name, "x") != 0) return 8;
  }
  kept.release(&kept);
  return kept.release == NULL ? 0 : 9;
}
