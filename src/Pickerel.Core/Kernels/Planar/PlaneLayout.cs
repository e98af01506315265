namespace Pickerel.Core.Kernels;

/// <summary>
/// How a tensor of bytes lies channel by channel: a plane of all its pixels, row behind row, for each channel. A register then
/// holds neighbouring pixels of one channel, and a weight belongs to a whole register. What lies between planes, and in front
/// of the first, is zero: a border that windows may reach into, and a plane for taps that add nothing.
/// </summary>
/// <param name="Pixels">Pixels of a plane.</param>
/// <param name="Margin">Zeros that readers need in front of a plane and behind it.</param>
internal sealed record PlaneLayout(long Pixels, long Margin)
{
    /// <summary>Planes start at multiples of the widest register, so that most loads touch one cache line.</summary>
    public const int Alignment = 64;

    /// <summary>Gets the bytes of a plane that kernels compute: pixels, filled up to whole registers.</summary>
    public long DataBytes => Align(Pixels);

    /// <summary>Gets the bytes from one plane to the next.</summary>
    public long PlaneBytes => Align(Pixels + Margin);

    /// <summary>Gets the bytes of zeros in front of the first plane: at least a plane of them.</summary>
    public long Front => System.Math.Max(DataBytes, Align(Margin));

    /// <summary>The offset of a channel's first pixel.</summary>
    public long PlaneAt(int channel) => Front + (channel * PlaneBytes);

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
