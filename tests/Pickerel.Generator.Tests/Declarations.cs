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
        public static partial class DigitNet;
        """;
}
