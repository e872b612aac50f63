using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts.Statistics;

/// <summary>Makes a record batch of statistics.</summary>
internal unsafe ref struct StatisticsArray
{
    // The names, in the order of the dictionary of keys.
    private const int RowCount = 0;
    private const int NullCount = 1;
    private const int DistinctCount = 2;
    private const int Max = 3;
    private const int Min = 4;
    private const int MaxOfSome = 5;
    private const int MinOfSome = 6;
    private const int MaxWidth = 7;
    private const int AverageWidth = 8;

    private static readonly string[] s_names =
    [
        "ARROW:row_count:exact", "ARROW:null_count:exact", "ARROW:distinct_count:exact", "ARROW:max_value:exact",
        "ARROW:min_value:exact", "ARROW:max_value:approximate", "ARROW:min_value:approximate",
        "ARROW:max_byte_width:exact", "ARROW:average_byte_width:exact",
    ];

    private readonly StatisticsCollector _from;
    private readonly List<Entry> _entries = [];
    private readonly List<(int Column, int End)> _rows = [];
    private StatisticsSchema _schema = new();

    /// <param name="Member">The member of the union.</param>
    /// <param name="Column">The column whose least or greatest value it is; -1 for numbers.</param>
    private readonly record struct Entry(int Key, int Member, int Column, long Integer, double Float);

    private StatisticsArray(StatisticsCollector from) => _from = from;

    public static ArrayBlock* Make(StatisticsCollector from)
    {
        StatisticsArray made = new(from);
        SchemaBlock* schema = null;
        try
        {
            made.Integer(RowCount, from.Rows);
            made._rows.Add((-1, made._entries.Count));
            Field* root = SchemaBlock.Root(from.Schema);
            int column = 0;
            made.AddColumns(root, root->type != TypeId.Struct, ref column);
            schema = made._schema.Make();
            return made.Build(schema);
        }
        finally
        {
            made._schema.Dispose();
            Native.ab_release((Block*)schema);
        }
    }

    private readonly void Integer(int key, long value) =>
        _entries.Add(new Entry(key, StatisticsSchema.Integers, -1, value, 0));

    private void AddColumns(Field* field, bool isColumn, ref int column)
    {
        if (isColumn)
        {
            AddColumn(field, column);
            if (_entries.Count > _rows[^1].End)
            {
                _rows.Add((column, _entries.Count));
            }
            column++;
        }
        if (isColumn && field->type == TypeId.RunEndEncoded)
        {
            column += StatisticsCollector.Count(field) - 1;
            return;
        }
        for (int i = 0; i < field->n_children; i++)
        {
            AddColumns(field->children + i, true, ref column);
        }
    }

    private void AddColumn(Field* field, int column)
    {
        Field* values = StatisticsCollector.Decoded(field);
        if (values->type is TypeId.DenseUnion or TypeId.SparseUnion)
        {
            return; // without nulls of its own, and without an order
        }
        ColumnStatistics* known = _from.Of(column);
        Integer(NullCount, known->nulls);
        long distinct = DistinctValues(values, column);
        if (distinct >= 0)
        {
            Integer(DistinctCount, distinct);
        }
        int member = known->has_order ? _schema.MemberFor(values) : -1;
        if (member >= 0)
        {
            _entries.Add(new Entry(known->is_partial ? MaxOfSome : Max, member, column, 0, 0));
            _entries.Add(new Entry(known->is_partial ? MinOfSome : Min, member, column, 0, 0));
        }
        if (ColumnOrder.IsBytes(values->type) && known->rows > known->nulls)
        {
            Integer(MaxWidth, known->max_width);
            double average = (double)known->total_width / (known->rows - known->nulls);
            _entries.Add(new Entry(AverageWidth, StatisticsSchema.Floats, -1, 0, average));
        }
    }

    /// <summary>The number of distinct values if the least and the greatest tell it, otherwise -1.</summary>
    private readonly long DistinctValues(Field* values, int column)
    {
        ColumnStatistics* known = _from.Of(column);
        if (known->rows == known->nulls)
        {
            return 0;
        }
        if (!known->has_order || known->is_partial)
        {
            return -1;
        }
        bool isOne = ColumnOrder.IsBytes(values->type)
            ? _from.Bytes(column, false).SequenceEqual(_from.Bytes(column, true))
            : new ReadOnlySpan<byte>(known->min, ColumnStatistics.WidestNumber).SequenceEqual(
                new ReadOnlySpan<byte>(known->max, ColumnStatistics.WidestNumber));
        return isOne ? 1 : values->type == TypeId.Boolean ? 2 : -1;
    }

    private readonly ArrayBlock* Build(SchemaBlock* schema)
    {
        Field* root = SchemaBlock.Root(schema);
        CastMemory memory = new();
        OwnedBlocks* owners = null;
        CArrowArray output = default;
        try
        {
            owners = OwnedBlocks.New(root->n_children + 1L);
            CArrowArray* result = memory.NewArray(root, _rows.Count);
            result->children[0] = NumbersOfColumns(ref memory, root->children);
            OwnedBlocks.Set(owners, 0, memory.EndColumn());
            result->children[1] = Maps(ref memory, root->children + 1);
            OwnedBlocks.Set(owners, 1, memory.EndColumn());
            ExportedArrayLayout.LayOut(result, owners, default, &output);
        }
        finally
        {
            memory.Dispose();
            Native.ab_release((Block*)owners);
        }
        return SharedArray.AdoptMade(&output, schema, root);
    }

    private readonly CArrowArray* NumbersOfColumns(ref CastMemory memory, Field* field)
    {
        CArrowArray* array = memory.NewArray(field, _rows.Count);
        byte* validity = memory.ZeroedBuffer(Size.Bits(_rows.Count));
        int* numbers = (int*)memory.Buffer(_rows.Count, sizeof(int));
        for (int i = 0; i < _rows.Count; i++)
        {
            numbers[i] = Math.Max(0, _rows[i].Column);
            if (_rows[i].Column >= 0)
            {
                Bits.Set(validity, i);
            }
        }
        array->null_count = 1; // the row of the whole table
        array->buffers[0] = validity;
        array->buffers[1] = numbers;
        return array;
    }

    private readonly CArrowArray* Maps(ref CastMemory memory, Field* field)
    {
        CArrowArray* map = memory.NewArray(field, _rows.Count);
        int* offsets = (int*)memory.Buffer(_rows.Count + 1L, sizeof(int));
        offsets[0] = 0;
        for (int i = 0; i < _rows.Count; i++)
        {
            offsets[i + 1] = _rows[i].End;
        }
        map->buffers[1] = offsets;
        CArrowArray* entries = memory.NewArray(field->children, _entries.Count);
        map->children[0] = entries;
        entries->children[0] = Keys(ref memory, field->children->children);
        entries->children[1] = Union(ref memory, field->children->children + 1);
        return map;
    }

    private readonly CArrowArray* Keys(ref CastMemory memory, Field* field)
    {
        CArrowArray* keys = memory.NewArray(field, _entries.Count);
        int* indices = (int*)memory.Buffer(_entries.Count, sizeof(int));
        for (int i = 0; i < _entries.Count; i++)
        {
            indices[i] = _entries[i].Key;
        }
        keys->buffers[1] = indices;
        List<byte[]> names = [];
        foreach (string name in s_names)
        {
            names.Add(Encoding.ASCII.GetBytes(name));
        }
        keys->dictionary = Texts(ref memory, field->dictionary, names);
        return keys;
    }

    private static CArrowArray* Texts(ref CastMemory memory, Field* field, List<byte[]> texts)
    {
        CArrowArray* array = memory.NewArray(field, texts.Count);
        int* offsets = (int*)memory.Buffer(texts.Count + 1L, sizeof(int));
        long size = 0;
        offsets[0] = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            size += texts[i].Length;
            if (size > int.MaxValue)
            {
                Throw.Invalid(null, "the least and greatest texts of all columns have more than 2 GiB");
            }
            offsets[i + 1] = (int)size;
        }
        byte* bytes = memory.Buffer(size);
        for (int i = 0; i < texts.Count; i++)
        {
            texts[i].CopyTo(new Span<byte>(bytes + offsets[i], texts[i].Length));
        }
        array->buffers[1] = offsets;
        array->buffers[2] = bytes;
        return array;
    }

    private readonly CArrowArray* Union(ref CastMemory memory, Field* field)
    {
        CArrowArray* union = memory.NewArray(field, _entries.Count);
        byte* ids = memory.Buffer(_entries.Count);
        int* offsets = (int*)memory.Buffer(_entries.Count, sizeof(int));
        int[] counts = new int[field->n_children];
        for (int i = 0; i < _entries.Count; i++)
        {
            ids[i] = (byte)_entries[i].Member;
            offsets[i] = counts[_entries[i].Member]++;
        }
        union->buffers[0] = ids;
        union->buffers[1] = offsets;
        for (int i = 0; i < field->n_children; i++)
        {
            union->children[i] = Member(ref memory, field->children + i, i, counts[i]);
        }
        return union;
    }

    private readonly CArrowArray* Member(ref CastMemory memory, Field* field, int member, int count)
    {
        if (field->type is TypeId.Utf8 or TypeId.Binary)
        {
            List<byte[]> texts = [];
            foreach (Entry entry in _entries)
            {
                if (entry.Member == member)
                {
                    texts.Add(_from.Bytes(entry.Column, IsMax(entry)).ToArray());
                }
            }
            return Texts(ref memory, field, texts);
        }
        CArrowArray* array = memory.NewArray(field, count);
        long width = field->type == TypeId.FixedSizeBinary ? field->fixed_size : Math.Max(1, field->bit_width / 8);
        byte* values = memory.ZeroedBuffer(Size.Multiply(count, width));
        array->buffers[1] = values;
        int row = 0;
        foreach (Entry entry in _entries)
        {
            if (entry.Member == member)
            {
                Write(field, entry, values, row++, width);
            }
        }
        return array;
    }

    private static bool IsMax(in Entry entry) => entry.Key is Max or MaxOfSome;

    private readonly void Write(Field* field, in Entry entry, byte* values, int row, long width)
    {
        if (entry.Column < 0)
        {
            ((long*)values)[row] = entry.Member == StatisticsSchema.Floats
                ? BitConverter.DoubleToInt64Bits(entry.Float)
                : entry.Integer;
            return;
        }
        ColumnStatistics* known = _from.Of(entry.Column);
        byte* number = IsMax(entry) ? known->max : known->min;
        if (field->bit_width == 1 && field->type == TypeId.Boolean)
        {
            if (*number != 0)
            {
                Bits.Set(values, row);
            }
        }
        else if (field->type == TypeId.FixedSizeBinary)
        {
            _from.Bytes(entry.Column, IsMax(entry)).CopyTo(new Span<byte>(values + (row * width), (int)width));
        }
        else
        {
            Allocator.Copy(number, values + (row * width), width);
        }
    }
}
