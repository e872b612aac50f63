using System.Runtime.InteropServices;
using ArrowBridge.Abi;

namespace ArrowBridge.Memory;

// Mirrors of native/native.h and native/exported.c; LayoutTests compares sizes and offsets.

/// <summary>The kind of a block; native.h describes each.</summary>
internal enum BlockKind
{
    Memory = 0,
    Schema,
    Array,
    Reader,
    Stream,
    ExportedArray,
    ExportedSchema,
    Mapping,
    Owner,
    Batches,
    OwnedBlocks,
    Writer,
    Output,
    CallLock,
    Link,
    CheckedStream,
    CheckedStruct,
    Decoder,
    ReadAhead,
    AsyncConsumer,
}

[StructLayout(LayoutKind.Sequential)]
internal struct Block
{
    public long size;
    public int refs;
    public BlockKind kind;
}

/// <summary>A reference to a whole block (column -1), or to one column of an imported array.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Reference(Block* block, long column = -1)
{
    public Block* block = block;
    public long column = column;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ArrayBlock
{
    public Block head;
    public Block* schema;
    public void* field;
    public CArrowArray array;
    public Reference reference;
    public int memory;
    public int n_columns;
    public int shareable;

    /// <summary>The highest level at which the contents were found valid; views have that of their parent.</summary>
    public int validated;

    /// <summary>
    /// End of the array of which this is a view, as an index into its buffers: the last valid index of its offsets.
    /// </summary>
    public long end_offset;

    /// <summary>Bytes after the header: a count per column, padded to 8 bytes, and a struct per column.</summary>
    public static long ColumnBytes(long columns) =>
        (((columns + 1) & ~1L) * sizeof(int)) + (columns * sizeof(CArrowArray));

    public static int* ColumnRefs(ArrayBlock* array) => (int*)(array + 1);
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MappingBlock
{
    public Block head;
    public byte* address;
    public long length;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OwnerBlock
{
    public Block head;
    public delegate* unmanaged[Cdecl]<void*, void> release;
    public void* owner;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BatchesBlock
{
    public Block head;
    public long count;

    public static CArrowArray* Arrays(BatchesBlock* batches) => (CArrowArray*)(batches + 1);
}

[StructLayout(LayoutKind.Sequential)]
internal struct OutputBlock
{
    public Block head;
    public int fd;
    public int path_size;
    public long process;
}

/// <summary>
/// The block of an exported array or schema: this header, then the private data of each struct in pre-order.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ExportedBlock
{
    public Block head;
    public Reference base_;
    public Block** owners;
    public long n_owners;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ExportedArray
{
    public CArrowArray value;
    public ExportedBlock* block;
    public int state;
    public int column;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ExportedSchema
{
    public CArrowSchema value;
    public ExportedBlock* block;
    public int state;
    public int column;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Callbacks
{
    public delegate* unmanaged[Cdecl]<CArrowArray*, void> release_array;
    public delegate* unmanaged[Cdecl]<CArrowSchema*, void> release_schema;
    public delegate* unmanaged[Cdecl]<void*, void> close_owner;
}

/// <summary>A block that is alive, while blocks are tracked.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TrackedBlock
{
    public const int TagSize = 64;

    public Block* block;
    public byte* function;
    public long age;
    public long order;
    public long size;
    public BlockKind kind;
    public int refs;
    public fixed byte tag[TagSize];
}
