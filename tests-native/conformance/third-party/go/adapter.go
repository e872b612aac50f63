// Package main runs arrow-go under the conformance kit, built manually: exports IPC files as a producer, imports and reads streams as a consumer.
//
//	go build -buildmode=c-shared -o go_adapter.so adapter.go
package main

import "C"

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/cdata"
	"github.com/apache/arrow-go/v18/arrow/ipc"
)

func printError(err error) C.int {
	fmt.Fprintln(os.Stderr, "arrow-go:", err)
	return C.int(syscall.EINVAL)
}

// All batches of a file.
func open(path string) (array.RecordReader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader, err := ipc.NewFileReader(file)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	var records []arrow.Record
	for i := 0; i < reader.NumRecords(); i++ {
		record, err := reader.RecordAt(i)
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return array.NewRecordReader(reader.Schema(), records)
}

//export GoProduce
func GoProduce(out unsafe.Pointer, path *C.char) C.int {
	reader, err := open(C.GoString(path))
	if err != nil {
		return printError(err)
	}
	defer reader.Release()
	cdata.ExportRecordReader(reader, (*cdata.CArrowArrayStream)(out))
	return 0
}

//export GoProduceSchema
func GoProduceSchema(out unsafe.Pointer, path *C.char) C.int {
	reader, err := open(C.GoString(path))
	if err != nil {
		return printError(err)
	}
	defer reader.Release()
	cdata.ExportArrowSchema(reader.Schema(), (*cdata.CArrowSchema)(out))
	return 0
}

// All values of all batches.
func read(stream unsafe.Pointer) (err error) {
	defer func() {
		if failure := recover(); failure != nil {
			err = fmt.Errorf("panic: %v", failure)
		}
	}()
	imported, err := cdata.ImportCRecordReader((*cdata.CArrowArrayStream)(stream), nil)
	if err != nil {
		return err
	}
	reader := imported.(array.RecordReader)
	defer reader.Release()
	for reader.Next() {
		_ = fmt.Sprint(reader.Record())
	}
	return reader.Err()
}

//export GoConsume
func GoConsume(stream unsafe.Pointer) C.int {
	err := read(stream)
	// arrow-go releases a stream when its reader is garbage-collected.
	for i := 0; i < 3; i++ {
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	if err != nil {
		return printError(err)
	}
	return 0
}

func main() {}
