using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// Functions that the Arrow project's integration test runner calls: export of schemas and batches from files, and
/// comparison.
/// </summary>
internal static unsafe class JsonComparison
{
    public static void ExportSchema(byte* path, CArrowSchema* output)
    {
        JsonSource source = JsonSource.Open(path);
        try
        {
            SchemaExport.Export(source.Schema, SchemaBlock.Root(source.Schema), output);
        }
        finally
        {
            source.Release();
        }
    }

    public static void ExportBatch(byte* path, int number, CArrowArray* output)
    {
        JsonSource source = JsonSource.Open(path);
        try
        {
            RequireBatch(source, number);
            source.Read(number, output);
        }
        finally
        {
            source.Release();
        }
    }

    /// <param name="schema">Consumed if the file could be opened.</param>
    public static void CompareSchema(byte* path, CArrowSchema* schema)
    {
        JsonSource source = JsonSource.Open(path);
        SchemaBlock* other = null;
        try
        {
            other = SchemaImport.Import(schema);
            SchemaDifference.Refuse(SchemaBlock.Root(other), SchemaBlock.Root(source.Schema));
        }
        finally
        {
            Native.ab_release((Block*)other);
            source.Release();
        }
    }

    /// <param name="batch">Consumed if the file could be opened.</param>
    public static void CompareBatch(byte* path, int number, CArrowArray* batch)
    {
        JsonSource source = JsonSource.Open(path);
        ArrayBlock* given = null;
        ArrayBlock* expected = null;
        try
        {
            RequireBatch(source, number);
            given = SharedArray.Import(batch, source.Schema, true);
            CArrowArray array;
            source.Read(number, &array);
            expected = SharedArray.Import(&array, source.Schema, true);
            if (!Equality.Equal(given, expected))
            {
                EqualityDifference.Refuse(given, expected);
            }
        }
        catch (ArrowBridgeException exception) when (!exception.IsForeign)
        {
            exception.Batch = number;
            throw;
        }
        finally
        {
            Native.ab_release((Block*)given);
            Native.ab_release((Block*)expected);
            source.Release();
        }
    }

    private static void RequireBatch(JsonSource source, int number)
    {
        if (number < 0 || number >= source.Count)
        {
            Throw.Argument("num_batch", $"is {number}, but the file has {source.Count} batches");
        }
    }
}
