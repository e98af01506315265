namespace Pickerel.Generator.Tests;

/// <summary>Declarations that several tests use.</summary>
internal static class Declarations
{
    public const string Digits = """
        using Pickerel;

        namespace Sample;

        [Network(Input = "8x8x1", InputScale = 1.0 / 16, Seed = 7)]
        [Quantize(Weights = 4, Activations = 4)]
        [Conv2D(4, Kernel = 3)] [BatchNorm] [ReLU]
        [DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU]
        [PointwiseConv2D(8)] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        static partial class DigitNet;
        """;

    /// <summary>MLPerf Tiny's image classifier: three residual blocks, two of them with a projected shortcut.</summary>
    public const string ResNet8 = """
        using Pickerel;

        namespace Sample;

        [Network(Input = "32x32x3", Seed = 1)]
        [Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU(Name = "stem")]

        [Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
        [Conv2D(16, Kernel = 3)] [BatchNorm] [Add("stem")] [ReLU(Name = "block1")]

        [Conv2D(32, Kernel = 3, Stride = 2)] [BatchNorm] [ReLU]
        [Conv2D(32, Kernel = 3)] [BatchNorm(Name = "main2")]
        [PointwiseConv2D(32, Stride = 2, From = "block1")] [Add("main2")] [ReLU(Name = "block2")]

        [Conv2D(64, Kernel = 3, Stride = 2)] [BatchNorm] [ReLU]
        [Conv2D(64, Kernel = 3)] [BatchNorm(Name = "main3")]
        [PointwiseConv2D(64, Stride = 2, From = "block2")] [Add("main3")] [ReLU]

        [AveragePool2D(Kernel = 8)] [Flatten] [Dense(10)]
        static partial class ResNet8;
        """;
}
