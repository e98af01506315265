using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Constants a channel, laid out for registers that are interleaved within 128 bits (Runtime/BlockOrder.cs reads them): planes of so
/// many bytes, one for each part of a block of 16 channels. Where a register spans several pixels the channels repeat.
/// </summary>
/// <param name="channels">Stored channels of a pixel; a divisor or a multiple of 16.</param>
internal sealed class BlockPlanes(int channels)
{
    private const int Block = 16, WidestRegister = 64;

    /// <summary>Gets the bytes of a plane.</summary>
    public int Bytes { get; } = channels < WidestRegister ? WidestRegister : channels;

    /// <summary>The offset of a channel's two bytes, of two planes.</summary>
    public string PairOffset(string channel) => InvariantText.Of($"BlockOrder.Pair({channel}, {Bytes})");

    /// <summary>The offset of a channel's four bytes, of four planes.</summary>
    public string LaneOffset(string channel) => InvariantText.Of($"BlockOrder.Lane({channel}, {Bytes})");

    /// <summary>Writes two bytes a channel into two planes.</summary>
    public void WritePairs(byte[] target, int offset, System.Func<int, int> word) => Write(target, offset, 2, c => word(c));

    /// <summary>Writes four bytes a channel into four planes.</summary>
    public void WriteLanes(byte[] target, int offset, System.Func<int, long> lane) => Write(target, offset, 4, lane);

    private void Write(byte[] target, int offset, int size, System.Func<int, long> value)
    {
        for (var position = 0; position < Bytes; position++)
        {
            // A plane holds as many bytes of each block as there are positions in it.
            var (block, within) = (position / Block * Block, position % Block * size);
            LittleEndian.Write(target, offset + (within / Block * Bytes) + block + (within % Block), value(position % channels), size);
        }
    }
}
