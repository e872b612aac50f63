using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Json;

/// <summary>
/// Writes all batches of a reader to a file. The dictionaries come last: they are complete only after the last batch.
/// </summary>
internal static unsafe class JsonFileWriter
{
    public static void Write(ReaderBlock* reader, byte* path) =>
        TextFile.Write(path, fd => WriteAll(reader, fd), "written");

    private static void WriteAll(ReaderBlock* reader, int fd)
    {
        SchemaBlock* schema = (SchemaBlock*)reader->schema;
        Field* root = SchemaBlock.Root(schema);
        JsonOutput output = new(fd);
        OwnedBlocks* owned = null;
        try
        {
            JsonUsedDictionaries dictionaries = new(schema);
            owned = OwnedBlocks.New(Math.Max(dictionaries.Count, 1));
            output.Start('{');
            JsonSchemaWriter.Write(ref output, schema, dictionaries.Ids);
            output.Line();
            output.Key("batches"u8);
            output.Start('[');
            WriteBatches(ref output, reader, root, dictionaries, owned);
            output.End(']');
            if (dictionaries.Count > 0)
            {
                output.Line();
                dictionaries.Write(ref output, owned);
            }
            output.End('}');
            output.Finish();
        }
        finally
        {
            Native.ab_release((Block*)owned);
            output.Dispose();
        }
    }

    private static void WriteBatches(
        ref JsonOutput output, ReaderBlock* reader, Field* root, JsonUsedDictionaries dictionaries, OwnedBlocks* owned)
    {
        for (long number = 0; ; number++)
        {
            ArrayBlock* batch = Batches.Next(reader);
            if (batch == null)
            {
                return;
            }
            try
            {
                Validation.Check(batch, Validation.Default);
                dictionaries.Add(batch, owned);
                WriteBatch(ref output, new Position(root, &batch->array, batch->array.offset), batch->array.length);
            }
            catch (ArrowBridgeException exception) when (!exception.IsForeign)
            {
                exception.Batch = number;
                throw;
            }
            finally
            {
                Native.ab_release(&batch->head);
            }
        }
    }

    private static void WriteBatch(ref JsonOutput output, Position at, long rows)
    {
        output.Line();
        output.Start('{');
        output.Key("count"u8);
        output.Number(rows);
        output.Key("columns"u8);
        output.Start('[');
        for (int i = 0; i < at.field->n_children; i++)
        {
            output.Line();
            JsonArrayWriter.Write(ref output, at.field->children[i].Name, at.Child(i, at.at), rows);
        }
        output.End(']');
        output.End('}');
    }
}
