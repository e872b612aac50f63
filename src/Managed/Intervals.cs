using System.Runtime.InteropServices;

namespace ArrowBridge;

/// <summary>A value of <see cref="DataType.IntervalDayTime"/>, as it stands in memory.</summary>
/// <param name="Days">Days.</param>
/// <param name="Milliseconds">Milliseconds.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DayTimeInterval(int Days, int Milliseconds);

/// <summary>A value of <see cref="DataType.IntervalMonthDayNano"/>, as it stands in memory.</summary>
/// <param name="Months">Months.</param>
/// <param name="Days">Days.</param>
/// <param name="Nanoseconds">Nanoseconds.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MonthDayNanoInterval(int Months, int Days, long Nanoseconds);
