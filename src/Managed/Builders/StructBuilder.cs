using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Builds a column of structs. <see cref="Append"/> appends a struct, and each field takes one value for it,
/// before or after that call.</summary>
public sealed unsafe class StructBuilder : ColumnBuilder
{
    private readonly ColumnBuilder[] _children;

    internal StructBuilder(ArrowField field, string path)
        : base(field, path)
    {
        _children = ColumnBuilders.Make(field.Type.Fields, path);
    }

    /// <summary>Gets the builders of the fields, in order.</summary>
    public IReadOnlyList<ColumnBuilder> Fields => _children;

    /// <summary>Gets the builder of a field by name. If several fields have the name, it is the first of
    /// them.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArrowBridgeException">No field has this name.</exception>
    public ColumnBuilder this[string name] => ColumnBuilders.Find(_children, name);

    private protected override int BuffersAndParts => 1 + _children.Length;

    /// <summary>Appends a struct. One value must be appended to each of its <see cref="Fields"/>, before or after this
    /// call.</summary>
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

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned)
    {
        foreach (ColumnBuilder child in _children)
        {
            child.RequireLength(Length);
        }
        BuildBuffers(ref arena, array, owned, 1);
        BuildChildren(ref arena, array, owned, 1, _children);
    }
}
