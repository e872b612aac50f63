using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>The members of the JSON object of an array ("FieldData"), found in one pass.</summary>
internal readonly ref struct JsonColumn
{
    public readonly JsonValue Name;
    public readonly JsonValue Validity;
    public readonly JsonValue Offsets;
    public readonly JsonValue Sizes;
    public readonly JsonValue TypeIds;
    public readonly JsonValue Data;
    public readonly JsonValue Views;
    public readonly JsonValue Buffers;
    public readonly JsonValue Children;

    /// <summary>Number of rows.</summary>
    public readonly long Count;

    public unsafe JsonColumn(JsonValue column, Field* field)
    {
        if (!column.IsObject)
        {
            Throw.Invalid(Field.Path(field), $"the array is {column.Display()}, not an object");
        }
        JsonValue count = default;
        JsonValue.Members members = new(column);
        while (members.Next())
        {
            if (members.IsNamed("name"u8))
            {
                Name = members.Value;
            }
            else if (members.IsNamed("count"u8))
            {
                count = members.Value;
            }
            else if (members.IsNamed("VALIDITY"u8))
            {
                Validity = members.Value;
            }
            else if (members.IsNamed("OFFSET"u8))
            {
                Offsets = members.Value;
            }
            else if (members.IsNamed("SIZE"u8))
            {
                Sizes = members.Value;
            }
            else if (members.IsNamed("TYPE_ID"u8))
            {
                TypeIds = members.Value;
            }
            else if (members.IsNamed("DATA"u8))
            {
                Data = members.Value;
            }
            else if (members.IsNamed("VIEWS"u8))
            {
                Views = members.Value;
            }
            else if (members.IsNamed("VARIADIC_DATA_BUFFERS"u8))
            {
                Buffers = members.Value;
            }
            else if (members.IsNamed("children"u8))
            {
                Children = members.Value;
            }
        }
        if (!JsonNumbers.TryLong(count, 0, long.MaxValue, out Count))
        {
            Throw.Invalid(Field.Path(field), $"\"count\" is {count.Display()}, not a number of rows");
        }
    }

    /// <summary>
    /// Requires that the array has the name of its field. Arrays are matched to fields by position, so another name
    /// means that the file is wrong.
    /// </summary>
    public unsafe void RequireName(Field* field)
    {
        if (Name.IsString && !field->Name.SequenceEqual(Name.StringBytes()))
        {
            Throw.Invalid(Field.Path(field), $"the array in the position of this field has the name {Name.Display()}");
        }
    }

    /// <summary>
    /// Requires an array with <paramref name="count"/> elements; if that is 0, the array may be missing.
    /// </summary>
    public static unsafe JsonValue.Elements Require(JsonValue array, string name, long count, Field* field)
    {
        if (!array.IsArray && (array.Exists || count > 0))
        {
            Throw.Invalid(Field.Path(field), $"\"{name}\" is {array.Display()}, not an array");
        }
        long elements = array.Count();
        if (elements != count)
        {
            Throw.Invalid(Field.Path(field), $"\"{name}\" has {elements} elements, not {count}");
        }
        return new JsonValue.Elements(array);
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static unsafe void Refuse(Field* field, long row, JsonValue value, string expected) =>
        Throw.Invalid(Field.Path(field), $"row {row}: {value.Display()} is not {expected}");
}
