using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>
/// The integers that a filter's weight codes are taken from, <c>real = scale * code</c>: symmetric, given by their magnitudes and by
/// whether 0 is one of them.
/// </summary>
public abstract record CodeGrid
{
    /// <summary>
    /// The exponents that power-of-two codes use at most, 0 to 14, so that every code fits 16 bits. More bits could tell more of them
    /// apart; a weight below 2^-14.5 of the largest is 0 instead, of which no sum would show a trace.
    /// </summary>
    public const int MostExponents = 15;

    private CodeGrid(char letter, int bits, int leastBits, int mostBits, Func<IEnumerable<int>> magnitudes)
    {
        if (bits < leastBits || bits > mostBits)
            throw new ArgumentOutOfRangeException(nameof(bits), bits, $"This grid has {leastBits} to {mostBits} bits.");
        Bits = bits;
        Notation = letter + bits.ToString(CultureInfo.InvariantCulture);
        Magnitudes = magnitudes().OrderBy(m => m).ToEquatableArray();
    }

    /// <summary>Gets the bits that tell the codes apart, 1 to 8: what a weight counts in a model's size.</summary>
    public int Bits { get; }

    /// <summary>Gets the short name in the printed IR and in tables: <c>u4</c>, <c>m2</c>, <c>t2</c>, <c>p4</c>, <c>a4</c>.</summary>
    public string Notation { get; }

    /// <summary>Gets the magnitudes of the codes that are not 0, ascending.</summary>
    public EquatableArray<int> Magnitudes { get; }

    /// <summary>Gets whether 0 is a code.</summary>
    public virtual bool HasZero => true;

    /// <summary>Gets whether a weight goes to the nearest magnitude by ratio instead of by difference.</summary>
    public virtual bool IsLogarithmic => false;

    /// <summary>Gets the largest code.</summary>
    public int Largest => Magnitudes[Magnitudes.Count - 1];

    /// <summary>Gets the bits of the codes as plain integers: the fewest b with all codes within ±(2^(b-1)-1), 1 for signs, 16 where a byte does not hold them.</summary>
    public int CodeBits
    {
        get
        {
            if (Largest == 1 && !HasZero)
                return 1;
            var bits = 2;
            while ((1 << (bits - 1)) - 1 < Largest)
                bits++;
            return bits <= 8 ? bits : 16;
        }
    }

    /// <summary>Whether a code is one of the grid's.</summary>
    public bool Holds(int code) => code == 0 ? HasZero : Magnitudes.AsSpan().BinarySearch(Math.Abs(code)) >= 0;

    public sealed override string ToString() => Notation;

    /// <summary>Evenly spaced with 0, <c>0, ±1, … ±(2^(b-1)-1)</c>, 3 to 8 bits.</summary>
    public sealed record Uniform : CodeGrid
    {
        public Uniform(int bits)
            : base('u', bits, 3, 8, () => Enumerable.Range(1, (1 << (bits - 1)) - 1))
        {
        }
    }

    /// <summary>Evenly spaced without 0, 1 or 2 bits: signs, or <c>±1, ±3</c>, which has all four codes.</summary>
    public sealed record MidRise : CodeGrid
    {
        public MidRise(int bits)
            : base('m', bits, 1, 2, () => Enumerable.Range(0, bits).Select(i => (2 * i) + 1))
        {
        }

        public override bool HasZero => false;
    }

    /// <summary><c>-1, 0, 1</c>, in 2 bits.</summary>
    public sealed record Ternary : CodeGrid
    {
        public Ternary()
            : base('t', 2, 2, 2, () => [1])
        {
        }
    }

    /// <summary>0, or a sign and one of 2^(b-1)-1 powers of two (at most <see cref="MostExponents"/>), 2 to 8 bits: products are shifts.</summary>
    public sealed record PowerOfTwo : CodeGrid
    {
        public PowerOfTwo(int bits)
            : base('p', bits, 2, 8, () => Enumerable.Range(0, Math.Min((1 << (bits - 1)) - 1, MostExponents)).Select(e => 1 << e))
        {
        }

        public override bool IsLogarithmic => true;
    }

    /// <summary>
    /// A sign and the sum of two terms, each 0 or a power of two, 2 to 8 bits (Additive Powers-of-Two Quantization, arXiv 1909.13144):
    /// the terms share the magnitude's b-1 bits, the first has the larger half, and their exponents interleave.
    /// </summary>
    public sealed record AdditivePowerOfTwo : CodeGrid
    {
        public AdditivePowerOfTwo(int bits)
            : base('a', bits, 2, 8, () => Sums(bits - 1))
        {
        }

        /// <summary>Exponents from the largest down; the second term has every second, or every third where it has a bit less.</summary>
        private static IEnumerable<int> Sums(int bits)
        {
            int firstBits = (bits + 1) / 2, secondBits = bits / 2, period = firstBits == secondBits ? 2 : 3;
            var exponents = Math.Min((1 << firstBits) + (1 << secondBits) - 2, MostExponents);
            IEnumerable<int> Term(bool second) => Enumerable.Range(0, exponents).Where(i => i % period == period - 1 == second).Select(i => 1 << (exponents - 1 - i)).Prepend(0);
            return Term(false).SelectMany(_ => Term(true), (a, b) => a + b).Where(sum => sum > 0);
        }
    }
}
