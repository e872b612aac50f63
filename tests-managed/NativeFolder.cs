using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ArrowBridge.Tests;

/// <summary>
/// Tells the library where its C half is. NativeAOT links it in; here it is libarrowbridge_native, built by CMake, in the folder that the
/// environment variable names. The library calls it as soon as any of its code runs, so this has to come before.
/// </summary>
internal static class NativeFolder
{
    private const string Variable = "ARROWBRIDGE_NATIVE_DIR";
    private const string Module = "arrowbridge_native";

    [ModuleInitializer]
    internal static void Register()
    {
        NativeLibrary.SetDllImportResolver(Assembly.Load("ArrowBridge"), Resolve);
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Module)
        {
            return 0;
        }
        string folder = Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException(
            $"The environment variable {Variable} is not set. Run these tests with ctest, or set it to the folder of " +
            $"{FileName} in the build tree.");
        string file = Path.Combine(folder, FileName);
        return File.Exists(file) ? NativeLibrary.Load(file) : throw new InvalidOperationException(
            $"{file} is not there. Build it: cmake --build <build tree> --target arrowbridge_native_shared");
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? $"{Module}.dll" : OperatingSystem.IsMacOS() ? $"lib{Module}.dylib" : $"lib{Module}.so";
}
