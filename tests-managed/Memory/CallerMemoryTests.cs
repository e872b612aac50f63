using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Tests.Memory;

public unsafe class CallerMemoryTests : LiveCounts
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Count(void* owner) => ++*(int*)owner;

    [Fact]
    public void Own_CallsBackOnceWithTheLastReference()
    {
        int calls = 0;
        Block* block = CallerMemory.Own(&Count, &calls);
        Native.ab_retain(block);
        Native.ab_release(block);
        Assert.Equal(0, calls);
        Native.ab_release(block);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Own_WithoutCallback_IsReleasedAll()
    {
        int calls = 0;
        Native.ab_release(CallerMemory.Own(null, &calls));
        Assert.Equal(0, calls);
    }
}
