using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Text;

/// <summary>Options for writing text (text.h), checked and with defaults filled in.</summary>
internal unsafe struct TextOptions
{
    public bool is_json;
    public long max_rows;
    public delegate* unmanaged[Cdecl]<void*, long, long, int> progress;
    public void* progress_context;

    /// <summary>As <see cref="progress"/>, for callers in C#. What it throws ends the writing.</summary>
    public Action<long, long>? on_progress;

    private const int Csv = 1;
    private const int Ndjson = 2;

    /// <param name="path">Path of the file; NULL for other destinations.</param>
    public static TextOptions Parse(CTextWriteOptions* given, byte* path)
    {
        CTextWriteOptions known = CallerOptions.Read(given);
        if (known.format is < 0 or > Ndjson)
        {
            Throw.Argument("options", $"has an unknown format: {known.format}");
        }
        if (known.reserved != 0)
        {
            Throw.Argument("options", $"has {known.reserved} in its reserved field, which must be 0");
        }
        TextOptions result = default;
        result.is_json = known.format == 0 ? path != null && IsJsonPath(path) : known.format != Csv;
        result.max_rows = known.max_rows == 0 ? long.MaxValue : Math.Max(known.max_rows, 0);
        result.progress = known.progress;
        result.progress_context = known.progress_context;
        return result;
    }

    /// <summary>Reports the numbers of batches and bytes written so far.</summary>
    public readonly void Report(long batches, long bytes)
    {
        on_progress?.Invoke(batches, bytes);
        if (progress != null && progress(progress_context, batches, bytes) != 0)
        {
            Throw.Cancelled("the progress callback cancelled the write");
        }
    }

    private static bool IsJsonPath(byte* path)
    {
        ReadOnlySpan<byte> name = Utf8Text.Span(path);
        return name.EndsWith(".ndjson"u8) || name.EndsWith(".jsonl"u8);
    }
}
