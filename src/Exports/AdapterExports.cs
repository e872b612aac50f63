using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>adapters.h. ArrowBridgeReaderCancel is in native/handles.c.</summary>
internal static unsafe class AdapterExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderConcat", CallConvs = [typeof(CallConvCdecl)])]
    public static int FromReaders(long n_readers, ReaderBlock** readers, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new FromReadersCall(n_readers, readers, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderRebatch", CallConvs = [typeof(CallConvCdecl)])]
    public static int Rebatch(ReaderBlock* reader, long min_rows, long max_rows, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new RebatchCall(reader, min_rows, max_rows, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderTee", CallConvs = [typeof(CallConvCdecl)])]
    public static int Tee(ReaderBlock* reader, long n_readers, ReaderBlock** out_readers, CError* error) =>
        ExceptionBoundary.Call(new TeeCall(reader, n_readers, out_readers), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderLock", CallConvs = [typeof(CallConvCdecl)])]
    public static int Locked(ReaderBlock* reader, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new LockedCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderHead", CallConvs = [typeof(CallConvCdecl)])]
    public static int Head(ReaderBlock* reader, long n_rows, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new HeadCall(reader, n_rows, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderSkip", CallConvs = [typeof(CallConvCdecl)])]
    public static int Skip(ReaderBlock* reader, long n_rows, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new SkipCall(reader, n_rows, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderLimit", CallConvs = [typeof(CallConvCdecl)])]
    public static int Limit(ReaderBlock* reader, long offset, long n_rows, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new LimitCall(reader, offset, n_rows, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderPeek", CallConvs = [typeof(CallConvCdecl)])]
    public static int Peek(
        ReaderBlock* reader, long max_batches, long max_rows, ReaderBlock** out_first, ReaderBlock** out_all,
        CError* error) =>
        ExceptionBoundary.Call(new PeekCall(reader, max_batches, max_rows, out_first, out_all), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderPrefetch", CallConvs = [typeof(CallConvCdecl)])]
    public static int Prefetch(
        ReaderBlock* reader, long max_batches, long max_bytes, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new PrefetchCall(reader, max_batches, max_bytes, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderWithTimeout", CallConvs = [typeof(CallConvCdecl)])]
    public static int WithTimeout(
        ReaderBlock* reader, long per_call_ms, long total_ms, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new WithTimeoutCall(reader, per_call_ms, total_ms, @out), error);

    internal readonly struct FromReadersCall(long n_readers, ReaderBlock** readers, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderConcat";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(ChainReader.Create(n_readers, readers), @out);
        }
    }

    internal readonly struct RebatchCall(ReaderBlock* reader, long min_rows, long max_rows, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderRebatch";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(RebatchReader.Create(Reader.Checked(reader), min_rows, max_rows), @out);
        }
    }

    internal readonly struct TeeCall(ReaderBlock* reader, long n_readers, ReaderBlock** out_readers) : ICall
    {
        public static string Name => "ArrowBridgeReaderTee";

        public void Run()
        {
            Handles.Require(out_readers, "out_readers");
            if (n_readers is < 1 or > int.MaxValue)
            {
                Throw.Argument("n_readers", $"is {n_readers}");
            }
            TeeReader.Create(Reader.Checked(reader), n_readers, out_readers);
            Native.ab_count_handle((int)n_readers);
        }
    }

    internal readonly struct LockedCall(ReaderBlock* reader, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderLock";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(LockedReader.Create(Reader.Checked(reader)), @out);
        }
    }

    internal readonly struct HeadCall(ReaderBlock* reader, long n_rows, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderHead";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(LimitReader.Create(Reader.Checked(reader), 0, n_rows), @out);
        }
    }

    internal readonly struct SkipCall(ReaderBlock* reader, long n_rows, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderSkip";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(LimitReader.CreateSkip(Reader.Checked(reader), n_rows), @out);
        }
    }

    internal readonly struct LimitCall(ReaderBlock* reader, long offset, long n_rows, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderLimit";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(LimitReader.Create(Reader.Checked(reader), offset, n_rows), @out);
        }
    }

    internal readonly struct PeekCall(
        ReaderBlock* reader, long max_batches, long max_rows, ReaderBlock** out_first, ReaderBlock** out_all) : ICall
    {
        public static string Name => "ArrowBridgeReaderPeek";

        public void Run()
        {
            Handles.Require(out_first, "out_first");
            Handles.Require(out_all, "out_all");
            LimitReader.CreatePeek(Reader.Checked(reader), max_batches, max_rows, out_first, out_all);
            Native.ab_count_handle(2);
        }
    }

    internal readonly struct PrefetchCall(ReaderBlock* reader, long max_batches, long max_bytes, ReaderBlock** @out)
        : ICall
    {
        public static string Name => "ArrowBridgeReaderPrefetch";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(ReadAheadReader.CreatePrefetch(Reader.Checked(reader), max_batches, max_bytes), @out);
        }
    }

    internal readonly struct WithTimeoutCall(ReaderBlock* reader, long per_call_ms, long total_ms, ReaderBlock** @out)
        : ICall
    {
        public static string Name => "ArrowBridgeReaderWithTimeout";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(ReadAheadReader.CreateWithTimeout(Reader.Checked(reader), per_call_ms, total_ms), @out);
        }
    }
}
