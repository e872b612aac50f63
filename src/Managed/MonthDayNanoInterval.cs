using System.Runtime.InteropServices;

namespace ArrowBridge;

/// <summary>Represents a value of <see cref="DataType.IntervalMonthDayNano"/>, in its memory layout.</summary>
/// <param name="Months">The number of months.</param>
/// <param name="Days">The number of days.</param>
/// <param name="Nanoseconds">The number of nanoseconds.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MonthDayNanoInterval(int Months, int Days, long Nanoseconds);
