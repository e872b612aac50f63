using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Streams.Checks;

// Mirrors of native/checked_stream.h; LayoutTests compares them.

/// <summary>How a stream is checked, and the C# functions that check its schemas and batches.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CheckedStreamOptions
{
    public int level;
    public int fail_on;
    public delegate* unmanaged[Cdecl]<void*, CFinding*, void> on_finding;
    public void* context;
    public Block* owner;
    public delegate* unmanaged[Cdecl]<void*, Block**, int, CArrowSchema*, int> check_schema;
    public delegate* unmanaged[Cdecl]<void*, Block*, int, CArrowArray*, long, Block**, int> check_array;
}

/// <summary>The checksum of bits that must not change until a struct of a batch is released.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BufferChecksum
{
    public byte* data;
    public long first;
    public long count;
    public ulong sum;
    public int record;
    public int buffer;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BufferChecksumList
{
    public Block head;
    public long count;

    public static BufferChecksum* List(BufferChecksumList* checksums) => (BufferChecksum*)(checksums + 1);
}

/// <summary>
/// The options in the environment variable ARROWBRIDGE_CHECK; a level of 0 means that nothing is checked.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CheckEnvironment
{
    public int level;
    public int fail_on;
}
