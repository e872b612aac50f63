using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Tests.Schemas;

namespace ArrowBridge.Tests.Arrays;

/// <summary>A record batch of int32 columns, built like one of a producer in another language. Column c has the value
/// 100 * c + r in row r.</summary>
internal static unsafe class NativeBatch
{
    /// <summary>The number of live structs of this producer.</summary>
    public static int Alive { get; private set; }

    public static NativeSchema Schema(params string[] names) =>
        new("+s", "", [.. names.Select(static name => new NativeSchema("i", name))]);

    public static void Fill(CArrowArray* output, int columns, int rows)
    {
        *output = default;
        output->length = rows;
        output->n_buffers = 1;
        output->buffers = (void**)NativeMemory.AllocZeroed((nuint)sizeof(void*));
        output->n_children = columns;
        output->children = (CArrowArray**)NativeMemory.AllocZeroed((nuint)(columns + 1), (nuint)sizeof(void*));
        for (int c = 0; c < columns; c++)
        {
            output->children[c] = Column(100 * c, rows);
        }
        output->release = &ReleaseBatch;
        Alive++;
    }

    /// <summary>Sets a validity bitmap for the batch or a column. Null positions count from the offset.</summary>
    public static void SetValidity(CArrowArray* array, byte bits)
    {
        byte* bitmap = (byte*)NativeMemory.AllocZeroed(8);
        *bitmap = bits;
        array->buffers[0] = bitmap;
        array->null_count = array->length - Bits.Count(bitmap, array->offset, array->length);
    }

    public static ArrayBlock* Import(int columns, int rows, params string[] names)
    {
        CArrowArray batch;
        Fill(&batch, columns, rows);
        return Import(&batch, names);
    }

    public static ArrayBlock* Import(CArrowArray* batch, params string[] names)
    {
        using NativeSchema schema = Schema(names);
        SchemaBlock* type = SchemaImport.Copy(schema.Value);
        try
        {
            return SharedArray.Import(batch, type, true);
        }
        finally
        {
            Native.ab_release(&type->head);
        }
    }

    /// <summary>Returns the values of an int32 array, with null where the validity bitmap is 0.</summary>
    public static int?[] Values(CArrowArray* array)
    {
        int?[] values = new int?[array->length];
        for (int i = 0; i < values.Length; i++)
        {
            byte* validity = (byte*)array->buffers[0];
            values[i] = validity == null || Bits.Get(validity, array->offset + i)
                ? ((int*)array->buffers[1])[array->offset + i]
                : null;
        }
        return values;
    }

    private static CArrowArray* Column(int first, int rows)
    {
        CArrowArray* column = (CArrowArray*)NativeMemory.AllocZeroed((nuint)sizeof(CArrowArray));
        column->length = rows;
        column->n_buffers = 2;
        column->buffers = (void**)NativeMemory.AllocZeroed(2, (nuint)sizeof(void*));
        column->buffers[1] = NativeMemory.Alloc((nuint)(rows + 1) * sizeof(int));
        for (int r = 0; r < rows; r++)
        {
            ((int*)column->buffers[1])[r] = first + r;
        }
        column->release = &ReleaseColumn;
        column->private_data = column;
        Alive++;
        return column;
    }

    private static void FreeBuffers(CArrowArray* array)
    {
        for (int i = 0; i < array->n_buffers; i++)
        {
            NativeMemory.Free(array->buffers[i]);
        }
        NativeMemory.Free(array->buffers);
        array->release = null;
        Alive--;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReleaseColumn(CArrowArray* column)
    {
        void* memory = column->private_data; // the struct may have been moved to another address
        FreeBuffers(column);
        if (memory == column)
        {
            return; // the parent frees the memory
        }
        NativeMemory.Free(memory);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReleaseBatch(CArrowArray* batch)
    {
        for (int c = 0; c < batch->n_children; c++)
        {
            CArrowArray* column = batch->children[c];
            if (column->release != null)
            {
                column->release(column);
                NativeMemory.Free(column);
            }
        }
        NativeMemory.Free(batch->children);
        FreeBuffers(batch);
    }
}
