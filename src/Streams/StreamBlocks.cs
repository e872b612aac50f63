using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Streams;

// Mirrors of native/streams.h; LayoutTests compares sizes and offsets.

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ReaderBlock
{
    public Block head;
    public Block* schema;
    public CArrowArrayStream source;
    public ReaderBlock* next_queued;
    public void* handle;
    public Block* text;
    public Block* call_lock;
    public long batches;
    public int busy;
    public int state;
    public int code;
    public int n_refs;
    public int cancelled;
    public int is_reusable;

    public static Block** Refs(ReaderBlock* reader) => (Block**)(reader + 1);
}

/// <summary>
/// An element of the list of batches that several readers read; <c>next</c> is NULL until the next batch is read.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LinkBlock
{
    public Block head;
    public Block* array;
    public LinkBlock* next;
}

/// <summary>How a thread reads ahead (native/read_ahead.c).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ReadAheadOptions
{
    public ReaderBlock* source;
    public delegate* unmanaged[Cdecl]<ReaderBlock*, CArrowArray*, long*, CError*, int> fetch;
    public long max_batches;
    public long max_bytes;
    public int on_request;
    public int may_block;
}

/// <summary>What waiting for a batch gave, in the order of streams.h.</summary>
internal enum ReadAheadResult
{
    Taken,
    Ended,
    Failed,
    Late,
    Cancelled,
    OwnThread,
}

/// <summary>What waiting for an asynchronous producer gave, in the order of async.h.</summary>
internal enum AsyncResult
{
    Taken,
    Ended,
    Failed,
    Late,
    Cancelled,
    OwnThread,
    HasReader,
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StreamBlock
{
    public Block head;
    public ReaderBlock* reader;
    public delegate* unmanaged[Cdecl]<StreamBlock*, CArrowSchema*, int> get_schema;
    public delegate* unmanaged[Cdecl]<StreamBlock*, CArrowArray*, int> get_next;
    public byte* error;
    public CError text;
}
