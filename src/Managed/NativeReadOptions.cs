using ArrowBridge.Abi;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Native read options. Dispose them after the reader has been opened.</summary>
internal unsafe ref struct NativeReadOptions
{
    private Arena _arena;

    public NativeReadOptions(IpcReadOptions? options)
    {
        options ??= new IpcReadOptions();
        try
        {
            CIpcReadOptions native = new()
            {
                struct_size = sizeof(CIpcReadOptions),
                validate = (int)options.Validation,
                no_map = options.NoMap ? 1 : 0,
                column_names = Names(options.ColumnNames),
                column_indices = Indices(options.ColumnIndices),
                n_columns = options.ColumnNames?.Count ?? options.ColumnIndices?.Count ?? 0,
                max_bytes = options.MaxBytes,
                threads = options.Threads,
            };
            Options = ReadOptions.Parse(&native);
        }
        catch
        {
            _arena.Dispose();
            throw;
        }
    }

    public ReadOptions Options { get; }

    public void Dispose() => _arena.Dispose();

    // An empty list has an address too: it means that no column is read.
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
