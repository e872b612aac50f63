using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>Builds and reads every type without pointers.</summary>
public unsafe class TypesTests : LiveCounts
{
    private const int Rows = 7;

    private static ArrowSchema Schema { get; } = new(
        [.. SchemaTests.Types.Select((type, i) => new ArrowField($"c{i}", type))]);

    // Unions have no nulls of their own.
    private static bool HasNulls(DataType type) => type.Id is not (TypeId.DenseUnion or TypeId.SparseUnion);

    private static RecordBatch Build(RecordBatchBuilder rows, out object?[][] expected, int first = 0)
    {
        expected = [.. rows.Columns.Select(column =>
        {
            object?[] values = new object?[Rows];
            for (int i = 0; i < Rows; i++)
            {
                if (column.Field.Type == DataType.Null || (i == 4 && HasNulls(column.Field.Type)))
                {
                    column.AppendNull();
                }
                else
                {
                    values[i] = Filler.Append(column, first + i);
                }
            }
            return values;
        })];
        return rows.Finish();
    }

    private static void AssertValues(object?[][] expected, RecordBatch batch, int offset = 0)
    {
        batch.Validate();
        for (int i = 0; i < batch.ColumnCount; i++)
        {
            using ArrowArray column = batch.Column(i);
            Assert.Equal(expected[i][offset..(offset + (int)batch.Length)],
                Enumerable.Range(0, (int)batch.Length).Select(row => column.GetValue(row)));
        }
    }

    [Fact]
    public void Values_OfEveryType_AreReadAsTheyWereBuilt()
    {
        using RecordBatchBuilder rows = new(Schema);
        for (int batchNumber = 0; batchNumber < 3; batchNumber++)
        {
            using RecordBatch batch = Build(rows, out object?[][] expected, batchNumber);
            AssertValues(expected, batch);
            using RecordBatch slice = batch.Slice(2, 4);
            AssertValues(expected, slice, 2);
            CArrowArray array;
            CArrowSchema schema;
            slice.Export((nint)(&array), (nint)(&schema));
            using RecordBatch imported = RecordBatch.Import((nint)(&array), (nint)(&schema));
            AssertValues(expected, imported, 2);
            Assert.True(imported.DataEquals(slice));
        }
    }

    [Fact]
    public void Batches_OfEveryType_GoThroughAnIpcFile()
    {
        MemoryStream bytes = new();
        List<object?[][]> expected = [];
        using (RecordBatchReader reader = RecordBatchReader.FromEnumerable(Schema, Batches(expected)))
        {
            reader.WriteIpc(bytes, new IpcWriteOptions { Format = IpcFormat.File });
        }
        using RecordBatchReader file = RecordBatchReader.OpenIpc(bytes.ToArray());
        Assert.Equal(Schema, file.Schema);
        for (int i = 0; i < 3; i++)
        {
            using RecordBatch batch = file.ReadIpcBatch(i);
            AssertValues(expected[i], batch);
        }
    }

    private static IEnumerable<RecordBatch> Batches(List<object?[][]> expected)
    {
        using RecordBatchBuilder rows = new(Schema);
        for (int i = 0; i < 3; i++)
        {
            RecordBatch batch = Build(rows, out object?[][] values, i);
            expected.Add(values);
            yield return batch;
        }
    }

    [Fact]
    public void Values_OfEveryType_SurviveTheParentsNull()
    {
        foreach (DataType type in SchemaTests.Types.Where(type => type.Id != TypeId.Null))
        {
            using RecordBatchBuilder rows = new(
                new ArrowSchema(new ArrowField("s", DataType.Struct(new ArrowField("x", type, false)))));
            StructBuilder structs = rows[0].Structs();
            structs.AppendNull();
            structs.Append();
            object expected = Filler.Append(structs.Fields[0], 2);
            using RecordBatch batch = rows.Finish();
            batch.Validate();
            using ArrowArray column = batch.Column(0);
            Assert.Null(column.GetValue(0));
            Assert.Equal((KeyValuePair<string, object?>[])[new("x", expected)], column.GetValue(1));
        }
    }

    [Fact]
    public void Clear_ForgetsEveryType()
    {
        using RecordBatchBuilder rows = new(Schema);
        Array.ForEach(
            [.. rows.Columns.Where(column => column.Field.Type != DataType.Null)], column => Filler.Append(column, 3));
        rows.Clear();
        Assert.All(rows.Columns, column => Assert.Equal((0L, 0L), (column.Length, column.NullCount)));
        using RecordBatch batch = Build(rows, out object?[][] expected);
        AssertValues(expected, batch);
        Array.ForEach(
            [.. rows.Columns.Where(column => column.Field.Type != DataType.Null)], column => Filler.Append(column, 3));
    }
}
