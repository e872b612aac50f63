/* CheckedStruct streams (checked.h): what stands between a producer and a consumer and looks at
 * both.
 *
 * The structs that a consumer gets have release callbacks of ours, children included, and a number
 * in place of private_data. A number is never used twice, so that one which leads nowhere tells
 * that the struct was released before, or that the number was changed: neither could be told safely
 * from a pointer. Schemas and batches are checked by the C# side; all that a release needs is here,
 * as elsewhere in this folder. In a forked child calls and releases are passed on, and nothing is
 * looked at.
 */
#ifndef ARROWBRIDGE_CHECKED_STREAM_H
#define ARROWBRIDGE_CHECKED_STREAM_H

#include "arrowbridge/bridge.h"
#include "arrowbridge/checked.h"
#include "streams.h"

/* What a number leads to. Entries are found while they are referenced. */
typedef struct Entry {
  Block head;
  struct Entry* next;
  uint64_t number;
  struct CheckedStream* checked;
} Entry;

/* The low bits of private_data say which node of a tree it is. */
enum { AB_INDEX_BITS = 20, AB_MOST_MEMBERS = 1 << AB_INDEX_BITS };

static inline void* ab_number_pointer(const Entry* entry, int32_t index) {
  return (void*)(uintptr_t)(entry->number << AB_INDEX_BITS | (uint64_t)index);
}

enum { AB_SEEN = 64, AB_ENDED = 64 };

typedef struct CheckedStream {
  Entry
      entry; /* referenced by the stream, by each tree that it handed out, and by calls that run */
  struct ArrowArrayStream source;
  atomic_int is_live; /* the stream was not released */
  atomic_int calls;   /* that run */
  atomic_int code;    /* of the last call */
  atomic_int is_own;  /* that code is ours, after a finding that makes the stream fail */
  atomic_int has_ended;
  atomic_int has_failed;
  atomic_int leaves_children; /* of a batch or schema, when that is released */
  int64_t batches;
  int32_t level;
  int32_t fail_on;
  Block* schema; /* of the first get_schema, once it was found sound; set by the C# side */
  Block* owner;  /* of the callback's context */
  void (*on_finding)(void* context, const struct ArrowBridgeFinding* finding);
  void* context;
  int (*check_schema)(struct CheckedStream*, Block** schema, int32_t level, struct ArrowSchema*);
  int (*check_array)(struct CheckedStream*, Block* schema, int32_t level, struct ArrowArray*,
                     int64_t batch, Block** out_checksums);
  atomic_llong findings;
  uint64_t seen[AB_SEEN];   /* rules and places that were told */
  uint64_t ended[AB_ENDED]; /* numbers of trees that were released last */
  int32_t n_seen;
  uint32_t n_ended;
  atomic_int fails;
  char failure[AB_TEXT_SIZE];
} CheckedStream;

/* Bits that must not change while a node lives. */
typedef struct BufferChecksum {
  const uint8_t* data;
  int64_t first;
  int64_t count;
  uint64_t sum;
  int32_t node;
  int32_t buffer;
} BufferChecksum;

typedef struct BufferChecksumList {
  Block head;
  int64_t count;
  BufferChecksum list[];
} BufferChecksumList;

/* How a stream is to be watched, without the callback's release. */
typedef struct CheckedStreamOptions {
  int32_t level;
  int32_t fail_on;
  void (*on_finding)(void* context, const struct ArrowBridgeFinding* finding);
  void* context;
  Block* owner; /* a reference that is taken over */
  int (*check_schema)(CheckedStream*, Block** schema, int32_t level, struct ArrowSchema*);
  int (*check_array)(CheckedStream*, Block* schema, int32_t level, struct ArrowArray*,
                     int64_t batch, Block** out_checksums);
} CheckedStreamOptions;

/* Takes the stream and the owner over and fills `out`; where it returns ENOMEM it has taken
 * neither. */
AB_API int ab_check_stream(struct ArrowArrayStream* stream, const CheckedStreamOptions* settings,
                           struct ArrowArrayStream* out);
AB_API int64_t ab_finding_count(const struct ArrowArrayStream* stream); /* findings, or -1 */

/* Counts the finding, tells it if it is new, and lets the stream fail if that was asked. */
AB_API void ab_checked_find(CheckedStream* checked, const struct ArrowBridgeFinding* finding);
void ab_find(CheckedStream* checked, int32_t side, int32_t severity, const char* rule,
             const char* operation, int64_t batch, const char* message);

/* A line on standard error. */
AB_API void ab_print_finding(const struct ArrowBridgeFinding* finding);
void ab_finding_text(const struct ArrowBridgeFinding* finding, char* out, size_t size);
int ab_is_utf8(const char* text);

/* ARROWBRIDGE_CHECK, read once. The level is 0 where nothing is switched on. */
typedef struct CheckEnvironment {
  int32_t level;
  int32_t fail_on;
} CheckEnvironment;
AB_API const CheckEnvironment* ab_check_environment(void);

/* Entries. A new one gets its number here; one that is found is referenced. */
void ab_entry_add(Entry* entry);
void ab_entry_remove(Entry* entry);
Entry* ab_entry_find(const void* private_data, int32_t kind, int32_t* out_index);
int ab_number_was_given(const void* private_data);
Entry* ab_entry_search(int (*matches)(Entry* entry, void* context), void* context);
CheckedStream* ab_checked_of_ended(
    const void* private_data); /* of a tree that is gone, or going; referenced */
void ab_checked_stream_end(CheckedStream* checked);

/* Puts callbacks of ours into a struct; into its children too if it `is_sound`. Takes the checksums
 * over. */
void ab_check_schema(CheckedStream* checked, struct ArrowSchema* schema, int is_sound);
void ab_check_array(CheckedStream* checked, struct ArrowArray* array, int is_sound, int64_t batch,
                    Block* checksums);
typedef struct CheckedStruct CheckedStruct;
void ab_checked_struct_end(CheckedStruct* tree);
void ab_checksum_buffers(BufferChecksumList* checksums);
int ab_has_changed(const BufferChecksum* range);

#endif
