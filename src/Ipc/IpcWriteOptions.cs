using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Checks the caller's options for writing, of which older callers know fewer.</summary>
internal static unsafe class IpcWriteOptions
{
    private const int FileFormat = 1;
    private const int StreamFormat = 2;

    /// <param name="path">NULL where there is none.</param>
    /// <param name="keep">Keeps copies of metadata.</param>
    public static WriteOptions Read(CIpcWriteOptions* options, byte* path, SchemaBlock* schema, OwnedBlocks* keep)
    {
        CIpcWriteOptions known = default;
        if (options != null)
        {
            if (options->struct_size <= 0)
            {
                Throw.Argument("options", $"has a struct_size of {options->struct_size}");
            }
            Allocator.Copy(options, &known, Math.Min(options->struct_size, sizeof(CIpcWriteOptions)));
        }
        Check(known);
        WriteOptions result = default;
        result.is_file = known.format == 0 ? path != null && !IsStreamPath(path) : known.format == FileFormat;
        result.alignment = known.alignment == 0 ? Allocator.Alignment : known.alignment;
        result.codec = (Codec)(known.codec - 1);
        result.level = known.level;
        result.deltas = known.dictionary_deltas != 0;
        result.schema_metadata = known.schema_metadata == null
            ? SchemaBlock.Root(schema)->metadata
            : Copy(known.schema_metadata, keep, IpcWriter.SchemaMetadataSlot);
        result.footer_metadata = Copy(known.footer_metadata, keep, IpcWriter.FooterMetadataSlot);
        result.progress = known.progress;
        result.progress_context = known.progress_context;
        result.dictionaries_of = (ReaderBlock*)known.dictionaries_of;
        return result;
    }

    /// <summary>A codec as the C API numbers them, of which 0 is none.</summary>
    public static int Number(Codec codec) => 1 + (int)codec;

    private static void Check(in CIpcWriteOptions options)
    {
        if (options.format is < 0 or > StreamFormat)
        {
            Throw.Argument("options", $"has a format that is not known: {options.format}");
        }
        if (options.codec < 0 || options.codec > Number(Codec.Zstd))
        {
            Throw.Argument("options", $"has a codec that is not known: {options.codec}");
        }
        if (options.alignment is not (0 or 8 or 64))
        {
            Throw.Argument("options", $"has an alignment of {options.alignment}, which is neither 8 nor 64");
        }
        if (options.reserved != 0)
        {
            Throw.Argument("options", $"has {options.reserved} in its reserved field, which must be 0");
        }
    }

    private static bool IsStreamPath(byte* path) => Utf8Text.Span(path).EndsWith(".arrows"u8);

    /// <summary>NULL for no pairs.</summary>
    private static byte* Copy(byte* metadata, OwnedBlocks* keep, int place)
    {
        long size = Metadata.EncodedSize(metadata, static () => null);
        if (size == 0)
        {
            return null;
        }
        OwnedBlocks.Set(keep, place, Allocator.NewBuffer(size, out byte* copy));
        Allocator.Copy(metadata, copy, size);
        return copy;
    }
}
