using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Text;

/// <summary>Writes the batches of a reader as text.</summary>
internal static unsafe class TextFileWriter
{
    public static void WriteFile(ReaderBlock* reader, byte* path, TextOptions options) =>
        TextFile.Write(path, fd => WriteDescriptor(reader, fd, options), "renamed to its final name");

    public static void WriteDescriptor(ReaderBlock* reader, int fd, in TextOptions options)
    {
        Require(reader, options.is_json);
        WriteAll(new TextOutput(fd), reader, options);
    }

    public static void WriteSink(ReaderBlock* reader, TextSink sink, in TextOptions options)
    {
        Require(reader, options.is_json);
        WriteAll(new TextOutput(sink), reader, options);
    }

    private static void WriteAll(TextOutput output, ReaderBlock* reader, in TextOptions options)
    {
        try
        {
            if (!options.is_json)
            {
                CsvRows.WriteHeader(ref output, SchemaBlock.Root((SchemaBlock*)reader->schema));
            }
            WriteBatches(ref output, reader, options);
            output.Flush();
        }
        finally
        {
            output.Dispose();
        }
    }

    private static void Require(ReaderBlock* reader, bool isJson)
    {
        Field* root = SchemaBlock.Root((SchemaBlock*)reader->schema);
        if (isJson)
        {
            JsonRows.Require(root);
            return;
        }
        CsvRows.Require(root);
        for (int i = 0; i < root->n_children; i++)
        {
            JsonRows.Require(root->children + i);
        }
    }

    private static void WriteBatches(ref TextOutput output, ReaderBlock* reader, in TextOptions options)
    {
        long left = options.max_rows;
        for (long number = 0; left > 0; number++)
        {
            ArrayBlock* batch = Batches.Next(reader);
            if (batch == null)
            {
                return;
            }
            try
            {
                long rows = Math.Min(left, batch->array.length);
                left -= rows;
                WriteBatch(ref output, batch, rows, options.is_json);
            }
            catch (ArrowBridgeException exception) when (exception.Field is not null)
            {
                exception.Batch = number;
                throw;
            }
            finally
            {
                Native.ab_release(&batch->head);
            }
            options.Report(number + 1, output.Position);
        }
    }

    private static void WriteBatch(ref TextOutput output, ArrayBlock* batch, long rows, bool isJson)
    {
        Validation.Check(batch, Validation.Default);
        Position start = new(SharedArray.FieldOf(batch), &batch->array, batch->array.offset);
        long row = 0;
        try
        {
            for (; row < rows; row++)
            {
                if (isJson)
                {
                    JsonRows.Write(ref output, start.Skip(row));
                }
                else
                {
                    CsvRows.Write(ref output, start.Skip(row));
                }
            }
        }
        catch (ArrowBridgeException exception) when (exception.Field is not null)
        {
            exception.Row = row;
            throw;
        }
    }
}
