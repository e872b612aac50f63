using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ArrowBridge.Abi;

// Blittable mirrors of the C structs in the public headers. Fields keep their C names.

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CArrowSchema
{
    public byte* format;
    public byte* name;
    public byte* metadata;
    public long flags;
    public long n_children;
    public CArrowSchema** children;
    public CArrowSchema* dictionary;
    public delegate* unmanaged[Cdecl]<CArrowSchema*, void> release;
    public void* private_data;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CArrowArray
{
    public long length;
    public long null_count;
    public long offset;
    public long n_buffers;
    public long n_children;
    public void** buffers;
    public CArrowArray** children;
    public CArrowArray* dictionary;
    public delegate* unmanaged[Cdecl]<CArrowArray*, void> release;
    public void* private_data;

    /// <summary>Copies all fields except release and private_data; assigning the struct would call memmove.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyContents(CArrowArray* source, CArrowArray* target)
    {
        Vector128.Store(Vector128.Load((byte*)source), (byte*)target);
        Vector128.Store(Vector128.Load((byte*)source + 16), (byte*)target + 16);
        Vector128.Store(Vector128.Load((byte*)source + 32), (byte*)target + 32);
        Vector128.Store(Vector128.Load((byte*)source + 48), (byte*)target + 48);
    }
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CArrowArrayStream
{
    public delegate* unmanaged[Cdecl]<CArrowArrayStream*, CArrowSchema*, int> get_schema;
    public delegate* unmanaged[Cdecl]<CArrowArrayStream*, CArrowArray*, int> get_next;
    public delegate* unmanaged[Cdecl]<CArrowArrayStream*, byte*> get_last_error;
    public delegate* unmanaged[Cdecl]<CArrowArrayStream*, void> release;
    public void* private_data;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CArrowDeviceArray
{
    public CArrowArray array;
    public long device_id;
    public int device_type;
    public void* sync_event;
    public fixed long reserved[3];
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CArrowDeviceArrayStream
{
    public int device_type;
    public delegate* unmanaged[Cdecl]<CArrowDeviceArrayStream*, CArrowSchema*, int> get_schema;
    public delegate* unmanaged[Cdecl]<CArrowDeviceArrayStream*, CArrowDeviceArray*, int> get_next;
    public delegate* unmanaged[Cdecl]<CArrowDeviceArrayStream*, byte*> get_last_error;
    public delegate* unmanaged[Cdecl]<CArrowDeviceArrayStream*, void> release;
    public void* private_data;
}

/// <summary>Bits of <see cref="CArrowSchema.flags"/> (SCH-11).</summary>
internal static class ArrowFlag
{
    public const long DictionaryOrdered = 1;
    public const long Nullable = 2;
    public const long MapKeysSorted = 4;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CError
{
    public const int Size = 1024;
    public fixed byte message[Size];
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CReaderCallbacks
{
    public delegate* unmanaged[Cdecl]<void*, CArrowArray*, CError*, int> next;
    public delegate* unmanaged[Cdecl]<void*, void> release;
    public void* context;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CInput
{
    public delegate* unmanaged[Cdecl]<void*, void*, long, long*, CError*, int> read;
    public delegate* unmanaged[Cdecl]<void*, void> release;
    public void* context;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct COutput
{
    public delegate* unmanaged[Cdecl]<void*, void*, long, CError*, int> write;
    public delegate* unmanaged[Cdecl]<void*, void> release;
    public void* context;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CBuffer
{
    public void* data;
    public long size;
    public delegate* unmanaged[Cdecl]<void*, void> release;
    public void* context;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CArrayPart
{
    public long length;
    public long null_count;
    public long offset;
    public long n_buffers;
    public CBuffer* buffers;
    public CArrowArray* array;
}

[StructLayout(LayoutKind.Sequential)]
internal struct CPrintOptions
{
    public long struct_size;
    public long head;
    public long tail;
    public long max_width;
    public long total_width;
}

[StructLayout(LayoutKind.Sequential)]
internal struct CImportOptions
{
    public long struct_size;
    public int misaligned;
    public int reserved;
}

[StructLayout(LayoutKind.Sequential)]
internal struct CUnifyOptions
{
    public long struct_size;
    public int index_bits;
    public int ordered;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CIpcReadOptions
{
    public long struct_size;
    public int validate;
    public int no_map;
    public byte** column_names;
    public long* column_indices;
    public long n_columns;
    public long max_bytes;
    public int threads;
    public int reserved;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CIpcWriteOptions
{
    public long struct_size;
    public int format;
    public int codec;
    public int level;
    public int alignment;
    public int dictionary_deltas;
    public int threads;
    public byte* schema_metadata;
    public byte* footer_metadata;
    public delegate* unmanaged[Cdecl]<void*, long, long, int> progress;
    public void* progress_context;
    public void* dictionaries_of;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CIpcFollowOptions
{
    public long struct_size;
    public long timeout_ms;
    public delegate* unmanaged[Cdecl]<void*, int> cancelled;
    public delegate* unmanaged[Cdecl]<void*, void> release;
    public void* context;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CIpcMessage
{
    /// <summary>The kind of an end-of-stream marker; other kinds are those of Message.fbs.</summary>
    public const int EndOfStream = 4;

    public int kind;
    public int reserved;
    public byte* data;
    public long size;
    public byte* metadata;
    public long metadata_size;
    public byte* body;
    public long body_size;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CTextWriteOptions
{
    public long struct_size;
    public int format;
    public int reserved;
    public long max_rows;
    public delegate* unmanaged[Cdecl]<void*, long, long, int> progress;
    public void* progress_context;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CFieldCast
{
    public byte* path;
    public byte* reason;
    public int outcome;
    public int depth;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CFinding
{
    public byte* rule;
    public byte* operation;
    public byte* field;
    public byte* message;
    public long batch;
    public long row;
    public int severity;
    public int side;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CCheckOptions
{
    public long struct_size;
    public int level;
    public int fail_on;
    public delegate* unmanaged[Cdecl]<void*, CFinding*, void> on_finding;
    public delegate* unmanaged[Cdecl]<void*, void> release;
    public void* context;
}

[StructLayout(LayoutKind.Sequential)]
internal struct CLiveCounts
{
    public long bytes;
    public long blocks;
    public long handles;
    public long exported_schemas;
    public long exported_arrays;
    public long exported_streams;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CDeviceCopier
{
    public long struct_size;
    public void* context;
    public delegate* unmanaged[Cdecl]<void*, void> release;
    public delegate* unmanaged[Cdecl]<void*, long, void*, CError*, int> wait;
    public delegate* unmanaged[Cdecl]<void*, long, void*, long, long, void*, CError*, int> copy_to_host;
    public delegate* unmanaged[Cdecl]<void*, long, void*, long, void*, CError*, int> copy_from_host;
    public delegate* unmanaged[Cdecl]<void*, long, long, void**, CError*, int> allocate;
    public delegate* unmanaged[Cdecl]<void*, long, void*, long, void> deallocate;
}
