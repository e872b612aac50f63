using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Builds a dictionary-encoded column from indices, or from strings, which are added to the dictionary when
/// they are new.</summary>
/// <remarks>
/// The dictionary is kept from batch to batch, and grows. An index therefore keeps its meaning, and all batches can be
/// written to one IPC file. <see cref="RecordBatchBuilder.Clear"/> discards the dictionary. Consecutive batches share
/// one copy of the dictionary while it does not grow.
/// </remarks>
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
    private readonly BufferBuilder _indices = new();
    private readonly Dictionary<string, long> _indexByText = [];
    private readonly int _width;

    // The dictionary that the last batch has.
    private ArrayBlock* _made;

    internal DictionaryBuilder(ArrowField field, string path)
        : base(field, path)
    {
        _width = field.Type.BitWidth / 8;
        Items = ColumnBuilders.Make(new ArrowField("", field.Type.DictionaryValues!), path + ".(dictionary)");
    }

    /// <summary>Gets the builder of the dictionary values.</summary>
    public ColumnBuilder Items { get; }

    private protected override int BuffersAndParts => 3;

    /// <summary>Appends an index.</summary>
    /// <param name="index">The index, from 0, of a value that was appended to <see cref="Items"/> before.</param>
    /// <exception cref="ArrowBridgeException">The dictionary has no value at this index, or the index type is too
    /// narrow for it.</exception>
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

    /// <summary>Appends a string or a null. The string is added to the dictionary unless this method has added it
    /// before.</summary>
    /// <param name="value">The string, or null.</param>
    /// <exception cref="ArrowBridgeException">The dictionary does not have strings, it has more values than the index
    /// type can count, or the value is null and the field is not nullable.</exception>
    public void Append(string? value)
    {
        if (value is null)
        {
            AppendNull();
            return;
        }
        if (!_indexByText.TryGetValue(value, out long index))
        {
            index = Items.Length;
            CheckFits(index);
            Items.Bytes().Append(value);
            _indexByText.Add(value, index);
        }
        Put(index);
        NoteValid(1);
    }

    internal override void Clear()
    {
        base.Clear();
        _indices.Clear();
        Items.Clear();
        _indexByText.Clear();
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

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned)
    {
        if (_made == null || _made->array.length != Items.Length)
        {
            Forget();
            _made = MakeDictionary();
        }
        BuildBuffers(ref arena, array, owned, 2);
        PutBuffer(array, owned, 1, _indices, Length * _width);
        array->dictionary = (CArrowArray*)arena.Take(sizeof(CArrowArray));
        *array->dictionary = _made->array;
        Native.ab_retain(&_made->head);
        OwnedBlocks.Set(owned, 2, &_made->head);
    }

    /// <summary>Copies the current dictionary to an independent array.</summary>
    private ArrayBlock* MakeDictionary()
    {
        using CheckedSchema type = new(Items.Field);
        Arena arena = default;
        Block* buffers = null;
        OwnedBlocks* owners = null;
        try
        {
            CArrowArray source;
            CArrowArray copy;
            buffers = Items.Build(ref arena, &source, isCopy: true);
            owners = OwnedBlocks.New(source.n_children + 1);
            ExportedArrayLayout.LayOut(&source, owners, new Reference(buffers), &copy);
            return SharedArray.Import(&copy, type.Block, false);
        }
        finally
        {
            Native.ab_release((Block*)owners);
            Native.ab_release(buffers);
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
            Throw.Invalid(Path, $"the index {index} does not fit {Field.Type}; use a wider index type");
        }
    }

    private void Put(long index)
    {
        _indices.Reserve((Length + 1) * _width);
        Integers.Write(_indices.Data, Field.Type.Id, Length, index);
        Length++;
    }
}
