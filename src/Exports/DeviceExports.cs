using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Casts.Devices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>device.h, as far as it copies. The functions that do not are in native/device.c.</summary>
internal static unsafe class DeviceExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeRegisterDeviceCopier", CallConvs = [typeof(CallConvCdecl)])]
    public static int RegisterDeviceCopier(int device_type, CDeviceCopier* copier, CError* error) =>
        ExceptionBoundary.Call(new RegisterDeviceCopierCall(device_type, copier), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeUnregisterDeviceCopier", CallConvs = [typeof(CallConvCdecl)])]
    public static int UnregisterDeviceCopier(int device_type, CError* error) =>
        ExceptionBoundary.Call(new UnregisterDeviceCopierCall(device_type), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayCopyFromDevice", CallConvs = [typeof(CallConvCdecl)])]
    public static int ArrayCopyFromDevice(
        CArrowDeviceArray* array, SchemaBlock* schema, CArrowArray* @out, CError* error) =>
        ExceptionBoundary.Call(new ArrayCopyFromDeviceCall(array, schema, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayCopyToDevice", CallConvs = [typeof(CallConvCdecl)])]
    public static int ArrayCopyToDevice(CArrowArray* array, SchemaBlock* schema, int device_type, long device_id,
        CArrowDeviceArray* @out, CError* error) =>
        ExceptionBoundary.Call(new ArrayCopyToDeviceCall(array, schema, device_type, device_id, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeStreamCopyFromDevice", CallConvs = [typeof(CallConvCdecl)])]
    public static int StreamCopyFromDevice(CArrowDeviceArrayStream* stream, CArrowArrayStream* @out, CError* error) =>
        ExceptionBoundary.Call(new StreamCopyFromDeviceCall(stream, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeStreamCopyToDevice", CallConvs = [typeof(CallConvCdecl)])]
    public static int StreamCopyToDevice(CArrowArrayStream* stream, int device_type, long device_id,
        CArrowDeviceArrayStream* @out, CError* error) =>
        ExceptionBoundary.Call(new StreamCopyToDeviceCall(stream, device_type, device_id, @out), error);

    internal readonly struct RegisterDeviceCopierCall(int type, CDeviceCopier* copier) : ICall
    {
        public static string Name => "ArrowBridgeRegisterDeviceCopier";

        public void Run() => Copiers.Register(type, copier);
    }

    internal readonly struct UnregisterDeviceCopierCall(int type) : ICall
    {
        public static string Name => "ArrowBridgeUnregisterDeviceCopier";

        public void Run() => Copiers.Unregister(type);
    }

    internal readonly struct ArrayCopyFromDeviceCall(
        CArrowDeviceArray* array, SchemaBlock* schema, CArrowArray* @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayCopyFromDevice";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(array, "array");
            DeviceArrays.ToHost(array, SchemaBlock.Checked(schema, "schema"), @out);
        }
    }

    internal readonly struct ArrayCopyToDeviceCall(
        CArrowArray* array, SchemaBlock* schema, int type, long id, CArrowDeviceArray* @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayCopyToDevice";

        public void Run()
        {
            Handles.Require(@out);
            ArrayBlock* source = SharedArray.Import(array, schema, false, copiesMisaligned: true);
            try
            {
                DeviceArrays.FromHost(source, type, id, @out);
            }
            finally
            {
                Native.ab_release(&source->head);
            }
        }
    }

    internal readonly struct StreamCopyFromDeviceCall(CArrowDeviceArrayStream* stream, CArrowArrayStream* @out) : ICall
    {
        public static string Name => "ArrowBridgeStreamCopyFromDevice";

        public void Run()
        {
            Handles.Require(@out);
            ReaderBlock* reader = FromDeviceReader.Import(stream, false);
            try
            {
                StreamExport.Export(reader, @out);
            }
            finally
            {
                Native.ab_release(&reader->head);
            }
        }
    }

    internal readonly struct StreamCopyToDeviceCall(
        CArrowArrayStream* stream, int type, long id, CArrowDeviceArrayStream* @out) : ICall
    {
        public static string Name => "ArrowBridgeStreamCopyToDevice";

        public void Run()
        {
            Handles.Require(@out);
            ReaderBlock* source = ForeignReader.Import(stream, false, copiesMisaligned: true);
            try
            {
                ToDeviceReader.Export(source, type, id, @out);
            }
            finally
            {
                Native.ab_release(&source->head);
            }
        }
    }
}
