using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Text;

namespace ArrowBridge;

/// <summary>Specifies the text format to write.</summary>
public enum TextFormat
{
    /// <summary>Newline-delimited JSON when writing to a path that ends in <c>.ndjson</c> or <c>.jsonl</c>; CSV for all
    /// other destinations.</summary>
    Automatic,

    /// <summary>Comma-separated values, with the column names in the first line.</summary>
    Csv,

    /// <summary>Newline-delimited JSON, also called JSON lines: an object per row.</summary>
    Ndjson,
}

/// <summary>Options for writing CSV or newline-delimited JSON.</summary>
public sealed class TextWriteOptions
{
    /// <summary>Gets the format to write.</summary>
    public TextFormat Format { get; init; }

    /// <summary>Gets the maximum number of rows to write, or null to write all rows. Batches after the last row are not
    /// read.</summary>
    public long? MaxRows { get; init; }

    /// <summary>Gets the object to which the written amount is reported after each batch, on the thread that writes.
    /// May be null. If it throws, writing stops and the exception is rethrown.</summary>
    public IProgress<WriteProgress>? Progress { get; init; }

    /// <summary>Gets the token that is checked at the start and after each batch. Once it is canceled, writing stops
    /// with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Checks the options.</summary>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="path">The path of the file; NULL for other destinations.</param>
    internal static unsafe TextOptions Parse(TextWriteOptions? options, byte* path)
    {
        options ??= new TextWriteOptions();
        CTextWriteOptions native = new()
        {
            struct_size = sizeof(CTextWriteOptions),
            format = (int)options.Format,
        };
        TextOptions parsed = TextOptions.Parse(&native, path);
        if (options.MaxRows is < 0)
        {
            Throw.Argument(nameof(options), $"has {options.MaxRows} as the maximum number of rows");
        }
        parsed.max_rows = options.MaxRows ?? long.MaxValue;
        options.Cancellation.ThrowIfCancellationRequested();
        parsed.on_progress = options.Report;
        return parsed;
    }

    private void Report(long batches, long bytes)
    {
        Progress?.Report(new WriteProgress(batches, bytes));
        Cancellation.ThrowIfCancellationRequested();
    }
}
