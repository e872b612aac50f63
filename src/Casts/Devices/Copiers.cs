using System.Globalization;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Casts.Devices;

/// <summary>What a copier can do; the values are those of native/copiers.h.</summary>
[Flags]
internal enum CopierCapabilities
{
    None = 0,
    Waits = 1,
    ToHost = 2,
    FromHost = 4,
}

/// <summary>The copiers that the program has registered, one per device type.</summary>
internal static unsafe class Copiers
{
    public const int Cpu = 1;

    /// <summary>Registers a copier, whose context is taken over, even on failure.</summary>
    public static void Register(int type, CDeviceCopier* given)
    {
        Handles.Require(given, "copier");
        Register(type, CallerOptions.Read(given, "copier"), null);
    }

    /// <summary>Registers a copier whose callbacks are those of a program in C, or of the managed block if there is
    /// one, which is taken over, even on failure.</summary>
    public static void Register(int type, CDeviceCopier callbacks, Block* managed)
    {
        Block* copier = CopiersNative.ab_copier_new(type, &callbacks, managed);
        if (copier == null)
        {
            CallerMemory.End(callbacks.release, callbacks.context);
            Native.ab_release(managed);
            Throw.OutOfMemory(sizeof(CDeviceCopier));
        }
        try
        {
            Check(type, callbacks, CopiersNative.ab_copier_capabilities(copier));
            if (CopiersNative.ab_copier_add(copier) != 0)
            {
                Throw.AlreadyRegistered(Describe(type));
            }
        }
        catch
        {
            Native.ab_release(copier);
            throw;
        }
    }

    private static void Check(int type, in CDeviceCopier callbacks, CopierCapabilities capabilities)
    {
        if (type == Cpu)
        {
            Throw.Argument("device_type", "is that of the CPU, which needs no copier");
        }
        bool makesSome =
            callbacks.copy_from_host != null || callbacks.allocate != null || callbacks.deallocate != null;
        if (makesSome && (capabilities & CopierCapabilities.FromHost) == 0)
        {
            Throw.Argument("copier", "has some of copy_from_host, allocate and deallocate, but not all");
        }
        if (capabilities == CopierCapabilities.None)
        {
            Throw.Argument("copier", "has no callbacks");
        }
    }

    public static void Unregister(int type)
    {
        Block* copier = CopiersNative.ab_copier_remove(type);
        if (copier == null)
        {
            Throw.NotRegistered(Describe(type));
        }
        Native.ab_release(copier);
    }

    /// <summary>
    /// A reference to the copier that copies arrays of a device to main memory, or NULL if the CPU can read them as
    /// they are.
    /// </summary>
    public static Block* FindToHost(int type)
    {
        bool isReadable = StreamsNative.ab_is_main_memory(type) != 0;
        return Find(type, isReadable ? CopierCapabilities.None : CopierCapabilities.ToHost, "to main memory");
    }

    /// <summary>A reference to the copier that copies arrays to a device, or NULL for the CPU.</summary>
    public static Block* FindFromHost(int type) =>
        type == Cpu ? null : Find(type, CopierCapabilities.FromHost, "from main memory");

    private static Block* Find(int type, CopierCapabilities needed, string direction)
    {
        Block* copier = CopiersNative.ab_copier_find(type);
        if (needed == CopierCapabilities.None ||
            (copier != null && (CopiersNative.ab_copier_capabilities(copier) & needed) != 0))
        {
            return copier;
        }
        Native.ab_release(copier);
        Throw.NotSupported("DEV-3", null, $"device type {type} has no registered copier {direction}");
        return null;
    }

    private static string Describe(int type) =>
        string.Create(CultureInfo.InvariantCulture, $"a copier for device type {type}");
}
