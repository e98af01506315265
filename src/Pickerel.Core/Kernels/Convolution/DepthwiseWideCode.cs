using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The code of <see cref="DepthwiseKernel"/> on words. Weights lie [pair of taps][channel][2 taps]; two inputs of a channel are
/// brought side by side and multiplied and summed by one instruction.
/// </summary>
internal sealed class DepthwiseWideCode : LayerCode
{
    /// <summary>So many pairs of weights are kept in registers; more are read again for each pixel.</summary>
    private const int ResidentPairs = 8;

    private readonly WeightedProblem _problem;
    private readonly RequantizeWriter _requantize;

    public DepthwiseWideCode(string kernel, WeightedProblem problem, string proof, RequantizationPlan requantization)
        : base(problem.Layer)
    {
        (Kernel, _problem) = (kernel, problem);
        Bound = proof + "; " + requantization.Bound;
        _requantize = new RequantizeWriter(requantization, wordSums: false);
    }

    public override string Kernel { get; }

    public override string Bound { get; }

    public override VectorWidth Width => ChannelStride < StoragePlanner.ChannelQuantum ? VectorWidth.Half : VectorWidth.Full;

    public override IReadOnlyList<Access> Reads =>
        [new(_problem.WindowStart, _problem.LastWindowStart + _problem.TapOffset(_problem.Taps - 1) + _problem.Input.PixelBytes)];

    public override IReadOnlyList<string> RuntimeParts => _requantize.RuntimeParts;

    private int ChannelStride => _problem.Output.ChannelStride;

    private int Pairs => (_problem.Taps + 1) / 2;

    private DataBlock WeightData
    {
        get
        {
            var bytes = new byte[Pairs * ChannelStride * 2];
            for (var tap = 0; tap < _problem.Taps; tap++)
            {
                for (var channel = 0; channel < _problem.Outputs; channel++)
                    bytes[(((tap / 2 * ChannelStride) + channel) * 2) + (tap % 2)] = unchecked((byte)_problem.Weight(channel, tap, 0));
            }

            return new DataBlock("weights", bytes, _problem.Node.WeightBits);
        }
    }

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte weights, ref byte constants", () => WriteBody(writer));

    protected override IReadOnlyList<DataBlock> CreateData() => [WeightData, _requantize.Constants];

    private void WriteBody(SourceWriter w)
    {
        var (window, shape) = (_problem.Window, _problem.Node.Shape);
        _requantize.WritePreamble(w);
        using var chunk = w.Loop("channel", ChannelStride, "V.Lanes");
        for (var pair = 0; pair < Pairs && Pairs <= ResidentPairs; pair++)
            w.Line($"var w{pair} = {LoadWeights(pair)};");
        _requantize.WriteLoadConstants(w, 1);
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        w.Line($"var at = (y * {window.StrideHeight * _problem.Input.RowBytes}) + (x * {window.StrideWidth * _problem.Input.PixelBytes}) + {Elements.Offset(_problem.Input, "channel")};");
        WriteSum(w);
        var target = InvariantText.Of($"(y * {_problem.Output.RowBytes}) + (x * {_problem.Output.PixelBytes})");
        _requantize.WriteStore(w, ["sum"], target);
    }

    private void WriteSum(SourceWriter w)
    {
        for (var pair = 0; pair < Pairs; pair++)
        {
            var left = LoadTap(2 * pair);
            var right = (2 * pair) + 1 < _problem.Taps ? LoadTap((2 * pair) + 1) : null;
            var weights = Pairs <= ResidentPairs ? InvariantText.Of($"w{pair}") : LoadWeights(pair);
            var taps = right is null ? left : $"V.PairWords({left}, {right})";
            w.Line(pair == 0 ? $"var sum = V.MultiplyAddWords({taps}, {weights});" : $"sum = V.Add(sum, V.MultiplyAddWords({taps}, {weights}));");
        }
    }

    /// <summary>A tap's inputs, each in the low word of a lane.</summary>
    private string LoadTap(int tap) => InvariantText.Of(
        $"V.{(_problem.Input.ElementBytes == 1 ? "LoadBytesToLanes" : "LoadWordsToLanes")}(ref input, {Terms.Sum("at", Terms.Constant(_problem.TapOffset(tap)))})");

    private string LoadWeights(int pair) =>
        $"V.LoadSignedBytesToWords(ref weights, {Terms.Sum(Terms.Constant(pair * ChannelStride * 2), "(2 * channel)")})";
}
