using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Takes lists, or maps as lists of entries: <see cref="Append"/> begins one, and what is appended to <see cref="Items"/> from then on belongs to it.</summary>
public sealed unsafe class ListBuilder : ColumnBuilder
{
    private readonly OffsetBuffer? _offsets;
    private readonly int _fixedSize;
    private readonly ColumnBuilder[] _children;

    internal ListBuilder(ArrowField field, string path)
        : base(field, path)
    {
        TypeId type = field.Type.Id;
        _fixedSize = field.Type.FixedSize;
        _offsets = type == TypeId.FixedSizeList ? null : new OffsetBuffer(type == TypeId.LargeList, path);
        _children = ColumnBuilders.Make(field.Type.Fields, path);
    }

    /// <summary>Takes the items of all lists, one after another; for maps, structs of key and value.</summary>
    public ColumnBuilder Items => _children[0];

    private protected override int BuffersAndParts => _offsets is null ? 2 : 3;

    /// <summary>Begins a list.</summary>
    /// <exception cref="ArrowBridgeException">The last list of a fixed size has another number of items.</exception>
    public void Append()
    {
        Begin();
        NoteValid(1);
    }

    internal override void Clear()
    {
        base.Clear();
        _offsets?.Clear();
        Items.Clear();
    }

    internal override void Close()
    {
        base.Close();
        _offsets?.Close();
        Items.Close();
    }

    private protected override void AppendEmpty()
    {
        Begin();
        for (int i = 0; i < _fixedSize; i++)
        {
            Items.AppendPlaceholder();
        }
    }

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, GroupBlock* keep)
    {
        RequireItems();
        BuildBuffers(ref arena, array, keep, BuffersAndParts - 1);
        if (_offsets is not null)
        {
            _offsets.Put(Length, Items.Length);
            PutBuffer(array, keep, 1, _offsets.Buffer, _offsets.SizeOf(Length + 1));
        }
        BuildChildren(ref arena, array, keep, BuffersAndParts - 1, _children);
    }

    private void Begin()
    {
        RequireItems();
        _offsets?.Put(Length, Items.Length);
        Length++;
    }

    private void RequireItems()
    {
        if (_offsets is null)
        {
            Items.RequireLength(Length * _fixedSize);
        }
        else if (Length == 0)
        {
            Items.RequireLength(0); // items before the first list
        }
    }
}
