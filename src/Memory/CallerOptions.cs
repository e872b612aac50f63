using System.Runtime.CompilerServices;
using ArrowBridge.Errors;

namespace ArrowBridge.Memory;

/// <summary>
/// Reads option structs of the C API. Each begins with <c>int64_t struct_size</c>, so that callers compiled against
/// older headers can pass shorter ones.
/// </summary>
internal static unsafe class CallerOptions
{
    /// <summary>
    /// Copies the members that the caller knows; the others are zero. NULL gives all zeros, which stand for the
    /// defaults.
    /// </summary>
    public static T Read<T>(T* given, string name = "options")
        where T : unmanaged
    {
        T known = default;
        if (given != null)
        {
            long size = *(long*)given;
            if (size <= 0)
            {
                Throw.Argument(name, $"has a struct_size of {size}");
            }
            Unsafe.CopyBlockUnaligned(&known, given, (uint)Math.Min(size, sizeof(T)));
        }
        return known;
    }
}
