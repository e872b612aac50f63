using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge;
using ArrowBridge.ApacheArrow;

/// <summary>The exported function of this library. Only this file uses ArrowBridge; WeatherStream.cs, which makes the
/// data, uses Apache.Arrow only.</summary>
public static class Weather
{
    private const int AllDays = 7;

    /// <summary>Fills a stream with the readings of a weather station, one batch for each day. In C:
    /// <code>int weather_stream(struct ArrowArrayStream* out, const char* days);</code></summary>
    /// <param name="stream">The address of the struct to fill.</param>
    /// <param name="days">The number of days, as text; NULL for 7. The readings of day 8 are damaged: a stream of more
    /// than 7 days fails there with EIO.</param>
    /// <returns>0, or an errno: EINVAL if <paramref name="days"/> is not a number.</returns>
    [UnmanagedCallersOnly(EntryPoint = "weather_stream", CallConvs = [typeof(CallConvCdecl)])]
    public static int Stream(nint stream, nint days) =>
        NativeExport.Stream(stream, 0, () => new WeatherStream(Days(Marshal.PtrToStringUTF8(days))).ToArrowBridge());

    private static int Days(string? text) =>
        text is null ? AllDays
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) ? days
        : throw new ArrowBridgeException(ErrorCode.Invalid, $"'{text}' is not a number of days");
}
