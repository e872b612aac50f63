// Passes the batches of a file to an asynchronous handler, which requests one after the other.
#include <arrowbridge/arrowbridge.hpp>
#include <cstdio>
using Handler = ArrowAsyncDeviceStreamHandler;

static int64_t rows = 0;
static int Request(Handler* me) { return me->producer->request(me->producer, 1), 0; }
static int OnSchema(Handler* me, ArrowSchema* s) { return s->release(s), Request(me); }
static int OnTask(Handler* me, ArrowAsyncTask* task, const char*) {
  arrowbridge::UniqueDeviceArray batch;
  if (task == nullptr || task->extract_data(task, batch.out()) != 0) return 0;  // at the end
  rows += batch->array.length;
  return Request(me);
}
static void OnError(Handler*, int code, const char*, const char*) { rows = -code; }
int main() {
  Handler handler = {OnSchema, OnTask, OnError, [](Handler*) {}, nullptr, nullptr};
  arrowbridge::RunHandler(arrowbridge::Reader::OpenIpcFile("timezones.arrow"), &handler);
  return rows != 312;
}
