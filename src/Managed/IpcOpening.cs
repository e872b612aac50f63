using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Settings in their native form, for as long as a reader is opened.</summary>
internal unsafe ref struct IpcOpening
{
    private Arena _arena;

    public IpcOpening(IpcReadOptions? options)
    {
        options ??= new IpcReadOptions();
        Check(options);
        try
        {
            Options = new IpcOptions
            {
                Level = Math.Max((int)options.Validation, Validation.Minimal),
                NoMap = options.NoMap,
                MaxBytes = options.MaxBytes == 0 ? long.MaxValue : options.MaxBytes,
                Threads = Math.Clamp(options.Threads, 1, DecompressionPool.MostThreads),
                Names = Names(options.ColumnNames),
                Indices = Indices(options.ColumnIndices),
                Columns = options.ColumnNames?.Count ?? options.ColumnIndices?.Count ?? 0,
            };
        }
        catch
        {
            _arena.Dispose();
            throw;
        }
    }

    public IpcOptions Options { get; }

    public void Dispose() => _arena.Dispose();

    private static void Check(IpcReadOptions options)
    {
        if (options.Validation is < ValidationLevel.None or > ValidationLevel.Full)
        {
            Throw.Argument(nameof(options), $"has a level of validation that is not known: {(int)options.Validation}");
        }
        if (options.MaxBytes < 0)
        {
            Throw.Argument(nameof(options), $"has {nameof(options.MaxBytes)} of {options.MaxBytes}");
        }
        if (options.Threads < 0)
        {
            Throw.Argument(nameof(options), $"has {nameof(options.Threads)} of {options.Threads}");
        }
        if (options.ColumnNames is not null && options.ColumnIndices is not null)
        {
            Throw.Argument(nameof(options), $"has both {nameof(options.ColumnNames)} and {nameof(options.ColumnIndices)}");
        }
    }

    // An empty list has an address, too: it says that no column is wanted.
    private byte** Names(IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return null;
        }
        byte** list = (byte**)_arena.Take((1 + (long)names.Count) * sizeof(byte*));
        for (int i = 0; i < names.Count; i++)
        {
            list[i] = _arena.Text(NativeText.Of(names[i], nameof(IpcReadOptions.ColumnNames)));
        }
        return list;
    }

    private long* Indices(IReadOnlyList<int>? indices)
    {
        if (indices is null)
        {
            return null;
        }
        long* list = (long*)_arena.Take((1 + (long)indices.Count) * sizeof(long));
        for (int i = 0; i < indices.Count; i++)
        {
            list[i] = indices[i];
        }
        return list;
    }
}
