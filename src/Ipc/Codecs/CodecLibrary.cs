using System.Runtime.InteropServices;
using ArrowBridge.Errors;

namespace ArrowBridge.Ipc;

/// <summary>
/// The shared library of a codec, as installed on the system. Loaded when first needed and never unloaded.
/// </summary>
internal readonly struct CodecLibrary
{
    private readonly string _name;
    private readonly nint _handle;

    public CodecLibrary(string linux, string mac, params ReadOnlySpan<string> windows)
    {
        ReadOnlySpan<string> names = OperatingSystem.IsWindows() ? windows
            : OperatingSystem.IsMacOS() ? [mac] : [linux];
        _name = names[0];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out _handle))
            {
                return;
            }
        }
        Throw.NotImplemented("IPC-11", null, $"the codec library {_name} is not installed or cannot be loaded");
    }

    public nint Function(string name)
    {
        if (!NativeLibrary.TryGetExport(_handle, name, out nint address))
        {
            Throw.NotImplemented("IPC-11", null, $"the codec library {_name} has no function {name}");
        }
        return address;
    }
}
