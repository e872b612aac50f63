// A reference producer of device streams, and its mutants: batches of one int32 column on the kit's
// simulated device or on the CPU. The data is inaccessible until its event has been waited for.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "device/pretended.h"
#include "reference_consumer.h"

enum { kRows = 5, kBatches = 3, kPage = 4096 };

struct Stream {
  int next;
  struct ArrowBridgeDeviceEvent event;  // of mutants that share one event
  void* shared;                         // data of mutants that share one buffer
  void* tied[kBatches];                 // data of the mutant that frees it with the stream
  void* plan;                           // memory of mutants that get_schema or the end frees
  pthread_t thread;                     // of the first get_next
  bool asked;
};

struct Batch {
  struct ArrowArray column;
  struct ArrowArray* children[1];
  const void* no_buffer[1];
  const void* buffers[2];
  struct ArrowBridgeDeviceEvent* event;
  int32_t* data;
  struct ArrowArray* home;
  pthread_t thread;
  bool owns_data;
};

static bool OnCpu(void) { return MutantIs("ok/cpu") || MutantIs("DEV-9"); }

static int Wait(struct ArrowBridgeDeviceEvent* self) {
  if (MutantIs("DEV-7/early")) return 0;
  if (MutantIs("DEV-7/fails")) return EIO;
  return mprotect(self->private_data, kPage, PROT_READ | PROT_WRITE) == 0 ? 0 : errno;
}

static int g_streams;  // live

static void ReleaseColumn(struct ArrowArray* self) { self->release = NULL; }

static void FreeBatch(struct Batch* batch) {
  if (batch->owns_data) munmap(batch->data, kPage);
  if (!MutantIs("DEV-4/event")) free(batch->event);
  free(batch);
}

static void ReleaseBatch(struct ArrowArray* self) {
  struct Batch* batch = (struct Batch*)self->private_data;
  struct ArrowArray* home = batch->home;
  if (MutantIs("DST-6/thread-batch") && !pthread_equal(batch->thread, pthread_self())) abort();
  if (MutantIs("DEV-4/after-stream") && g_streams == 0) {
    self->release = NULL;
    return;
  }
  if (batch->column.release != NULL) batch->column.release(&batch->column);
  FreeBatch(batch);
  if (MutantIs("DEV-13")) return;
  if (MutantIs("DEV-14") && home != self) abort();
  self->release = NULL;
}

static void* Data(struct Stream* stream) {
  if (MutantIs("DEV-15") && stream->shared != NULL) return stream->shared;
  void* data = mmap(NULL, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) abort();
  stream->shared = data;
  return data;
}

static struct Batch* MakeBatch(struct Stream* stream) {
  struct Batch* batch = (struct Batch*)calloc(1, sizeof(*batch));
  if (batch == NULL) abort();
  batch->data = (int32_t*)Data(stream);
  batch->owns_data = !MutantIs("DEV-15") && !MutantIs("DST-6/tied");
  stream->tied[stream->next] = batch->data;
  for (int32_t i = 0; i < kRows; ++i) batch->data[i] = i + 100 * stream->next;
  bool hidden = !OnCpu() && !MutantIs("ok/ready") && !MutantIs("DEV-15") && !MutantIs("DST-6/tied");
  if (hidden) mprotect(batch->data, kPage, PROT_NONE);
  if (hidden && !MutantIs("DEV-8")) {
    batch->event = (struct ArrowBridgeDeviceEvent*)malloc(sizeof(*batch->event));
    if (batch->event == NULL) abort();
    *batch->event = (struct ArrowBridgeDeviceEvent){Wait, batch->data};
  }
  batch->children[0] = &batch->column;
  batch->buffers[1] = batch->data;
  batch->column = (struct ArrowArray){
      .length = kRows, .n_buffers = 2, .buffers = batch->buffers, .release = ReleaseColumn};
  return batch;
}

static int AtEnd(struct Stream* stream, struct ArrowDeviceArray* out) {
  if (MutantIs("DST-4/later") && stream->next++ > kBatches) return EIO;
  if (MutantIs("DST-4/message") || MutantIs("DST-4/endless")) return EIO;
  if (MutantIs("DST-4/code")) return -1;
  if (MutantIs("ok/fails")) return EIO;
  if (MutantIs("DST-4/left")) {
    out->array.release = ReleaseColumn;
    return EIO;
  }
  out->array.release = NULL;
  return 0;
}

static int GetNext(struct ArrowDeviceArrayStream* self, struct ArrowDeviceArray* out) {
  struct Stream* stream = (struct Stream*)self->private_data;
  if (stream->next == 0) stream->thread = pthread_self();
  if ((MutantIs("DST-4/unasked") && !stream->asked) ||
      (MutantIs("DST-6/thread-next") && !pthread_equal(stream->thread, pthread_self()))) {
    out->array.release = NULL;
    return EINVAL;
  }
  if (stream->next >= kBatches) return AtEnd(stream, out);
  struct Batch* batch = MakeBatch(stream);
  ++stream->next;
  batch->home = &out->array;
  batch->thread = pthread_self();
  out->array = (struct ArrowArray){.length = kRows,
                                   .n_buffers = 1,
                                   .n_children = 1,
                                   .buffers = batch->no_buffer,
                                   .children = batch->children,
                                   .release = ReleaseBatch,
                                   .private_data = batch};
  if (!MutantIs("DEV-5")) out->device_id = OnCpu() ? -1 : 0;
  if (!MutantIs("DEV-6")) {
    out->device_type = OnCpu() ? ARROW_DEVICE_CPU : ARROW_DEVICE_EXT_DEV;
  }
  if (MutantIs("DST-3") && stream->next == 2) out->device_type = ARROW_DEVICE_CUDA;
  out->sync_event = MutantIs("DEV-9") ? (void*)&stream->event : batch->event;
  if (MutantIs("DEV-12") && batch->event != NULL) {
    stream->event = *batch->event;
    out->sync_event = &stream->event;
  }
  if (!MutantIs("DEV-11")) memset(out->reserved, 0, sizeof(out->reserved));
  return 0;
}

static void ReleaseField(struct ArrowSchema* self) { self->release = NULL; }

static void ReleaseSchema(struct ArrowSchema* self) {
  if (self->children[0]->release != NULL) self->children[0]->release(self->children[0]);
  free(self->private_data);
  self->release = NULL;
}

static int GetSchema(struct ArrowDeviceArrayStream* self, struct ArrowSchema* out) {
  struct Schema {
    struct ArrowSchema field;
    struct ArrowSchema* children[1];
  }* schema = (struct Schema*)calloc(1, sizeof(*schema));
  if (schema == NULL) return ENOMEM;
  struct Stream* stream = (struct Stream*)self->private_data;
  stream->asked = true;
  free(stream->plan);
  stream->plan = MutantIs("DST-6/unread") ? malloc(100) : NULL;
  const char* format = "+s";
  if (MutantIs("DST-5")) {
    format = (const char*)mmap(NULL, kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  }
  bool renamed = MutantIs("DST-4/schema") && ((struct Stream*)self->private_data)->next >= kBatches;
  schema->field = (struct ArrowSchema){.format = "i",
                                       .name = renamed ? "other" : "numbers",
                                       .flags = ARROW_FLAG_NULLABLE,
                                       .release = ReleaseField};
  schema->children[0] = &schema->field;
  *out = (struct ArrowSchema){.format = format,
                              .name = "",
                              .n_children = 1,
                              .children = schema->children,
                              .release = ReleaseSchema,
                              .private_data = schema};
  return 0;
}

static const char* GetLastError(struct ArrowDeviceArrayStream* self) {
  (void)self;
  if (MutantIs("DST-4/endless")) return AtPageEnd("there is no more", 16);
  return MutantIs("DST-4/message") ? "\xff\xfe" : "there is no more";
}

static void Release(struct ArrowDeviceArrayStream* self) {
  struct Stream* stream = (struct Stream*)self->private_data;
  for (int i = 0; i < kBatches && MutantIs("DST-6/tied"); ++i) {
    if (stream->tied[i] != NULL) munmap(stream->tied[i], kPage);
  }
  if (MutantIs("DST-6/unread") && stream->next > 0) free(stream->plan);
  free(stream);
  --g_streams;
  if (!MutantIs("DST-6/marks")) self->release = NULL;
}

int MutantProduceDevice(struct ArrowDeviceArrayStream* out, const char* mutant);
int MutantProduceDevice(struct ArrowDeviceArrayStream* out, const char* mutant) {
  SelectMutant(mutant);
  if (MutantIs("DST-4/making")) abort();
  if (MutantIs("DST-1/reads") && out->release != NULL) abort();
  if (MutantIs("DST-1/refuses") && out->release != NULL) return EINVAL;
  struct Stream* stream = (struct Stream*)calloc(1, sizeof(*stream));
  if (stream == NULL) return ENOMEM;
  ++g_streams;
  if (MutantIs("DEV-4/unasked")) stream->plan = malloc(100);
  if (MutantIs("DEV-4/file") && open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) abort();
  ArrowDeviceType type = OnCpu() ? ARROW_DEVICE_CPU : ARROW_DEVICE_EXT_DEV;
  if (!MutantIs("DST-1/unwritten")) out->device_type = type;
  out->get_schema = GetSchema;
  out->get_next = GetNext;
  out->get_last_error = GetLastError;
  out->release = Release;
  out->private_data = stream;
  // Memory without code.
  const char* wild = AtPageEnd("", 0);
  if (MutantIs("DST-1/wild")) memcpy(&out->get_next, &wild, sizeof(wild));
  if (MutantIs("DST-6/wild")) memcpy(&out->release, &wild, sizeof(wild));
  return 0;
}
