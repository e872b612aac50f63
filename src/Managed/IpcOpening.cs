using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Settings in their native form, for as long as a reader is opened.</summary>
internal unsafe ref struct IpcOpening
{
    private Arena _arena;

    public IpcOpening(IpcReadSettings? settings)
    {
        settings ??= new IpcReadSettings();
        Check(settings);
        try
        {
            Options = new IpcOptions
            {
                Level = Math.Max((int)settings.Validation, Validation.Minimal),
                NoMap = settings.NoMap,
                MaxBytes = settings.MaxBytes == 0 ? long.MaxValue : settings.MaxBytes,
                Threads = Math.Clamp(settings.Threads, 1, DecompressionPool.MostThreads),
                Names = Names(settings.ColumnNames),
                Indices = Indices(settings.ColumnIndices),
                Columns = settings.ColumnNames?.Count ?? settings.ColumnIndices?.Count ?? 0,
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

    private static void Check(IpcReadSettings settings)
    {
        if (settings.Validation is < ValidationLevel.None or > ValidationLevel.Full)
        {
            Throw.Argument(nameof(settings), $"has a level of validation that is not known: {(int)settings.Validation}");
        }
        if (settings.MaxBytes < 0)
        {
            Throw.Argument(nameof(settings), $"has {nameof(settings.MaxBytes)} of {settings.MaxBytes}");
        }
        if (settings.Threads < 0)
        {
            Throw.Argument(nameof(settings), $"has {nameof(settings.Threads)} of {settings.Threads}");
        }
        if (settings.ColumnNames is not null && settings.ColumnIndices is not null)
        {
            Throw.Argument(nameof(settings), $"has both {nameof(settings.ColumnNames)} and {nameof(settings.ColumnIndices)}");
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
            list[i] = _arena.Text(NativeText.Of(names[i], nameof(IpcReadSettings.ColumnNames)));
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
