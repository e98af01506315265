using System;

namespace Pickerel.Core.Ir;

/// <summary>An integer grid: <c>real = Scale * (q - ZeroPoint)</c>, q of <see cref="Bits"/> bits.</summary>
/// <param name="Scale">Positive and finite.</param>
/// <param name="ZeroPoint">Within <see cref="Minimum"/> to <see cref="Maximum"/>: zero is representable.</param>
/// <param name="Bits">1 to 8, or 16.</param>
/// <param name="Signed">Whether q runs from -2^(b-1) or from 0; signed of one bit is bipolar, -1 or 1 and never 0.</param>
public sealed record Quantization(double Scale, int ZeroPoint, int Bits, bool Signed)
{
    /// <summary>Gets whether q is -1 or 1.</summary>
    public bool IsBipolar => Signed && Bits == 1;

    public int Minimum => Signed ? -(1 << (Bits - 1)) : 0;

    public int Maximum => IsBipolar ? 1 : Signed ? (1 << (Bits - 1)) - 1 : (1 << Bits) - 1;

    /// <summary>Gets how many integers run from the least to the greatest.</summary>
    public int Span => Maximum - Minimum + 1;

    /// <summary>The integer of a real number, as the generated <c>Infer</c> of floats finds it: rounded half up, then clamped. Not a number has none.</summary>
    public int Of(double real) => IsBipolar
        ? (real < 0 ? -1 : 1)
        : (int)Math.Max(Minimum, Math.Min(Maximum, Math.Floor((real / Scale) + 0.5) + ZeroPoint));

    /// <summary>The real number of an integer.</summary>
    public double RealOf(int q) => Scale * (q - ZeroPoint);

    /// <summary>Gets the C# element type that carries q across the network's ends.</summary>
    public string ElementType => (Bits <= 8, Signed) switch
    {
        (true, false) => "byte",
        (true, true) => "sbyte",
        (false, false) => "ushort",
        (false, true) => "short",
    };
}
