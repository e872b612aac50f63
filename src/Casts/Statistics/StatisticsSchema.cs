using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts.Statistics;

/// <summary>
/// The schema of statistics: a struct of a column and a map from names to values of a dense union. The union has
/// integers, floating-point numbers, and the types of the least and greatest values.
/// </summary>
internal unsafe ref struct StatisticsSchema
{
    /// <summary>Members of the union that are always there.</summary>
    public const int Integers = 0;
    public const int Floats = 1;

    private const int MostMembers = 128;

    private Arena _memory;
    private readonly nint[] _formats = new nint[MostMembers]; // of the members
    private readonly string[] _names = new string[MostMembers];
    private int _count;

    public StatisticsSchema()
    {
        Member("l"u8, "int64");
        Member("g"u8, "float64");
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>The member for the least and greatest values of a column, or -1 if the union has no room for it.
    /// </summary>
    public int MemberFor(Field* values)
    {
        return values->type switch
        {
            TypeId.Utf8 or TypeId.LargeUtf8 or TypeId.Utf8View => Member("u"u8, "utf8"),
            TypeId.Binary or TypeId.LargeBinary or TypeId.BinaryView => Member("z"u8, "binary"),
            _ => Member(Utf8Text.Span(values->format), NameOf(values)),
        };
    }

    private int Member(ReadOnlySpan<byte> format, string name)
    {
        for (int i = 0; i < _count; i++)
        {
            if (Utf8Text.Span((byte*)_formats[i]).SequenceEqual(format))
            {
                return i;
            }
        }
        if (_count == MostMembers)
        {
            return -1;
        }
        _formats[_count] = (nint)_memory.Text(format);
        _names[_count] = name;
        return _count++;
    }

    private static string NameOf(Field* field)
    {
        DisplayText text = new(200);
        TypeName.AppendPlain(text, field);
        return text.ToString();
    }

    public SchemaBlock* Make()
    {
        string numbers = string.Join(',', Enumerable.Range(0, _count));
        CArrowSchema* union = Struct(Encoding.ASCII.GetBytes("+ud:" + numbers), "value"u8, 0, _count);
        for (int i = 0; i < _count; i++)
        {
            ReadOnlySpan<byte> format = Utf8Text.Span((byte*)_formats[i]);
            union->children[i] = Struct(format, Encoding.UTF8.GetBytes(_names[i]), ArrowFlag.Nullable, 0);
        }
        CArrowSchema* key = Struct("i"u8, "key"u8, 0, 0);
        key->dictionary = Struct("u"u8, ""u8, 0, 0);
        CArrowSchema* entries = Struct("+s"u8, "entries"u8, 0, 2);
        entries->children[0] = key;
        entries->children[1] = union;
        CArrowSchema* map = Struct("+m"u8, "statistics"u8, 0, 1);
        map->children[0] = entries;
        CArrowSchema* root = Struct("+s"u8, ""u8, 0, 2);
        root->children[0] = Struct("i"u8, "column"u8, ArrowFlag.Nullable, 0);
        root->children[1] = map;
        return SchemaImport.Copy(root);
    }

    private CArrowSchema* Struct(ReadOnlySpan<byte> format, ReadOnlySpan<byte> name, long flags, int children)
    {
        CArrowSchema* schema = (CArrowSchema*)_memory.Take(sizeof(CArrowSchema));
        schema->format = _memory.Text(format);
        schema->name = _memory.Text(name);
        schema->flags = flags;
        schema->release = Native.ReleaseSchema; // marks it as not released; the arena frees it
        schema->n_children = children;
        schema->children = (CArrowSchema**)_memory.Take((long)children * sizeof(CArrowSchema*));
        return schema;
    }
}
