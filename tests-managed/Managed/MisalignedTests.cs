using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>Imports of structs with a buffer that is not aligned to the size of its values.</summary>
public unsafe class MisalignedTests : LiveCounts
{
    private static readonly byte[] _memory = GC.AllocateArray<byte>(32, pinned: true);

    private static readonly int[] _numbers = [0, 1, 2, 3];

    private CArrowArray _array;
    private CArrowSchema _schema;

    /// <summary>Exports a batch whose numbers are at an odd address.</summary>
    private static void Export(CArrowArray* array, CArrowSchema* schema)
    {
        using (RecordBatch batch = Rows.Batch(0, _numbers.Length))
        {
            batch.Export((nint)array, (nint)schema);
        }
        byte* odd = (byte*)Unsafe.AsPointer(ref _memory[0]) + 1;
        MemoryMarshal.AsBytes<int>(_numbers).CopyTo(new Span<byte>(odd, _numbers.Length * sizeof(int)));
        array->children[0]->buffers[1] = odd;
    }

    private void Import(Func<nint, nint, ArrowArray> import)
    {
        fixed (CArrowArray* array = &_array)
        fixed (CArrowSchema* schema = &_schema)
        {
            Export(array, schema);
            try
            {
                using ArrowArray imported = import((nint)array, (nint)schema);
                using ArrowArray column = imported.Column(0);
                Assert.Equal(_numbers, column.ToArray<int>().Select(number => number!.Value));
            }
            finally
            {
                Assert.True(array->release == null);
                if (schema->release != null)
                {
                    schema->release(schema);
                }
            }
        }
    }

    private void Refuses(Func<nint, nint, ArrowArray> import)
    {
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(() => Import(import));
        Assert.Equal((ErrorCode.Invalid, "ARR-10", "n"), (exception.Code, exception.Rule, exception.Field));
    }

    [Fact]
    public void Arrays_AreRefused_OrCopied()
    {
        ArrowField field = new("", DataType.Struct([.. Rows.Schema.Fields]));
        Refuses((array, schema) => ArrowArray.Import(array, schema));
        Refuses((array, _) => ArrowArray.Import(array, field));
        Import((array, schema) => ArrowArray.Import(array, schema, copyMisaligned: true));
        Import((array, _) => ArrowArray.Import(array, field, copyMisaligned: true));
    }

    [Fact]
    public void Batches_AreRefused_OrCopied()
    {
        Refuses((array, schema) => RecordBatch.Import(array, schema));
        Refuses((array, _) => RecordBatch.Import(array, Rows.Schema, copyMisaligned: false));
        Import((array, schema) => RecordBatch.Import(array, schema, copyMisaligned: true));
        Import((array, _) => RecordBatch.Import(array, Rows.Schema, copyMisaligned: true));
    }

    [Fact]
    public void Batches_OfAStream_AreRefused_OrCopied()
    {
        CArrowArrayStream stream = Endless();
        using (RecordBatchReader reader = RecordBatchReader.Import((nint)(&stream)))
        {
            ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(reader.Read);
            Assert.Equal(("ARR-10", "n", 0L), (exception.Rule, exception.Field, exception.Batch));
        }
        stream = Endless();
        using (RecordBatchReader reader = RecordBatchReader.Import((nint)(&stream), copyMisaligned: true))
        {
            using RecordBatch first = reader.Read()!;
            using RecordBatch second = reader.Read()!;
            using ArrowArray numbers = second.Column("n");
            Assert.Equal([0, 1, 2, 3], numbers.ToArray<int>());
            Assert.True(first.DataEquals(second));
        }
    }

    private static CArrowArrayStream Endless() => new()
    {
        get_schema = &GetSchema,
        get_next = &GetNext,
        get_last_error = &GetLastError,
        release = &Release,
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetSchema(CArrowArrayStream* stream, CArrowSchema* output)
    {
        Rows.Schema.Export((nint)output);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetNext(CArrowArrayStream* stream, CArrowArray* output)
    {
        CArrowSchema schema;
        Export(output, &schema);
        schema.release(&schema);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* GetLastError(CArrowArrayStream* stream) => null;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(CArrowArrayStream* stream) => stream->release = null;
}
