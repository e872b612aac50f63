/* How readers, streams and what they share end, and the callbacks of exported streams. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "checked_stream.h"

static void end_reader(Reader* reader) {
  if (reader->source.release != NULL) reader->source.release(&reader->source);
  for (int32_t i = 0; i < reader->n_refs; i++) ab_release(reader->refs[i]);
  ab_release(reader->text);
  ab_release(reader->call_lock);
  ab_release(reader->schema);
  ab_uncount(&reader->head);
  if (reader->handle == NULL) {
    ab_free_uncounted(&reader->head);
    return;
  }
  ab_release_queue_put(reader);
}

/* Iterative: a long list would exhaust the stack. */
static void end_links(Link* link) {
  while (link != NULL) {
    Link* next = atomic_load_explicit(&link->next, memory_order_acquire);
    ab_release(link->array);
    ab_free(&link->head);
    link = next != NULL && atomic_fetch_sub_explicit(&next->head.refs, 1, memory_order_acq_rel) == 1
               ? next
               : NULL;
  }
}

/* Exported streams. In a forked child the runtime must not be entered, so these callbacks refuse.
 */
static const char kForked[] =
    "ArrowBridge: not supported in a forked child of a process that already used the library; "
    "streams can still be released";

static Stream* live_stream(struct ArrowArrayStream* self) {
  return self == NULL || self->release == NULL ? NULL : self->private_data;
}

static int forked(Stream* stream) {
  if (!ab_is_forked()) return 0;
  stream->error = kForked;
  return ENOTSUP;
}

static int stream_get_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  Stream* stream = live_stream(self);
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (stream == NULL) return EINVAL;
  int code = forked(stream);
  if (code != 0) return code;
  const char* outer = ab_begin_function("get_schema");
  code = stream->get_schema(stream, out);
  ab_end_function(outer);
  return code;
}

static int stream_get_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  Stream* stream = live_stream(self);
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (stream == NULL) return EINVAL;
  int code = forked(stream);
  if (code != 0) return code;
  const char* outer = ab_begin_function("get_next");
  code = stream->get_next(stream, out);
  ab_end_function(outer);
  return code;
}

static const char* stream_get_last_error(struct ArrowArrayStream* self) {
  Stream* stream = live_stream(self);
  return stream == NULL ? NULL : stream->error;
}

static void stream_release(struct ArrowArrayStream* self) {
  Stream* stream = live_stream(self);
  if (stream == NULL) return;
  self->release = NULL;
  ab_release(&stream->head);
}

void ab_fill_stream(Stream* stream, struct ArrowArrayStream* out) {
  out->get_schema = stream_get_schema;
  out->get_next = stream_get_next;
  out->get_last_error = stream_get_last_error;
  out->private_data = stream;
  out->release = stream_release;
}

static void reader_end(Block* block) { end_reader((Reader*)block); }

static void link_end(Block* block) { end_links((Link*)block); }

static void stream_end(Block* block) {
  ab_release(&((Stream*)block)->reader->head);
  ab_free(block);
}

static void call_lock_end(Block* block) {
  ab_call_lock_end(block);
  ab_free(block);
}

static void checked_stream_end(Block* block) {
  ab_checked_stream_end((CheckedStream*)block);
  ab_free(block);
}

static void checked_struct_end(Block* block) {
  ab_checked_struct_end((CheckedStruct*)block);
  ab_free(block);
}

static void read_ahead_end(Block* block) { ab_read_ahead_end((ReadAhead*)block); }

static void async_consumer_end(Block* block) { ab_async_consumer_end((AsyncConsumer*)block); }

void ab_streams_register(void) {
  ab_set_end(AB_READ_AHEAD, read_ahead_end);
  ab_set_end(AB_ASYNC_CONSUMER, async_consumer_end);
  ab_set_end(AB_READER, reader_end);
  ab_set_end(AB_STREAM, stream_end);
  ab_set_end(AB_LINK, link_end);
  ab_set_end(AB_CALL_LOCK, call_lock_end);
  ab_set_end(AB_CHECKED_STREAM, checked_stream_end);
  ab_set_end(AB_CHECKED_STRUCT, checked_struct_end);
}

/* Sizes and offsets that the C# mirrors must have, in the order of LayoutTests.cs. */
const int64_t* ab_streams_layout(void) {
  static const int64_t layout[] = {
      sizeof(Reader),         offsetof(Reader, text), offsetof(Reader, refs),   sizeof(Stream),
      offsetof(Stream, text), sizeof(Link),           sizeof(ReadAheadOptions),
  };
  return layout;
}
