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
    public static void WriteFile(ReaderBlock* reader, byte* path, CTextWriteOptions* given)
    {
        TextOptions options = TextOptions.Parse(given, path);
        TextFile.Write(path, fd => WriteAll(reader, fd, options), "renamed to its final name");
    }

    public static void WriteDescriptor(ReaderBlock* reader, int fd, CTextWriteOptions* given) =>
        WriteAll(reader, fd, TextOptions.Parse(given, null));

    private static void WriteAll(ReaderBlock* reader, int fd, in TextOptions options)
    {
        Field* root = SchemaBlock.Root((SchemaBlock*)reader->schema);
        Require(root, options.is_json);
        TextOutput output = new(fd);
        try
        {
            if (!options.is_json)
            {
                CsvRows.WriteHeader(ref output, root);
            }
            WriteBatches(ref output, reader, options);
            output.Flush();
        }
        finally
        {
            output.Dispose();
        }
    }

    private static void Require(Field* root, bool isJson)
    {
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
            if (options.progress != null &&
                options.progress(options.progress_context, number + 1, output.Position) != 0)
            {
                Throw.Cancelled("the progress callback cancelled the write");
            }
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
