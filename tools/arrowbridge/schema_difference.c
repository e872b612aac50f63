#include "schema_difference.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "metadata.h"
#include "output.h"

enum { kMaxDepth = 65 }; /* the library accepts no deeper schema */

/* The names of the fields from the root to the current field. */
struct Path {
  const char* names[kMaxDepth + 1];
  int length;
};

static const char* Name(const struct ArrowSchema* schema) {
  return schema->name != NULL ? schema->name : "";
}

static bool SameField(const struct ArrowSchema* a, const struct ArrowSchema* b) {
  int64_t known = ARROW_FLAG_DICTIONARY_ORDERED | ARROW_FLAG_MAP_KEYS_SORTED | ARROW_FLAG_NULLABLE;
  return strcmp(a->format, b->format) == 0 && strcmp(Name(a), Name(b)) == 0 &&
         (a->flags & known) == (b->flags & known) && a->n_children == b->n_children &&
         (a->dictionary == NULL) == (b->dictionary == NULL);
}

static void PrintPath(const struct Path* path) {
  for (int i = 0; i < path->length; ++i) {
    if (i > 0) OutText(".");
    OutName(path->names[i]);
  }
}

/* Prints a field and its children, one per line, each preceded by `prefix`. Moves the field out of
   its parent. */
static void PrintField(const char* prefix, struct ArrowSchema* field) {
  struct ArrowSchema moved;
  struct ArrowBridgeSchema* schema;
  struct ArrowBridgeError error;
  char* text = NULL;
  ArrowSchemaMove(field, &moved);
  int code = ArrowBridgeImportSchema(&moved, &schema, &error);
  if (code == 0) code = ArrowBridgeSchemaToString(schema, &text, &error);
  if (code != 0) {
    FailWith(code, &error);
  } else {
    for (const char* line = text; *line != '\0';) {
      size_t length = strcspn(line, "\n");
      OutFormat("%s %.*s\n", prefix, (int)length, line);
      line += length + (line[length] == '\n');
    }
  }
  ArrowBridgeStringRelease(text);
  ArrowBridgeSchemaRelease(schema);
}

static bool Walk(struct ArrowSchema* a, struct ArrowSchema* b, bool metadata, struct Path* path);

static bool WalkInto(const char* name, struct ArrowSchema* a, struct ArrowSchema* b, bool metadata,
                     struct Path* path) {
  path->names[path->length++] = name;
  bool found = Walk(a, b, metadata, path);
  --path->length;
  return found;
}

/* Prints the first field that differs and returns true; false if there is none. The root is not
   compared here: the caller compares its number of children and its metadata. */
static bool Walk(struct ArrowSchema* a, struct ArrowSchema* b, bool metadata, struct Path* path) {
  bool is_root = path->length == 0;
  if (!is_root && (!SameField(a, b) || (metadata && !SameMetadata(a->metadata, b->metadata)))) {
    OutText("the schemas differ at field '");
    PrintPath(path);
    OutText("'\n");
    PrintField("<", a);
    PrintField(">", b);
    return true;
  }
  if (path->length == kMaxDepth) return false;
  for (int64_t i = 0; i < a->n_children && i < b->n_children; ++i) {
    if (WalkInto(Name(a->children[i]), a->children[i], b->children[i], metadata, path)) return true;
  }
  return a->dictionary != NULL && b->dictionary != NULL &&
         WalkInto("dictionary", a->dictionary, b->dictionary, metadata, path);
}

void PrintSchemaDifference(struct ArrowSchema* a, struct ArrowSchema* b, bool metadata) {
  struct Path path = {{NULL}, 0};
  if (Walk(a, b, metadata, &path)) return;
  if (a->n_children != b->n_children) {
    OutFormat("the schemas differ: the first has %" PRId64 " columns, the second %" PRId64 "\n",
              a->n_children, b->n_children);
    bool longer = a->n_children > b->n_children;
    PrintField(longer ? "<" : ">",
               longer ? a->children[b->n_children] : b->children[a->n_children]);
    return;
  }
  OutText("the schemas differ in their metadata\n");
  PrintField("<", a);
  PrintField(">", b);
}
