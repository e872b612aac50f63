using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Text;

/// <summary>
/// Writes numbers as the shortest text that is read back as the same number. Floating-point numbers have a point or an
/// exponent, so that readers that guess types do not make integers of them.
/// </summary>
internal static unsafe class TextNumbers
{
    private const int MaxLength = 40;

    public static bool IsNumber(TypeId type) => type is >= TypeId.Int8 and <= TypeId.Float64 or TypeId.Duration;

    /// <summary>Whether the value can be written as a number in every format: it is not NaN or infinite.</summary>
    public static bool IsFinite(Position at) => at.field->type switch
    {
        TypeId.Float16 => Half.IsFinite(*at.Values<Half>()),
        TypeId.Float32 => float.IsFinite(*at.Values<float>()),
        TypeId.Float64 => double.IsFinite(*at.Values<double>()),
        _ => true,
    };

    public static void Write(ref TextOutput output, Position at)
    {
        switch (at.field->type)
        {
            case TypeId.UInt64:
                Utf8Formatter.TryFormat(*at.Values<ulong>(), output.Reserve(MaxLength), out int digits);
                output.Advance(digits);
                break;
            case TypeId.Float16:
                PutFloating(ref output, NumberText.Of(*at.Values<Half>()));
                break;
            case TypeId.Float32:
                float single = *at.Values<float>();
                if (NeedsCare(single))
                {
                    PutFloating(ref output, NumberText.Of(single));
                    break;
                }
                PutShortest(ref output, single);
                break;
            case TypeId.Float64:
                double number = *at.Values<double>();
                if (NeedsCare(number))
                {
                    PutFloating(ref output, NumberText.Of(number));
                    break;
                }
                PutShortest(ref output, number);
                break;
            default:
                long value = Integers.Read(at.array->buffers[1], at.field->type, at.at);
                Utf8Formatter.TryFormat(value, output.Reserve(MaxLength), out int count);
                output.Advance(count);
                break;
        }
    }

    /// <summary>Whether .NET's own text may be wrong, as it is for some powers of two, or is no number.</summary>
    private static bool NeedsCare<T>(T value)
        where T : IBinaryFloatingPointIeee754<T> => !T.IsFinite(value) || T.IsPow2(T.Abs(value));

    private static void PutShortest<T>(ref TextOutput output, T value)
        where T : IUtf8SpanFormattable
    {
        Span<byte> target = output.Reserve(MaxLength);
        value.TryFormat(target, out int count, default, CultureInfo.InvariantCulture);
        output.Advance(Finish(target, count));
    }

    /// <summary>Changes E to e, or adds a point to text that has neither. Returns the new length.</summary>
    private static int Finish(Span<byte> text, int length)
    {
        int mark = text[..length].IndexOfAny((byte)'.', (byte)'E');
        if (mark < 0)
        {
            ".0"u8.CopyTo(text[length..]);
            return length + 2;
        }
        int exponent = text[mark..length].IndexOf((byte)'E');
        if (exponent >= 0)
        {
            text[mark + exponent] = (byte)'e';
        }
        return length;
    }

    private static void PutFloating(ref TextOutput output, string text)
    {
        output.PutAscii(text);
        if (text.AsSpan().IndexOfAny(".en") < 0) // n: nan and inf
        {
            output.PutAscii(".0");
        }
    }
}
