using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// A register tile: the sums of <see cref="Registers"/> registers of channels at <see cref="Pixels"/> neighbouring outputs.
/// Wide enough to reuse each weight and each input, small enough to stay in registers.
/// </summary>
internal sealed class ConvolutionTile(int registers, int pixels, long pixelStride)
{
    /// <summary>Products before their sums: the processor's multipliers and adders then work side by side.</summary>
    public const int GroupSize = 4;

    public int Registers { get; } = registers;

    public int Pixels { get; } = pixels;

    public string Suffix => InvariantText.Of($"{Registers}x{Pixels}");

    /// <summary>The tile for 32 registers of 16 channels.</summary>
    /// <param name="channelStride">The output's channels, padded to 16.</param>
    /// <param name="columns">Outputs in a row.</param>
    /// <param name="sliced">Whether every 16 channels read other inputs.</param>
    /// <param name="pixelStride">Input bytes between neighbouring outputs.</param>
    /// <param name="mostSums">The most sums a tile may have.</param>
    public static ConvolutionTile Wide(int channelStride, long columns, bool sliced, long pixelStride, int mostSums)
    {
        var registers = WideRegisters(channelStride, columns, sliced);
        var most = registers switch { 1 => 12, 2 => 8, 3 => 6, 4 => 5, _ => 1 };
        return new ConvolutionTile(registers, BestPixels(columns, Math.Max(1, Math.Min(most, mostSums / registers))), pixelStride);
    }

    /// <summary>The registers of channels of a wide tile.</summary>
    public static int WideRegisters(int channelStride, long columns, bool sliced)
    {
        var groups = channelStride / StoragePlanner.ChannelQuantum;
        return sliced ? 1
            : columns == 1 && groups % 8 == 0 ? 8
            : groups % 4 == 0 ? 4
            : groups % 2 == 0 ? 2
            : groups % 3 == 0 ? 3
            : 1;
    }

    /// <summary>The tile for 16 registers of 8 channels or fewer.</summary>
    public static ConvolutionTile Narrow(int channelStride, long columns, long pixelStride) =>
        new(2, BestPixels(columns, 4), pixelStride);

    /// <summary>The input offset of a pixel of the tile.</summary>
    public long PixelOffset(int pixel) => pixel * pixelStride;

    public static string Sum(int pixel, int register) => InvariantText.Of($"s{pixel}_{register}");

    /// <summary>Declares what a step needs beside the sums. Locals are few and reused: the JIT tracks 1,024 of them.</summary>
    /// <param name="w">The text.</param>
    /// <param name="stems">The slots: w a register, x and y a pixel, t and u a product of a group.</param>
    public void WriteTemporaries(SourceWriter w, string stems)
    {
        int Count(char stem) => stem switch
        {
            'v' or 'w' => Registers,
            'x' or 'y' => Math.Min(Pixels, GroupSize),
            _ => Math.Min(Pixels * Registers, GroupSize),
        };
        w.Line("T " + string.Join(", ", stems.SelectMany(s => Names(s, Count(s)))) + ";");
    }

    /// <summary>Writes a line for every sum of the tile.</summary>
    public void WriteEach(SourceWriter w, Func<int, int, string> line)
    {
        for (var p = 0; p < Pixels; p++)
        {
            for (var j = 0; j < Registers; j++)
                w.Line(line(p, j));
        }
    }

    public void WriteLoads(SourceWriter w, Func<int, string> load)
    {
        for (var j = 0; j < Registers; j++)
            w.Line(load(j));
    }

    /// <summary>Writes every product of the tile, four products and then their four sums.</summary>
    /// <param name="w">The text.</param>
    /// <param name="loadPixel">Writes the load of a pixel into an x slot.</param>
    /// <param name="multiply">A product into a t, of an x slot and a w.</param>
    /// <param name="add">A t onto a sum.</param>
    public void WriteProducts(SourceWriter w, Action<int, int> loadPixel, Func<int, int, int, string> multiply, Func<string, int, string> add)
    {
        var loaded = -1;
        foreach (var group in Groups())
        {
            foreach (var pixel in group.Select(g => g.Pixel).Where(p => p > loaded).Distinct().ToList())
                loadPixel(pixel % GroupSize, loaded = pixel);
            for (var t = 0; t < group.Count; t++)
                w.Line(multiply(t, group[t].Pixel % GroupSize, group[t].Register));
            for (var t = 0; t < group.Count; t++)
                w.Line(add(Sum(group[t].Pixel, group[t].Register), t));
        }
    }

    /// <summary>The tile's sums, some at a time: what is written as all products and then all additions.</summary>
    public IEnumerable<IReadOnlyList<(int Pixel, int Register)>> Groups()
    {
        var all = Enumerable.Range(0, Pixels).SelectMany(p => Enumerable.Range(0, Registers).Select(j => (Pixel: p, Register: j))).ToList();
        for (var start = 0; start < all.Count; start += GroupSize)
            yield return [.. all.Skip(start).Take(GroupSize)];
    }

    /// <summary>The pixels a tile that compute the fewest surplus outputs: the last tile of a row overlaps the one before.</summary>
    private static int BestPixels(long columns, int most)
    {
        var best = 1;
        long bestCost = long.MaxValue;
        for (var p = 1; p <= Math.Min(columns, most); p++)
        {
            // Each tile also loads its weights, which costs about one pixel's products.
            var cost = (columns + p - 1) / p * (p + 1);
            if (cost <= bestCost)
                (best, bestCost) = (p, cost);
        }

        return best;
    }

    private static IEnumerable<string> Names(char stem, int count) =>
        Enumerable.Range(0, count).Select(i => InvariantText.Of($"{stem.ToString()}{i}"));
}
