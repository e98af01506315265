namespace Pickerel.Benchmarks.Declared;

/// <summary>
/// <c>dscnn w4a4</c> as a user declares it: compiled with this project, by the compiler and the generator of the build. What
/// is built in process has to give the same outputs.
/// </summary>
[Network(Input = "49x10x1", Seed = 1)]
[Quantize(Weights = 4, Activations = 4, FirstAndLast = 0)]
[Conv2D(64, KernelHeight = 10, KernelWidth = 4, Stride = 2)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(12)]
internal static partial class DeclaredDsCnn;
