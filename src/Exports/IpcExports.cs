using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>ipc.h: opening files, buffers, descriptors and callbacks for reading.</summary>
internal static unsafe class IpcExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeOpenIpcFile", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenFile(byte* path, CIpcReadOptions* options, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new OpenFileCall(path, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeOpenIpcBuffer", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenBuffer(
        void* data, long size, delegate* unmanaged[Cdecl]<void*, void> release, void* context, CIpcReadOptions* options,
        ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new OpenBufferCall(data, size, release, context, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeOpenIpcDescriptor", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenDescriptor(int fd, int close_fd, CIpcReadOptions* options, ReaderBlock** @out,
        CError* error) =>
        ExceptionBoundary.Call(new OpenDescriptorCall(fd, close_fd, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeOpenIpcInput", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenInput(CInput* input, CIpcReadOptions* options, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new OpenInputCall(input, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeFollowIpcFile", CallConvs = [typeof(CallConvCdecl)])]
    public static int FollowFile(byte* path, CIpcReadOptions* options, CIpcFollowOptions* follow, ReaderBlock** @out,
        CError* error) =>
        ExceptionBoundary.Call(new FollowFileCall(path, options, follow, @out), error);

    internal readonly struct OpenFileCall(byte* path, CIpcReadOptions* options, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeOpenIpcFile";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(path, "path");
            Handles.Give(IpcOpen.File(path, ReadOptions.Parse(options)), @out);
        }
    }

    internal readonly struct OpenBufferCall(
        void* data, long size, delegate* unmanaged[Cdecl]<void*, void> release, void* context, CIpcReadOptions* options,
        ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeOpenIpcBuffer";

        public void Run()
        {
            Block* owner = CallerMemory.Own(release, context);
            try
            {
                Handles.Require(@out);
                if (size < 0)
                {
                    Throw.Argument("size", $"is {size}");
                }
                if (size > 0)
                {
                    Handles.Require(data, "data");
                }
                ReadOptions known = ReadOptions.Parse(options);
                Handles.Give(IpcOpen.Bytes((byte*)data, size, CallerMemory.Share(owner), known), @out);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }

    internal readonly struct OpenDescriptorCall(int fd, int close_fd, CIpcReadOptions* options, ReaderBlock** @out)
        : ICall
    {
        public static string Name => "ArrowBridgeOpenIpcDescriptor";

        public void Run()
        {
            Block* owner = CallerMemory.Own(close_fd != 0 ? Native.CloseOwner : null, (void*)(nint)fd);
            try
            {
                Handles.Require(@out);
                ReadOptions known = ReadOptions.Parse(options);
                Handles.Give(IpcOpen.Descriptor(fd, CallerMemory.Share(owner), known), @out);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }

    internal readonly struct OpenInputCall(CInput* input, CIpcReadOptions* options, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeOpenIpcInput";

        public void Run()
        {
            Handles.Require(input, "input");
            Block* owner = CallerMemory.Own(input->release, input->context);
            try
            {
                Handles.Require(@out);
                if (input->read == null)
                {
                    Throw.Argument("input", "has no function 'read'");
                }
                ReadOptions known = ReadOptions.Parse(options);
                Handles.Give(IpcOpen.Stream(new CallbackInput(*input), CallerMemory.Share(owner), known), @out);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }

    internal readonly struct FollowFileCall(
        byte* path, CIpcReadOptions* options, CIpcFollowOptions* follow, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeFollowIpcFile";

        public void Run()
        {
            CIpcFollowOptions known = CallerOptions.Read(follow);
            Block* owner = CallerMemory.Own(known.release, known.context);
            try
            {
                Handles.Require(@out);
                Handles.Require(path, "path");
                if (known.timeout_ms < 0)
                {
                    Throw.Argument("follow", $"has a timeout of {known.timeout_ms} ms");
                }
                ReadOptions read = ReadOptions.Parse(options);
                Handles.Give(IpcOpen.Follow(path, read, known, CallerMemory.Share(owner)), @out);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }
}
