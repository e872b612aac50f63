using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>A .NET stream as the callback that a writer calls; an exception of the stream comes out as it was thrown.</summary>
internal sealed unsafe class StreamOutput : IDisposable
{
    private readonly Stream _stream;
    private GCHandle _handle;
    private ExceptionDispatchInfo? _failure;

    public StreamOutput(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _handle = GCHandle.Alloc(this);
    }

    /// <summary>Its context is this object; nothing is released by the writer.</summary>
    public COutput Callback => new() { write = &Write, context = (void*)GCHandle.ToIntPtr(_handle) };

    /// <summary>Throws what the stream threw, if it did.</summary>
    public void ThrowFailure()
    {
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    public void Dispose() => _handle.Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(void* context, void* data, long size, CError* error)
    {
        StreamOutput output = (StreamOutput)GCHandle.FromIntPtr((nint)context).Target!;
        try
        {
            for (long done = 0; done < size; done += int.MaxValue)
            {
                output._stream.Write(new ReadOnlySpan<byte>((byte*)data + done, (int)Math.Min(size - done, int.MaxValue)));
            }
            return 0;
        }
        catch (Exception exception)
        {
            output._failure = ExceptionDispatchInfo.Capture(exception);
            Door.Write(error, Encoding.UTF8.GetBytes(exception.Message));
            return Errno.Of(exception);
        }
    }
}
