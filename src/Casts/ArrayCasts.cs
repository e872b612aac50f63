using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Casts the arrays of handles.</summary>
internal static unsafe class ArrayCasts
{
    public static ArrayBlock* Cast(ArrayBlock* array, SchemaBlock* schema, int mode)
    {
        SchemaBlock* from = SharedArray.TypeOf(array);
        SchemaBlock* result = null;
        try
        {
            ResolvedCast cast = ResolvedCast.Resolve(from, schema, mode);
            result = cast.Schema;
            return cast.IsRelabelling ? Relabel(array, result) : Convert(array, result);
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
            array->array, result, SchemaBlock.Root(result), SharedArray.ReferenceTo(array), array->shareable != 0);
        view->end_offset = array->end_offset;
        return view;
    }

    private static ArrayBlock* Convert(ArrayBlock* array, SchemaBlock* result)
    {
        Field* root = SchemaBlock.Root(result);
        CArrowArray output = default;
        CastRoot.Cast(array, root, &output);
        return SharedArray.AdoptMade(&output, result, root);
    }
}
