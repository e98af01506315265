using System.Collections.Generic;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Writes the transformation of a block's sums back into outputs, and what follows it. The sums are four times the direct
/// ones: a step function of m, 4 b and s + 2 is the same on them; where those overflow, sums are shifted right by 2, exactly.
/// </summary>
internal sealed class WinogradOutput
{
    private const int Side = WinogradTransform.TileSide;

    private readonly WinogradTechnique _technique;
    private readonly WeightedProblem _problem;
    private readonly WinogradBlocks _blocks;
    private readonly RequantizeWriter _requantize;
    private readonly bool _scaled;
    private readonly IReadOnlyList<DataBlock> _shifts;

    public WinogradOutput(WinogradTechnique technique, WeightedProblem problem, WinogradBlocks blocks)
    {
        (_technique, _problem, _blocks) = (technique, problem, blocks);
        var (step, sums, corrections) = (problem.LaneStep, problem.SumRanges(), problem.Corrections());
        var scaled = step is not Requantization multiply ? null : RequantizationPlan.OfMultiples(multiply, problem.Output, sums, corrections, WinogradTransform.FactorBits);
        _scaled = scaled is not null;
        var plan = scaled ?? RequantizationPlan.Of(step, problem.Output, sums, corrections);
        Bound = plan.Bound;
        _requantize = new RequantizeWriter(plan, wordSums: technique.WordSums && _scaled);
        _shifts = technique.ShiftsInputs ? [Shifts(technique, problem)] : [];
    }

    public string Bound { get; }

    public IReadOnlyList<string> RuntimeParts => _requantize.RuntimeParts;

    public IReadOnlyList<DataBlock> Constants => [_requantize.Constants, .. _shifts];

    public void WritePreamble(SourceWriter w)
    {
        if (_technique.WordSums && !_scaled)
            w.Line("var one = V.CreateWords(1);");
        _requantize.WritePreamble(w);
    }

    /// <summary>Writes the loop over a block's tiles, for the channels from <c>channel</c>.</summary>
    public void Write(SourceWriter w)
    {
        _requantize.WriteLoadConstants(w, 1);
        for (var output = 0; output < Side * Side && _technique.ShiftsInputs; output++)
            w.Line($"var shift{output} = V.Load(ref shifts, {Terms.Sum("(4 * channel)", Terms.Constant(4L * output * _problem.Output.ChannelStride))});");
        using var row = w.Loop("down", _blocks.Rows);
        using var column = w.Loop("across", _blocks.Columns);
        w.Line($"var z = {_blocks.SumStart} + (({Terms.Sum(Terms.Times("down", Side * _blocks.Columns), Terms.Times("across", Side))}) * V.Size);");
        for (var x = 0; x < Side; x++)
            WriteColumn(w, x);
        var at = Terms.Sum(
            WinogradInput.Position("down", _blocks.Rows, _blocks.Height, _problem.Output.RowBytes),
            WinogradInput.Position("across", _blocks.Columns, _blocks.Width, _problem.Output.PixelBytes));
        w.Line($"var at = {at};");
        for (var output = 0; output < Side * Side; output++)
        {
            var target = Terms.Sum("at", Terms.Constant((output / Side * _problem.Output.RowBytes) + (output % Side * _problem.Output.PixelBytes)));
            _requantize.WriteStore(w, [InvariantText.Of($"y{output}")], target);
        }
    }

    /// <summary>Writes a column of A z: two outputs, one below the other.</summary>
    private void WriteColumn(SourceWriter w, int x)
    {
        var (add, subtract) = ("V.Add" + _technique.Sums, "V.Subtract" + _technique.Sums);
        for (var point = 0; point < WinogradTransform.Side; point++)
            w.Line($"{(x == 0 ? "var " : "")}z{point} = V.Load(ref workspace, {Terms.Sum("z", Terms.Times("V.Size", (point * _blocks.Tiles * Side) + x))});");
        var (upper, lower) = (x, Side + x);
        w.Line($"var y{upper} = {add}({add}(z0, z1), z2);");
        w.Line($"var y{lower} = {subtract}({subtract}(z1, z2), z3);");
        foreach (var y in new[] { upper, lower })
        {
            if (_technique.ShiftsInputs)
                w.Line($"y{y} = V.SubtractWords(y{y}, shift{y});");
            if (!_scaled)
                w.Line($"y{y} = V.ShiftRight({(_technique.WordSums ? InvariantText.Of($"V.MultiplyAddWords(y{y}, one)") : InvariantText.Of($"y{y}"))}, 2);");
        }
    }

    /// <summary>What the shift of transformed inputs adds to each word of each output: to be subtracted. Words wrap, and so may these.</summary>
    private static DataBlock Shifts(WinogradTechnique technique, WeightedProblem problem)
    {
        var stride = problem.Output.ChannelStride;
        var bytes = new byte[Side * Side * stride * 4];
        for (var output = 0; output < Side * Side; output++)
        {
            for (var channel = 0; channel < problem.Outputs; channel++)
            {
                var words = new long[2];
                for (var point = 0; point < WinogradTransform.Points; point++)
                {
                    var shift = technique.InputShift(point, problem.Input.Maximum) * WinogradTransform.OutputSign(output, point);
                    for (var input = 0; input < problem.Inputs; input++)
                        words[(input >> 1) & 1] += shift * problem.Winograd[point, input, channel];
                }

                var at = ((output * stride) + channel) * 4;
                LittleEndian.Write(bytes, at, words[0], 2);
                LittleEndian.Write(bytes, at + 2, words[1], 2);
            }
        }

        return new DataBlock("shifts", bytes);
    }
}
