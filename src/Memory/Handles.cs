using ArrowBridge.Abi;
using ArrowBridge.Errors;

namespace ArrowBridge.Memory;

/// <summary>What every call does with its outputs, handles and consumed inputs.</summary>
internal static unsafe class Handles
{
    public static void Clear(void* output)
    {
        if (output != null)
        {
            *(void**)output = null;
        }
    }

    public static void Clear(CArrowSchema* output)
    {
        if (output != null)
        {
            *output = default;
        }
    }

    public static void Clear(CArrowArray* output)
    {
        if (output != null)
        {
            *output = default;
        }
    }

    public static void Clear(CArrowArrayStream* output)
    {
        if (output != null)
        {
            *output = default;
        }
    }

    public static void Clear(long* output)
    {
        if (output != null)
        {
            *output = 0;
        }
    }

    public static void Clear(int* output)
    {
        if (output != null)
        {
            *output = 0;
        }
    }

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
