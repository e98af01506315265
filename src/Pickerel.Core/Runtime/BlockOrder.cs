using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>
/// Where constants of a channel lie for registers interleaved within 128 bits: a plane for every part of a block of 16 channels,
/// so that registers of any width read the constants of their channels at one place in each plane.
/// </summary>
internal static class BlockOrder
{
    /// <summary>The offset of two bytes of a channel: planes of the lower and of the upper eight channels of every block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Pair(nint channel, nint plane) => (((channel >> 3) & 1) * plane) + (channel & ~15) + ((channel & 7) * 2);

    /// <summary>The offset of four bytes of a channel: four planes, of four channels of every block each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Lane(nint channel, nint plane) => (((channel >> 2) & 3) * plane) + (channel & ~15) + ((channel & 3) * 4);
}
