using ArrowBridge.Abi;
using ArrowBridge.Errors;

namespace ArrowBridge.Memory;

/// <summary>What every call does with its outputs, handles and consumed inputs.</summary>
internal static unsafe class Handles
{
    /// <summary>An output must be there.</summary>
    public static void Require(void* output, string name = "out")
    {
        if (output == null)
        {
            Throw.NullArgument(name);
        }
    }

    /// <summary>Hands a block out as a handle.</summary>
    public static void Give(void* block, void* output)
    {
        Native.ab_count_handle(1);
        *(void**)output = block;
    }

    public static void Discard(CArrowSchema* input)
    {
        if (input != null && input->release != null)
        {
            input->release(input);
            input->release = null;
        }
    }

    public static void Discard(CArrowArray* input)
    {
        if (input != null && input->release != null)
        {
            input->release(input);
            input->release = null;
        }
    }

    public static void Discard(CArrowArrayStream* input)
    {
        if (input != null && input->release != null)
        {
            input->release(input);
            input->release = null;
        }
    }
}
