using System.Collections.Generic;
using System.IO;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.TestKit;

namespace Pickerel.Tool.Tests;

/// <summary>An integer network of four layers, its file and some inputs.</summary>
internal static class SmallModels
{
    public static Network Network { get; } = new IntegerNetworkBuilder("small", new TensorShape(4, 4, 2), signed: true)
        .Convolution("conv1", 3, IntegerNetworkBuilder.Square(3, padding: 1))
        .GlobalAverage("gap")
        .Dense("fc1", 2, weightBits: 4, weights: IntegerNetworkBuilder.AdversarialWeights["Least"], outputBits: 16)
        .Build();

    /// <summary>Gets the same network returning its convolution, too.</summary>
    public static Network WithTwoOutputs { get; } = Network.With([.. Network.Nodes, OutputOf("conv1"), OutputOf("fc1")]);

    /// <summary>Gets twenty inputs.</summary>
    public static IReadOnlyList<int[]> Samples { get; } =
        [.. Enumerable.Range(0, 20).Select(s => Enumerable.Range(0, 32).Select(i => (((s * 37) + (i * 101)) % 256) - 128).ToArray())];

    /// <summary>Writes the networks as <c>small.pickerel</c> and <c>two.pickerel</c>, and the inputs as <c>input.bin</c>.</summary>
    public static void Write(ScratchFolder folder)
    {
        File.WriteAllText(folder["small.pickerel"], ModelTextWriter.ToText(new ModelDocument("small", Network, [])));
        File.WriteAllText(folder["two.pickerel"], ModelTextWriter.ToText(new ModelDocument("two", WithTwoOutputs, [])));
        File.WriteAllBytes(folder["input.bin"], [.. Samples.SelectMany(s => s).Select(v => unchecked((byte)v))]);
    }

    private static OutputNode OutputOf(string layer) =>
        new() { Name = OutputNode.NameOf(layer), Inputs = [layer], Shape = Network[layer].Shape, Quantization = Network[layer].Quantization };
}
