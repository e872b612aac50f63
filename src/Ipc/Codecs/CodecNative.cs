using System.Runtime.InteropServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

// Mirrors of native/codecs.h; LayoutTests compares them.

/// <summary>What became of a frame.</summary>
internal enum FrameStatus
{
    Done = 0,
    TooShort,
    TooLong,
    NoEnd,
    CodecError,
    NoMemory,
}

/// <summary>A codec in one direction, by the functions that are used of it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CodecFunctions
{
    public int codec;
    public int compresses;
    public long level;
    public void* create;
    public void* discard;
    public void* reset;
    public void* run;
    public void* bound;
    public void* is_error;
}

/// <summary>A context of a codec. Some are kept for the next reader, unless they are large.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CodecContext
{
    public CodecFunctions codec;
    public void* context;
    public long is_large;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Frame
{
    public byte* source;
    public long source_size;
    public byte* target;
    public long size;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Result
{
    public long codec;
    public long status;
    public nuint code;
    public long source_size;
    public byte* target;
    public long size;
    public void* field;
}

/// <summary>
/// Frames of codecs, decompressed or compressed on the calling thread or, in a pool, on others, which never enter the
/// runtime.
/// </summary>
internal static unsafe class CodecNative
{
    private const string Module = "arrowbridge_native";

    [DllImport(Module)]
    public static extern CodecContext* ab_codec_context(CodecFunctions* codec);

    [DllImport(Module)]
    public static extern FrameStatus ab_codec_run(
        CodecFunctions* codec, CodecContext* context, Frame* frame, nuint* code);

    [DllImport(Module)]
    public static extern long ab_compress_bound(CodecFunctions* codec, long size);

    [DllImport(Module)]
    public static extern void* ab_pool_new(int threads);

    [DllImport(Module)]
    public static extern int ab_pool_begin(void* pool, long frames);

    [DllImport(Module)]
    public static extern long ab_pool_add(void* pool, CodecFunctions* codec, Frame* frame, void* field);

    [DllImport(Module)]
    public static extern void ab_pool_wait(void* pool, long number, Result* output);

    [DllImport(Module)]
    public static extern void ab_pool_help(void* pool);

    [DllImport(Module)]
    public static extern int ab_pool_finish(void* pool, Result* output);
}
