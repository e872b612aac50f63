/* Schemas and batches that a watched stream handed out: their release callbacks, and what is looked
 * at there. */
#include <stdio.h>
#include <string.h>

#include "checked_stream.h"

/* A node that is not watched stays AB_UNCHECKED. */
enum { AB_UNCHECKED = 0, AB_LIVE, AB_ENDING, AB_ENDED_MEMBER };
enum { AB_PRODUCER = ARROWBRIDGE_SIDE_PRODUCER, AB_CONSUMER = ARROWBRIDGE_SIDE_CONSUMER };

/* What a consumer must leave as it is. */
typedef struct Members {
  int64_t counts[2];
  const void* pointers[3];
} Members;

typedef struct CheckedMember {
  void* home; /* where a child's struct is; of the root the consumer's business */
  void (*release)(void);
  void* private_data;
  Members given;
  int32_t parent;
  int32_t place;       /* among the children of its parent; -1: the dictionary, and the root */
  int32_t end;         /* number behind the last node below it */
  int32_t is_in_place; /* it goes with an ancestor, which was looked at already */
  atomic_int state;
} CheckedMember;

/* Referenced by each node that is not released. */
struct CheckedStruct {
  Entry entry;
  BufferChecksumList* checksums;
  int64_t batch;
  int32_t n_nodes;
  int32_t n_live;   /* when it was made */
  int32_t is_whole; /* else only the root is watched */
  int32_t kind;
  CheckedMember nodes[];
};

static const char kReleasedBefore[] = "it was released before, through another copy of the struct";

static void append_path(const CheckedStruct* tree, int32_t index, char* out, size_t size) {
  const CheckedMember* node = &tree->nodes[index];
  if (node->parent < 0) return;
  append_path(tree, node->parent, out, size);
  const size_t used = strlen(out);
  const char* dot = used == 0 ? "" : ".";
  if (node->place < 0) {
    snprintf(out + used, size - used, "%s(dictionary)", dot);
  } else {
    snprintf(out + used, size - used, "%s[%d]", dot, (int)node->place);
  }
}

static void tell(const CheckedStruct* tree, int32_t index, int32_t side, int32_t severity,
                 const char* rule, const char* operation, const char* message) {
  char path[512] = "";
  append_path(tree, index, path, sizeof(path));
  const struct ArrowBridgeFinding finding = {rule,        operation, path,     message,
                                             tree->batch, -1,        severity, side};
  ab_checked_find(tree->entry.checked, &finding);
}

static void find_at(const CheckedStruct* tree, int32_t index, int32_t side, const char* rule,
                    const char* operation, const char* message) {
  tell(tree, index, side, ARROWBRIDGE_SEVERITY_ERROR, rule, operation, message);
}

static void warn_at(const CheckedStruct* tree, int32_t index, int32_t side, const char* rule,
                    const char* operation, const char* message) {
  tell(tree, index, side, ARROWBRIDGE_SEVERITY_WARNING, rule, operation, message);
}

static CheckedStruct* find_tree(const void* private_data, int32_t kind, int32_t* out_index) {
  CheckedStruct* tree = (CheckedStruct*)ab_entry_find(private_data, AB_CHECKED_STRUCT, out_index);
  if (tree == NULL || (tree->kind == kind && *out_index < tree->n_nodes)) return tree;
  ab_release(&tree->entry.head);
  return NULL;
}

/* Only to be compared: it may be gone. */
static const CheckedStream* checked_of(const void* private_data) {
  int32_t index;
  Entry* entry = ab_entry_find(private_data, AB_CHECKED_STRUCT, &index);
  if (entry == NULL) return NULL;
  const CheckedStream* checked = entry->checked;
  ab_release(&entry->head);
  return checked;
}

static int is_checked(const void* private_data) { return checked_of(private_data) != NULL; }

static int32_t find_node(const CheckedStruct* tree, Members members, const void* value) {
  int32_t found = -1;
  if (members.pointers[0] == NULL) return -1;
  for (int32_t i = 0; i < tree->n_nodes; i++) {
    const CheckedMember* node = &tree->nodes[i];
    const int is_alike = memcmp(&node->given, &members, sizeof(members)) == 0 &&
                         (node->home == NULL || node->home == value);
    if (!is_alike || atomic_load_explicit(&node->state, memory_order_acquire) != AB_LIVE) continue;
    if (found >= 0) return -1;
    found = i;
  }
  return found;
}

/* A struct of a tree that is gone: nothing can be done for it, but its stream may still be there to
 * hear of it. */
static void find_late(const void* private_data, const char* operation) {
  CheckedStream* checked = ab_is_forked() ? NULL : ab_checked_of_ended(private_data);
  if (checked == NULL) return;
  ab_find(checked, AB_CONSUMER, ARROWBRIDGE_SEVERITY_ERROR, "MOV-2", operation, -1,
          kReleasedBefore);
  ab_release(&checked->entry.head);
}

/* What goes with a node: itself, and what is in its place below it. */
static void compare_checksums(CheckedStruct* tree, int32_t index) {
  for (int64_t i = 0; tree->checksums != NULL && i < tree->checksums->count; i++) {
    const BufferChecksum* range = &tree->checksums->list[i];
    if (range->node < index || range->node >= tree->nodes[index].end) continue;
    if ((range->node != index && !tree->nodes[range->node].is_in_place) || !ab_has_changed(range))
      continue;
    char text[128];
    snprintf(text, sizeof(text), "buffer %d is not what it was when the batch was handed out",
             (int)range->buffer);
    warn_at(tree, range->node, ARROWBRIDGE_SIDE_EITHER, "MUT-1", "release of a batch", text);
  }
}

/* Whether releases of children by their parent are looked at: in full only, and until a producer
 * turns out to leave them out. Its children may be used again, or be freed in another way (DuckDB's
 * schemas are), and must be as it made them. */
static int follows_children(const CheckedStruct* tree) {
  const CheckedStream* checked = tree->entry.checked;
  return checked->level == ARROWBRIDGE_VALIDATE_FULL &&
         !atomic_load_explicit(&checked->leaves_children, memory_order_relaxed);
}

/* Children that went with their parent, and how many; of those that were to be released and were
 * not the first is told. */
static int end_children(CheckedStruct* tree, int32_t index, int is_told, const char* operation) {
  int ended = 0;
  for (int32_t i = index + 1; i < tree->nodes[index].end; i++) {
    int expected = AB_LIVE;
    CheckedMember* node = &tree->nodes[i];
    if (!node->is_in_place ||
        !atomic_compare_exchange_strong(&node->state, &expected, AB_ENDED_MEMBER))
      continue;
    ended++;
    if (is_told) {
      atomic_store_explicit(&tree->entry.checked->leaves_children, 1, memory_order_relaxed);
      warn_at(tree, i, AB_PRODUCER, "MEM-11", operation,
              "the release callback of the parent does not call this child's");
      is_told = 0;
    }
  }
  return ended;
}

void ab_checked_struct_end(CheckedStruct* tree) {
  ab_entry_remove(&tree->entry);
  ab_release((Block*)tree->checksums);
  ab_release(&tree->entry.checked->entry.head);
}

#define STRUCT ArrowArray
#define NAME(x) array_##x
#define TREE_KIND 0
#define OPERATION "release of a batch"
#define DATA_RULE "ARR-16"
#define MEMBER_NAMES "n_buffers, n_children, buffers, children or dictionary"
#define MEMBERS(value)                                                                            \
  {                                                                                               \
    {value->n_buffers, value->n_children}, { value->buffers, value->children, value->dictionary } \
  }
#include "checked_struct.inc"
#undef STRUCT
#undef NAME
#undef TREE_KIND
#undef OPERATION
#undef DATA_RULE
#undef MEMBER_NAMES
#undef MEMBERS

#define STRUCT ArrowSchema
#define NAME(x) schema_##x
#define TREE_KIND 1
#define OPERATION "release of a schema"
#define DATA_RULE "SCH-19"
#define MEMBER_NAMES "n_children, format, children or dictionary"
#define MEMBERS(value)                                                            \
  {                                                                               \
    {0, value->n_children}, { value->format, value->children, value->dictionary } \
  }
#include "checked_struct.inc"

void ab_check_schema(CheckedStream* checked, struct ArrowSchema* schema, int is_sound) {
  schema_check(checked, schema, is_sound, -1, NULL);
}

void ab_check_array(CheckedStream* checked, struct ArrowArray* array, int is_sound, int64_t batch,
                    Block* checksums) {
  array_check(checked, array, is_sound, batch, checksums);
}

static uint64_t load(const uint8_t* at) {
  uint64_t word;
  memcpy(&word, at, sizeof(word));
  return word;
}

static uint64_t mix(uint64_t sum, uint64_t word) {
  sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
  return sum ^ (sum >> 32);
}

/* Four lanes, so that multiplications do not wait for each other. Bits outside the range, in its
 * first and last byte, do not count. */
static uint64_t sum_of(const BufferChecksum* range) {
  if (range->count == 0) return 0;
  const uint8_t* at = range->data + range->first / 8;
  const uint8_t* last = range->data + (range->first + range->count - 1) / 8;
  const unsigned head = 0xffu << (range->first % 8);
  const unsigned tail = 0xffu >> (7 - (range->first + range->count - 1) % 8);
  if (at == last) return mix(1, *at & head & tail);
  uint64_t lanes[4] = {mix(1, *at++ & head & 0xffu), mix(2, *last & tail), 3, 4};
  for (; last - at >= 32; at += 32) {
    for (int i = 0; i < 4; i++) lanes[i] = mix(lanes[i], load(at + 8 * i));
  }
  for (; at < last; at++) lanes[0] = mix(lanes[0], *at);
  return mix(mix(mix(lanes[0], lanes[1]), lanes[2]), lanes[3]);
}

void ab_checksum_buffers(BufferChecksumList* checksums) {
  for (int64_t i = 0; i < checksums->count; i++)
    checksums->list[i].sum = sum_of(&checksums->list[i]);
}

int ab_has_changed(const BufferChecksum* range) { return sum_of(range) != range->sum; }
