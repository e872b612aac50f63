using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>Texts for C, which end at the first NUL.</summary>
internal static class NativeText
{
    /// <summary>UTF-8 with a NUL at its end; refuses a text that would be cut.</summary>
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
            Throw.Argument(argument, "has a NUL character in it, where texts end in C");
        }
    }
}
