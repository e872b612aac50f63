using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Part of the state of a handle in native memory: the handle takes one call at a time, and after an error every call
/// fails with the same error.
/// </summary>
internal unsafe struct CallState
{
    private const int Live = 0;
    private const int Finished = 1;
    private const int Failed = 2;

    private int _busy;
    private int _status;
    private int _code;

    /// <summary>Begins a call.</summary>
    /// <param name="what">What the handle is, as the C API names it.</param>
    /// <param name="operation">The operation that failed before, for an error without a message.</param>
    /// <param name="owned">The blocks of the handle; <paramref name="textSlot"/> has the message of the error.</param>
    /// <param name="refusesFinished">Whether this call is refused after <see cref="Finish"/>.</param>
    public void Enter(string what, string operation, OwnedBlocks* owned, int textSlot, bool refusesFinished = true)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            Throw.Busy(what);
        }
        if (_status == Live || (_status == Finished && !refusesFinished))
        {
            return;
        }
        Leave();
        if (_status == Finished)
        {
            Throw.Argument(what, "was finished before");
        }
        Block* text = OwnedBlocks.Get(owned, textSlot);
        Throw.Foreign(_code, text == null ? null : Utf8Text.Span((byte*)(text + 1)).ToArray(), operation);
    }

    public void Leave() => Volatile.Write(ref _busy, 0);

    public void Finish() => _status = Finished;

    /// <summary>Stores error code and message for every later call.</summary>
    public void Fail(Exception exception, string operation, OwnedBlocks* owned, int textSlot)
    {
        _code = Errno.Of(exception);
        _status = Failed;
        try
        {
            byte* text = Allocator.NewText(ExceptionBoundary.Text(exception, operation));
            OwnedBlocks.Set(owned, textSlot, (Block*)text - 1);
        }
        catch (ArrowBridgeException)
        {
            // No memory for the message; the code is stored nevertheless.
        }
    }
}
