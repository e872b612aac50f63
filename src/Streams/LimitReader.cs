using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// Yields a range of the rows of a reader. The first and the last batch are slices. The source is released with the
/// last row.
/// </summary>
internal sealed unsafe class LimitReader : AdapterReader
{
    /// <summary>No limit of the number of rows or batches.</summary>
    public const long All = long.MaxValue;

    private long _skip;
    private long _rows;
    private long _batches;
    private bool _ended;

    private LimitReader(ReaderBlock* source, long offset, long rows, long batches)
        : base(source)
    {
        _skip = offset;
        _rows = rows;
        _batches = batches;
    }

    /// <summary>Empty once the source is released: no batch follows.</summary>
    public override ReadOnlySpan<int> DictionaryNumbers => _ended ? default : base.DictionaryNumbers;

    public override bool MayBlock => !_ended && base.MayBlock;

    public static ReaderBlock* Create(ReaderBlock* source, long offset, long rows, long batches = All)
    {
        RequireNotNegative("offset", offset);
        RequireNotNegative("n_rows", rows);
        return new LimitReader(source, offset, rows, batches).AttachToSource(0);
    }

    /// <summary>All rows after the first <paramref name="rows"/>.</summary>
    public static ReaderBlock* CreateSkip(ReaderBlock* source, long rows)
    {
        RequireNotNegative("n_rows", rows);
        return Create(source, rows, All);
    }

    /// <summary>
    /// Makes two readers of the same rows: <paramref name="first"/> yields those at the beginning, and
    /// <paramref name="all"/> yields all of them. 0: no limit of this kind.
    /// </summary>
    public static void CreatePeek(
        ReaderBlock* source, long batches, long rows, ReaderBlock** first, ReaderBlock** all)
    {
        RequireNotNegative("max_batches", batches);
        RequireNotNegative("max_rows", rows);
        if (batches == 0 && rows == 0)
        {
            Throw.Argument("max_rows", "is 0, and so is max_batches: there must be a limit");
        }
        ReaderBlock** both = stackalloc ReaderBlock*[2];
        TeeReader.Create(source, 2, both);
        try
        {
            *first = Create(both[0], 0, rows == 0 ? All : rows, batches == 0 ? All : batches);
        }
        catch
        {
            Native.ab_release(&both[1]->head);
            throw;
        }
        finally
        {
            Native.ab_release(&both[0]->head);
        }
        *all = both[1];
    }

    private static void RequireNotNegative(string name, long number)
    {
        if (number < 0)
        {
            Throw.Argument(name, $"is {number}");
        }
    }

    public override bool Next(CArrowArray* output)
    {
        if (!_ended && !Fetch(output))
        {
            End();
        }
        return true;
    }

    /// <summary>Reads the next batch that has rows of the range. Returns whether more may follow.</summary>
    private bool Fetch(CArrowArray* output)
    {
        while (_rows > 0 && _batches > 0)
        {
            Cursor.StopIfCancelled(Block);
            Cursor.Next(Source, output);
            if (output->release == null)
            {
                return false;
            }
            if (_skip == 0 || output->length > _skip)
            {
                Narrow(output);
                break;
            }
            _skip -= output->length;
            Handles.Release(output);
        }
        return _rows > 0 && _batches > 0;
    }

    /// <summary>Replaces a batch by its rows in the range.</summary>
    private void Narrow(CArrowArray* output)
    {
        long rows = Math.Min(output->length - _skip, _rows);
        if (rows < output->length)
        {
            ArrayBlock* whole = SharedArray.Adopt(output, Schema, SchemaBlock.Root(Schema), IsBatches);
            *output = default;
            try
            {
                ExportSlice(whole, _skip, rows, output);
            }
            finally
            {
                Native.ab_release(&whole->head);
            }
        }
        _skip = 0;
        _batches--;
        if (_rows != All)
        {
            _rows -= rows;
        }
    }

    private void End()
    {
        _ended = true;
        ReleaseSource();
    }
}
