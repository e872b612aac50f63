using System.Buffers.Text;
using System.Globalization;
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

    // The bits below the exponent; all zero in a power of two.
    private const long DoubleFraction = (1L << 52) - 1;
    private const int FloatFraction = (1 << 23) - 1;

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
                Write(ref output, *at.Values<float>());
                break;
            case TypeId.Float64:
                Write(ref output, *at.Values<double>());
                break;
            default:
                long value = Integers.Read(at.array->buffers[1], at.field->type, at.at);
                Utf8Formatter.TryFormat(value, output.Reserve(MaxLength), out int count);
                output.Advance(count);
                break;
        }
    }

    private static void Write(ref TextOutput output, float value)
    {
        if (!float.IsFinite(value) || (BitConverter.SingleToInt32Bits(value) & FloatFraction) == 0)
        {
            PutFloating(ref output, NumberText.Of(value)); // .NET's text of some powers of two is wrong
            return;
        }
        Span<byte> target = output.Reserve(MaxLength);
        value.TryFormat(target, out int count, default, CultureInfo.InvariantCulture);
        output.Advance(Finish(target, count));
    }

    private static void Write(ref TextOutput output, double value)
    {
        if (!double.IsFinite(value) || (BitConverter.DoubleToInt64Bits(value) & DoubleFraction) == 0)
        {
            PutFloating(ref output, NumberText.Of(value));
            return;
        }
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
