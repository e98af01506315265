using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>Puts a node's work together under each baseline.</summary>
internal static class Baselines
{
    /// <summary>The operations of one node.</summary>
    /// <param name="baseline">How norms, activations and scales are executed.</param>
    /// <param name="node">The node.</param>
    /// <param name="work">What it executes.</param>
    /// <param name="declared">The declared layers that became the node.</param>
    /// <param name="isOutput">Whether the network returns it: floats are not quantized there.</param>
    public static IEnumerable<Operation> Of(Baseline baseline, Node node, NodeWork work, IReadOnlyList<Node> declared, bool isOutput) => baseline switch
    {
        Baseline.AsQuantized => work.Core.Concat(work.Step),
        Baseline.Float32 => work.Core.Select(InFloat).Concat(DeclaredOperations.Of(declared)),
        Baseline.FloatUnfused => Unfused(node, work, declared, isOutput),
        Baseline.FloatFolded when work.IsNonlinear => Unfused(node, work, declared, isOutput),
        Baseline.FloatFolded => [.. work.Core, .. MultiplyAdd(work), .. Quantize(node, work, isOutput, scales: false)],
        Baseline.FixedPoint32 => work.Core.Concat(FixedPoint(work, 32)),
        Baseline.FixedPoint8 => work.Core.Concat(FixedPoint(work, 8)),
        Baseline.Thresholds => work.Core.Concat(Thresholds(node, work)),
        _ => throw new NotSupportedException($"There is no baseline {baseline}."),
    };

    private static IEnumerable<Operation> Unfused(Node node, NodeWork work, IReadOnlyList<Node> declared, bool isOutput) =>
        [.. work.Core, .. Dequantize(work), .. DeclaredOperations.Of(declared), .. Quantize(node, work, isOutput, scales: true)];

    private static Operation InFloat(Operation o) => o with
    {
        Kind = o.Kind == OperationKind.ShiftAccumulate ? OperationKind.MultiplyAccumulate : o.Kind,
        Left = Operand.Float32,
        Right = Operand.Float32,
        Choices = 0,
        Sum = o.IsAccumulation ? Operand.Float32 : default,
    };

    private static IEnumerable<Operation> Dequantize(NodeWork work)
    {
        foreach (var input in work.Inputs)
        {
            yield return Operation.Convert(input.Bits, input.Count);
            yield return Operation.Multiply(Operand.Float32, Operand.Float32, input.Count);
        }
    }

    private static IEnumerable<Operation> MultiplyAdd(NodeWork work) =>
        Dequantize(work).Concat(work.Inputs.Select(i => Operation.Add(Operand.Float32, Operand.Float32, i.Count)));

    /// <summary>To the output's grid: scale unless that is folded, clamp, convert.</summary>
    private static IEnumerable<Operation> Quantize(Node node, NodeWork work, bool isOutput, bool scales)
    {
        if (isOutput || work.Inputs.Count == 0)
            yield break;
        var count = node.Shape.Count;
        if (scales)
            yield return Operation.Multiply(Operand.Float32, Operand.Float32, count);
        yield return Operation.Compare(Operand.Float32, count);
        yield return Operation.Convert(node.Quantization!.Bits, count);
    }

    /// <summary>A multiplier of so many bits and an offset on the product's grid; pools, whose scales are counts, stay as they are.</summary>
    private static IEnumerable<Operation> FixedPoint(NodeWork work, int bits)
    {
        if (work.Clamps is not { } clamps)
            return work.Step;
        var scaled = work.Inputs.SelectMany(i => new[] { Operation.Multiply(i.Bits, bits, i.Count), Operation.Add(i.Bits + bits, i.Bits + bits, i.Count) });
        return scaled.Concat(clamps);
    }

    /// <summary>Of one sum and few outputs; everything else stays as it is.</summary>
    private static IEnumerable<Operation> Thresholds(Node node, NodeWork work)
    {
        var bits = node.Quantization?.Bits ?? 0;
        return work.Clamps is null || bits > 8 || work.Inputs.Sum(i => i.Count) != node.Shape.Count
            ? work.Step
            : work.Inputs.Select(i => Operation.Threshold(i.Bits, bits, i.Count));
    }
}
