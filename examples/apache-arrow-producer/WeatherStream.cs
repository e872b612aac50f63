using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

/// <summary>The readings of a weather station as a stream of Apache.Arrow, made by its builders: one batch for each
/// day, one row for each hour.</summary>
internal sealed class WeatherStream(int days) : IArrowArrayStream
{
    private const int DayOfInspection = 3;
    private const int LastDay = 7;
    private const int Hours = 24;

    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimestampType s_seconds = new(TimeUnit.Second, "UTC");
    private static readonly Decimal128Type s_pressure = new(6, 1);
    private static readonly DictionaryType s_direction = new(Int8Type.Default, StringType.Default, ordered: false);
    private static readonly string[] s_directions = ["north", "east", "south", "west"];

    private int _day;

    public Schema Schema { get; } = new Schema.Builder()
        .Field(new Field("time", s_seconds, nullable: false))
        .Field(new Field("temperature", DoubleType.Default, nullable: true))
        .Field(new Field("pressure", s_pressure, nullable: true))
        .Field(new Field("rain", BooleanType.Default, nullable: true))
        .Field(new Field("wind", s_direction, nullable: true))
        .Field(new Field("gusts", new ListType(FloatType.Default), nullable: true))
        .Field(new Field("remark", StringType.Default, nullable: true))
        .Metadata("station", "Danube bridge")
        .Build();

    public ValueTask<Apache.Arrow.RecordBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default)
    {
        if (_day == days)
        {
            return ValueTask.FromResult<Apache.Arrow.RecordBatch?>(null);
        }
        _day++;
        return _day > LastDay
            ? throw new IOException($"the readings of day {_day} are damaged")
            : ValueTask.FromResult<Apache.Arrow.RecordBatch?>(Readings(_day == DayOfInspection ? 0 : Hours));
    }

    public void Dispose()
    {
    }

    private Apache.Arrow.RecordBatch Readings(int rows)
    {
        TimestampArray.Builder time = new(s_seconds);
        DoubleArray.Builder temperature = new();
        Decimal128Array.Builder pressure = new(s_pressure);
        BooleanArray.Builder rain = new();
        Int8Array.Builder wind = new();
        ListArray.Builder gusts = new(FloatType.Default);
        FloatArray.Builder gust = (FloatArray.Builder)gusts.ValueBuilder;
        StringArray.Builder remark = new();
        for (int hour = 0; hour < rows; hour++)
        {
            time.Append(s_start.AddDays(_day - 1).AddHours(hour));
            _ = hour == 5 ? temperature.AppendNull() : temperature.Append(_day + (hour / 2.0));
            _ = hour == 6 ? pressure.AppendNull() : pressure.Append(1010.5m + _day);
            _ = hour == 7 ? rain.AppendNull() : rain.Append(hour % 4 == 0);
            _ = hour == 8 ? wind.AppendNull() : wind.Append((sbyte)(hour % s_directions.Length));
            if (hour == 9)
            {
                gusts.AppendNull();
            }
            else
            {
                gusts.Append();
                for (int i = 0; i < hour % 3; i++)
                {
                    gust.Append(hour + (i / 4f));
                }
            }
            _ = hour == 9 ? remark.Append($"no wind on day {_day}") : remark.AppendNull();
        }
        StringArray directions = new StringArray.Builder().AppendRange(s_directions).Build();
        return new Apache.Arrow.RecordBatch(
            Schema,
            [
                time.Build(), temperature.Build(), pressure.Build(), rain.Build(),
                new DictionaryArray(s_direction, wind.Build(), directions), gusts.Build(), remark.Build(),
            ],
            rows);
    }
}
