using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Takes structs: <see cref="Append"/> begins one, and each field takes one value for it, before or after.</summary>
public sealed unsafe class StructBuilder : ColumnBuilder
{
    private readonly ColumnBuilder[] _children;

    internal StructBuilder(ArrowField field, string path)
        : base(field, path)
    {
        _children = ColumnBuilders.Make(field.Type.Fields, path);
    }

    /// <summary>The fields, in order.</summary>
    public IReadOnlyList<ColumnBuilder> Fields => _children;

    /// <summary>A field by its name, the first of it.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArrowBridgeException">There is none.</exception>
    public ColumnBuilder this[string name] => ColumnBuilders.Find(_children, name);

    private protected override int BuffersAndParts => 1 + _children.Length;

    /// <summary>Appends a struct whose fields are, or will be, appended to <see cref="Fields"/>.</summary>
    public void Append()
    {
        Length++;
        NoteValid(1);
    }

    internal override void Clear()
    {
        base.Clear();
        Array.ForEach(_children, child => child.Clear());
    }

    internal override void Close()
    {
        base.Close();
        Array.ForEach(_children, child => child.Close());
    }

    private protected override void AppendEmpty()
    {
        Array.ForEach(_children, child => child.AppendPlaceholder());
        Length++;
    }

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* keep)
    {
        foreach (ColumnBuilder child in _children)
        {
            child.RequireLength(Length);
        }
        BuildBuffers(ref arena, array, keep, 1);
        BuildChildren(ref arena, array, keep, 1, _children);
    }
}
