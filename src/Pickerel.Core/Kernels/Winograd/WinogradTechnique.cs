using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>How a Winograd kernel multiplies and sums: the width of its transformed values, what it needs proved, and its steps.</summary>
internal abstract class WinogradTechnique
{
    /// <summary>Transformed values in bytes, sums in two words a channel to the end. For few bits.</summary>
    public static readonly WinogradTechnique Sum16 = new Sum16Technique();

    /// <summary>Transformed values in words, sums in lanes.</summary>
    public static readonly WinogradTechnique Wide32 = new Wide32Technique();

    public abstract string Name { get; }

    /// <summary>Gets the bytes of a transformed value.</summary>
    public abstract int ElementBytes { get; }

    /// <summary>Gets whether a sum is two words rather than one lane.</summary>
    public abstract bool WordSums { get; }

    /// <summary>Gets whether transformed inputs are shifted to start at 0.</summary>
    public bool ShiftsInputs => ElementBytes == 1;

    /// <summary>Gets the input channels of a step: four bytes.</summary>
    public int StepChannels => 4 / ElementBytes;

    /// <summary>Gets the type of transformed values in the names of steps.</summary>
    public string Elements => ElementBytes == 1 ? "Bytes" : "Words";

    /// <summary>Gets the type of sums in the names of steps; lanes have no name.</summary>
    public string Sums => WordSums ? "Words" : "";

    /// <summary>Gets the step that reads a register of inputs as transformed values.</summary>
    public string Load => ElementBytes == 1 ? "Load" : "LoadBytesToWords";

    /// <summary>Gets the most input channels that a register of transformed values holds.</summary>
    public string RegisterChannels => ElementBytes == 1 ? "V.Size" : "(2 * V.Lanes)";

    /// <summary>Says why the layer's values do not permit the technique, or null when they do.</summary>
    public abstract string? Objection(WeightedProblem problem);

    /// <summary>The proof when there is no objection.</summary>
    public abstract string Proof(WeightedProblem problem);

    /// <summary>What is added to a transformed input at a point.</summary>
    public long InputShift(int point, int maximum) => ShiftsInputs ? -WinogradTransform.InputRange(point, maximum).Minimum : 0;

    private sealed class Sum16Technique : WinogradTechnique
    {
        public override string Name => "WinogradSum16";

        public override int ElementBytes => 1;

        public override bool WordSums => true;

        public override string? Objection(WeightedProblem problem)
        {
            var span = Span(problem);
            if (span > byte.MaxValue)
                return InvariantText.Of($"transformed inputs span {span}, more than a byte");
            var range = problem.Winograd.Range;
            if (range.Minimum < sbyte.MinValue || range.Maximum > sbyte.MaxValue)
                return "transformed weights in " + AccumulatorBounds.Text(range) + " overflow 8 bits";
            return AccumulatorBounds.PairObjection(problem.Winograd.Pair) ?? AccumulatorBounds.WordObjection(Words(problem));
        }

        public override string Proof(WeightedProblem problem) => InvariantText.Of(
            $"transformed inputs span {Span(problem)} and fit a byte, weights in {AccumulatorBounds.Text(problem.Winograd.Range)} a signed one; pairs in {AccumulatorBounds.Text(problem.Winograd.Pair)} and totals in {AccumulatorBounds.Text(Words(problem))} fit 16 bits");

        private static long Span(WeightedProblem problem) =>
            Enumerable.Range(0, WinogradTransform.Points).Max(point =>
            {
                var range = WinogradTransform.InputRange(point, problem.Input.Maximum);
                return range.Maximum - range.Minimum;
            });

        /// <summary>A step multiplies four input channels: the first two go into one word, the others into another.</summary>
        private static IntegerRange Words(WeightedProblem problem) => problem.Winograd.Totals(run: 2, classes: 2);
    }

    private sealed class Wide32Technique : WinogradTechnique
    {
        public override string Name => "WinogradWide32";

        public override int ElementBytes => 2;

        public override bool WordSums => false;

        public override string? Objection(WeightedProblem problem)
        {
            var totals = Lanes(problem);
            return totals.Minimum < int.MinValue || totals.Maximum > int.MaxValue ? "totals in " + AccumulatorBounds.Text(totals) + " overflow 32 bits" : null;
        }

        public override string Proof(WeightedProblem problem) => InvariantText.Of(
            $"transformed inputs up to {4 * problem.Input.Maximum} and weights in {AccumulatorBounds.Text(problem.Winograd.Range)} fit 16 bits; totals in {AccumulatorBounds.Text(Lanes(problem))} fit 32");

        private static IntegerRange Lanes(WeightedProblem problem) => problem.Winograd.Totals(run: 1, classes: 1);
    }
}
