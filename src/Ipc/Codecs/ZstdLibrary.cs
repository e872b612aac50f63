using System.Runtime.InteropServices;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>The functions of zstd.h that are used.</summary>
internal sealed unsafe class ZstdLibrary
{
    /// <summary>ZSTD_reset_session_only.</summary>
    public const int SessionOnly = 1;

    private static ZstdLibrary? s_library;

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which have the same layout.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Span
    {
        public byte* data;
        public nuint size;
        public nuint position;
    }

    private ZstdLibrary()
    {
        CodecLibrary library = new("libzstd.so.1", "libzstd.1.dylib", "zstd.dll", "libzstd.dll");
        DecompressStream =
            (delegate* unmanaged[Cdecl]<void*, Span*, Span*, nuint>)library.Function("ZSTD_decompressStream");
        ResetDCtx = (delegate* unmanaged[Cdecl]<void*, int, nuint>)library.Function("ZSTD_DCtx_reset");
        IsError = (delegate* unmanaged[Cdecl]<nuint, uint>)library.Function("ZSTD_isError");
        ErrorName = (delegate* unmanaged[Cdecl]<nuint, byte*>)library.Function("ZSTD_getErrorName");
        Decompression = new CodecFunctions
        {
            codec = (int)Codec.Zstd,
            create = (void*)library.Function("ZSTD_createDCtx"),
            discard = (void*)library.Function("ZSTD_freeDCtx"),
            run = (void*)library.Function("ZSTD_decompressDCtx"),
            is_error = IsError,
        };
        Compression = new CodecFunctions
        {
            codec = (int)Codec.Zstd,
            compresses = 1,
            create = (void*)library.Function("ZSTD_createCCtx"),
            discard = (void*)library.Function("ZSTD_freeCCtx"),
            run = (void*)library.Function("ZSTD_compressCCtx"),
            bound = (void*)library.Function("ZSTD_compressBound"),
            is_error = IsError,
        };
    }

    /// <summary>The functions for decompressing whole frames.</summary>
    public CodecFunctions Decompression { get; }

    /// <summary>The functions for compressing whole frames.</summary>
    public CodecFunctions Compression { get; }

    public delegate* unmanaged[Cdecl]<void*, Span*, Span*, nuint> DecompressStream { get; }

    public delegate* unmanaged[Cdecl]<void*, int, nuint> ResetDCtx { get; }

    public delegate* unmanaged[Cdecl]<nuint, uint> IsError { get; }

    private delegate* unmanaged[Cdecl]<nuint, byte*> ErrorName { get; }

    /// <summary>The library. Two threads may load it at the same time, which is harmless.</summary>
    public static ZstdLibrary Get() => s_library ??= new ZstdLibrary();

    public string ErrorText(nuint code) => Utf8Text.Display(Utf8Text.Span(ErrorName(code)));
}
