using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;

namespace ArrowBridge.Exports;

/// <summary>bridge.h, part "IPC".</summary>
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
    public static int OpenDescriptor(int fd, int close_fd, CIpcReadOptions* options, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new OpenDescriptorCall(fd, close_fd, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeOpenIpcInput", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenInput(CInput* input, CIpcReadOptions* options, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new OpenInputCall(input, options, @out), error);

    internal readonly struct OpenFileCall(byte* path, CIpcReadOptions* options, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeOpenIpcFile";

        public void Clear() => Handles.Clear((void*)@out);

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(path, "path");
            Handles.Give(IpcOpen.File(path, ReadOptions.Parse(options)), @out);
        }
    }

    internal struct OpenBufferCall(
        void* data, long size, delegate* unmanaged[Cdecl]<void*, void> release, void* context, CIpcReadOptions* options, ReaderBlock** @out) : ICall
    {
        private bool _taken;

        public static string Name => "ArrowBridgeOpenIpcBuffer";

        public readonly void Clear() => Handles.Clear((void*)@out);

        public void Run()
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
            _taken = true;
            Handles.Give(IpcOpen.Bytes((byte*)data, size, CallerMemory.Own(release, context), known), @out);
        }

        public readonly void Discard()
        {
            if (!_taken)
            {
                CallerMemory.End(release, context);
            }
        }
    }

    internal struct OpenDescriptorCall(int fd, int close_fd, CIpcReadOptions* options, ReaderBlock** @out) : ICall
    {
        private bool _taken;

        public static string Name => "ArrowBridgeOpenIpcDescriptor";

        public readonly void Clear() => Handles.Clear((void*)@out);

        public void Run()
        {
            Handles.Require(@out);
            ReadOptions known = ReadOptions.Parse(options);
            _taken = true;
            Handles.Give(IpcOpen.Stream(new DescriptorInput(fd), CallerMemory.Own(Close, (void*)(nint)fd), known), @out);
        }

        public readonly void Discard()
        {
            if (!_taken)
            {
                CallerMemory.End(Close, (void*)(nint)fd);
            }
        }

        private readonly delegate* unmanaged[Cdecl]<void*, void> Close => close_fd != 0 ? Native.CloseOwner : null;
    }

    internal struct OpenInputCall(CInput* input, CIpcReadOptions* options, ReaderBlock** @out) : ICall
    {
        private bool _taken;

        public static string Name => "ArrowBridgeOpenIpcInput";

        public readonly void Clear() => Handles.Clear((void*)@out);

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(input, "input");
            if (input->read == null)
            {
                Throw.Argument("input", "has no function 'read'");
            }
            ReadOptions known = ReadOptions.Parse(options);
            _taken = true;
            Handles.Give(IpcOpen.Stream(new CallbackInput(*input), CallerMemory.Own(input->release, input->context), known), @out);
        }

        public readonly void Discard()
        {
            if (!_taken && input != null)
            {
                CallerMemory.End(input->release, input->context);
            }
        }
    }
}
