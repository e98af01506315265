using System.Linq;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Cost;

/// <summary>How operands make a price.</summary>
public enum PriceRule
{
    /// <summary>The product of both operands' bits.</summary>
    Product,

    /// <summary>The bits of the wider operand.</summary>
    Wider,

    /// <summary>The first operand's bits.</summary>
    First,

    /// <summary>The first operand's bits times the bits that tell the choices apart.</summary>
    FirstByChoices,

    /// <summary>The second operand's bits times the bits that tell the choices apart.</summary>
    SecondByChoices,

    /// <summary>The first operand's bits times the comparisons.</summary>
    FirstTimesComparisons,

    /// <summary>So many float multiplies and adds.</summary>
    FloatProgram,
}

/// <summary>The price of a kind of operation.</summary>
/// <param name="Kind">The operation.</param>
/// <param name="Rule">How it is priced.</param>
/// <param name="Operation">The operation in words.</param>
/// <param name="Price">The price in words.</param>
/// <param name="Multiplies">Of a float program.</param>
/// <param name="Adds">Of a float program.</param>
public sealed record CostRow(OperationKind Kind, PriceRule Rule, string Operation, string Price, int Multiplies = 0, int Adds = 0);

/// <summary>
/// The prices of ACEv2, a versioned table: PikeLPN's abstract says what ACEv2 counts, these prices are Pickerel's reading of it.
/// A change of any price is a new version; reports, budgets and baselines name the one they used.
/// </summary>
/// <param name="Version">The table's number.</param>
/// <param name="Rows">One row a kind of operation.</param>
public sealed record CostTable(int Version, EquatableArray<CostRow> Rows)
{
    /// <summary>
    /// Gets table 1. Float programs are what polynomial and Newton implementations to full float32 precision take: a division is an
    /// estimate of the reciprocal, two Newton steps and a product; a square root likewise; an exponential is a reduction by a multiple
    /// of ln 2 in two parts and a polynomial of degree 6; a hyperbolic tangent an exponential and a division.
    /// </summary>
    public static CostTable One { get; } = new(1,
    [
        new(OperationKind.MultiplyAccumulate, PriceRule.Product, "multiply-accumulate, i-bit by j-bit", "i * j, the accumulator's add apart"),
        new(OperationKind.ShiftAccumulate, PriceRule.SecondByChoices, "shift-accumulate, q-bit activation by one of k powers of two", "q * ceil(log2 k), the accumulator's add apart"),
        new(OperationKind.Multiply, PriceRule.Product, "multiply, i-bit by j-bit", "i * j"),
        new(OperationKind.Add, PriceRule.Wider, "add or subtract, i-bit and j-bit", "max(i, j)"),
        new(OperationKind.Shift, PriceRule.FirstByChoices, "shift of q bits by one of k amounts that data chooses", "q * ceil(log2 k)"),
        new(OperationKind.Compare, PriceRule.First, "compare, maximum, ReLU or clamp of q bits", "q"),
        new(OperationKind.Threshold, PriceRule.FirstTimesComparisons, "threshold activation on a q-bit sum", "q * comparisons"),
        new(OperationKind.Lookup, PriceRule.First, "table lookup by q bits", "q"),
        new(OperationKind.Convert, PriceRule.First, "conversion between a q-bit integer and float", "q"),
        new(OperationKind.Divide, PriceRule.FloatProgram, "division in float", "5 multiplies, 2 adds", 5, 2),
        new(OperationKind.SquareRoot, PriceRule.FloatProgram, "square root in float", "7 multiplies, 2 adds", 7, 2),
        new(OperationKind.Exponential, PriceRule.FloatProgram, "exponential in float", "9 multiplies, 9 adds", 9, 9),
        new(OperationKind.HyperbolicTangent, PriceRule.FloatProgram, "hyperbolic tangent in float", "15 multiplies, 13 adds", 15, 13),
    ]);

    /// <summary>Gets the table in use.</summary>
    public static CostTable Current => One;

    /// <summary>The table of a version.</summary>
    public static CostTable Of(int version) => version == 1 ? One : throw new System.NotSupportedException($"There is no table {version}.");

    public CostRow this[OperationKind kind] => Rows.First(r => r.Kind == kind);
}
