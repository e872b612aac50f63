using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Builds a column of lists, or of maps, which are lists of entries. <see cref="Append"/> starts a list;
/// values that are appended to <see cref="Items"/> after it belong to that list.</summary>
public sealed unsafe class ListBuilder : ColumnBuilder
{
    private readonly OffsetBuffer? _offsets;
    private readonly OffsetBuffer? _sizes;
    private readonly int _fixedSize;
    private readonly ColumnBuilder[] _children;

    // The index of the first item of the last list.
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

    /// <summary>Gets the builder of the items of all lists, in order. For maps, the items are structs of key and
    /// value.</summary>
    public ColumnBuilder Items => _children[0];

    private protected override int BuffersAndParts => _offsets is null ? 2 : _sizes is null ? 3 : 4;

    /// <summary>Starts a list.</summary>
    /// <exception cref="ArrowBridgeException">The previous list of a fixed-size list type does not have the required
    /// number of items, items were appended before the first list, or the batch exceeds the offsets of its
    /// type.</exception>
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

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned)
    {
        RequireItems();
        BuildBuffers(ref arena, array, owned, BuffersAndParts - 1);
        if (_sizes is not null)
        {
            EndList();
            PutBuffer(array, owned, 1, _offsets!.Buffer, _offsets.SizeOf(Length));
            PutBuffer(array, owned, 2, _sizes.Buffer, _sizes.SizeOf(Length));
        }
        else if (_offsets is not null)
        {
            _offsets.Put(Length, Items.Length);
            PutBuffer(array, owned, 1, _offsets.Buffer, _offsets.SizeOf(Length + 1));
        }
        BuildChildren(ref arena, array, owned, BuffersAndParts - 1, _children);
    }

    private void Begin()
    {
        RequireItems();
        EndList();
        _start = Items.Length;
        _offsets?.Put(Length, _start);
        Length++;
    }

    /// <summary>Stores the size of the last list, if the type stores sizes. In other list types, the start of the next
    /// list marks the end.</summary>
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
