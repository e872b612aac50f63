package main

/*
#include <stdlib.h>
#include <string.h>
#include "arrowbridge/abi.h"

extern int goGetSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out);
extern int goGetNext(struct ArrowArrayStream* stream, struct ArrowArray* out);
extern char* goGetLastError(struct ArrowArrayStream* stream);
extern void goReleaseStream(struct ArrowArrayStream* stream);
extern void goReleaseArray(struct ArrowArray* array);
extern void goReleaseSchema(struct ArrowSchema* schema);

// Go cannot call C function pointers.
static inline int getNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  return stream->get_next(stream, out);
}
static inline void releaseArray(struct ArrowArray* array) { array->release(array); }
static inline void releaseStream(struct ArrowArrayStream* stream) { stream->release(stream); }
*/
import "C"

import (
	"runtime/cgo"
	"syscall"
	"unsafe"
)

// A stream of int64 arrays: the numbers 0, 1, 2, ... in batches of these lengths.
type numbers struct {
	lengths []int
	next    int
	handle  *C.uintptr_t // in C memory, as structs of C must not point to memory of Go
}

func exportNumbers(lengths []int, out *C.struct_ArrowArrayStream) {
	state := &numbers{lengths: lengths, handle: (*C.uintptr_t)(C.malloc(C.sizeof_uintptr_t))}
	*state.handle = C.uintptr_t(cgo.NewHandle(state))
	*out = C.struct_ArrowArrayStream{
		get_schema:     (*[0]byte)(C.goGetSchema),
		get_next:       (*[0]byte)(C.goGetNext),
		get_last_error: (*[0]byte)(C.goGetLastError),
		release:        (*[0]byte)(C.goReleaseStream),
		private_data:   unsafe.Pointer(state.handle),
	}
}

func stateOf(stream *C.struct_ArrowArrayStream) (*numbers, cgo.Handle) {
	handle := cgo.Handle(*(*C.uintptr_t)(stream.private_data))
	return handle.Value().(*numbers), handle
}

//export goGetSchema
func goGetSchema(stream *C.struct_ArrowArrayStream, out *C.struct_ArrowSchema) C.int {
	format := C.CString("l")
	*out = C.struct_ArrowSchema{format: format, release: (*[0]byte)(C.goReleaseSchema), private_data: unsafe.Pointer(format)}
	return 0
}

//export goReleaseSchema
func goReleaseSchema(schema *C.struct_ArrowSchema) {
	C.free(schema.private_data)
	schema.release = nil
}

// One block of C memory has the two buffer pointers and the values.
//
//export goGetNext
func goGetNext(stream *C.struct_ArrowArrayStream, out *C.struct_ArrowArray) C.int {
	state, _ := stateOf(stream)
	*out = C.struct_ArrowArray{}
	if len(state.lengths) == 0 {
		return 0
	}
	length := state.lengths[0]
	state.lengths = state.lengths[1:]
	block := C.calloc(C.size_t(2+length), 8)
	words := unsafe.Slice((*int64)(block), 2+length)
	for i := 0; i < length; i++ {
		words[2+i] = int64(state.next + i)
	}
	state.next += length
	buffers := (*[2]unsafe.Pointer)(block)
	buffers[1] = unsafe.Add(block, 16)
	*out = C.struct_ArrowArray{length: C.int64_t(length), n_buffers: 2, buffers: (*unsafe.Pointer)(block),
		release: (*[0]byte)(C.goReleaseArray), private_data: block}
	return 0
}

//export goReleaseArray
func goReleaseArray(array *C.struct_ArrowArray) {
	C.free(array.private_data)
	array.release = nil
}

//export goGetLastError
func goGetLastError(stream *C.struct_ArrowArrayStream) *C.char {
	return nil
}

//export goReleaseStream
func goReleaseStream(stream *C.struct_ArrowArrayStream) {
	_, handle := stateOf(stream)
	handle.Delete()
	C.free(stream.private_data)
	stream.release = nil
}

// Moves the stream, reads it to its end, and releases it.
func countRows(stream *C.struct_ArrowArrayStream) C.int {
	if stream.release == nil {
		return C.int(syscall.EINVAL)
	}
	moved := *stream
	stream.release = nil
	defer C.releaseStream(&moved)
	for {
		var array C.struct_ArrowArray
		if code := C.getNext(&moved, &array); code != 0 || array.release == nil {
			return code
		}
		C.releaseArray(&array)
	}
}
