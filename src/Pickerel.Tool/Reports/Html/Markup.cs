using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pickerel.Tool.Reports.Html;

/// <summary>Markup that is written as it is; everything else is escaped on its way into a page.</summary>
internal readonly record struct Markup(string Text)
{
    public static Markup Empty => new("");

    public override string ToString() => Text;

    /// <summary>An interpolated string whose values are escaped, and formatted invariantly.</summary>
    public static Markup Of(MarkupText text) => new(text.ToString());
}

/// <summary>Builds a <see cref="Markup"/>.</summary>
[InterpolatedStringHandler]
internal readonly struct MarkupText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (formattedCount * 8));

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(Markup markup) => _text.Append(markup.Text);

    public void AppendFormatted(string? text) => _text.Append(WebUtility.HtmlEncode(text));

    public void AppendFormatted(long value, string? format = null) => _text.Append(value.ToString(format, CultureInfo.InvariantCulture));

    public void AppendFormatted(double value, string? format = null) => _text.Append(value.ToString(format ?? "0.####", CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
