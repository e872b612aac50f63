using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Casts of arrays behind handles.</summary>
internal static unsafe class ArrayCasts
{
    public static ArrayBlock* Cast(ArrayBlock* array, SchemaBlock* schema, int mode)
    {
        SchemaBlock* from = SharedArray.TypeOf(array);
        SchemaBlock* result = null;
        try
        {
            CastTypes types = CastTypes.Settle(from, schema, mode);
            result = types.Result;
            return types.IsRelabelling ? Relabel(array, result) : Convert(array, result);
        }
        finally
        {
            Native.ab_release(&from->head);
            Native.ab_release((Block*)result);
        }
    }

    private static ArrayBlock* Relabel(ArrayBlock* array, SchemaBlock* result)
    {
        ArrayBlock* view = SharedArray.View(
            array->array, result, SchemaBlock.Root(result), SharedArray.HoldOf(array), array->as_is != 0);
        view->extent = array->extent;
        return view;
    }

    private static ArrayBlock* Convert(ArrayBlock* array, SchemaBlock* result)
    {
        Errors.Throw.NotSupported(null, null, "conversions");
        return null;
    }
}
