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
    private readonly RequantizationPlan _plan;
    private readonly bool _wordSums;
    private readonly int _stride;

    /// <param name="plan">The step function.</param>
    /// <param name="wordSums">Whether a sum comes as two words to be added, or as one lane.</param>
    public RequantizeWriter(RequantizationPlan plan, bool wordSums)
    {
        _plan = plan;
        _wordSums = wordSums;
        _stride = plan.Output.ChannelStride;
    }

    /// <summary>Gets whether the multiply-add that sums two words multiplies by m at once.</summary>
    private bool Fused => _wordSums && _plan.Form == RequantizationForm.Direct && _plan.MultipliersFitWords;

    public IReadOnlyList<string> RuntimeParts => _plan.Form == RequantizationForm.Exact ? ["ExactRequantizer"] : [];

    /// <summary>Gets whether registers of several pixels can be stored at once.</summary>
    public bool CanSpanPixels => _plan.Form != RequantizationForm.Exact;

    /// <summary>Gets m and b of every stored channel, plane by plane; channel padding has zeros.</summary>
    public DataBlock Constants
    {
        get
        {
            var planes = _plan.Form switch
            {
                RequantizationForm.Direct => new Func<ChannelStep, long>[] { c => Fused ? TwoWords(c.Multiplier) : c.Multiplier, Offset32 },
                RequantizationForm.Clamped => [c => c.Multiplier, Offset32, c => c.Sums.Minimum, c => c.Sums.Maximum],
                _ => [c => c.Multiplier, c => unchecked((long)(ulong)(c.Offset & ulong.MaxValue))],
            };
            var size = _plan.Form == RequantizationForm.Exact ? 8 : 4;
            var bytes = new byte[planes.Length * _stride * size];
            for (var plane = 0; plane < planes.Length; plane++)
            {
                for (var c = 0; c < _plan.Channels.Count; c++)
                    LittleEndian.Write(bytes, ((plane * _stride) + c) * size, planes[plane](_plan.Channels[c]), size);
            }

            return new DataBlock("constants", bytes);
        }
    }

    /// <summary>Writes what stays in registers for the whole method.</summary>
    public void WritePreamble(SourceWriter w)
    {
        if (_wordSums && !Fused)
            w.Line("var ones = V.CreateWords(1);");
        if (_plan.Form == RequantizationForm.Exact)
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
            RequantizationForm.Direct => new[] { "m", "b" },
            RequantizationForm.Clamped => ["m", "b", "least", "most"],
            _ => [],
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
        if (_plan.Form == RequantizationForm.Exact)
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

        if (Fused)
        {
            w.Line($"{sum} = V.RequantizeWords({sum}, m{j}, b{j}, {_plan.Shift});");
            return;
        }

        if (_wordSums)
            w.Line($"{sum} = V.MultiplyAddWords({sum}, ones);");
        if (_plan.Form == RequantizationForm.Clamped)
            w.Line($"{sum} = V.Min(V.Max({sum}, least{j}), most{j});");
        w.Line($"{sum} = V.Requantize({sum}, m{j}, b{j}, {_plan.Shift});");
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

    private static long TwoWords(int multiplier) => ((uint)(ushort)multiplier * 0x10001L);
}
