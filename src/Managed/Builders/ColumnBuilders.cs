using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>Creates the builder for each type.</summary>
internal static class ColumnBuilders
{
    public static ColumnBuilder[] Make(IReadOnlyList<ArrowField> fields, string? path) =>
        [.. fields.Select((field, i) => Make(field, PathOf(field, i, path)))];

    private static string PathOf(ArrowField field, int index, string? parent)
    {
        string name = field.Name.Length > 0 ? field.Name : $"[{index}]";
        return parent is null ? name : $"{parent}.{name}";
    }

    public static ColumnBuilder Find(ColumnBuilder[] builders, string name)
    {
        ColumnBuilder? found = Array.Find(builders, builder => builder.Field.Name == name);
        if (found is null)
        {
            Throw.Argument(nameof(name), $"'{name}' is not the name of a field");
        }
        return found;
    }

    public static ColumnBuilder Make(ArrowField field, string path) =>
        field.Type.IsDictionary ? new DictionaryBuilder(field, path) : MakeByType(field, path);

    private static ColumnBuilder MakeByType(ArrowField field, string path) => field.Type.Id switch
    {
        TypeId.Null => new NullBuilder(field, path),
        TypeId.Boolean => new BooleanBuilder(field, path),
        >= TypeId.FixedSizeBinary and <= TypeId.Utf8View => new BytesBuilder(field, path),
        (>= TypeId.List and <= TypeId.FixedSizeList) or TypeId.Map => new ListBuilder(field, path),
        TypeId.Struct => new StructBuilder(field, path),
        TypeId.DenseUnion or TypeId.SparseUnion => new UnionBuilder(field, path),
        TypeId.RunEndEncoded => new RunBuilder(field, path),
        _ => MakeValues(field, path),
    };

    private static ColumnBuilder MakeValues(ArrowField field, string path) => field.Type.Id switch
    {
        TypeId.Int8 => new ValueBuilder<sbyte>(field, path),
        TypeId.UInt8 => new ValueBuilder<byte>(field, path),
        TypeId.Int16 => new ValueBuilder<short>(field, path),
        TypeId.UInt16 => new ValueBuilder<ushort>(field, path),
        TypeId.UInt32 => new ValueBuilder<uint>(field, path),
        TypeId.UInt64 => new ValueBuilder<ulong>(field, path),
        TypeId.Float16 => new ValueBuilder<Half>(field, path),
        TypeId.Float32 => new ValueBuilder<float>(field, path),
        TypeId.Float64 => new ValueBuilder<double>(field, path),
        TypeId.Int32 or TypeId.Date32 or TypeId.Time32 or TypeId.Decimal32 or TypeId.IntervalMonths =>
            new ValueBuilder<int>(field, path),
        TypeId.Int64 or TypeId.Date64 or TypeId.Time64 or TypeId.Decimal64 or TypeId.Timestamp or TypeId.Duration =>
            new ValueBuilder<long>(field, path),
        TypeId.Decimal128 => new ValueBuilder<Int128>(field, path),
        TypeId.Decimal256 => new ValueBuilder<Int256>(field, path),
        TypeId.IntervalDayTime => new ValueBuilder<DayTimeInterval>(field, path),
        _ => new ValueBuilder<MonthDayNanoInterval>(field, path),
    };
}
