using System.Runtime.InteropServices;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>The functions of lz4frame.h that are used.</summary>
internal sealed unsafe class Lz4Library
{
    private static Lz4Library? s_library;

    /// <summary>LZ4F_decompressOptions_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DecompressOptions
    {
        public uint stable_dst;
        public uint skip_checksums;
        public uint reserved1;
        public uint reserved0;
    }

    private Lz4Library()
    {
        CodecLibrary library = new("liblz4.so.1", "liblz4.1.dylib", "lz4.dll", "liblz4.dll");
        ResetDecompressionContext =
            (delegate* unmanaged[Cdecl]<void*, void>)library.Function("LZ4F_resetDecompressionContext");
        Decompress = (delegate* unmanaged[Cdecl]<void*, byte*, nuint*, byte*, nuint*, DecompressOptions*, nuint>)
            library.Function("LZ4F_decompress");
        IsError = (delegate* unmanaged[Cdecl]<nuint, uint>)library.Function("LZ4F_isError");
        ErrorName = (delegate* unmanaged[Cdecl]<nuint, byte*>)library.Function("LZ4F_getErrorName");
        Decompression = new CodecFunctions
        {
            codec = (int)Codec.Lz4Frame,
            create = (void*)library.Function("LZ4F_createDecompressionContext"),
            discard = (void*)library.Function("LZ4F_freeDecompressionContext"),
            reset = ResetDecompressionContext,
            run = Decompress,
            is_error = IsError,
        };
        Compression = new CodecFunctions
        {
            codec = (int)Codec.Lz4Frame,
            compresses = 1,
            run = (void*)library.Function("LZ4F_compressFrame"),
            bound = (void*)library.Function("LZ4F_compressFrameBound"),
            is_error = IsError,
        };
    }

    /// <summary>The functions for decompressing whole frames.</summary>
    public CodecFunctions Decompression { get; }

    /// <summary>The functions for compressing whole frames.</summary>
    public CodecFunctions Compression { get; }

    public delegate* unmanaged[Cdecl]<void*, void> ResetDecompressionContext { get; }

    public delegate* unmanaged[Cdecl]<void*, byte*, nuint*, byte*, nuint*, DecompressOptions*, nuint> Decompress
    {
        get;
    }

    public delegate* unmanaged[Cdecl]<nuint, uint> IsError { get; }

    private delegate* unmanaged[Cdecl]<nuint, byte*> ErrorName { get; }

    /// <summary>The library. Two threads may load it at the same time, which is harmless.</summary>
    public static Lz4Library Get() => s_library ??= new Lz4Library();

    public string ErrorText(nuint code) => Utf8Text.Display(Utf8Text.Span(ErrorName(code)));
}
