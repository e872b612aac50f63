using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Takes lists, or maps as lists of entries: <see cref="Append"/> begins one, and what is appended to <see cref="Items"/> from then on belongs to it.</summary>
public sealed unsafe class ListBuilder : ColumnBuilder
{
    private readonly OffsetBuffer? _offsets;
    private readonly OffsetBuffer? _sizes;
    private readonly int _fixedSize;
    private readonly ColumnBuilder[] _children;

    // Of the last list.
    private long _start;

    internal ListBuilder(ArrowField field, string path)
        : base(field, path)
    {
        TypeId type = field.Type.Id;
        _fixedSize = field.Type.FixedSize;
        bool isLarge = type is TypeId.LargeList or TypeId.LargeListView;
        _offsets = type == TypeId.FixedSizeList ? null : new OffsetBuffer(isLarge, path);
        _sizes = type is TypeId.ListView or TypeId.LargeListView ? new OffsetBuffer(isLarge, path) : null;
        _children = ColumnBuilders.Make(field.Type.Fields, path);
    }

    /// <summary>Takes the items of all lists, one after another; for maps, structs of key and value.</summary>
    public ColumnBuilder Items => _children[0];

    private protected override int BuffersAndParts => _offsets is null ? 2 : _sizes is null ? 3 : 4;

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
        _sizes?.Clear();
        Items.Clear();
    }

    internal override void Close()
    {
        base.Close();
        _offsets?.Close();
        _sizes?.Close();
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

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* keep)
    {
        RequireItems();
        BuildBuffers(ref arena, array, keep, BuffersAndParts - 1);
        if (_sizes is not null)
        {
            EndList();
            PutBuffer(array, keep, 1, _offsets!.Buffer, _offsets.SizeOf(Length));
            PutBuffer(array, keep, 2, _sizes.Buffer, _sizes.SizeOf(Length));
        }
        else if (_offsets is not null)
        {
            _offsets.Put(Length, Items.Length);
            PutBuffer(array, keep, 1, _offsets.Buffer, _offsets.SizeOf(Length + 1));
        }
        BuildChildren(ref arena, array, keep, BuffersAndParts - 1, _children);
    }

    private void Begin()
    {
        RequireItems();
        EndList();
        _start = Items.Length;
        _offsets?.Put(Length, _start);
        Length++;
    }

    /// <summary>A list view says how long each list is; of others the next one's start does.</summary>
    private void EndList()
    {
        if (Length > 0)
        {
            _sizes?.Put(Length - 1, Items.Length - _start);
        }
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
