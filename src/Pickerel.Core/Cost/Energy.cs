using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Cost;

/// <summary>
/// Energy in picojoules at 45 nm (Horowitz, ISSCC 2014, as interpolated by QKeras qtools), accumulators' adds included. Compares,
/// thresholds, lookups and conversions take the energy of adds of as many bits; memory is not counted.
/// </summary>
public static class Energy
{
    private const double PerAddedBit = 0.003125;
    private const double PerShiftedBit = 0.3 * PerAddedBit;

    public static double Of(IEnumerable<Operation> operations, CostTable table) => operations.Sum(o => o.Count * OfOne(o, table[o.Kind]));

    /// <summary>An integer add of <paramref name="bits"/>, or a float's.</summary>
    public static double OfAdd(Operand operand) => operand switch
    {
        { IsFloat: false } => PerAddedBit * operand.Bits,
        { Bits: <= 16 } => 0.4,
        _ => 0.9,
    };

    /// <summary>A multiply; of two widths by their geometric mean.</summary>
    public static double OfMultiply(Operand left, Operand right)
    {
        if (left.IsFloat || right.IsFloat)
            return Math.Max(left.Bits, right.Bits) <= 16 ? 1.1 : 3.7;
        var mean = Math.Sqrt((double)left.Bits * right.Bits);
        return (0.002994791667 * mean * mean) + (0.001041666667 * mean);
    }

    /// <summary>A shift of a value by one of <paramref name="choices"/> known amounts.</summary>
    public static double OfShift(Operand value, int choices) => PerShiftedBit * choices * value.Bits;

    private static double OfOne(Operation o, CostRow row) => o.Kind switch
    {
        OperationKind.MultiplyAccumulate => OfMultiply(o.Left, o.Right) + OfAdd(o.Sum),
        OperationKind.ShiftAccumulate => OfShift(o.Right, o.Choices) + OfAdd(o.Sum),
        OperationKind.Multiply => OfMultiply(o.Left, o.Right),
        OperationKind.Add => OfAdd(Wider(o.Left, o.Right)),
        OperationKind.Shift => OfShift(o.Left, o.Choices),
        OperationKind.Threshold => o.Choices * OfAdd(o.Left),
        OperationKind.Compare or OperationKind.Lookup or OperationKind.Convert => OfAdd(o.Left),
        OperationKind.Divide or OperationKind.SquareRoot or OperationKind.Exponential or OperationKind.HyperbolicTangent =>
            (row.Multiplies * OfMultiply(o.Left, o.Left)) + (row.Adds * OfAdd(o.Left)),
        _ => throw new NotSupportedException($"There is no energy for {o.Kind}."),
    };

    private static Operand Wider(Operand one, Operand other) => one.IsFloat || (!other.IsFloat && one.Bits >= other.Bits) ? one : other;
}
