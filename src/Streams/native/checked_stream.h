/* Checked streams (checked.h): they stand between a producer and a consumer and check both.
 *
 * The structs that a consumer gets have our release callbacks, children included, and a number in
 * place of private_data. A number is never reused. So a number that is not found means that the
 * struct was released before, or that the number was changed; a pointer could not tell either
 * safely. Schemas and batches are checked by C#; all that their release needs is here. In a forked
 * child, calls and releases are passed on unchecked.
 */
#ifndef ARROWBRIDGE_CHECKED_STREAM_H
#define ARROWBRIDGE_CHECKED_STREAM_H

#include "arrowbridge/bridge.h"
#include "arrowbridge/checked.h"
#include "streams.h"

/* What a number refers to. An entry is found as long as it is referenced. */
typedef struct Entry {
  Block head;
  struct Entry* next;
  uint64_t number;
  struct CheckedStream* checked;
} Entry;

/* The low bits of private_data are the index of a record. */
enum { AB_INDEX_BITS = 20, AB_MOST_RECORDS = 1 << AB_INDEX_BITS };

static inline void* ab_number_pointer(const Entry* entry, int32_t index) {
  return (void*)(uintptr_t)(entry->number << AB_INDEX_BITS | (uint64_t)index);
}

enum { AB_SEEN = 64, AB_ENDED = 64 };

typedef struct CheckedStream {
  Entry
      entry; /* referenced by the stream, by each struct that it handed out, and by running calls */
  struct ArrowArrayStream source;
  atomic_int is_live; /* the stream was not released */
  atomic_int calls;   /* number of running calls */
  atomic_int code;    /* of the last call */
  atomic_int is_own;  /* `code` is ours, after a finding that makes the stream fail */
  atomic_int has_ended;
  atomic_int has_failed;
  atomic_int
      leaves_children; /* the producer does not release the children of a batch or schema with it */
  int64_t batches;
  int32_t level;
  int32_t fail_on;
  Block* schema; /* of the first get_schema, once it passed the checks; set by C# */
  Block* owner;  /* of the callback's context */
  void (*on_finding)(void* context, const struct ArrowBridgeFinding* finding);
  void* context;
  int (*check_schema)(struct CheckedStream*, Block** schema, int32_t level, struct ArrowSchema*);
  int (*check_array)(struct CheckedStream*, Block* schema, int32_t level, struct ArrowArray*,
                     int64_t batch, Block** out_checksums);
  atomic_llong findings;
  uint64_t seen[AB_SEEN];   /* hashes of the rules and places that were reported */
  uint64_t ended[AB_ENDED]; /* numbers of the structs that were released last */
  int32_t n_seen;
  uint32_t n_ended;
  atomic_int fails;
  char failure[AB_TEXT_SIZE];
} CheckedStream;

/* The checksum of bits that must not change while a struct is not released (MUT-1). */
typedef struct BufferChecksum {
  const uint8_t* data;
  int64_t first;
  int64_t count;
  uint64_t sum;
  int32_t record;
  int32_t buffer;
} BufferChecksum;

typedef struct BufferChecksumList {
  Block head;
  int64_t count;
  BufferChecksum list[];
} BufferChecksumList;

/* How a stream is checked, without the callback's release. */
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

/* Moves the stream in, takes over the owner, and fills `out`. If it returns ENOMEM it has taken
 * neither. */
AB_API int ab_check_stream(struct ArrowArrayStream* stream, const CheckedStreamOptions* options,
                           struct ArrowArrayStream* out);
AB_API int64_t ab_finding_count(
    const struct ArrowArrayStream*
        stream); /* number of findings; -1 if it is not a checked stream */

/* Counts the finding, reports it if it is new, and makes the stream fail if the options ask for
 * that. */
AB_API void ab_checked_find(CheckedStream* checked, const struct ArrowBridgeFinding* finding);
void ab_find(CheckedStream* checked, int32_t side, int32_t severity, const char* rule,
             const char* operation, int64_t batch, const char* message);

/* Prints the finding as a line on standard error. */
AB_API void ab_print_finding(const struct ArrowBridgeFinding* finding);
void ab_finding_text(const struct ArrowBridgeFinding* finding, char* out, size_t size);
int ab_is_utf8(const char* text);

/* The environment variable ARROWBRIDGE_CHECK, read once. The level is 0 if it switches nothing on.
 */
typedef struct CheckEnvironment {
  int32_t level;
  int32_t fail_on;
} CheckEnvironment;
AB_API const CheckEnvironment* ab_check_environment(void);

/* Entries. ab_entry_add() gives an entry its number; functions that return an entry add a
 * reference. */
void ab_entry_add(Entry* entry);
void ab_entry_remove(Entry* entry);
Entry* ab_entry_find(const void* private_data, int32_t kind, int32_t* out_index);
int ab_number_was_given(const void* private_data);
Entry* ab_entry_search(int (*matches)(Entry* entry, void* context), void* context);
CheckedStream* ab_checked_of_ended(
    const void*
        private_data); /* by the number of a struct that is or was released; adds a reference */
void ab_checked_stream_end(CheckedStream* checked);

/* Puts our callbacks into a struct, and into its descendants if it `is_sound`. Takes over the
 * checksums. */
void ab_check_schema(CheckedStream* checked, struct ArrowSchema* schema, int is_sound);
void ab_check_array(CheckedStream* checked, struct ArrowArray* array, int is_sound, int64_t batch,
                    Block* checksums);
typedef struct CheckedStruct CheckedStruct;
void ab_checked_struct_end(CheckedStruct* root);
void ab_checksum_buffers(BufferChecksumList* checksums);
int ab_has_changed(const BufferChecksum* checksum);

#endif
