using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Takes indices into a dictionary, or texts, which it puts into the dictionary where they are new.</summary>
/// <remarks>The dictionary stays from batch to batch, and grows: an index keeps its meaning, and IPC files take all batches. <see cref="RecordBatchBuilder.Clear"/>
/// forgets it. Batches between which it does not grow share one copy of it.</remarks>
/// <example>
/// <code>
/// DictionaryBuilder color = rows["color"].Dictionary();
/// color.Append("red");
/// color.Append("green");
/// color.Append("red");
/// </code>
/// </example>
public sealed unsafe class DictionaryBuilder : ColumnBuilder
{
    private readonly GrowingBuffer _indices = new();
    private readonly Dictionary<string, long> _places = [];
    private readonly int _width;

    // The dictionary as the last batch has it.
    private ArrayBlock* _made;

    internal DictionaryBuilder(ArrowField field, string path)
        : base(field, path)
    {
        _width = field.Type.BitWidth / 8;
        Items = ColumnBuilders.Make(new ArrowField("", field.Type.DictionaryValues!), path + ".(dictionary)");
    }

    /// <summary>Takes the values that indices stand for.</summary>
    public ColumnBuilder Items { get; }

    private protected override int BuffersAndParts => 3;

    /// <summary>Appends an index.</summary>
    /// <param name="index">The place of a value that was appended to <see cref="Items"/> before, from 0.</param>
    /// <exception cref="ArrowBridgeException">There is no such value, or the type of indices cannot count so far.</exception>
    public void Append(long index)
    {
        if (index < 0 || index >= Items.Length)
        {
            Throw.Argument(nameof(index), $"is {index}, but the dictionary has {Items.Length} values");
        }
        CheckFits(index);
        Put(index);
        NoteValid(1);
    }

    /// <summary>Appends a text, or a null. It is put into the dictionary, unless this method has put it there before.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="ArrowBridgeException">The dictionary has no texts, or more of them than the type of indices can count.</exception>
    public void Append(string? value)
    {
        if (value is null)
        {
            AppendNull();
            return;
        }
        if (!_places.TryGetValue(value, out long index))
        {
            index = Items.Length;
            CheckFits(index);
            Items.Bytes().Append(value);
            _places.Add(value, index);
        }
        Put(index);
        NoteValid(1);
    }

    internal override void Clear()
    {
        base.Clear();
        _indices.Clear();
        Items.Clear();
        _places.Clear();
        Forget();
    }

    internal override void Close()
    {
        base.Close();
        _indices.Close();
        Items.Close();
        Forget();
    }

    private protected override void AppendEmpty() => Put(0);

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* keep)
    {
        if (_made == null || _made->array.length != Items.Length)
        {
            Forget();
            _made = MakeDictionary();
        }
        BuildBuffers(ref arena, array, keep, 2);
        PutBuffer(array, keep, 1, _indices, Length * _width);
        array->dictionary = (CArrowArray*)arena.Take(sizeof(CArrowArray));
        *array->dictionary = _made->array;
        Native.ab_retain(&_made->head);
        OwnedBlocks.Set(keep, 2, &_made->head);
    }

    /// <summary>A copy of what is there, with a life of its own.</summary>
    private ArrayBlock* MakeDictionary()
    {
        using CheckedSchema type = new(Items.Field);
        Arena arena = default;
        Block* keep = null;
        OwnedBlocks* owners = null;
        try
        {
            CArrowArray source;
            CArrowArray tree;
            keep = Items.Build(ref arena, &source, isCopy: true);
            owners = OwnedBlocks.New(source.n_children + 1);
            ExportedArrayLayout.LayOut(&source, owners, new Reference(keep), &tree);
            return SharedArray.Import(&tree, type.Block, false);
        }
        finally
        {
            Native.ab_release((Block*)owners);
            Native.ab_release(keep);
            arena.Dispose();
        }
    }

    private void Forget()
    {
        Native.ab_release((Block*)_made);
        _made = null;
    }

    private void CheckFits(long index)
    {
        if (index > Integers.Max(Field.Type.Id))
        {
            Throw.Invalid(Path, $"the index {index} does not fit {Field.Type}; wider indices count further");
        }
    }

    private void Put(long index)
    {
        _indices.Reserve((Length + 1) * _width);
        Integers.Write(_indices.Data, Field.Type.Id, Length, index);
        Length++;
    }
}
