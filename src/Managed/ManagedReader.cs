using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge;

/// <summary>A reader whose batches a C# function produces.</summary>
internal sealed unsafe class ManagedReader : Reader
{
    private readonly Func<RecordBatch?> _next;
    private readonly CancellationToken _cancellation;
    private Action? _end;

    private ManagedReader(SchemaBlock* schema, Func<RecordBatch?> next, Action? end, CancellationToken cancellation)
        : base(schema, true)
    {
        _next = next;
        _end = end;
        _cancellation = cancellation;
    }

    public static ReaderBlock* Create(
        ArrowSchema schema, Func<RecordBatch?> next, Action? end, CancellationToken cancellation)
    {
        if (end is not null)
        {
            ReleaseThread.Start();
        }
        return new ManagedReader(schema.NewBlock(), next, end, cancellation).Attach(0);
    }

    public override bool Next(CArrowArray* output)
    {
        try
        {
            _cancellation.ThrowIfCancellationRequested();
            RecordBatch? batch = _next();
            if (batch is null)
            {
                Interlocked.Exchange(ref _end, null)?.Invoke();
            }
            else
            {
                HandOut(batch, output);
            }
            return true;
        }
        catch (ArrowBridgeException)
        {
            OnReleased();
            throw;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            OnReleased();
            Throw.Authored(exception);
            throw;
        }
        catch
        {
            OnReleased();
            throw;
        }
    }

    private void HandOut(RecordBatch batch, CArrowArray* output)
    {
        try
        {
            using ArrowObject.Call call = batch.Enter();
            ArrayBlock* block = ArrowArray.Of(call);
            if (!SchemaEquality.AreSameType(SharedArray.FieldOf(block), SchemaBlock.Root(Schema)))
            {
                Throw.Invalid(null, $"the batch is of another type than the reader: {batch.Type}");
            }
            ArrayExport.ExportBatch(block, output);
        }
        finally
        {
            batch.Dispose();
        }
    }

    /// <summary>Ends the source. Its exceptions are ignored, because no caller is left that could receive
    /// them.</summary>
    public override void OnReleased()
    {
        try
        {
            Interlocked.Exchange(ref _end, null)?.Invoke();
        }
        catch (Exception)
        {
            // The consumer has received all batches, or the error message of an earlier failure.
        }
    }
}
