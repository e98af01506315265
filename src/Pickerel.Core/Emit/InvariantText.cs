using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pickerel.Core.Emit;

/// <summary>An interpolated string formatted invariantly: generated text must not depend on the culture of the build.</summary>
[InterpolatedStringHandler]
internal readonly struct InvariantText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (formattedCount * 8));

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(string? text) => _text.Append(text);

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => _text.Append(value.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();

    /// <summary>The text of an interpolated string.</summary>
    public static string Of(InvariantText text) => text.ToString();
}
