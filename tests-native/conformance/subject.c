#include "subject.h"

#include <string.h>

typedef int (*StreamFunction)(struct ArrowArrayStream*);
typedef int (*StreamFunctionWithArgument)(struct ArrowArrayStream*, const char*);

bool KitOpenStream(struct Kit* kit, struct ArrowArrayStream* out) {
  KitFunction function = KitSubject(kit);
  const char* argument = KitArgument(kit);
  memset(out, 0xcc, sizeof(*out));
  KitStep(kit, "MEM-1", "the producer fills a stream that holds garbage");
  int code = argument == NULL ? ((StreamFunction)function)(out)
                              : ((StreamFunctionWithArgument)function)(out, argument);
  if (code != 0) {
    KitSkip(kit, "the producer makes no stream: code %d", code);
    return false;
  }
  return true;
}

void KitReleaseStream(struct Kit* kit, struct ArrowArrayStream* stream) {
  KitStep(kit, "STR-13", "the stream is released");
  stream->release(stream);
  KitCheck(kit, stream->release == NULL, "STR-13", "release of a stream sets release to NULL",
           "it is still set");
}
