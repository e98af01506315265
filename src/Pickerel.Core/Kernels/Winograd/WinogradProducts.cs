using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The reduction over input channels of a register tile: the four points of a row, for 16 output channels, at neighbouring
/// tiles. The first step makes the sums; four products, then their four sums, as in <see cref="ConvolutionTile"/>.
/// </summary>
internal sealed class WinogradProducts(WinogradLayout layout, int tiles)
{
    /// <summary>Multiplications written out, as in <see cref="ConvolutionCode"/>.</summary>
    private const int UnrolledMultiplies = 64;

    private const int Side = WinogradTransform.Side;

    /// <summary>The variable of a tile's sum at a column of points.</summary>
    public static string Sum(int tile, int column) => InvariantText.Of($"s{tile}_{column}");

    /// <summary>Writes the sums of the tile at <c>x</c> in the workspace and the weights at <c>u</c>.</summary>
    public void Write(SourceWriter w)
    {
        foreach (var name in layout.Steps > 1 ? new[] { "w", "t" } : ["w"])
            w.Line("T " + string.Join(", ", Enumerable.Range(0, Side).Select(c => InvariantText.Of($"{name}{c}"))) + ";");
        var unrolled = layout.Steps * tiles * Side <= UnrolledMultiplies ? layout.Steps : 1;
        for (var step = 0; step < unrolled; step++)
            WriteStep(w, step, step == 0);
        if (unrolled == layout.Steps)
            return;
        using var loop = w.Loop("step", layout.Steps - 1);
        w.Line("x += 4;");
        w.Line($"u += {WinogradLayout.StepBytes};");
        WriteStep(w, 0, first: false);
    }

    private void WriteStep(SourceWriter w, int step, bool first)
    {
        for (var c = 0; c < Side; c++)
            w.Line($"w{c} = V.Load(ref weights, {Terms.Sum("u", Terms.Constant(step * WinogradLayout.StepBytes), Terms.Constant(64 * c))});");
        for (var tile = 0; tile < tiles; tile++)
        {
            for (var c = 0; c < Side; c++)
            {
                var at = Terms.Sum("x", Terms.Constant((tile * layout.Blocks.TileBytes) + (c * layout.PointColumnBytes) + (4 * step)));
                w.Line($"{(first ? "var " + Sum(tile, c) : InvariantText.Of($"t{c}"))} = V.MultiplyAdd{layout.Technique.Elements}(V.Broadcast(ref workspace, {at}), w{c});");
            }

            for (var c = 0; c < Side && !first; c++)
                w.Line($"{Sum(tile, c)} = V.Add{layout.Technique.Sums}({Sum(tile, c)}, t{c});");
        }
    }
}
