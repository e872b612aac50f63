using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>
/// Makes a schema of its one-line form (<see cref="SchemaLine"/>). It builds a temporary ArrowSchema and imports that
/// like any other, which checks the rules.
/// </summary>
internal unsafe ref partial struct SchemaParser
{
    private SchemaScanner _scanner;
    private Arena _memory;
    private int _fields;

    private SchemaParser(ReadOnlySpan<byte> text)
    {
        _scanner = new(text);
    }

    public static SchemaBlock* Parse(ReadOnlySpan<byte> text)
    {
        SchemaParser parser = new(text);
        try
        {
            CArrowSchema* root = parser.OptionallyNamed(1, null, true);
            if (!parser._scanner.IsAtEnd)
            {
                parser._scanner.Expected("the end");
            }
            return SchemaImport.Copy(root);
        }
        finally
        {
            parser._memory.Dispose();
        }
    }

    /// <summary>Reads a field whose name may be missing.</summary>
    /// <param name="depth">Level of nesting; 1 for the root.</param>
    /// <param name="name">What a field without a name is called, NUL-terminated; NULL leaves it without a name.</param>
    /// <param name="isNullable">Whether a field without a name is nullable unless it says so.</param>
    private CArrowSchema* OptionallyNamed(int depth, byte* name, bool isNullable)
    {
        byte* given = _scanner.TryName(ref _memory);
        return given == null ? Field(depth, name, isNullable) : Field(depth, given, true);
    }

    private CArrowSchema* Named(int depth)
    {
        byte* name = _scanner.TryName(ref _memory);
        if (name == null)
        {
            _scanner.Expected("the name of a field, and ':',");
        }
        return Field(depth, name, true);
    }

    /// <summary>Reads what follows the name of a field.</summary>
    private CArrowSchema* Field(int depth, byte* name, bool isNullable)
    {
        CArrowSchema* schema = New(depth);
        schema->name = name;
        TypeId type = Type(schema, depth);
        Annotations annotations = default;
        if (_scanner.TryTake("extension"u8))
        {
            Extension(ref annotations);
        }
        isNullable &= !SchemaLine.IsOfRecordBatches(type, depth == 1, name != null, schema->dictionary != null);
        if (IsNullable(isNullable))
        {
            schema->flags |= ArrowFlag.Nullable;
        }
        if (_scanner.TryTake("flags"u8))
        {
            _scanner.Take((byte)'<');
            schema->flags |= _scanner.Number();
            _scanner.Take((byte)'>');
        }
        if (_scanner.TryTake("metadata"u8))
        {
            Pairs(ref annotations);
        }
        schema->metadata = annotations.Encode(ref _memory);
        return schema;
    }

    private CArrowSchema* New(int depth)
    {
        if (depth > SchemaBlock.MaxDepth)
        {
            Throw.Rule("SCH-20", null, $"the schema is nested more than {SchemaBlock.MaxDepth} levels deep " +
                $"at byte {_scanner.Position}");
        }
        if (++_fields > SchemaBlock.MaxFields)
        {
            Throw.Rule("SCH-20", null,
                $"the schema has more than {SchemaBlock.MaxFields} fields at byte {_scanner.Position}");
        }
        CArrowSchema* schema = (CArrowSchema*)_memory.Take(sizeof(CArrowSchema));
        schema->release = Native.ReleaseSchema; // not released; the arena frees it
        return schema;
    }

    private bool IsNullable(bool otherwise)
    {
        if (_scanner.TryTake("not"u8))
        {
            _scanner.Take("null"u8);
            return false;
        }
        return _scanner.TryTake("nullable"u8) || otherwise;
    }

    private void Extension(ref Annotations annotations)
    {
        _scanner.Take((byte)'<');
        annotations.Add(
            ref _memory, SchemaLine.ExtensionName, _scanner.Word("the name of an extension type", ref _memory));
        if (_scanner.TryTake((byte)','))
        {
            annotations.Add(ref _memory, SchemaLine.ExtensionMetadata,
                _scanner.Word("the metadata of an extension type", ref _memory));
        }
        _scanner.Take((byte)'>');
    }

    private void Pairs(ref Annotations annotations)
    {
        _scanner.Take((byte)'<');
        do
        {
            ReadOnlySpan<byte> key = _scanner.Key(ref _memory);
            _scanner.Take((byte)':');
            annotations.Add(ref _memory, key, _scanner.Word("the value of a pair", ref _memory));
        }
        while (_scanner.TryTake((byte)','));
        _scanner.Take((byte)'>');
    }

    /// <summary>Key-value pairs, in a list until their number is known.</summary>
    private struct Annotations
    {
        private Pair* _first;
        private Pair* _last;
        private int _count;
        private long _size;

        private struct Pair
        {
            public Pair* next;
            public int key_size;
            public int value_size;
        }

        public void Add(scoped ref Arena memory, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            Pair* pair = (Pair*)memory.Take(sizeof(Pair) + (long)key.Length + value.Length);
            pair->key_size = key.Length;
            pair->value_size = value.Length;
            key.CopyTo(new Span<byte>(pair + 1, key.Length));
            value.CopyTo(new Span<byte>((byte*)(pair + 1) + key.Length, value.Length));
            if (_last == null)
            {
                _first = pair;
            }
            else
            {
                _last->next = pair;
            }
            _last = pair;
            _count++;
            _size += (2 * sizeof(int)) + (long)key.Length + value.Length;
        }

        /// <summary>The encoding of SCH-7; NULL if there are no pairs.</summary>
        public readonly byte* Encode(scoped ref Arena memory)
        {
            if (_count == 0)
            {
                return null;
            }
            byte* encoded = memory.Take(sizeof(int) + _size);
            byte* next = encoded;
            Put(ref next, _count);
            for (Pair* pair = _first; pair != null; pair = pair->next)
            {
                byte* text = (byte*)(pair + 1);
                Put(ref next, pair->key_size);
                Copy(ref next, text, pair->key_size);
                Put(ref next, pair->value_size);
                Copy(ref next, text + pair->key_size, pair->value_size);
            }
            return encoded;
        }

        private static void Put(ref byte* target, int number)
        {
            System.Runtime.CompilerServices.Unsafe.WriteUnaligned(target, number);
            target += sizeof(int);
        }

        private static void Copy(ref byte* target, byte* text, int size)
        {
            Allocator.Copy(text, target, size);
            target += size;
        }
    }
}
