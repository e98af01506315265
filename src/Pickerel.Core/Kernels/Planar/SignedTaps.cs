using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The taps of one output channel that are added and subtracted; those with a zero weight are nowhere. A tap is a position in the filter.</summary>
internal sealed record SignedTaps(IReadOnlyList<int> Plus, IReadOnlyList<int> Minus, ByteStep Step);

/// <summary>
/// A layer whose weights are -1, 0 and 1, to be summed in 8 bits: its taps by sign, the proof that every total fits, and the
/// requantization of those totals as thresholds.
/// </summary>
internal sealed class SignedSums
{
    /// <summary>Each level costs a comparison; with more of them a multiplication is cheaper.</summary>
    private const int MostLevels = 8;

    private readonly WeightedProblem _problem;
    private readonly IReadOnlyList<IntegerRange> _ranges;

    public SignedSums(WeightedProblem problem)
    {
        _problem = problem;
        _ranges = problem.SumRanges();
    }

    /// <summary>Gets why totals of 8 bits or their thresholds will not do, or null when they will.</summary>
    public string? Objection
    {
        get
        {
            foreach (var weight in _problem.Node.Weights.Values)
            {
                if (weight is < -1 or > 1)
                    return "a weight is beyond -1 and 1";
            }

            if (Total.Minimum < -ByteStep.MostSum || Total.Maximum > ByteStep.MostSum)
                return "totals in " + AccumulatorBounds.Text(Total) + " overflow 8 bits";
            return _problem.Output.ElementBytes > 1 || _problem.Output.Maximum >= MostLevels
                ? InvariantText.Of($"outputs have more than {MostLevels} levels")
                : null;
        }
    }

    public string Bound => InvariantText.Of(
        $"totals in {AccumulatorBounds.Text(Total)} fit 8 bits; {_problem.Output.Maximum} thresholds, each sum tried");

    private IntegerRange Total => new(_ranges.Min(r => r.Minimum), _ranges.Max(r => r.Maximum));

    /// <summary>The taps and thresholds of every output channel; there must be no objection.</summary>
    public IReadOnlyList<SignedTaps> Channels()
    {
        var corrections = _problem.Corrections();
        var count = _problem.Taps * _problem.InputsPerGroup;
        return [.. Enumerable.Range(0, _problem.Outputs).Select(output =>
        {
            var step = ByteStep.Of(_problem.Step, output, _ranges[output], corrections[output], _problem.Output);
            var (plus, minus) = (TapsOf(1), TapsOf(-1));
            return step.Falls ? new SignedTaps(minus, plus, step) : new SignedTaps(plus, minus, step);

            List<int> TapsOf(int weight) => [.. Enumerable.Range(0, count).Where(i => _problem.Node.Weights[(output * count) + i] == weight)];
        })];
    }

    /// <summary>Thresholds as kernels read them: each repeated over the four bytes of a lane.</summary>
    public static DataBlock Thresholds(IReadOnlyList<SignedTaps> channels) =>
        new("thresholds", [.. channels.SelectMany(c => c.Step.Thresholds).SelectMany(t => Enumerable.Repeat(unchecked((byte)t), 4))]);
}
