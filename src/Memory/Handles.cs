using ArrowBridge.Abi;
using ArrowBridge.Errors;

namespace ArrowBridge.Memory;

/// <summary>What exported functions do with outputs and handles.</summary>
internal static unsafe class Handles
{
    /// <summary>Throws if an argument is NULL.</summary>
    public static void Require(void* argument, string name = "out")
    {
        if (argument == null)
        {
            Throw.NullArgument(name);
        }
    }

    /// <summary>Returns a block to the caller as a handle.</summary>
    public static void Give(void* block, void* output)
    {
        Native.ab_count_handle(1);
        *(void**)output = block;
    }

    /// <summary>Releases an array struct, if it is not released, and marks it so. NULL is a no-op.</summary>
    public static void Release(CArrowArray* array)
    {
        if (array != null && array->release != null)
        {
            array->release(array);
            array->release = null;
        }
    }
}
