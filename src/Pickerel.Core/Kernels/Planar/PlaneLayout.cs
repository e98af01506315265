using System;

namespace Pickerel.Core.Kernels;

/// <summary>
/// How a tensor of bytes lies channel by channel: a plane of all its pixels, row behind row, for each channel. A register then
/// holds neighbouring pixels of one channel, and a weight belongs to a whole register. What lies between planes, and in front
/// of the first, is zero: a border that windows may reach into, and a plane for taps that add nothing.
/// </summary>
/// <param name="Pixels">Pixels of a plane.</param>
/// <param name="Margin">Zeros that readers need in front of a plane and behind it.</param>
/// <param name="IsPaired">Whether a byte holds two pixels, 64 apart, in its lower and its upper half: half the loads for those who only add.</param>
internal sealed record PlaneLayout(long Pixels, long Margin, bool IsPaired = false)
{
    /// <summary>Planes start at multiples of the widest register, so that most loads touch one cache line.</summary>
    public const int Alignment = 64;

    /// <summary>Kernels compute a plane by so many pixels: two of the widest registers.</summary>
    public const int Block = 2 * Alignment;

    /// <summary>The greatest value of which four fit half a byte: more are not paired.</summary>
    public const int MostPaired = 3;

    /// <summary>Gets the pixels of a plane filled up to what kernels compute: whole blocks, or one register.</summary>
    public long ComputedPixels => Pixels <= Alignment ? Alignment : Align(Pixels, Block);

    /// <summary>Gets the bytes of a plane that kernels compute.</summary>
    public long DataBytes => IsPaired ? ComputedPixels / 2 : ComputedPixels;

    /// <summary>Gets the bytes from one plane to the next.</summary>
    public long PlaneBytes => IsPaired ? DataBytes : Math.Max(DataBytes, Align(Pixels + Margin, Alignment));

    /// <summary>Gets the bytes of zeros in front of the first plane: at least a plane of them.</summary>
    public long Front => Math.Max(DataBytes, Align(Margin, Alignment));

    /// <summary>The offset of a channel's first pixel.</summary>
    public long PlaneAt(int channel) => Front + (channel * PlaneBytes);

    private static long Align(long bytes, int quantum) => (bytes + quantum - 1) / quantum * quantum;
}
