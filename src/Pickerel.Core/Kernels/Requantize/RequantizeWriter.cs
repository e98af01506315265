using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Writes the end of every kernel with channels: from sums in registers to stored outputs. The kernel's variable
/// <c>channel</c> is the first channel of the first register.
/// </summary>
internal sealed class RequantizeWriter
{
    /// <summary>The most that a lane of 64 bits is shifted by; a lane of 32 bits holds what is left.</summary>
    private const int WidestShift = 32;

    private readonly RequantizationPlan _plan;
    private readonly bool _wordSums;
    private readonly int _stride;
    private readonly ScalarRequantize? _defined;

    /// <param name="plan">The step function.</param>
    /// <param name="wordSums">Whether a sum comes as two words to be added, or as one lane.</param>
    public RequantizeWriter(RequantizationPlan plan, bool wordSums)
    {
        _plan = plan;
        _wordSums = wordSums;
        _stride = plan.Output.ChannelStride;
        _defined = plan.Form == RequantizationForm.Defined ? new(plan.Definition!, plan.Output, plan.Corrections.Count, _stride) : null;
    }

    /// <summary>Gets whether the multiply-add that sums two words multiplies by m at once.</summary>
    private bool Fused => _wordSums && _plan.Form == RequantizationForm.Direct && _plan.MultipliersFitWords;

    public IReadOnlyList<string> RuntimeParts => _defined?.RuntimeParts ?? (_plan.Form == RequantizationForm.Exact ? ["ExactRequantizer"] : []);

    /// <summary>Gets whether registers of several pixels can be stored at once.</summary>
    public bool CanSpanPixels => !ByLane;

    /// <summary>Gets whether each lane is requantized and stored on its own.</summary>
    private bool ByLane => _plan.Form is RequantizationForm.Exact or RequantizationForm.Defined;

    /// <summary>Gets the constants of every stored channel, plane by plane; channel padding has zeros.</summary>
    public DataBlock Constants => _plan.Form switch
    {
        RequantizationForm.Defined => DefinedConstants,
        RequantizationForm.TwoSlope or RequantizationForm.Compared or RequantizationForm.TfLite => LaneConstantsBlock,
        _ => MultiplyConstants,
    };

    private DataBlock MultiplyConstants
    {
        get
        {
            Func<ChannelStep, long>[] planes = _plan.Form == RequantizationForm.Exact ? [c => c.Multiplier, Offset64] : [.. LanePlanes.Select(p => p.Value)];
            var size = _plan.Form == RequantizationForm.Exact ? 8 : 4;
            var bytes = new byte[(planes.Length * _stride * size) + (_plan.Form == RequantizationForm.Wide ? 8 * _stride : 0)];
            for (var plane = 0; plane < planes.Length; plane++)
            {
                for (var c = 0; c < _plan.Channels.Count; c++)
                    LittleEndian.Write(bytes, ((plane * _stride) + c) * size, planes[plane](_plan.Channels[c]), size);
            }

            // Offsets of even channels, then of odd ones.
            for (var c = 0; _plan.Form == RequantizationForm.Wide && c < _plan.Channels.Count; c++)
                LittleEndian.Write(bytes, WideOffsets + (c % 2 * 4 * _stride) + (c / 2 * 8), Offset64(_plan.Channels[c]), 8);
            return new DataBlock("constants", bytes);
        }
    }

    private DataBlock LaneConstantsBlock
    {
        get
        {
            var bytes = new byte[_plan.Lanes.Count * _stride * 4];
            for (var plane = 0; plane < _plan.Lanes.Count; plane++)
            {
                for (var c = 0; c < _plan.Lanes[plane].Length; c++)
                    LittleEndian.Write(bytes, ((plane * _stride) + c) * 4, _plan.Lanes[plane][c], 4);
            }

            return new DataBlock("constants", bytes);
        }
    }

    /// <summary>Gets the definition's constants, and behind them what to subtract from each channel's raw sum.</summary>
    private DataBlock DefinedConstants
    {
        get
        {
            var constants = _defined!.Constants.Bytes;
            var bytes = new byte[constants.Length + (8 * _stride)];
            constants.CopyTo(bytes, 0);
            for (var c = 0; c < _plan.Corrections.Count; c++)
                LittleEndian.Write(bytes, constants.Length + (8 * c), _plan.Corrections[c], 8);
            return new DataBlock("constants", bytes);
        }
    }

    /// <summary>Gets the planes of 32 bits a channel, with the variables that hold a register of each.</summary>
    private IReadOnlyList<(string Name, Func<ChannelStep, long> Value)> LanePlanes =>
    [
        ("m", c => Fused ? TwoWords(c.Multiplier) : c.Multiplier),
        .. _plan.Form == RequantizationForm.Wide ? [] : new (string, Func<ChannelStep, long>)[] { ("b", Offset32) },
        .. _plan.ClampsSums ? new (string, Func<ChannelStep, long>)[] { ("least", c => c.Sums.Minimum), ("most", c => c.Sums.Maximum) } : [],
    ];

    /// <summary>Gets where offsets of 64 bits begin.</summary>
    private int WideOffsets => 4 * _stride * LanePlanes.Count;

    /// <summary>Writes what stays in registers for the whole method.</summary>
    public void WritePreamble(SourceWriter w)
    {
        if (_wordSums && !Fused)
            w.Line("var ones = V.CreateWords(1);");
        if (ByLane)
        {
            w.Line("global::System.Span<byte> spill = stackalloc byte[64];");
        }
        else if (_plan.Output.ElementBytes == 2)
        {
            w.Line($"var lowest = V.Create({_plan.Minimum});");
            w.Line($"var highest = V.Create({_plan.Maximum});");
        }
        else
        {
            if (_plan.Minimum > 0)
                w.Line($"var lowest = V.CreateBytes({_plan.Minimum});");
            if (_plan.Maximum < byte.MaxValue)
                w.Line($"var highest = V.CreateBytes({_plan.Maximum});");
        }
    }

    /// <summary>Loads the constants of <paramref name="registers"/> registers of channels.</summary>
    public void WriteLoadConstants(SourceWriter w, int registers)
    {
        var names = _plan.Form switch
        {
            RequantizationForm.TwoSlope => ["knee", "m", "b", "lowerM", "lowerB"],
            RequantizationForm.Compared => ["first", "step"],
            _ when ByLane => [],
            _ => LanePlanes.Select(p => p.Name).ToArray(),
        };
        for (var plane = 0; plane < names.Length; plane++)
        {
            for (var j = 0; j < registers; j++)
                w.Line($"var {names[plane]}{j} = V.Load(ref constants, {Terms.Sum(Terms.Constant(plane * _stride * 4), "(4 * channel)", Terms.Times("V.Size", j))});");
        }
    }

    /// <summary>Requantizes and stores neighbouring registers.</summary>
    /// <param name="w">The text.</param>
    /// <param name="sums">The variables that hold the sums, one a register; they are overwritten.</param>
    /// <param name="target">The byte offset from <c>output</c> of the first channel of the tensor's pixel.</param>
    /// <param name="first">The number of the first register among those whose constants are loaded.</param>
    /// <param name="registers">The registers of a pixel, when sums are those of several pixels that touch.</param>
    public void WriteStore(SourceWriter w, IReadOnlyList<string> sums, string target, int first = 0, int registers = int.MaxValue)
    {
        for (var j = 0; j < sums.Count; j++)
            WriteRequantize(w, sums[j], first + (j % registers), target);
        if (ByLane)
            return;
        if (_plan.Output.ElementBytes == 2)
            WriteStoreWords(w, sums, target, first);
        else
            WriteStoreBytes(w, sums, target, first);
    }

    private void WriteRequantize(SourceWriter w, string sum, int j, string target)
    {
        if (_plan.Form == RequantizationForm.Exact)
        {
            if (_wordSums)
                w.Line($"{sum} = V.MultiplyAddWords({sum}, ones);");
            var size = _plan.Output.ElementBytes;
            w.Line($"V.Store({sum}, ref spill[0], 0);");
            w.Line(InvariantText.Of(
                $"ExactRequantizer.Store(ref spill[0], V.Lanes, ref Address.At(ref constants, 8 * (channel + ({j} * V.Lanes))), {8 * _stride}, {_plan.Shift}, {_plan.Minimum}, {_plan.Maximum}, {_plan.Output.Least}, ref Address.At(ref output, {target} + ({size} * (channel + ({j} * V.Lanes)))), {size});"));
            return;
        }

        if (_defined is not null)
        {
            WriteDefined(w, sum, j, target);
            return;
        }

        if (Fused)
        {
            w.Line($"{sum} = V.RequantizeWords({sum}, m{j}, b{j}, {_plan.Shift});");
            return;
        }

        if (_wordSums)
            w.Line($"{sum} = V.MultiplyAddWords({sum}, ones);");
        if (_plan.ClampsSums)
            w.Line($"{sum} = V.Min(V.Max({sum}, least{j}), most{j});");
        if (_plan.Form == RequantizationForm.TwoSlope)
            WriteTwoSlopes(w, sum, j);
        else if (_plan.Form == RequantizationForm.Compared)
            WriteComparisons(w, sum, j);
        else if (_plan.Form == RequantizationForm.Wide)
            WriteWide(w, sum, j);
        else if (_plan.TfLite is { } lanes)
            WriteTfLite(w, lanes, sum, j);
        else
            w.Line($"{sum} = V.Requantize({sum}, m{j}, b{j}, {_plan.Shift});");
    }

    private void WriteWide(SourceWriter w, string sum, int j)
    {
        var offsets = Terms.Sum(Terms.Constant(WideOffsets), "(4 * channel)", Terms.Times("V.Size", j));
        w.Line($"{sum} = V.RequantizeWide({sum}, m{j}, ref constants, {offsets}, {4 * _stride}, {Math.Min(_plan.Shift, WidestShift)});");
        if (_plan.Shift > WidestShift)
            w.Line($"{sum} = V.ShiftRight({sum}, {_plan.Shift - WidestShift});");
    }

    /// <summary>Writes the slope below the knee as what it adds to the other, masked by the sign of the distance.</summary>
    private void WriteTwoSlopes(SourceWriter w, string sum, int j)
    {
        using var scope = w.Block("");
        w.Line($"var below = V.ShiftRight(V.Subtract({sum}, knee{j}), 31);");
        w.Line($"{sum} = V.Requantize({sum}, V.Add(m{j}, V.And(below, lowerM{j})), V.Add(b{j}, V.And(below, lowerB{j})), {_plan.Shift});");
    }

    /// <summary>Writes the comparison with each threshold: the sign of a distance, which is -1 where the sum is beyond.</summary>
    private void WriteComparisons(SourceWriter w, string sum, int j)
    {
        using var scope = w.Block("");
        w.Line("var beyond = V.Zero;");
        using (w.Loop("t", _plan.Lanes.Count - 2))
            w.Line($"beyond = V.Add(beyond, V.ShiftRight(V.Subtract(V.Load(ref constants, {Terms.Sum(Terms.Constant(8L * _stride), InvariantText.Of($"(t * {4 * _stride})"), "(4 * channel)", Terms.Times("V.Size", j))}), {sum}), 31));");
        w.Line($"{sum} = V.Add(first{j}, V.Multiply(beyond, step{j}));");
    }

    /// <summary>Writes TensorFlow Lite's two roundings, or its one. Constants are read where they are used: registers are dearer.</summary>
    private void WriteTfLite(SourceWriter w, TfLiteLanes lanes, string sum, int j)
    {
        string Load(int plane) => $"V.Load(ref constants, {Terms.Sum(Terms.Constant(plane * _stride * 4L), "(4 * channel)", Terms.Times("V.Size", j))})";
        if (lanes.HasLeft)
            w.Line($"{sum} = V.Multiply({sum}, {Load(lanes.LeftPlane)});");
        w.Line($"{sum} = V.Multiply{(lanes.IsDouble ? "Doubling" : "")}High(V.Add({sum}, {Load(0)}), {Load(1)});");
        if (lanes.RoundsAway)
            w.Line($"{sum} = V.Add({sum}, V.And(V.ShiftRight({sum}, 31), {Load(lanes.AwayPlane)}));");
        w.Line($"{sum} = V.ShiftRightEach(V.Add({sum}, {Load(2)}), {Load(3)});");
    }

    /// <summary>Writes the step as it is defined, one lane after the other.</summary>
    private void WriteDefined(SourceWriter w, string sum, int j, string target)
    {
        if (_wordSums)
            w.Line($"{sum} = V.MultiplyAddWords({sum}, ones);");
        w.Line($"V.Store({sum}, ref spill[0], 0);");
        using var lanes = w.Block("for (nint lane = 0; lane < V.Lanes; lane++)");
        w.Line($"var place = {Terms.Sum("channel", Terms.Times("V.Lanes", j), "lane")};");
        w.Line($"var acc = Address.ReadInt(ref spill[0], 4 * lane) - (long)Address.ReadLong(ref constants, {_defined!.Bytes} + (8 * place));");
        _defined.WriteStore(w, "acc", InvariantText.Of($"{target} + ({_plan.Output.ElementBytes} * place)"), "place");
    }

    private void WriteStoreWords(SourceWriter w, IReadOnlyList<string> sums, string target, int first)
    {
        for (var j = 0; j < sums.Count; j++)
        {
            w.Line($"{sums[j]} = V.Min(V.Max({sums[j]}, lowest), highest);");
            w.Line($"V.StoreLanesAsWords({sums[j]}, ref output, {target} + (2 * ({Terms.Sum("channel", Terms.Times("V.Lanes", j + first))})));");
        }
    }

    /// <summary>Packs four registers into one while it can, then two, then one.</summary>
    private void WriteStoreBytes(SourceWriter w, IReadOnlyList<string> sums, string target, int first)
    {
        for (var j = 0; j < sums.Count;)
        {
            var count = sums.Count - j >= 4 ? 4 : sums.Count - j >= 2 ? 2 : 1;
            var packed = sums[j];
            w.Line($"{packed} = V.Narrow{count}({string.Join(", ", sums.Skip(j).Take(count))});");
            if (_plan.Maximum < byte.MaxValue)
                w.Line($"{packed} = V.MinBytes({packed}, highest);");
            if (_plan.Minimum > 0)
                w.Line($"{packed} = V.MaxBytes({packed}, lowest);");
            var store = count == 4 ? "Store" : count == 2 ? "StoreHalf" : "StoreQuarter";
            w.Line($"V.{store}({packed}, ref output, {Terms.Sum(target, "channel", Terms.Times("V.Lanes", j + first))});");
            j += count;
        }
    }

    private static long Offset32(ChannelStep channel) => (long)channel.Offset;

    /// <summary>The low 64 bits: an offset beyond them comes back into range with the product.</summary>
    private static long Offset64(ChannelStep channel) => unchecked((long)(ulong)(channel.Offset & ulong.MaxValue));

    private static long TwoWords(int multiplier) => ((uint)(ushort)multiplier * 0x10001L);
}
