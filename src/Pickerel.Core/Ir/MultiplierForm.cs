using System;
using System.Globalization;

namespace Pickerel.Core.Ir;

/// <summary>How the scale of a norm, or the multiplier that all scales merge into, is kept, one value a channel.</summary>
public abstract record MultiplierForm
{
    private MultiplierForm()
    {
    }

    /// <summary>Gets the short name in the printed IR and the text format: <c>m8</c>, <c>p</c>, <c>f32</c>.</summary>
    public abstract string Notation { get; }

    public sealed override string ToString() => Notation;

    /// <summary>Reads what <see cref="Notation"/> writes; null for anything else. A mantissa's bits are not checked.</summary>
    public static MultiplierForm? Parse(string notation) => notation switch
    {
        "p" => new PowerOfTwo(),
        "f32" => new Float(),
        _ => notation.StartsWith("m", StringComparison.Ordinal) ? ParseMantissa(notation.Substring(1)) : null,
    };

    private static Mantissa? ParseMantissa(string bits) =>
        int.TryParse(bits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var width) ? new(width) : null;

    /// <summary>A signed mantissa of so many bits, 2 to 16, and one power of two a layer.</summary>
    public sealed record Mantissa(int Bits) : MultiplierForm
    {
        public override string Notation => "m" + Bits.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A signed power of two a channel: a shift.</summary>
    public sealed record PowerOfTwo : MultiplierForm
    {
        public override string Notation => "p";
    }

    /// <summary>Not quantized: a float island.</summary>
    public sealed record Float : MultiplierForm
    {
        public override string Notation => "f32";
    }
}
