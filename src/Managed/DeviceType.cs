namespace ArrowBridge;

/// <summary>Specifies the kind of memory that the buffers of a device array are in. The values are those of the C
/// device interface (DEV-2); other numbers can be converted to this type.</summary>
public enum DeviceType
{
    /// <summary>Main memory.</summary>
    Cpu = 1,

    /// <summary>Memory of a CUDA GPU.</summary>
    Cuda = 2,

    /// <summary>Main memory pinned for CUDA.</summary>
    CudaHost = 3,

    /// <summary>OpenCL buffers.</summary>
    OpenCl = 4,

    /// <summary>Vulkan buffers.</summary>
    Vulkan = 7,

    /// <summary>Metal buffers of Apple GPUs.</summary>
    Metal = 8,

    /// <summary>Buffers of a Verilog simulator.</summary>
    Vpi = 9,

    /// <summary>Memory of a ROCm GPU.</summary>
    Rocm = 10,

    /// <summary>Main memory pinned for ROCm.</summary>
    RocmHost = 11,

    /// <summary>Reserved for devices that are not listed here.</summary>
    Extension = 12,

    /// <summary>CUDA managed memory, accessible to CPU and GPU.</summary>
    CudaManaged = 13,

    /// <summary>Shared memory of an unpartitioned oneAPI device.</summary>
    OneApi = 14,

    /// <summary>WebGPU buffers.</summary>
    WebGpu = 15,

    /// <summary>Qualcomm Hexagon DSP.</summary>
    Hexagon = 16,
}
