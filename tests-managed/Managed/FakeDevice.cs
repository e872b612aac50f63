using System.Runtime.InteropServices;

namespace ArrowBridge.Tests.Managed;

/// <summary>A device whose buffers have numbers in place of addresses, so that no code can read them by mistake, with a
/// copier for it.</summary>
internal sealed class FakeDevice : IDisposable
{
    public const DeviceType Type = DeviceType.Extension;
    public const long Id = 3;

    private readonly Dictionary<nint, byte[]> _buffers = [];
    private readonly Lock _lock = new();
    private nint _next = 1;

    public FakeDevice(bool waits = true)
    {
        Copier = new DeviceCopier
        {
            Wait = waits ? Wait : null,
            CopyToHost = CopyToHost,
            CopyFromHost = CopyFromHost,
            Allocate = Allocate,
            Deallocate = Deallocate,
        };
        Copier.Register(Type);
    }

    public DeviceCopier Copier { get; }

    /// <summary>Events that were waited for.</summary>
    public List<nint> Waits { get; } = [];

    public int Allocations { get; private set; }

    /// <summary>What all callbacks throw but Deallocate.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What copies to main memory throw.</summary>
    public Exception? FailsToHost { get; set; }

    /// <summary>The thread that deallocated last.</summary>
    public int Deallocator { get; private set; }

    public int Alive
    {
        get
        {
            lock (_lock)
            {
                return _buffers.Count;
            }
        }
    }

    public void Dispose() => DeviceCopier.Unregister(Type);

    private void Begin(long deviceId)
    {
        Assert.Equal(Id, deviceId);
        if (Failure is { } failure)
        {
            throw failure;
        }
    }

    private byte[] Buffer(nint number)
    {
        lock (_lock)
        {
            return _buffers[number];
        }
    }

    private void Wait(long deviceId, nint syncEvent)
    {
        Begin(deviceId);
        Waits.Add(syncEvent);
    }

    private void CopyToHost(long deviceId, nint buffer, long offset, long size, nint target)
    {
        Begin(deviceId);
        if (FailsToHost is { } failure)
        {
            throw failure;
        }
        Marshal.Copy(Buffer(buffer), (int)offset, target, (int)size);
    }

    private void CopyFromHost(long deviceId, nint source, long size, nint buffer)
    {
        Begin(deviceId);
        Marshal.Copy(source, Buffer(buffer), 0, (int)size);
    }

    private nint Allocate(long deviceId, long size)
    {
        Begin(deviceId);
        Assert.NotEqual(0, size);
        lock (_lock)
        {
            Allocations++;
            _buffers.Add(_next, new byte[size]);
            return _next++;
        }
    }

    private void Deallocate(long deviceId, nint buffer, long size)
    {
        Assert.Equal(Id, deviceId);
        lock (_lock)
        {
            Deallocator = Environment.CurrentManagedThreadId;
            Assert.Equal(size, _buffers[buffer].Length);
            _buffers.Remove(buffer);
        }
        throw new InvalidOperationException("nobody receives this");
    }
}
