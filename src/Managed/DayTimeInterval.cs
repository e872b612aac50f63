using System.Runtime.InteropServices;

namespace ArrowBridge;

/// <summary>Represents a value of <see cref="DataType.IntervalDayTime"/>, in its memory layout.</summary>
/// <param name="Days">The number of days.</param>
/// <param name="Milliseconds">The number of milliseconds.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DayTimeInterval(int Days, int Milliseconds);
