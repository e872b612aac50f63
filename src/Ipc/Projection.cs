using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>The top-level columns that a reader was asked for, and where in a message each of them begins.</summary>
internal sealed unsafe class Projection
{
    private readonly BatchPlan _allColumns;
    private readonly BatchPlan[] _before;
    private readonly HashSet<long> _ids = [];

    /// <param name="schema">With all columns.</param>
    /// <param name="encoded">All dictionary-encoded fields.</param>
    public Projection(SchemaBlock* schema, List<IpcSchema.EncodedField> encoded, in ReadOptions options)
    {
        Field* root = SchemaBlock.Root(schema);
        Columns = options.Names != null ? ByName(root, options.Names, options.Columns) : ByIndex(root, options.Indices, options.Columns);
        int[] indices = new int[root->n_children];
        for (int i = 0; i < Columns.Length; i++)
        {
            if (indices[Columns[i]]++ > 0)
            {
                Throw.Argument("options", $"asks for column {Columns[i]} twice, '{Utf8Text.Display(root->children[Columns[i]].Name)}'");
            }
            indices[Columns[i]] = i + 1;
        }
        _before = new BatchPlan[Columns.Length];
        for (int i = 0; i < root->n_children; i++)
        {
            if (indices[i] > 0)
            {
                _before[indices[i] - 1] = _allColumns;
            }
            _allColumns.Add(root->children + i);
        }
        foreach (IpcSchema.EncodedField field in encoded)
        {
            _ids.Add(field.Id);
        }
    }

    /// <summary>Their places in the schema, in the order in which they were asked for.</summary>
    public int[] Columns { get; }

    /// <summary>What a message consists of.</summary>
    public ref readonly BatchPlan AllColumns => ref _allColumns;

    /// <summary>What stands in a message in front of a chosen column.</summary>
    public ref readonly BatchPlan Before(int projected) => ref _before[projected];

    /// <summary>Whether some column, chosen or not, has this dictionary.</summary>
    public bool HasDictionary(long id) => _ids.Contains(id);

    private static int[] ByIndex(Field* root, long* indices, long count)
    {
        int[] columns = new int[count];
        for (long i = 0; i < count; i++)
        {
            if (indices[i] < 0 || indices[i] >= root->n_children)
            {
                Throw.Argument("options", $"asks for column {indices[i]}, but there are {root->n_children}");
            }
            columns[i] = (int)indices[i];
        }
        return columns;
    }

    private static int[] ByName(Field* root, byte** names, long count)
    {
        const int ambiguous = -1;
        Dictionary<string, int> indices = [];
        for (int i = 0; i < root->n_children; i++)
        {
            string name = Key(root->children[i].Name);
            if (!indices.TryAdd(name, i))
            {
                indices[name] = ambiguous;
            }
        }
        int[] columns = new int[count];
        for (long i = 0; i < count; i++)
        {
            if (names[i] == null)
            {
                Throw.Argument("options", $"has NULL as name {i} of a column");
            }
            ReadOnlySpan<byte> name = Utf8Text.Span(names[i]);
            if (!indices.TryGetValue(Key(name), out columns[i]))
            {
                Throw.Argument("options", $"asks for column '{Utf8Text.Display(name)}', which does not exist");
            }
            if (columns[i] == ambiguous)
            {
                Throw.Argument("options", $"asks for column '{Utf8Text.Display(name)}', a name that several columns have; ask by index");
            }
        }
        return columns;
    }

    // Names are bytes; as Latin-1 each of them is a text of its own, whether it is UTF-8 or not.
    private static string Key(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name);
}
