using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Tool.Models;

/// <summary>The reference interpreter on many samples, as many at a time as there are processors.</summary>
internal static class Inference
{
    /// <summary>The network's outputs of every sample.</summary>
    /// <returns>Of each output of the network every sample's integers, one sample behind another.</returns>
    public static IReadOnlyList<int[]> Run(Network network, IReadOnlyList<int[]> samples)
    {
        var results = network.Outputs.Select(o => new int[samples.Count * o.Shape.Count]).ToList();
        _ = Parallel.For(0, samples.Count, i =>
        {
            foreach (var (output, all) in ReferenceInterpreter.RunOutputs(network, samples[i]).Zip(results))
                output.CopyTo(all, i * output.Length);
        });
        return results;
    }

    /// <summary>Compares layers with what is expected of them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">Its inputs.</param>
    /// <param name="expected">Layers in the network's order, each with its integers of every sample.</param>
    public static Verification Verify(Network network, IReadOnlyList<int[]> samples, IReadOnlyList<ExpectedLayer> expected)
    {
        var differences = new Difference?[samples.Count][];
        _ = Parallel.For(0, samples.Count, i =>
        {
            var values = ReferenceInterpreter.RunAll(network, samples[i]);
            differences[i] = [.. expected.Select(layer => FirstDifference(layer, i, values[layer.Name]))];
        });

        var layers = expected.Select((layer, l) => new VerifiedLayer(layer.Name, differences.Count(d => d[l] is null))).ToList();
        var first = Enumerable.Range(0, expected.Count).SelectMany(l => differences.Select(d => d[l])).FirstOrDefault(d => d is not null);
        return new(samples.Count, differences.Count(d => d.All(layer => layer is null)), first, layers);
    }

    private static Difference? FirstDifference(ExpectedLayer layer, int sample, int[] got)
    {
        var expected = layer.Samples[sample];
        for (var i = 0; i < got.Length; i++)
        {
            if (expected[i] != got[i])
                return new(layer.Name, sample, i, expected[i], got[i]);
        }

        return null;
    }
}

/// <summary>What a layer should give, for every sample.</summary>
internal sealed record ExpectedLayer(string Name, IReadOnlyList<int[]> Samples);

/// <summary>The first element of a layer's output that is not what was expected.</summary>
internal sealed record Difference(string Layer, int Sample, int Element, int Expected, int Got);

/// <summary>A compared layer and of how many samples all its elements are equal.</summary>
internal sealed record VerifiedLayer(string Layer, int EqualRows);

/// <summary>What became of a comparison.</summary>
/// <param name="Rows">The samples.</param>
/// <param name="EqualRows">Those of which every compared layer is equal.</param>
/// <param name="First">The first difference of the first layer that differs, or null.</param>
/// <param name="Layers">The compared layers, in the network's order.</param>
internal sealed record Verification(int Rows, int EqualRows, Difference? First, IReadOnlyList<VerifiedLayer> Layers);
