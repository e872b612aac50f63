using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>Input from a callback of the caller.</summary>
internal sealed unsafe class CallbackInput(CInput input) : Input
{
    protected override long Read(byte* buffer, long size)
    {
        CError error;
        error.message[0] = 0;
        long got = -1;
        int code = input.read(input.context, buffer, size, &got, &error);
        if (code != 0)
        {
            Throw.Foreign(code, CallbackReader.ForeignText(&error), "the input callback");
        }
        if (got < 0 || got > size)
        {
            Throw.Argument("input", $"returned {got} bytes from read, but {size} were requested");
        }
        return got;
    }
}
