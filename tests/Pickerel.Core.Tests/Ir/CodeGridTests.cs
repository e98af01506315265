using System;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Tests.Ir;

/// <summary>The integers of every weight grid.</summary>
public sealed class CodeGridTests
{
    [Theory]
    [InlineData(WeightGridKind.Uniform, 1, "m1", "1", false, 1)]
    [InlineData(WeightGridKind.Uniform, 2, "m2", "1 3", false, 3)]
    [InlineData(WeightGridKind.Uniform, 3, "u3", "1 2 3", true, 3)]
    [InlineData(WeightGridKind.Uniform, 4, "u4", "1 2 3 4 5 6 7", true, 4)]
    [InlineData(WeightGridKind.Ternary, 2, "t2", "1", true, 2)]
    [InlineData(WeightGridKind.PowerOfTwo, 2, "p2", "1", true, 2)]
    [InlineData(WeightGridKind.PowerOfTwo, 3, "p3", "1 2 4", true, 4)]
    [InlineData(WeightGridKind.PowerOfTwo, 4, "p4", "1 2 4 8 16 32 64", true, 8)]
    [InlineData(WeightGridKind.PowerOfTwo, 5, "p5", "1 2 4 8 16 32 64 128 256 512 1024 2048 4096 8192 16384", true, 16)]
    [InlineData(WeightGridKind.AdditivePowerOfTwo, 2, "a2", "1", true, 2)]
    [InlineData(WeightGridKind.AdditivePowerOfTwo, 3, "a3", "1 2 3", true, 3)]
    [InlineData(WeightGridKind.AdditivePowerOfTwo, 4, "a4", "1 2 3 4 6 8 10", true, 5)]
    [InlineData(WeightGridKind.AdditivePowerOfTwo, 5, "a5", "1 2 3 4 6 8 9 12 16 18 24 32 33 36 48", true, 7)]
    public void A_grid_has_these_magnitudes(WeightGridKind kind, int bits, string notation, string magnitudes, bool hasZero, int codeBits)
    {
        var grid = WeightGrids.Of(kind, bits);

        Assert.Equal(notation, grid.ToString());
        Assert.Equal(magnitudes, string.Join(" ", grid.Magnitudes.Select(m => $"{m}")));
        Assert.Equal((bits, hasZero, codeBits), (grid.Bits, grid.HasZero, grid.CodeBits));
        foreach (var code in Enumerable.Range(-200, 401))
            Assert.Equal(code == 0 ? hasZero : grid.Magnitudes.Contains(Math.Abs(code)), grid.Holds(code));
        Assert.Equal(grid, WeightGrids.Of(kind, bits));
    }

    [Fact]
    public void No_grid_has_more_codes_than_its_bits_tell_apart_nor_a_code_beyond_16_bits()
    {
        foreach (var kind in Enum.GetValues<WeightGridKind>())
        {
            foreach (var bits in Enumerable.Range(1, 8).Where(b => WeightGrids.Allow(kind, b)))
            {
                var grid = WeightGrids.Of(kind, bits);
                Assert.InRange((2 * grid.Magnitudes.Count) + (grid.HasZero ? 1 : 0), 2, 1 << bits);
                Assert.InRange(grid.Largest, 1, short.MaxValue);
            }
        }
    }

    [Fact]
    public void Powers_of_two_and_their_sums_end_at_the_exponent_14()
    {
        foreach (var bits in new[] { 6, 7, 8 })
            Assert.Equal(new CodeGrid.PowerOfTwo(5).Magnitudes, new CodeGrid.PowerOfTwo(bits).Magnitudes);
        Assert.Equal((1 << 14) + (1 << 12), new CodeGrid.AdditivePowerOfTwo(8).Largest);
        Assert.Equal((1 << 13) + (1 << 12), new CodeGrid.AdditivePowerOfTwo(7).Largest);
        Assert.Equal(31, new CodeGrid.AdditivePowerOfTwo(6).Magnitudes.Count);
    }

    [Theory]
    [InlineData(WeightGridKind.Uniform, 9)]
    [InlineData(WeightGridKind.PowerOfTwo, 1)]
    [InlineData(WeightGridKind.AdditivePowerOfTwo, 9)]
    public void A_grid_of_other_bits_there_is_not(WeightGridKind kind, int bits)
    {
        Assert.False(WeightGrids.Allow(kind, bits));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => WeightGrids.Of(kind, bits));
    }
}
