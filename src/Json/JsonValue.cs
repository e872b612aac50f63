using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge.Json;

/// <summary>A value in a text that <see cref="JsonSyntax"/> has checked: a pointer to its first byte.</summary>
internal readonly unsafe struct JsonValue(byte* text)
{
    private readonly byte* _text = text;

    /// <summary>Whether there is a value: false for a member that was not found.</summary>
    public bool Exists => _text != null;

    public bool IsObject => _text != null && *_text == '{';

    public bool IsArray => _text != null && *_text == '[';

    public bool IsString => _text != null && *_text == '"';

    public bool IsNull => _text != null && *_text == 'n';

    /// <summary>The first byte after the quotation mark of a string.</summary>
    public byte* StringStart => _text + 1;

    /// <summary>The value of a member; it does not exist if this is not an object or has no such member.</summary>
    public JsonValue this[ReadOnlySpan<byte> name]
    {
        get
        {
            Members members = new(this);
            while (members.Next())
            {
                if (members.IsNamed(name))
                {
                    return members.Value;
                }
            }
            return default;
        }
    }

    /// <summary>Decodes a string to a managed array: for names and keywords, not for data.</summary>
    public byte[] StringBytes()
    {
        byte[] bytes = new byte[checked((int)JsonText.Length(StringStart))];
        fixed (byte* target = bytes)
        {
            JsonText.Copy(StringStart, target);
        }
        return bytes;
    }

    /// <summary>Whether this is the string <paramref name="word"/>.</summary>
    public bool Is(ReadOnlySpan<byte> word) =>
        IsString && new ReadOnlySpan<byte>(_text + 1, word.Length).SequenceEqual(word) && _text[1 + word.Length] == '"';

    /// <summary>The raw text of a number or keyword, or of a string without its quotation marks.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        byte* start = IsString ? _text + 1 : _text;
        byte* end = IsString ? SkipString(_text) - 1 : SkipScalar(_text);
        return new ReadOnlySpan<byte>(start, checked((int)(end - start)));
    }

    /// <summary>A short form for error messages.</summary>
    public string Display()
    {
        if (!Exists || IsObject || IsArray)
        {
            return !Exists ? "nothing" : IsObject ? "an object" : "an array";
        }
        ReadOnlySpan<byte> raw = Raw();
        string cut = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, 60)]);
        return IsString ? $"\"{cut}\"" : cut;
    }

    /// <summary>Number of elements of an array.</summary>
    public long Count()
    {
        long count = 0;
        Elements elements = new(this);
        while (elements.Next())
        {
            count++;
        }
        return count;
    }

    /// <summary>Number of bytes of the text of the value.</summary>
    public long Size() => Skip(_text) - _text;

    private static byte* SkipSpace(byte* next)
    {
        while (*next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            next++;
        }
        return next;
    }

    private static byte* SkipString(byte* next)
    {
        next++;
        while (*next != '"')
        {
            next += *next == '\\' ? 2 : 1;
        }
        return next + 1;
    }

    private static byte* SkipScalar(byte* next)
    {
        while (*next is not ((byte)',' or (byte)']' or (byte)'}' or
            (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or 0))
        {
            next++;
        }
        return next;
    }

    private static byte* Skip(byte* next)
    {
        if (*next is not ((byte)'{' or (byte)'['))
        {
            return *next == '"' ? SkipString(next) : SkipScalar(next);
        }
        int depth = 0;
        do
        {
            switch (*next)
            {
                case (byte)'"':
                    next = SkipString(next);
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
                default:
                    break;
            }
            next++;
        }
        while (depth > 0);
        return next;
    }

    /// <summary>Enumerates the elements of an array; none if the value is not an array.</summary>
    public ref struct Elements(JsonValue array)
    {
        private byte* _next = array.IsArray ? SkipSpace(array._text + 1) : null;

        public JsonValue Current { get; private set; }

        public bool Next()
        {
            if (_next == null || *_next == ']')
            {
                return false;
            }
            Current = new JsonValue(_next);
            _next = SkipSpace(Skip(_next));
            if (*_next == ',')
            {
                _next = SkipSpace(_next + 1);
            }
            return true;
        }
    }

    /// <summary>Enumerates the members of an object; none if the value is not an object.</summary>
    public ref struct Members(JsonValue value)
    {
        private byte* _next = value.IsObject ? SkipSpace(value._text + 1) : null;
        private JsonValue _name;

        public JsonValue Value { get; private set; }

        public readonly bool IsNamed(ReadOnlySpan<byte> name) => _name.Is(name);

        public bool Next()
        {
            if (_next == null || *_next == '}')
            {
                return false;
            }
            _name = new JsonValue(_next);
            Value = new JsonValue(SkipSpace(SkipSpace(SkipString(_next)) + 1));
            _next = SkipSpace(Skip(Value._text));
            if (*_next == ',')
            {
                _next = SkipSpace(_next + 1);
            }
            return true;
        }
    }

    /// <summary>A member that must be an array.</summary>
    public JsonValue RequireArray(ReadOnlySpan<byte> name, string? field)
    {
        JsonValue value = this[name];
        if (!value.IsArray)
        {
            Throw.Invalid(field, $"\"{Encoding.ASCII.GetString(name)}\" is {value.Display()}, not an array");
        }
        return value;
    }
}
