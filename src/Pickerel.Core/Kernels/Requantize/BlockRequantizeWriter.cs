using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Writes the end of kernels whose sums are two words a channel, interleaved within 128 bits: <c>((sum 0 + factor * sum 1) * m + b) >> s</c>.
/// Where it can, m and b are scaled so that the result is the upper word of its lane, and no lane is shifted.
/// </summary>
internal sealed class BlockRequantizeWriter
{
    private readonly RequantizationPlan _plan;
    private readonly BlockPlanes _planes;
    private readonly int _factor;
    private readonly int _scaleBits;
    private readonly bool _fused;
    private readonly Func<int, long> _offset;

    /// <param name="plan">The step function, of the true sum; in direct form.</param>
    /// <param name="planes">The order of constants.</param>
    /// <param name="factor">What the second word is multiplied by.</param>
    /// <param name="offset">What both words together exceed a channel's true sum by.</param>
    public BlockRequantizeWriter(RequantizationPlan plan, BlockPlanes planes, int factor, Func<int, long> offset)
    {
        (_plan, _planes, _factor, _offset) = (plan, planes, factor, offset);
        var scaled = Math.Max(0, 16 - plan.Shift);
        var whole = FitsWords(0);
        _scaleBits = plan.Channels.All(c => c.LeastValue << scaled >= int.MinValue && c.GreatestValue << scaled <= int.MaxValue) && (FitsWords(scaled) || !whole) ? scaled : 0;
        _fused = FitsWords(_scaleBits);
    }

    /// <summary>Gets the bytes of <see cref="Constants"/>.</summary>
    public int ConstantBytes => 8 * _planes.Bytes;

    private bool UpperWords => _plan.Shift + _scaleBits >= 16;

    /// <summary>Why a plan cannot be written so, or null when it can.</summary>
    public static string? Objection(RequantizationPlan plan) =>
        plan.Form != RequantizationForm.Direct ? "requantization: " + plan.Bound
        : plan.Output.ElementBytes != 1 ? "the output has 16 bits"
        : null;

    /// <summary>Writes m, then b, of every channel.</summary>
    public void WriteConstants(byte[] target)
    {
        _planes.WriteLanes(target, 0, c => c >= _plan.Channels.Count ? 0 : Multiplier((long)_plan.Channels[c].Multiplier << _scaleBits));
        _planes.WriteLanes(target, 4 * _planes.Bytes, c => c >= _plan.Channels.Count ? 0 : Offset(c));
    }

    /// <summary>Writes what stays in registers for the whole method.</summary>
    public void WritePreamble(SourceWriter w)
    {
        if (!_fused)
            w.Line($"var factors = V.Create({(_factor << 16) | 1});");
        if (_plan.Minimum > 0)
            w.Line($"var lowest = V.CreateBytes({_plan.Minimum});");
        if (_plan.Maximum < byte.MaxValue)
            w.Line($"var highest = V.CreateBytes({_plan.Maximum});");
    }

    /// <summary>Writes where the constants lie of a register of channels, the first of which is <c>channel</c>, and their loads if they are to stay in registers.</summary>
    public void WriteLoadConstants(SourceWriter w, bool resident)
    {
        for (var part = 0; part < 4; part++)
        {
            w.Line($"var c{part} = {_planes.LaneOffset(part == 0 ? "channel" : InvariantText.Of($"channel + ({part} * quarter)"))};");
            if (!resident)
                continue;
            w.Line($"var m{part} = {LoadMultiplier(part)};");
            w.Line($"var b{part} = {LoadOffset(part)};");
        }
    }

    /// <summary>Requantizes and stores one register of bytes.</summary>
    /// <param name="w">The text.</param>
    /// <param name="sums">The sums of the lower and the upper channels: sum 0, sum 1; they are overwritten.</param>
    /// <param name="target">The byte offset from <c>output</c>.</param>
    /// <param name="resident">Whether the constants are in registers.</param>
    public void WriteStore(SourceWriter w, IReadOnlyList<(string First, string Second)> sums, string target, bool resident)
    {
        for (var part = 0; part < 4; part++)
        {
            var (first, second) = sums[part / 2];
            var words = InvariantText.Of($"V.Interleave{(part % 2 == 0 ? "Lower" : "Upper")}Words({first}, {second})");
            var multiplier = resident ? InvariantText.Of($"m{part}") : LoadMultiplier(part);
            w.Line(_fused ? $"var r{part} = V.MultiplyAddWords({words}, {multiplier});" : $"var r{part} = V.Multiply(V.MultiplyAddWords({words}, factors), {multiplier});");
        }

        for (var part = 0; part < 4; part++)
            w.Line($"r{part} = V.Add(r{part}, {(resident ? InvariantText.Of($"b{part}") : LoadOffset(part))});");
        for (var part = 0; part < 4 && !UpperWords && _plan.Shift > 0; part++)
            w.Line($"r{part} = V.ShiftRight(r{part}, {_plan.Shift});");
        var pack = UpperWords ? "PackUpperWords" : "PackLanes";
        w.Line($"r0 = V.{pack}(r0, r1);");
        w.Line($"r2 = V.{pack}(r2, r3);");
        if (UpperWords && _plan.Shift > 16)
        {
            w.Line($"r0 = V.ShiftRightWords(r0, {_plan.Shift - 16});");
            w.Line($"r2 = V.ShiftRightWords(r2, {_plan.Shift - 16});");
        }

        w.Line("r0 = V.PackWords(r0, r2);");
        if (_plan.Maximum < byte.MaxValue)
            w.Line("r0 = V.MinBytes(r0, highest);");
        if (_plan.Minimum > 0)
            w.Line("r0 = V.MaxBytes(r0, lowest);");
        w.Line($"V.Store(r0, ref output, {target});");
    }

    private static string LoadMultiplier(int part) => InvariantText.Of($"V.Load(ref constants, c{part})");

    private string LoadOffset(int part) => InvariantText.Of($"V.Load(ref constants, c{part} + {4 * _planes.Bytes})");

    private bool FitsWords(int bits) =>
        _plan.Channels.All(c => ((long)c.Multiplier << bits) * _factor is >= short.MinValue and <= short.MaxValue);

    private long Multiplier(long m) => _fused ? (m & 0xFFFF) | (m * _factor << 16) : m;

    /// <summary>The offset for sums that are shifted; 32 bits of it, as sums in words times m may wrap too.</summary>
    private long Offset(int channel)
    {
        var step = _plan.Channels[channel];
        return unchecked(((long)step.Offset - (step.Multiplier * _offset(channel))) << _scaleBits);
    }
}
