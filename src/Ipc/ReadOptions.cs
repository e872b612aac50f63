using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Options for reading IPC (ipc.h), checked and with defaults filled in. Pointers belong to the caller and are valid
/// while a reader is opened.
/// </summary>
internal readonly unsafe struct ReadOptions
{
    private ReadOptions(in CIpcReadOptions known)
    {
        Level = Math.Max(known.validate, Validation.Minimal);
        NoMap = known.no_map != 0;
        Names = known.column_names;
        Indices = known.column_indices;
        Columns = known.n_columns;
        MaxBytes = known.max_bytes == 0 ? long.MaxValue : known.max_bytes;
        Threads = CodecPool.Threads(known.threads);
    }

    private ReadOptions(in ReadOptions source, byte** names, long* indices)
    {
        this = source;
        Names = names;
        Indices = indices;
    }

    /// <summary>Validation level of every batch, at least <see cref="Validation.Minimal"/>.</summary>
    public int Level { get; }

    /// <summary>Whether a file is read into memory instead of being mapped.</summary>
    public bool NoMap { get; }

    /// <summary>Names of the requested columns; NULL if they are requested by index, or all are read.</summary>
    public byte** Names { get; }

    /// <summary>Indices of the requested columns; NULL if they are requested by name, or all are read.</summary>
    public long* Indices { get; }

    /// <summary>Number of requested columns.</summary>
    public long Columns { get; }

    /// <summary>Most bytes to allocate for one batch or dictionary.</summary>
    public long MaxBytes { get; }

    /// <summary>Number of threads that decompress a batch, including the calling thread.</summary>
    public int Threads { get; }

    public bool HasColumns => Names != null || Indices != null;

    /// <param name="given">The options of a caller, in C or C#; NULL for the defaults.</param>
    public static ReadOptions Parse(CIpcReadOptions* given)
    {
        CIpcReadOptions known = CallerOptions.Read(given);
        if (known.validate is < Validation.None or > Validation.Full)
        {
            Throw.Argument("options", $"has an unknown validation level: {known.validate}");
        }
        CheckColumns(known);
        if (known.max_bytes < 0)
        {
            Throw.Argument("options", $"allows {known.max_bytes} bytes per batch (max_bytes)");
        }
        if (known.reserved != 0)
        {
            Throw.Argument("options", $"has {known.reserved} in its reserved field, which must be 0");
        }
        return new ReadOptions(known);
    }

    /// <summary>The same options with a copy of the list of columns, for a reader that is opened later.</summary>
    /// <param name="owned">Receives the copy.</param>
    public ReadOptions Keep(OwnedBlocks* owned, int slot)
    {
        if (!HasColumns)
        {
            return this;
        }
        long size = Size.Multiply(Columns, sizeof(long));
        for (long i = 0; Names != null && i < Columns; i++)
        {
            size = Size.Add(size, Names[i] == null ? 0 : Utf8Text.Span(Names[i]).Length + 1L);
        }
        OwnedBlocks.Set(owned, slot, Allocator.NewBuffer(size, out byte* copy));
        if (Names == null)
        {
            Allocator.Copy(Indices, copy, size);
            return new ReadOptions(this, null, (long*)copy);
        }
        byte* text = copy + (Columns * sizeof(long));
        for (long i = 0; i < Columns; i++)
        {
            ReadOnlySpan<byte> name = Names[i] == null ? default : Utf8Text.Span(Names[i]);
            ((byte**)copy)[i] = Names[i] == null ? null : text;
            name.CopyTo(new Span<byte>(text, name.Length));
            text += name.Length;
            if (Names[i] != null)
            {
                *text++ = 0;
            }
        }
        return new ReadOptions(this, (byte**)copy, null);
    }

    private static void CheckColumns(in CIpcReadOptions known)
    {
        if (known.column_names != null && known.column_indices != null)
        {
            Throw.Argument("options", "asks for columns both by name and by index");
        }
        bool hasNone = known.column_names == null && known.column_indices == null;
        if (known.n_columns < 0 || known.n_columns > int.MaxValue || (hasNone && known.n_columns > 0))
        {
            string detail = hasNone ? ", neither by name nor by index" : "";
            Throw.Argument("options", $"asks for {known.n_columns} columns (n_columns){detail}");
        }
    }
}
