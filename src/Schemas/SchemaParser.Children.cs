using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

internal unsafe ref partial struct SchemaParser
{
    /// <summary>The children of a schema in a list, linked by private_data, until their number is known.</summary>
    private struct ChildList
    {
        private CArrowSchema* _first;
        private CArrowSchema* _last;
        private long _count;

        public void Add(CArrowSchema* child)
        {
            if (_last == null)
            {
                _first = child;
            }
            else
            {
                _last->private_data = child;
            }
            _last = child;
            _count++;
        }

        public readonly void MoveTo(CArrowSchema* schema, ref Arena memory)
        {
            schema->n_children = _count;
            schema->children = (CArrowSchema**)memory.Take(_count * sizeof(CArrowSchema*));
            CArrowSchema* child = _first;
            for (long i = 0; i < _count; i++)
            {
                schema->children[i] = child;
                child = (CArrowSchema*)child->private_data;
            }
        }
    }

    private void Children(CArrowSchema* schema, TypeId type, int depth)
    {
        ChildList children = default;
        switch (type)
        {
            case >= TypeId.List and <= TypeId.FixedSizeList:
                _scanner.Take((byte)'<');
                children.Add(OptionallyNamed(depth + 1, _memory.Text("item"u8), true));
                _scanner.Take((byte)'>');
                break;
            case TypeId.Struct or TypeId.DenseUnion or TypeId.SparseUnion:
                AddNamed(ref children, depth);
                break;
            case TypeId.Map:
                AddEntries(schema, ref children, depth);
                break;
            case TypeId.RunEndEncoded:
                _scanner.Take((byte)'<');
                children.Add(OptionallyNamed(depth + 1, _memory.Text("run_ends"u8), false));
                _scanner.Take((byte)',');
                children.Add(OptionallyNamed(depth + 1, _memory.Text("values"u8), true));
                _scanner.Take((byte)'>');
                break;
            default:
                return;
        }
        children.MoveTo(schema, ref _memory);
    }

    /// <summary>Reads the fields of a struct or union; without brackets there are none.</summary>
    private void AddNamed(ref ChildList children, int depth)
    {
        if (!_scanner.TryTake((byte)'<') || _scanner.TryTake((byte)'>'))
        {
            return;
        }
        do
        {
            children.Add(Named(depth + 1));
        }
        while (_scanner.TryTake((byte)','));
        if (!_scanner.TryTake((byte)'>'))
        {
            _scanner.Expected("',' or '>'");
        }
    }

    /// <summary>Reads the entries of a map, or keys and values.</summary>
    private void AddEntries(CArrowSchema* map, ref ChildList children, int depth)
    {
        if (_scanner.TryTake((byte)'['))
        {
            _scanner.Take("keys"u8);
            _scanner.Take("sorted"u8);
            _scanner.Take((byte)']');
            map->flags |= ArrowFlag.MapKeysSorted;
        }
        _scanner.Take((byte)'<');
        CArrowSchema* first = OptionallyNamed(depth + 1, null, true);
        if (_scanner.TryTake((byte)','))
        {
            first = Entries(first, depth);
        }
        else if (first->name == null)
        {
            first->name = _memory.Text("entries"u8);
            first->flags &= ~ArrowFlag.Nullable;
        }
        _scanner.Take((byte)'>');
        children.Add(first);
    }

    /// <summary>Makes the entries of a map of its key, and of the value, which comes next.</summary>
    private CArrowSchema* Entries(CArrowSchema* key, int depth)
    {
        CArrowSchema* entries = New(depth + 1);
        entries->format = _memory.Text("+s"u8);
        entries->name = _memory.Text("entries"u8);
        key->flags &= ~ArrowFlag.Nullable;
        key->name = key->name == null ? _memory.Text("key"u8) : key->name;
        ChildList parts = default;
        parts.Add(key);
        parts.Add(OptionallyNamed(depth + 1, _memory.Text("value"u8), true));
        parts.MoveTo(entries, ref _memory);
        return entries;
    }

    /// <summary>Reads indices, values and whether these are ordered.</summary>
    private TypeId DictionaryEncoded(CArrowSchema* schema, int depth)
    {
        _scanner.Take((byte)'<');
        int position = _scanner.Position;
        TypeId indices = Find(_scanner.Keyword(), position);
        if (indices is < TypeId.Int8 or > TypeId.UInt64)
        {
            SchemaScanner.Fail("an integer type of the indices is expected", position);
        }
        schema->format = _memory.Text(Encoding.ASCII.GetBytes(s_formats[(int)indices]));
        _scanner.Take((byte)',');
        schema->dictionary = OptionallyNamed(depth + 1, null, true);
        if (_scanner.TryTake((byte)','))
        {
            _scanner.Take("ordered"u8);
            schema->flags |= ArrowFlag.DictionaryOrdered;
        }
        _scanner.Take((byte)'>');
        return indices;
    }

    /// <summary>Reads the type ids of a union, if they are given.</summary>
    private string TypeIds()
    {
        if (!_scanner.TryTake((byte)'['))
        {
            return "";
        }
        StringBuilder ids = new();
        while (!_scanner.TryTake((byte)']'))
        {
            if (ids.Length > 0)
            {
                _scanner.Take((byte)',');
                ids.Append(',');
            }
            ids.Append(_scanner.Number());
        }
        return ids.ToString();
    }
}
