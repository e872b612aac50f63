using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>Converts strings for C, where a string ends at the first NUL.</summary>
internal static class NativeText
{
    /// <summary>Returns the string as NUL-terminated UTF-8. Throws if the string itself contains a NUL, which would
    /// truncate it.</summary>
    public static byte[] Of(string text, string argument)
    {
        Check(text, argument);
        return Encoding.UTF8.GetBytes(text + '\0');
    }

    public static void Check(string text, string argument)
    {
        ArgumentNullException.ThrowIfNull(text, argument);
        if (text.Contains('\0'))
        {
            Throw.Argument(argument, "contains a NUL character, where strings end in C");
        }
    }
}
