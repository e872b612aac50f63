/* The list of what is alive, as live.h shows it. */
#include "arrowbridge/live.h"

#include <errno.h>

#include "errors.h"

AB_API int ArrowBridgeTrackLiveObjects(int enabled) { return ab_track(enabled); }

AB_API void ArrowBridgeTagLiveObjects(const char* tag) { ab_track_tag(tag); }

AB_API int ArrowBridgeVisitLiveObjects(int (*visit)(void*, const struct ArrowBridgeLiveObject*),
                                       void* context, struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeVisitLiveObjects";
  if (visit == NULL) return ab_fail(error, EINVAL, "%s: 'visit' is NULL", kName);
  if (ab_is_forked()) {
    return ab_fail(error, ENOTSUP, "%s: objects are not tracked in a forked child", kName);
  }
  size_t count;
  TrackedBlock* blocks = ab_tracked_blocks(&count);
  if (blocks == NULL) return ab_fail(error, ENOMEM, "%s: out of memory", kName);
  int code = 0;
  for (size_t i = 0; i < count && code == 0; i++) {
    const TrackedBlock* block = &blocks[i];
    const struct ArrowBridgeLiveObject object = {
        block->block, block->function,           block->tag, block->size,
        block->age,   ab_live_kind(block->kind), block->refs};
    code = visit(context, &object);
  }
  ab_tracked_end(blocks);
  return code;
}
