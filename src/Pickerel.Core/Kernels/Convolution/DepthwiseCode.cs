using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The code of <see cref="DepthwiseKernel"/> on bytes. A row of outputs is flat: a register holds a slice of a pixel's channels, or
/// several pixels of few channels. Two taps are interleaved, multiplied and summed by one instruction for each half of the channels.
/// </summary>
internal sealed class DepthwiseCode : LayerCode
{
    /// <summary>So many registers of weights stay in registers; the rest are read again for each output.</summary>
    private const int ResidentWeights = 12;

    private readonly WeightedProblem _problem;
    private readonly DepthwiseSums _sums;
    private readonly BlockPlanes _planes;
    private readonly BlockRequantizeWriter _requantize;

    public DepthwiseCode(string kernel, WeightedProblem problem, DepthwiseSums sums, RequantizationPlan requantization)
        : base(problem.Layer)
    {
        (Kernel, _problem, _sums) = (kernel, problem, sums);
        Bound = sums.Proof + "; " + requantization.Bound;
        _planes = new BlockPlanes(ChannelStride);
        _requantize = new BlockRequantizeWriter(
            requantization, _planes, sums.Factor, c => sums.OffsetOf(0, c) + ((long)sums.Factor * sums.OffsetOf(1, c)));
    }

    public override string Kernel { get; }

    public override string Bound { get; }

    /// <summary>Gets the widest register that a slice of channels, or the pixels of a row side by side, fill.</summary>
    public override VectorWidth Width => Fills(64) ? VectorWidth.Full : Fills(32) ? VectorWidth.Half : VectorWidth.Quarter;

    public override IReadOnlyList<Access> Reads =>
        [new(_problem.WindowStart, _problem.LastWindowStart + _problem.TapOffset(_problem.Taps - 1) + _problem.Input.PixelBytes)];

    public override IReadOnlyList<string> RuntimeParts => ["BlockOrder"];

    private int ChannelStride => _problem.Output.ChannelStride;

    private int RowLength => ChannelStride * _problem.Node.Shape.Width;

    /// <summary>Gets whether a register of some width holds more than a pixel.</summary>
    private bool SpansPixels => Width switch { VectorWidth.Full => 64, VectorWidth.Half => 32, _ => 16 } > ChannelStride;

    /// <summary>Gets the bytes of a step along a row: a pixel, or a register of several.</summary>
    private string PixelStep => InvariantText.Of($"Address.Most(V.Size, {ChannelStride})");

    private DataBlock WeightData
    {
        get
        {
            var bytes = new byte[_sums.Pairs.Count * 2 * _planes.Bytes];
            for (var i = 0; i < _sums.Pairs.Count; i++)
            {
                var pair = _sums.Pairs[i];
                _planes.WritePairs(bytes, i * 2 * _planes.Bytes, c => c >= _problem.Outputs
                    ? 0
                    : (_sums.WeightOf(pair, pair.First, c) & 0xFF) | (_sums.WeightOf(pair, pair.Second, c) << 8));
            }

            return new DataBlock("weights", bytes, _sums.Factor == 1 ? _problem.Node.WeightBits : 8);
        }
    }

    private DataBlock ConstantData
    {
        get
        {
            var bytes = new byte[_requantize.ConstantBytes + (_sums.HasOffsets ? 4 * _planes.Bytes : 0)];
            _requantize.WriteConstants(bytes);
            for (var sum = 0; sum < 2 && _sums.HasOffsets; sum++)
                _planes.WritePairs(bytes, OffsetsAt(sum), c => c >= _problem.Outputs ? 0 : _sums.OffsetOf(sum, c));
            return new DataBlock("constants", bytes);
        }
    }

    public override void WriteMethods(SourceWriter writer, string method)
    {
        const string parameters = "ref byte input, ref byte output, ref byte weights, ref byte constants";
        if (!DepthwiseColumns.Serve(_problem))
        {
            WriteMethod(writer, method, parameters, () => WriteBody(writer, columns: false));
            return;
        }

        using (writer.Block($"private static void {method}<V, T>({parameters})\n    where V : struct, IVector<T>\n    where T : struct"))
        {
            writer.Line("if (V.Lanes == 16)");
            writer.Line($"    {method}_Columns<V, T>(ref input, ref output, ref weights, ref constants);");
            writer.Line("else");
            writer.Line($"    {method}_Windows<V, T>(ref input, ref output, ref weights, ref constants);");
        }

        writer.Line();
        WriteMethod(writer, method + "_Columns", parameters, () => WriteBody(writer, columns: true));
        writer.Line();
        WriteMethod(writer, method + "_Windows", parameters, () => WriteBody(writer, columns: false));
    }

    protected override IReadOnlyList<DataBlock> CreateData() => [WeightData, ConstantData];

    private static string Half(int half) => half == 0 ? "Lower" : "Upper";

    private static string Sum(int sum, int half) => (sum == 0 ? "first" : "second") + Half(half);

    private bool Fills(int bytes)
    {
        if (ChannelStride >= bytes)
            return ChannelStride % bytes == 0 || ChannelStride > bytes;
        var pixels = bytes / ChannelStride;
        return bytes % ChannelStride == 0 && RowLength >= bytes && (_problem.Window.StrideWidth == 1 || pixels == 2);
    }

    private int OffsetsAt(int sum) => _requantize.ConstantBytes + (sum * 2 * _planes.Bytes);

    private void WriteBody(SourceWriter w, bool columns)
    {
        var (window, shape) = (_problem.Window, _problem.Node.Shape);
        _requantize.WritePreamble(w);
        w.Line("// A part of the constants holds these channels of every block.");
        w.Line("nint half = V.Size < 16 ? 2 : 8;");
        w.Line("nint quarter = V.Size < 16 ? 1 : 4;");
        using var slice = w.Loop("slice", ChannelStride, "V.Size");
        w.Line(64 % ChannelStride == 0 || ChannelStride % 64 == 0 ? "var channel = slice;" : InvariantText.Of($"var channel = Address.Least(slice, {ChannelStride} - V.Size);"));
        w.Line($"var lower = {_planes.PairOffset("channel")};");
        w.Line($"var upper = {_planes.PairOffset("channel + half")};");
        for (var i = 0; i < Math.Min(2 * _sums.Pairs.Count, ResidentWeights); i++)
            w.Line($"var w{i} = {LoadWeights(i / 2, i % 2)};");
        _requantize.WriteLoadConstants(w, resident: !columns);
        using var y = w.Loop("y", shape.Height);
        if (columns)
            DepthwiseColumns.WriteStart(w, _problem);
        using var at = w.Loop("at", RowLength, SpansPixels ? PixelStep : InvariantText.Of($"{ChannelStride}"));
        w.Line(SpansPixels && RowLength % 64 != 0 ? InvariantText.Of($"var pixel = Address.Least(at, {RowLength} - {PixelStep});") : "var pixel = at;");
        w.Line($"var x = {Terms.Sum(Terms.Times("y", window.StrideHeight * _problem.Input.RowBytes), Terms.Times("pixel", window.StrideWidth), "channel")};");
        w.Line((_problem.Taps > 1 ? "T left, right, " : "T left, ") + (_sums.Pairs.Count > 1 ? "t0, t1, t2, t3;" : "t0, t1;"));
        if (columns)
            DepthwiseColumns.WriteColumn(w, _problem);
        WriteSums(w, columns);
        if (columns)
            DepthwiseColumns.WriteShift(w);
        _requantize.WriteStore(
            w,
            [(Sum(0, 0), Sum(1, 0)), (Sum(0, 1), Sum(1, 1))],
            Terms.Sum(Terms.Times("y", _problem.Output.RowBytes), "pixel", "channel"),
            resident: !columns);
    }

    /// <summary>Writes the sums, a pair of each at a time: four products, then their four sums.</summary>
    private void WriteSums(SourceWriter w, bool columns)
    {
        for (var sum = 0; sum < 2; sum++)
        {
            for (var half = 0; half < 2; half++)
                w.Line($"var {Sum(sum, half)} = {(_sums.HasOffsets ? InvariantText.Of($"V.Load(ref constants, {OffsetsAt(sum)} + {Half(half).ToLowerInvariant()})") : "V.Zero")};");
        }

        (int, int) loaded = (-1, -1);
        var order = _sums.Pairs.Select((pair, i) => (Pair: pair, Index: i)).ToList();
        for (var start = 0; start < order.Count; start += 2)
        {
            var group = order.Skip(start).Take(2).ToList();
            for (var k = 0; k < group.Count; k++)
            {
                var (pair, index) = group[k];
                if (!columns && loaded != (pair.First, pair.Second))
                {
                    w.Line($"left = {LoadTap(pair.First < 0 ? pair.Second : pair.First)};");
                    if (pair is { First: >= 0, Second: >= 0 })
                        w.Line($"right = {LoadTap(pair.Second)};");
                    loaded = (pair.First, pair.Second);
                }

                for (var half = 0; half < 2; half++)
                {
                    var inputs = columns ? DepthwiseColumns.Inputs(pair, Half(half)) : $"V.Interleave{Half(half)}Bytes(left, {(pair is { First: >= 0, Second: >= 0 } ? "right" : "left")})";
                    w.Line($"t{(2 * k) + half} = V.MultiplyAddBytes({inputs}, {Weights(index, half)});");
                }
            }

            for (var k = 0; k < group.Count; k++)
            {
                for (var half = 0; half < 2; half++)
                {
                    var sum = Sum(group[k].Pair.Sum, half);
                    w.Line($"{sum} = V.AddWords({sum}, t{(2 * k) + half});");
                }
            }
        }
    }

    private string Weights(int pair, int half) =>
        (2 * pair) + half < ResidentWeights ? InvariantText.Of($"w{(2 * pair) + half}") : LoadWeights(pair, half);

    private string LoadWeights(int pair, int half) =>
        InvariantText.Of($"V.Load(ref weights, {Terms.Sum(Terms.Constant(pair * 2L * _planes.Bytes), Half(half).ToLowerInvariant())})");

    /// <summary>Loads the inputs of a tap: as they lie, or two pixels apart where outputs are not neighbours of the input.</summary>
    private string LoadTap(int tap)
    {
        var at = Terms.Sum("x", Terms.Constant(_problem.TapOffset(tap)));
        return SpansPixels && _problem.Window.StrideWidth > 1
            ? InvariantText.Of($"V.Size > {ChannelStride} ? V.LoadHalves(ref input, {at}, {_problem.Window.StrideWidth * ChannelStride}) : V.Load(ref input, {at})")
            : $"V.Load(ref input, {at})";
    }
}
