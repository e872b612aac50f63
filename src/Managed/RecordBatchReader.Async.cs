using System.Runtime.CompilerServices;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge;

// Reading and producing batches asynchronously.
public sealed partial class RecordBatchReader
{
    /// <summary>Reads the next batch on a thread of the thread pool.</summary>
    /// <param name="cancellation">Once it is canceled, the task ends at once with
    /// <see cref="OperationCanceledException"/>, and the reader is canceled as by <see cref="Cancel"/>. A batch that
    /// the source then still returns is disposed.</param>
    /// <returns>The batch, which the caller disposes, or null at end of stream.</returns>
    /// <exception cref="ArrowBridgeException">The source failed: see <see cref="Read"/>.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public async Task<RecordBatch?> ReadAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Task<RecordBatch?> read = Task.Run(Read, CancellationToken.None);
        try
        {
            return await read.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Abandon(read);
            throw;
        }
    }

    /// <summary>Enumerates the remaining batches asynchronously; each is read as by <see cref="ReadAsync"/>.</summary>
    /// <param name="cancellation">Ends the enumeration: see <see cref="ReadAsync"/>.</param>
    /// <returns>The batches. The caller disposes each of them.</returns>
    /// <exception cref="ArrowBridgeException">The source failed: see <see cref="Read"/>.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public async IAsyncEnumerable<RecordBatch> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await ReadAsync(cancellation).ConfigureAwait(false) is { } batch)
        {
            yield return batch;
        }
    }

    /// <summary>Creates a reader of batches that are produced asynchronously. A thread that reads from it waits for the
    /// producer.</summary>
    /// <param name="schema">The schema that all batches have.</param>
    /// <param name="batches">The batches; none may be null. The reader takes ownership of each batch. The enumeration
    /// runs on threads of the thread pool; otherwise everything is as for <see cref="FromEnumerable"/>.</param>
    /// <param name="cancellation">Handed to the enumeration, and checked before each batch.</param>
    /// <returns>A reader of the batches. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> or <paramref name="batches"/> is
    /// null.</exception>
    public static RecordBatchReader FromAsyncEnumerable(
        ArrowSchema schema, IAsyncEnumerable<RecordBatch> batches, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        IAsyncEnumerator<RecordBatch>? enumerator = null;
        return FromCallback(
            schema,
            () => Wait(() => (enumerator ??= batches.GetAsyncEnumerator(cancellation)).MoveNextAsync().AsTask())
                ? Required(enumerator!.Current)
                : null,
            () =>
            {
                if (enumerator is not null)
                {
                    Wait(async () =>
                    {
                        await enumerator.DisposeAsync().ConfigureAwait(false);
                        return true;
                    });
                }
            },
            cancellation);
    }

    /// <summary>Passes all batches to a <c>struct ArrowAsyncDeviceStreamHandler</c>, on a thread of the library, which
    /// also runs C# code of the source. The handler requests batches, and can cancel this reader.</summary>
    /// <param name="handler">The address of the struct, whose callbacks must be set. Its <c>release</c> is called in
    /// every outcome: as the last call, or before this method throws. Failures of the source go to the handler.</param>
    /// <exception cref="ArrowBridgeException"><paramref name="handler"/> is 0, a callback is not set, or no thread can
    /// be started.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    /// <remarks>This reader can be disposed at once. It must not be read before <c>release</c> was called.</remarks>
    public void DriveHandler(nint handler) => Drive(handler, true);

    /// <summary>As <see cref="DriveHandler"/>, but this method calls the callbacks itself, and returns after
    /// <c>release</c>. While the handler has requested nothing it waits.</summary>
    /// <param name="handler">The address of the struct: see <see cref="DriveHandler"/>.</param>
    /// <exception cref="ArrowBridgeException"><paramref name="handler"/> is 0, or a callback is not set.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public void RunHandler(nint handler) => Drive(handler, false);

    /// <summary>Creates the reader of a handler.</summary>
    internal static unsafe RecordBatchReader FromHandler(Block* handler, TimeSpan timeout) =>
        new(AsyncReader.Create(handler, Milliseconds(timeout), true));

    private unsafe void Drive(nint handler, bool onThread)
    {
        try
        {
            using Call call = Enter();
            AsyncProducer.Drive((ReaderBlock*)call.Block, (void*)handler, onThread);
        }
        catch
        {
            StreamsNative.ab_async_end_handler((void*)handler);
            throw;
        }
    }

    /// <summary>Waits for a task that starts on the thread pool, where no synchronization context waits for this
    /// thread.</summary>
    private static bool Wait(Func<Task<bool>> start) => Task.Run(start).GetAwaiter().GetResult();

    /// <summary>Cancels the reader, so that the batch of a read that nobody waits for is not lost without
    /// notice.</summary>
    private void Abandon(Task<RecordBatch?> read)
    {
        try
        {
            Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Then no later read can miss the batch either.
        }
        _ = DisposeLate(read);
    }

    private static async Task DisposeLate(Task<RecordBatch?> read)
    {
        try
        {
            (await read.ConfigureAwait(false))?.Dispose();
        }
        catch (Exception)
        {
            // The caller has received the cancellation instead.
        }
    }
}
