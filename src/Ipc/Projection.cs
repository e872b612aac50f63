using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>The top-level columns that a reader reads, and where each of them begins in a message.</summary>
internal sealed unsafe class Projection
{
    // Bounds the cost of an error message for schemas that are not trusted.
    private const int MostSuggestions = 10_000;

    private readonly BatchPlan _allColumns;
    private readonly BatchPlan[] _before;
    private readonly HashSet<long> _ids = [];
    private readonly HashSet<long> _undefined = [];

    /// <param name="schema">The schema with all columns.</param>
    /// <param name="encoded">The dictionary-encoded fields of all columns.</param>
    public Projection(SchemaBlock* schema, List<IpcSchema.EncodedField>? encoded, in ReadOptions options)
    {
        Field* root = SchemaBlock.Root(schema);
        Columns = options.Names != null
            ? ByName(root, options.Names, options.Columns)
            : ByIndex(root, options.Indices, options.Columns);
        int[] positions = new int[root->n_children]; // by index in the schema: 1 + index in Columns; 0 if not read
        for (int i = 0; i < Columns.Length; i++)
        {
            int column = Columns[i];
            if (positions[column]++ > 0)
            {
                string name = Utf8Text.Display(root->children[column].Name);
                Throw.Argument("options", $"asks for column {column} twice ('{name}')");
            }
            positions[column] = i + 1;
        }
        _before = new BatchPlan[Columns.Length];
        for (int i = 0; i < root->n_children; i++)
        {
            if (positions[i] > 0)
            {
                _before[positions[i] - 1] = _allColumns;
            }
            _allColumns.Add(root->children + i);
        }
        foreach (IpcSchema.EncodedField field in encoded ?? [])
        {
            _ids.Add(field.Id);
            _undefined.Add(field.Id);
        }
    }

    /// <summary>Indices in the schema, in the requested order.</summary>
    public int[] Columns { get; }

    /// <summary>Numbers of nodes and buffers of all columns, which a message has.</summary>
    public ref readonly BatchPlan AllColumns => ref _allColumns;

    /// <summary>Numbers of nodes and buffers in front of a column that is read.</summary>
    public ref readonly BatchPlan Before(int projected) => ref _before[projected];

    /// <summary>Whether any column, read or not, has this dictionary.</summary>
    public bool HasDictionary(long id) => _ids.Contains(id);

    /// <summary>A dictionary was read, of any column.</summary>
    public void Define(long id) => _undefined.Remove(id);

    /// <summary>Whether a dictionary of any column, read or not, was not in the stream yet.</summary>
    public bool HasUndefined => _undefined.Count > 0;

    private static int[] ByIndex(Field* root, long* indices, long count)
    {
        int[] columns = new int[count];
        for (long i = 0; i < count; i++)
        {
            if (indices[i] < 0 || indices[i] >= root->n_children)
            {
                Throw.Argument("options", $"asks for column {indices[i]}, but there are {root->n_children} columns");
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
                Throw.Argument("options", $"has NULL as column name {i}");
            }
            ReadOnlySpan<byte> name = Utf8Text.Span(names[i]);
            if (!indices.TryGetValue(Key(name), out columns[i]))
            {
                Throw.Argument("options",
                    $"asks for column '{Utf8Text.Display(name)}', which does not exist{Suggestion(root, name)}");
            }
            if (columns[i] == ambiguous)
            {
                Throw.Argument("options",
                    $"asks for column '{Utf8Text.Display(name)}', but several columns have this name; ask by index");
            }
        }
        return columns;
    }

    private static string Suggestion(Field* root, ReadOnlySpan<byte> name)
    {
        NameSuggestion suggestion = new(name);
        for (int i = 0; i < Math.Min(root->n_children, MostSuggestions); i++)
        {
            suggestion.Offer(root->children[i].Name);
        }
        return suggestion.Text;
    }

    // Names are arbitrary bytes. Latin-1 maps different bytes to different strings, whether they are UTF-8 or not.
    private static string Key(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name);
}
