using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

// Deltas. They are collected until a batch needs the dictionary, which is then copied once, however many deltas there
// were. A dictionary that is extended for a second batch gets spare capacity, so that a delta before every batch costs
// no copy of the dictionary each time.
internal sealed unsafe partial class Dictionaries
{
    private const int FirstDeltas = 4;

    // By entry: NULL, or an OwnedBlocks with the deltas in order.
    private OwnedBlocks* _deltas;
    private long[] _deltaCounts = [];
    private Growth?[] _growth = []; // by entry: null until deltas were appended
    private bool _hasDeltas;

    private OwnedBlocks* DeltasOf(int entry) => (OwnedBlocks*)OwnedBlocks.Get(_deltas, entry);

    private static ArrayBlock* Delta(OwnedBlocks* deltas, long index) => (ArrayBlock*)OwnedBlocks.Get(deltas, index);

    /// <summary>Takes over a delta.</summary>
    private void AddDelta(int entry, ArrayBlock* delta)
    {
        long count = _deltaCounts[entry];
        OwnedBlocks* deltas = DeltasOf(entry);
        if (delta->array.length == 0)
        {
            Native.ab_release(&delta->head);
            return;
        }
        if (deltas == null || deltas->count == count)
        {
            try
            {
                deltas = OwnedBlocks.MoveToLarger(deltas, FirstDeltas);
            }
            catch
            {
                Native.ab_release(&delta->head);
                throw;
            }
            OwnedBlocks.Set(_deltas, entry, &deltas->head);
        }
        OwnedBlocks.Set(deltas, count, &delta->head);
        _deltaCounts[entry]++;
        _hasDeltas = true;
    }

    /// <summary>
    /// Appends all deltas to their dictionaries. Earlier batches keep the shorter ones. What failed is tried again with
    /// the next batch.
    /// </summary>
    private void AppendDeltas()
    {
        for (int entry = 0; entry < _deltaCounts.Length; entry++)
        {
            while (_deltaCounts[entry] > 1)
            {
                JoinPairs(entry);
            }
            if (_deltaCounts[entry] == 1)
            {
                ArrayBlock* old = (ArrayBlock*)OwnedBlocks.Get(_arrays, entry);
                Growth? growth = _growth[entry];
                ArrayBlock* extended = Join(entry, old, Delta(DeltasOf(entry), 0), growth);
                if (growth is null)
                {
                    _growth[entry] = new Growth();
                }
                else
                {
                    growth.Commit(&extended->array);
                }
                Replace(entry, extended);
                DropDeltas(entry);
            }
        }
        _hasDeltas = false;
    }

    /// <summary>Concatenates neighbours pairwise, so that each value is copied log2(deltas) times at most.</summary>
    private void JoinPairs(int entry)
    {
        OwnedBlocks* deltas = DeltasOf(entry);
        long count = _deltaCounts[entry];
        for (long i = 0; i + 1 < count; i += 2)
        {
            ArrayBlock* second = Delta(deltas, i + 1);
            if (second != null) // otherwise joined before, in a call that failed later
            {
                OwnedBlocks.Set(deltas, i, &Join(entry, Delta(deltas, i), second, null)->head);
                OwnedBlocks.Set(deltas, i + 1, null);
            }
        }
        for (long i = 1; i < (count + 1) / 2; i++)
        {
            OwnedBlocks.Blocks(deltas)[i] = OwnedBlocks.Get(deltas, 2 * i);
            OwnedBlocks.Blocks(deltas)[2 * i] = null;
        }
        _deltaCounts[entry] = (count + 1) / 2;
    }

    /// <summary>
    /// Concatenates two parts of a dictionary. If the values are themselves dictionary-encoded, only their indices are
    /// concatenated: both parts refer to the same inner dictionary, which is attached with each batch.
    /// </summary>
    private ArrayBlock* Join(int entry, ArrayBlock* first, ArrayBlock* second, Growth? growth)
    {
        Field* values = _encoded[entry]->dictionary;
        CArrowArray joined;
        Concat.Append(values, &first->array, &second->array, &joined, growth);
        return Adopt(values, &joined);
    }

    private void DropDeltas(int entry)
    {
        OwnedBlocks.Set(_deltas, entry, null);
        _deltaCounts[entry] = 0;
    }
}
