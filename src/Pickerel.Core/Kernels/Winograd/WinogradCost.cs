using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Whether a Winograd kernel is worth it: its time and that of the direct kernel that would be taken instead, in processor
/// cycles of 512-bit registers, fitted to measurements on 8x8 to 32x32 outputs of 16 to 64 channels.
/// </summary>
internal static class WinogradCost
{
    /// <summary>What a multiplication takes with its share of loads, additions and loop.</summary>
    private const double Product = 1.15, DirectProduct = 1.1;

    /// <summary>What it takes to requantize and store 16 channels of an output, and those of a tile, whose sums are transformed before.</summary>
    private const int DirectOutput = 8, TileOutputs = 40;

    /// <summary>What it takes to transform a register of a tile's inputs.</summary>
    private const int TileInputs = 32;

    /// <summary>Transformed weights are larger, and scratch is: they must buy something.</summary>
    private const double LeastGain = 1.1;

    private static readonly ConvolutionTechnique[] Direct =
        [ConvolutionTechnique.Sum16, ConvolutionTechnique.Run16, ConvolutionTechnique.Pair32, ConvolutionTechnique.Wide32];

    /// <summary>Why the direct kernel is the better one, or null when it is not.</summary>
    public static string? Objection(WeightedProblem problem, WinogradTechnique technique)
    {
        if (Direct.FirstOrDefault(d => d.Objection(problem.Packed.Bounds) is null) is not { } direct)
            return null;
        var (ours, theirs) = (Cycles(problem, technique), Cycles(problem, direct));
        return ours * LeastGain > theirs ? InvariantText.Of($"an estimated {ours:F0} cycles, {direct.Name} takes {theirs:F0}") : null;
    }

    private static double Cycles(WeightedProblem problem, WinogradTechnique technique)
    {
        var data = new WinogradLayout(technique, problem);
        var registers = ((data.PointColumnBytes - 1) / 64) + 1;
        return data.Blocks.AllTiles * ((Groups(problem) * ((WinogradTransform.Points * data.Steps * Product) + TileOutputs)) + (registers * TileInputs));
    }

    private static double Cycles(WeightedProblem problem, ConvolutionTechnique technique) =>
        (double)problem.Node.Shape.Height * problem.Node.Shape.Width * Groups(problem)
        * ((problem.Packed.Reduction.TotalSteps * technique.MultipliesPerStep * DirectProduct) + DirectOutput);

    private static int Groups(WeightedProblem problem) => problem.Output.ChannelStride / StoragePlanner.ChannelQuantum;
}
