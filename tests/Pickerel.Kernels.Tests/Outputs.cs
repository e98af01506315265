using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

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

    /// <summary>Reads one output as the reference has it.</summary>
    public static int[] Read(BinaryReader reader, Network network)
    {
        var grid = network.Output.Quantization!;
        return [.. Enumerable.Range(0, (int)network.Output.Shape.Count).Select(_ => grid.ElementType switch
        {
            "byte" => (int)reader.ReadByte(),
            "sbyte" => reader.ReadSByte(),
            "short" => reader.ReadInt16(),
            _ => reader.ReadUInt16(),
        })];
    }

    public static string Difference(Network network, EmittedNetwork emitted, int[] expected, int[] actual)
    {
        var at = Enumerable.Range(0, expected.Length).First(i => expected[i] != actual[i]);
        var count = Enumerable.Range(0, expected.Length).Count(i => expected[i] != actual[i]);
        var layers = string.Join("; ", emitted.Layers.Select(l => $"{l.Layer} {network[l.Layer].Shape} {l.Kernel} ({l.Bound})"));
        return $"{count} of {expected.Length} differ, first at {at}: {actual[at]} for {expected[at]}. {layers}";
    }
}
