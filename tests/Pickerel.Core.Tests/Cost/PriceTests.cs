using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Cost;

namespace Pickerel.Core.Tests.Cost;

/// <summary>The price of single operations, and published figures.</summary>
public class PriceTests
{
    public static TheoryData<Operation, long> Prices => new()
    {
        { Operation.Multiply(8, 5, 3), 120 },
        { Operation.Multiply(Operand.Float32, Operand.Float32, 1), 1024 },
        { new Operation(OperationKind.MultiplyAccumulate, 4, 8, 10, Sum: 20), 320 },
        { new Operation(OperationKind.ShiftAccumulate, 4, 8, 10, Choices: 7, Sum: 20), 240 },
        { new Operation(OperationKind.ShiftAccumulate, 2, 8, 10, Choices: 1, Sum: 20), 0 },
        { Operation.Add(12, 17, 2), 34 },
        { Operation.Shift(12, 4, 1), 24 },
        { Operation.Shift(12, 5, 1), 36 },
        { Operation.Compare(9, 2), 18 },
        { Operation.Threshold(11, 4, 1), 44 },
        { Operation.Lookup(8, 4, 5), 40 },
        { Operation.Convert(12, 2), 24 },
        { Operation.Float(OperationKind.Exponential, 1), (9 * 1024) + (9 * 32) },
    };

    [Theory]
    [MemberData(nameof(Prices))]
    public void An_operation_costs_what_table_1_says(Operation operation, long price) => Assert.Equal(price, AceV2.Of(operation, CostTable.One));

    [Fact]
    public void Every_kind_of_operation_has_one_row_and_an_energy()
    {
        foreach (var kind in Enum.GetValues<OperationKind>())
        {
            Assert.Single(CostTable.One.Rows, r => r.Kind == kind);
            Assert.True(Energy.Of([new(kind, 8, 8, 1, Choices: 4, Sum: 16)], CostTable.One) > 0);
        }
    }

    [Fact]
    public void The_bits_of_a_range_hold_its_ends()
    {
        Assert.Equal([0, 1, 8, 9, 8, 9, 1], [BitWidth.Of(0, 0), BitWidth.Of(0, 1), BitWidth.Of(0, 255), BitWidth.Of(-1, 255), BitWidth.Of(-128, 127), BitWidth.Of(-129, 0), BitWidth.Of(-1, 0)]);
        Assert.Equal([0, 0, 1, 2, 3, 3], [BitWidth.ToTellApart(0), BitWidth.ToTellApart(1), BitWidth.ToTellApart(2), BitWidth.ToTellApart(4), BitWidth.ToTellApart(5), BitWidth.ToTellApart(8)]);
    }

    /// <summary>Horowitz's figures at the widths he measured: 0.03 and 0.1 pJ for adds of 8 and 32 bits, 0.2 and 3.1 for multiplies.</summary>
    [Fact]
    public void Energy_meets_the_measured_widths()
    {
        Assert.Equal(0.025, Energy.OfAdd(8), 10);
        Assert.Equal(0.1, Energy.OfAdd(32), 10);
        Assert.Equal(0.2, Energy.OfMultiply(8, 8), 8);
        Assert.Equal(3.1, Energy.OfMultiply(32, 32), 6);
        Assert.Equal(Energy.OfMultiply(8, 8), Energy.OfMultiply(4, 16), 10);
        Assert.Equal([0.4, 0.9, 1.1, 3.7], [Energy.OfAdd(new(16, true)), Energy.OfAdd(Operand.Float32), Energy.OfMultiply(new(16, true), new(16, true)), Energy.OfMultiply(Operand.Float32, Operand.Float32)]);
        Assert.Equal(0.003125 * 0.3 * 7 * 8, Energy.OfShift(8, 7), 12);
        Assert.Equal(10 * (0.2 + 0.0625), Energy.Of([new(OperationKind.MultiplyAccumulate, 8, 8, 10, Sum: 20)], CostTable.One), 6);
    }

    [Fact]
    public void Bit_operations_count_the_product_and_an_add_as_wide_as_the_sum() =>
        Assert.Equal(10 * ((4 * 8) + 4 + 8 + 4), Bops.Of([new(OperationKind.MultiplyAccumulate, 4, 8, 10, Sum: 20, FanIn: 9), Operation.Add(8, 8, 100)]));

    /// <summary>PokeBNN-1.0x, from the shapes of its layers: the figures its authors' repository (google/aqt) tests.</summary>
    [Fact]
    public void The_ace_of_PokeBnn_is_the_published()
    {
        var (convolutions, norms) = (new List<Operation>(), 0L);
        void Convolve(int side, int products, int outputs, int bits) => convolutions.Add(new(OperationKind.MultiplyAccumulate, bits, bits, (long)side * side * products * outputs));
        void Normalize(int side, int channels) => norms += (long)side * side * channels;

        Convolve(56, 4 * 4 * 3, 32, 8);
        Normalize(56, 32);
        Convolve(56, 3 * 3, 64, 8);
        Normalize(56, 64);
        var (side, channels) = (56, 64);
        foreach (var (blocks, width) in new[] { (3, 64), (4, 128), (6, 256), (3, 512) })
        {
            for (var block = 0; block < blocks; block++)
            {
                foreach (var (kernel, outputs, halves) in new[] { (1, width, false), (3, width, block == 0 && width > 64), (1, 4 * width, false) })
                {
                    side = halves ? side / 2 : side;
                    Convolve(side, kernel * kernel * channels, outputs, 1);
                    Convolve(1, channels, channels / 8, 4);
                    Convolve(1, channels / 8, outputs, 4);
                    Normalize(side, 2 * outputs);
                    channels = outputs;
                }
            }
        }

        Assert.Equal(4_091_469_824, Ace.Of(convolutions));
        Assert.Equal(131_072_000, Ace.Of([new(OperationKind.MultiplyAccumulate, 8, 8, channels * 1000L)]));
        Assert.Equal(17_912_832, norms);
        Assert.Equal(Ace.Of(convolutions), AceV2.Of(convolutions, CostTable.One));
    }
}
