using System;
using System.Linq;
using Pickerel.TestKit;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Tool.Tests;

/// <summary>Descriptions as the generator writes them, in a folder as a build with EmitCompilerGeneratedFiles leaves them.</summary>
internal static class Descriptions
{
    public const string Folder = "obj/generated";

    public const string DsCnn = """
        using Pickerel;
        namespace Keywords
        {
            [Network(Input = "49x10x1", Seed = 1)]
            [Quantize(Weights = 4, Activations = 4)]
            [Conv2D(64, KernelHeight = 10, KernelWidth = 4, Stride = 2)] [BatchNorm] [ReLU]
            [DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
            [DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
            [DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
            [DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
            [GlobalAveragePool]
            [Dense(12)]
            static partial class DsCnn;
        }
        """;

    public const string Small = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Conv2D(8, Kernel = 3)] [BatchNorm] [ReLU]
        [PointwiseConv2D(16)] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        static partial class Small;
        """;

    /// <summary>Writes the descriptions of a source's networks.</summary>
    public static void Write(ScratchFolder folder, string source)
    {
        var descriptions = GeneratorRun.Of(source).Sources.Where(s => s.HintName.EndsWith(".Description.g.cs", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(descriptions);
        foreach (var description in descriptions)
            _ = folder.Write($"{Folder}/{description.HintName}", description.SourceText.ToString());
    }
}
