using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Kernels.Tests;

/// <summary>Samples and outputs as the runner's files hold them.</summary>
internal static class Outputs
{
    public static void WriteJob(BinaryWriter writer, string assembly, string type, IReadOnlyList<int[]> samples)
    {
        writer.Write(assembly);
        writer.Write(type);
        writer.Write(samples.Count);
        foreach (var value in samples.SelectMany(s => s))
            writer.Write(unchecked((byte)value));
    }

    /// <summary>All outputs of the reference, one behind the other.</summary>
    public static int[] Expected(Network network, int[] sample) => [.. ReferenceInterpreter.RunOutputs(network, sample).SelectMany(o => o)];

    /// <summary>Reads all outputs, one behind the other, as the reference has them.</summary>
    public static int[] Read(BinaryReader reader, Network network) => [.. network.Outputs.SelectMany(output => Read(reader, output))];

    private static IEnumerable<int> Read(BinaryReader reader, Node output) =>
        Enumerable.Range(0, (int)output.Shape.Count).Select(_ => output.Quantization!.ElementType switch
        {
            "byte" => (int)reader.ReadByte(),
            "sbyte" => reader.ReadSByte(),
            "short" => reader.ReadInt16(),
            _ => reader.ReadUInt16(),
        });

    public static string Difference(Network network, EmittedNetwork emitted, int[] expected, int[] actual)
    {
        var at = Enumerable.Range(0, expected.Length).First(i => expected[i] != actual[i]);
        var count = Enumerable.Range(0, expected.Length).Count(i => expected[i] != actual[i]);
        var layers = string.Join("; ", emitted.Layers.Select(l => $"{l.Layer} {network[l.Layer].Shape} {l.Kernel} ({l.Bound})"));
        return $"{count} of {expected.Length} differ, first at {at}: {actual[at]} for {expected[at]}. {layers}";
    }
}
