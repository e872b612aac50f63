// go build -buildmode=c-shared -o adapter.so .
package main

// #include "arrowbridge/abi.h"
import "C"

//export GoStream
func GoStream(out *C.struct_ArrowArrayStream) C.int {
	exportNumbers([]int{3, 0, 2}, out)
	return 0
}

//export GoConsume
func GoConsume(stream *C.struct_ArrowArrayStream) C.int {
	return countRows(stream)
}

func main() {}
