using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>Options for writing IPC (ipc.h), checked and with defaults filled in.</summary>
internal unsafe struct WriteOptions
{
    public bool is_file;
    public int alignment;
    public Codec codec;
    public int level;
    public int threads;
    public bool deltas;
    public byte* schema_metadata;
    public byte* footer_metadata;
    public delegate* unmanaged[Cdecl]<void*, long, long, int> progress;
    public void* progress_context;
    public ReaderBlock* dictionaries_of;

    public const int FileFormat = 1;
    private const int StreamFormat = 2;

    /// <param name="given">The options of a caller, in C or C#; NULL for the defaults.</param>
    /// <param name="path">Path of the file; NULL for other destinations.</param>
    /// <param name="owned">Receives copies of metadata.</param>
    public static WriteOptions Parse(CIpcWriteOptions* given, byte* path, SchemaBlock* schema, OwnedBlocks* owned)
    {
        CIpcWriteOptions known = CallerOptions.Read(given);
        Check(known);
        WriteOptions result = default;
        result.is_file = known.format == 0 ? path != null && !IsStreamPath(path) : known.format == FileFormat;
        result.alignment = known.alignment == 0 ? Allocator.Alignment : known.alignment;
        result.codec = (Codec)(known.codec - 1);
        result.level = known.level;
        result.threads = CodecPool.Threads(known.threads);
        result.deltas = known.dictionary_deltas != 0;
        result.schema_metadata = known.schema_metadata == null
            ? SchemaBlock.Root(schema)->metadata
            : Copy(known.schema_metadata, owned, IpcWriter.SchemaMetadataSlot);
        result.footer_metadata = Copy(known.footer_metadata, owned, IpcWriter.FooterMetadataSlot);
        result.progress = known.progress;
        result.progress_context = known.progress_context;
        result.dictionaries_of = (ReaderBlock*)known.dictionaries_of;
        return result;
    }

    /// <summary>The number of a codec in the C API, where 0 is no codec.</summary>
    public static int Number(Codec codec) => 1 + (int)codec;

    private static void Check(in CIpcWriteOptions options)
    {
        if (options.format is < 0 or > StreamFormat)
        {
            Throw.Argument("options", $"has an unknown format: {options.format}");
        }
        if (options.codec < 0 || options.codec > Number(Codec.Zstd))
        {
            Throw.Argument("options", $"has an unknown codec: {options.codec}");
        }
        if (options.alignment is not (0 or 8 or 64))
        {
            Throw.Argument("options", $"has alignment {options.alignment}, but only 8 and 64 are allowed");
        }
    }

    private static bool IsStreamPath(byte* path) => Utf8Text.Span(path).EndsWith(".arrows"u8);

    /// <summary>Copies encoded metadata; NULL if it has no pairs.</summary>
    private static byte* Copy(byte* metadata, OwnedBlocks* owned, int slot)
    {
        long size = Metadata.EncodedSize(metadata);
        if (size == 0)
        {
            return null;
        }
        OwnedBlocks.Set(owned, slot, Allocator.NewBuffer(size, out byte* copy));
        Allocator.Copy(metadata, copy, size);
        return copy;
    }
}
