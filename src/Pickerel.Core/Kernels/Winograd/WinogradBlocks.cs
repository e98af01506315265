using System;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The blocks of tiles that are transformed, multiplied and transformed back together, and where their values lie in the
/// workspace. The last block and the last tile of an odd size overlap the one before, so nothing beyond the border is read.
/// </summary>
internal sealed class WinogradBlocks
{
    /// <summary>Register tiles multiply so many tiles at once, or fewer when a block has fewer.</summary>
    public const int MostTiles = 4;

    private const int CacheLine = 64;

    private readonly long _tileBytes;

    private WinogradBlocks(int height, int width, int rows, int columns, long tileBytes)
    {
        (Rows, Columns, _tileBytes) = (rows, columns, tileBytes);
        (Height, Width) = (Math.Min(rows * WinogradTransform.TileSide, height), Math.Min(columns * WinogradTransform.TileSide, width));
        (Down, Across) = (Divide(height, Height), Divide(width, Width));
    }

    /// <summary>Gets the rows of tiles in a block.</summary>
    public int Rows { get; }

    /// <summary>Gets the tiles in a row of a block.</summary>
    public int Columns { get; }

    /// <summary>Gets the outputs in a column of a block.</summary>
    public int Height { get; }

    /// <summary>Gets the outputs in a row of a block.</summary>
    public int Width { get; }

    /// <summary>Gets the blocks from top to bottom.</summary>
    public int Down { get; }

    /// <summary>Gets the blocks from left to right.</summary>
    public int Across { get; }

    public int Tiles => Rows * Columns;

    /// <summary>Gets the tiles computed in all, overlapping ones included.</summary>
    public long AllTiles => (long)Down * Across * Tiles;

    /// <summary>Gets the bytes of a tile's values at one row of points.</summary>
    public long TileBytes => _tileBytes;

    /// <summary>Gets the bytes from one row of points to the next: not a power of two, so that they do not compete for the same cache lines.</summary>
    public long PointRowBytes => (Tiles * _tileBytes) + CacheLine;

    /// <summary>Gets where sums begin, of every row of points and tile the sums for two columns of outputs.</summary>
    public long SumStart => WinogradTransform.Side * PointRowBytes;

    /// <summary>Gets the registers of sums.</summary>
    public int SumRegisters => WinogradTransform.Side * Tiles * WinogradTransform.TileSide;

    /// <summary>Gets the bytes to be reserved: with room to start at a cache line.</summary>
    public long WorkspaceBytes => SumStart + (SumRegisters * 64L) + CacheLine;

    /// <summary>Picks blocks whose values stay in the first-level cache, unless the weights do not either: then each block should do much with them.</summary>
    /// <param name="height">Rows of outputs.</param>
    /// <param name="width">Outputs in a row.</param>
    /// <param name="tileBytes">Bytes of a tile's values at one row of points.</param>
    /// <param name="weightBytes">Bytes of all transformed weights.</param>
    public static WinogradBlocks For(int height, int width, long tileBytes, long weightBytes)
    {
        const int smallWeights = 16 << 10, perTileSums = 8 * 64;
        var few = weightBytes <= smallWeights;
        var most = Math.Max(MostTiles, (few ? 16 << 10 : 64 << 10) / ((WinogradTransform.Side * tileBytes) + perTileSums));
        var (tileRows, tileColumns) = (Divide(height, WinogradTransform.TileSide), Divide(width, WinogradTransform.TileSide));
        var across = Divide(tileColumns, (int)Math.Min(tileColumns, most));
        var columns = Divide(tileColumns, across);
        WinogradBlocks? best = null;
        var bestCost = double.MaxValue;
        for (var rows = 1; rows <= tileRows && (rows == 1 || (long)rows * columns <= most); rows++)
        {
            var blocks = new WinogradBlocks(height, width, rows, columns, tileBytes);

            // Each block costs calls, and reading the weights again, as much as some tiles do.
            var cost = blocks.AllTiles + ((double)blocks.Down * blocks.Across * (few ? 0.5 : 3));
            if (cost < bestCost)
                (best, bestCost) = (blocks, cost);
        }

        return best!;
    }

    private static int Divide(int value, int divisor) => (value + divisor - 1) / divisor;
}
