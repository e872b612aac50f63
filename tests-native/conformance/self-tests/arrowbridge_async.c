// libarrowbridge as the producer and as the consumer of asynchronous streams. The batches are those
// of the reference producer, which have every layout.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "arrowbridge/arrowbridge.h"

int MutantStream(struct ArrowArrayStream* out, const char* name);

static int OpenReference(struct ArrowBridgeReader** out) {
  struct ArrowArrayStream stream;
  int code = MutantStream(&stream, "correct");
  return code != 0 ? code : ArrowBridgeImportRecordBatchReader(&stream, out, NULL);
}

// On a thread of the library.
int BridgeServe(struct ArrowAsyncDeviceStreamHandler* handler);
int BridgeServe(struct ArrowAsyncDeviceStreamHandler* handler) {
  struct ArrowBridgeReader* reader;
  int code = OpenReference(&reader);
  if (code != 0) return code;
  code = ArrowBridgeReaderDriveHandler(reader, handler, NULL);
  ArrowBridgeReaderRelease(reader);
  return code;
}

static void* Lend(void* argument) {
  struct ArrowBridgeReader* reader;
  if (OpenReference(&reader) == 0) {
    ArrowBridgeReaderRunHandler(reader, (struct ArrowAsyncDeviceStreamHandler*)argument, NULL);
    ArrowBridgeReaderRelease(reader);
  }
  return NULL;
}

// On a thread of this file, which is lent to the library.
int BridgeServeLent(struct ArrowAsyncDeviceStreamHandler* handler);
int BridgeServeLent(struct ArrowAsyncDeviceStreamHandler* handler) {
  pthread_t thread;
  int code = pthread_create(&thread, NULL, Lend, handler);
  if (code == 0) pthread_detach(thread);
  return code;
}

static void* ReadAll(void* argument) {
  struct ArrowBridgeAsyncHandler* handler = (struct ArrowBridgeAsyncHandler*)argument;
  struct ArrowBridgeError error = {""};
  struct ArrowBridgeReader* reader;
  struct ArrowArray batch;
  int code = ArrowBridgeAsyncHandlerGetArrayReader(handler, 0, &reader, &error);
  ArrowBridgeAsyncHandlerRelease(handler);
  while (code == 0 && (code = ArrowBridgeReaderNext(reader, &batch, &error)) == 0 &&
         batch.release != NULL) {
    batch.release(&batch);
  }
  if (code != 0) fprintf(stderr, "%s\n", error.message);
  ArrowBridgeReaderRelease(reader);
  return NULL;
}

// Fills a handler from which a thread of this file reads.
int BridgeHandle(struct ArrowAsyncDeviceStreamHandler* out);
int BridgeHandle(struct ArrowAsyncDeviceStreamHandler* out) {
  struct ArrowBridgeAsyncHandler* handler;
  struct ArrowAsyncDeviceStreamHandler* callbacks;
  pthread_t thread;
  int code = ArrowBridgeAsyncHandlerNew(2, &handler, &callbacks, NULL);
  if (code != 0) return code;
  *out = *callbacks;
  code = pthread_create(&thread, NULL, ReadAll, handler);
  if (code == 0) pthread_detach(thread);
  return code;
}
