using System.Collections.Generic;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Kernels;

/// <summary>Average pooling from or to words, one element at a time: the mean is found by comparing products, without a division.</summary>
internal sealed class ScalarAveragePoolKernel : IKernel
{
    /// <summary>Twice a level times the divisor stays within 64 bits.</summary>
    private const long MostDivisor = 1L << 45;

    public string Name => "AveragePoolU8Scalar64";

    /// <exception cref="ProblemException">The divisor is too large to compare with.</exception>
    public KernelOffer Offer(LayerProblem problem)
    {
        var node = (IntegerAveragePoolNode)problem.Node;
        var elements = (long)node.Window.KernelHeight * node.Window.KernelWidth;
        if (new PoolWindows(problem, node).Divisor(elements) > MostDivisor)
            throw new ProblemException(Pkr.PoolTooLarge.At(node.Site, node.Name, elements, MostDivisor >> 31));
        return new KernelOffer.Accepted(new ScalarAveragePoolCode(Elements.Named(Name, problem.Input), problem));
    }
}

/// <summary>The code of <see cref="ScalarAveragePoolKernel"/>: the definition on stored values.</summary>
internal sealed class ScalarAveragePoolCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    /// <summary>No mean of words is further from zero.</summary>
    private const int MostMagnitude = ushort.MaxValue;

    private readonly PoolLoops _loops = new(problem, ((IntegerAveragePoolNode)problem.Node).Window);

    public override string Kernel => kernel;

    public override string Bound => "sums in 64 bits; means found by products";

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    public override IReadOnlyList<string> RuntimeParts => ["MeanSearch"];

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output", () => WriteBody(writer), vector: false);

    private void WriteBody(SourceWriter w)
    {
        var (node, input, output) = ((IntegerAveragePoolNode)Problem.Node, Problem.Input, Problem.Output);
        var elements = node.Window.KernelHeight * node.Window.KernelWidth;
        using var y = w.Loop("y", node.Shape.Height);
        using var x = w.Loop("x", node.Shape.Width);
        _loops.WriteStart(w);
        _loops.WriteInside(w);
        var inside = _loops.IsClipped ? "(rows * columns)" : InvariantText.Of($"{elements}");
        using (w.Loop("channel", node.Shape.Channels))
        {
            w.Line("long sum = 0;");
            _loops.WriteElements(w, () => w.Line($"sum += {Elements.Read(input, "input", "at + " + Elements.Offset(input, "channel"))};"));
            if (node.Rounding == PoolRounding.HalfAwayFromZero)
            {
                // Of the integers themselves: the same on either side of zero.
                w.Line($"sum += {inside} * ({input.Least}L);");
                w.Line($"var mean = sum < 0 ? -MeanSearch.Of(-sum, 1, {inside}, 0, {MostMagnitude}) : MeanSearch.Of(sum, 1, {inside}, 0, {MostMagnitude});");
                w.Line($"mean -= {output.Least};");
            }
            else
            {
                w.Line($"sum -= {inside} * ({input.Zero}L);");
                var divisor = InvariantText.Of($"{(node.CountIncludesPadding ? InvariantText.Of($"{elements}") : inside)} * {node.Denominator}L");
                w.Line($"var mean = MeanSearch.Of(sum, {node.Numerator}, {divisor}, {output.Minimum - output.Zero}, {output.Maximum - output.Zero}) + ({output.Zero});");
            }

            var target = InvariantText.Of($"(y * {output.RowBytes}) + (x * {output.PixelBytes}) + {Elements.Offset(output, "channel")}");
            w.Line($"Address.At(ref output, {target}) = (byte)mean;");
            if (output.ElementBytes == 2)
                w.Line($"Address.At(ref output, {target} + 1) = (byte)(mean >> 8);");
        }

        ChannelPads.Write(w, node.Shape.Channels, output);
    }
}
