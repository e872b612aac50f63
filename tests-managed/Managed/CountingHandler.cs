using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;

namespace ArrowBridge.Tests.Managed;

/// <summary>A <c>struct ArrowAsyncDeviceStreamHandler</c> that counts rows, as another program would have it.</summary>
internal sealed unsafe class CountingHandler : IDisposable
{
    private readonly Handler* _handler = (Handler*)NativeMemory.AllocZeroed((nuint)sizeof(Handler));
    private GCHandle _self;

    public CountingHandler()
    {
        _self = GCHandle.Alloc(this);
        *_handler = new Handler
        {
            on_schema = &OnSchema,
            on_next_task = &OnTask,
            on_error = &OnError,
            release = &OnRelease,
            private_data = (void*)GCHandle.ToIntPtr(_self),
        };
    }

    public nint Address => (nint)_handler;

    /// <summary>A letter for each call: schema, task, end, error and release.</summary>
    public string Calls { get; private set; } = "";

    public long Rows { get; private set; }

    public int Code { get; private set; }

    public string? Message { get; private set; }

    public ManualResetEventSlim Released { get; } = new();

    public void Dispose()
    {
        _self.Free();
        NativeMemory.Free(_handler);
        Released.Dispose();
    }

    private static CountingHandler Of(Handler* self) =>
        (CountingHandler)GCHandle.FromIntPtr((nint)self->private_data).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSchema(Handler* self, CArrowSchema* schema)
    {
        Of(self).Calls += 's';
        schema->release(schema);
        self->producer->request(self->producer, 1);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTask(Handler* self, Task* task, byte* metadata)
    {
        CountingHandler handler = Of(self);
        handler.Calls += task == null ? 'E' : 't';
        if (task == null)
        {
            return 0;
        }
        DeviceArray array;
        int code = task->extract_data(task, &array);
        if (code == 0)
        {
            handler.Rows += array.array.length;
            array.array.release(&array.array);
        }
        self->producer->request(self->producer, 1);
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(Handler* self, int code, byte* message, byte* metadata)
    {
        CountingHandler handler = Of(self);
        handler.Calls += 'x';
        handler.Code = code;
        handler.Message = Marshal.PtrToStringUTF8((nint)message);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRelease(Handler* self)
    {
        Of(self).Calls += 'r';
        Of(self).Released.Set();
    }

#pragma warning disable CS0649 // The library assigns the fields.
    private struct Task
    {
        public delegate* unmanaged[Cdecl]<Task*, DeviceArray*, int> extract_data;
        public void* private_data;
    }

    private struct DeviceArray
    {
        public CArrowArray array;
        public long device_id;
        public int device_type;
        public void* sync_event;
        public fixed long reserved[3];
    }

    private struct Producer
    {
        public int device_type;
        public delegate* unmanaged[Cdecl]<Producer*, long, void> request;
        public delegate* unmanaged[Cdecl]<Producer*, void> cancel;
        public byte* additional_metadata;
        public void* private_data;
    }

    private struct Handler
    {
        public delegate* unmanaged[Cdecl]<Handler*, CArrowSchema*, int> on_schema;
        public delegate* unmanaged[Cdecl]<Handler*, Task*, byte*, int> on_next_task;
        public delegate* unmanaged[Cdecl]<Handler*, int, byte*, byte*, void> on_error;
        public delegate* unmanaged[Cdecl]<Handler*, void> release;
        public Producer* producer;
        public void* private_data;
    }
#pragma warning restore CS0649
}
