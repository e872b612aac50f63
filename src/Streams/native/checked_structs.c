/* Schemas and batches that a checked stream handed out: their release callbacks, and what is
 * checked when they run. */
#include <stdio.h>
#include <string.h>

#include "checked_stream.h"

/* The record of a struct that is not checked stays AB_UNCHECKED. */
enum { AB_UNCHECKED = 0, AB_LIVE, AB_ENDING, AB_RECORD_ENDED };
enum { AB_PRODUCER = ARROWBRIDGE_SIDE_PRODUCER, AB_CONSUMER = ARROWBRIDGE_SIDE_CONSUMER };

/* Fields that a consumer must not change. */
typedef struct Fields {
  int64_t counts[2];
  const void* pointers[3];
} Fields;

typedef struct StructRecord {
  void* home; /* address of a child's struct; NULL for the root, which the consumer may move */
  void (*release)(void);
  void* private_data;
  Fields given;
  int32_t parent;
  int32_t place;       /* index among the children of its parent; -1: the dictionary, or the root */
  int32_t end;         /* index after its last descendant */
  int32_t is_in_place; /* it is released with an ancestor, which was checked already */
  atomic_int state;
} StructRecord;

/* Referenced once by each struct that is not released. */
struct CheckedStruct {
  Entry entry;
  BufferChecksumList* checksums;
  int64_t batch;
  int32_t n_records;
  int32_t n_live;   /* when it was made */
  int32_t is_whole; /* else only the root is checked */
  int32_t kind;
  StructRecord records[];
};

static const char kReleasedBefore[] = "it was released before, through another copy of the struct";

static void append_path(const CheckedStruct* root, int32_t index, char* out, size_t size) {
  const StructRecord* record = &root->records[index];
  if (record->parent < 0) return;
  append_path(root, record->parent, out, size);
  const size_t used = strlen(out);
  const char* dot = used == 0 ? "" : ".";
  if (record->place < 0) {
    snprintf(out + used, size - used, "%s(dictionary)", dot);
  } else {
    snprintf(out + used, size - used, "%s[%d]", dot, (int)record->place);
  }
}

static void report(const CheckedStruct* root, int32_t index, int32_t side, int32_t severity,
                   const char* rule, const char* operation, const char* message) {
  char path[512] = "";
  append_path(root, index, path, sizeof(path));
  const struct ArrowBridgeFinding finding = {rule,        operation, path,     message,
                                             root->batch, -1,        severity, side};
  ab_checked_find(root->entry.checked, &finding);
}

static void find_at(const CheckedStruct* root, int32_t index, int32_t side, const char* rule,
                    const char* operation, const char* message) {
  report(root, index, side, ARROWBRIDGE_SEVERITY_ERROR, rule, operation, message);
}

static void warn_at(const CheckedStruct* root, int32_t index, int32_t side, const char* rule,
                    const char* operation, const char* message) {
  report(root, index, side, ARROWBRIDGE_SEVERITY_WARNING, rule, operation, message);
}

static CheckedStruct* find_root(const void* private_data, int32_t kind, int32_t* out_index) {
  CheckedStruct* root = (CheckedStruct*)ab_entry_find(private_data, AB_CHECKED_STRUCT, out_index);
  if (root == NULL || (root->kind == kind && *out_index < root->n_records)) return root;
  ab_release(&root->entry.head);
  return NULL;
}

/* Only for comparison: it may be freed. */
static const CheckedStream* checked_of(const void* private_data) {
  int32_t index;
  Entry* entry = ab_entry_find(private_data, AB_CHECKED_STRUCT, &index);
  if (entry == NULL) return NULL;
  const CheckedStream* checked = entry->checked;
  ab_release(&entry->head);
  return checked;
}

static int is_checked(const void* private_data) { return checked_of(private_data) != NULL; }

static int32_t find_record(const CheckedStruct* root, Fields fields, const void* value) {
  int32_t found = -1;
  if (fields.pointers[0] == NULL) return -1;
  for (int32_t i = 0; i < root->n_records; i++) {
    const StructRecord* record = &root->records[i];
    const int is_alike = memcmp(&record->given, &fields, sizeof(fields)) == 0 &&
                         (record->home == NULL || record->home == value);
    if (!is_alike || atomic_load_explicit(&record->state, memory_order_acquire) != AB_LIVE)
      continue;
    if (found >= 0) return -1;
    found = i;
  }
  return found;
}

/* Reports a second release of a struct whose record is freed, if its stream still exists. */
static void find_late(const void* private_data, const char* operation) {
  CheckedStream* checked = ab_is_forked() ? NULL : ab_checked_of_ended(private_data);
  if (checked == NULL) return;
  ab_find(checked, AB_CONSUMER, ARROWBRIDGE_SEVERITY_ERROR, "MOV-2", operation, -1,
          kReleasedBefore);
  ab_release(&checked->entry.head);
}

/* Compares the buffers of a struct and of the descendants that are released with it. */
static void compare_checksums(CheckedStruct* root, int32_t index) {
  for (int64_t i = 0; root->checksums != NULL && i < root->checksums->count; i++) {
    const BufferChecksum* checksum = &root->checksums->list[i];
    if (checksum->record < index || checksum->record >= root->records[index].end) continue;
    if ((checksum->record != index && !root->records[checksum->record].is_in_place) ||
        !ab_has_changed(checksum))
      continue;
    char text[128];
    snprintf(text, sizeof(text), "buffer %d is not what it was when the batch was handed out",
             (int)checksum->buffer);
    warn_at(root, checksum->record, ARROWBRIDGE_SIDE_EITHER, "MUT-1", "release of a batch", text);
  }
}

/* Whether it is checked that a parent releases its children: at the level full only, and only until
 * a producer turns out not to. Children of such a producer may be used again, or freed in another
 * way (as those of DuckDB's schemas are), and must be as it made them. */
static int follows_children(const CheckedStruct* root) {
  const CheckedStream* checked = root->entry.checked;
  return checked->level == ARROWBRIDGE_VALIDATE_FULL &&
         !atomic_load_explicit(&checked->leaves_children, memory_order_relaxed);
}

/* Ends the records of children that were released with their parent, and returns their number.
 * Reports the first one that should have been released and was not. */
static int end_children(CheckedStruct* root, int32_t index, int is_reported,
                        const char* operation) {
  int ended = 0;
  for (int32_t i = index + 1; i < root->records[index].end; i++) {
    int expected = AB_LIVE;
    StructRecord* record = &root->records[i];
    if (!record->is_in_place ||
        !atomic_compare_exchange_strong(&record->state, &expected, AB_RECORD_ENDED))
      continue;
    ended++;
    if (is_reported) {
      atomic_store_explicit(&root->entry.checked->leaves_children, 1, memory_order_relaxed);
      warn_at(root, i, AB_PRODUCER, "MEM-11", operation,
              "the release callback of the parent does not call this child's");
      is_reported = 0;
    }
  }
  return ended;
}

void ab_checked_struct_end(CheckedStruct* root) {
  ab_entry_remove(&root->entry);
  ab_release((Block*)root->checksums);
  ab_release(&root->entry.checked->entry.head);
}

#define STRUCT ArrowArray
#define NAME(x) array_##x
#define STRUCT_KIND 0
#define OPERATION "release of a batch"
#define DATA_RULE "ARR-16"
#define FIELD_NAMES "n_buffers, n_children, buffers, children or dictionary"
#define FIELDS(value)                                                                             \
  {                                                                                               \
    {value->n_buffers, value->n_children}, { value->buffers, value->children, value->dictionary } \
  }
#include "checked_struct.inc"
#undef STRUCT
#undef NAME
#undef STRUCT_KIND
#undef OPERATION
#undef DATA_RULE
#undef FIELD_NAMES
#undef FIELDS

#define STRUCT ArrowSchema
#define NAME(x) schema_##x
#define STRUCT_KIND 1
#define OPERATION "release of a schema"
#define DATA_RULE "SCH-19"
#define FIELD_NAMES "n_children, format, children or dictionary"
#define FIELDS(value)                                                             \
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

/* Four lanes, so that multiplications do not wait for each other. Bits outside the checksum, in its
 * first and last byte, do not count. */
static uint64_t sum_of(const BufferChecksum* checksum) {
  if (checksum->count == 0) return 0;
  const uint8_t* at = checksum->data + checksum->first / 8;
  const uint8_t* last = checksum->data + (checksum->first + checksum->count - 1) / 8;
  const unsigned head = 0xffu << (checksum->first % 8);
  const unsigned tail = 0xffu >> (7 - (checksum->first + checksum->count - 1) % 8);
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

int ab_has_changed(const BufferChecksum* checksum) { return sum_of(checksum) != checksum->sum; }
