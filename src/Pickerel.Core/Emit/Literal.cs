using System;
using System.Globalization;

namespace Pickerel.Core.Emit;

/// <summary>Values as C# literals, the same in every culture and on every runtime.</summary>
internal static class Literal
{
    /// <summary>The shortest text that reads back as the same bits.</summary>
    public static string Of(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (double.Parse(text, CultureInfo.InvariantCulture) != value)
            text = value.ToString("G17", CultureInfo.InvariantCulture);
        return text + "d";
    }

    /// <summary>A verbatim C# string.</summary>
    public static string Of(string value) =>
        "@\"" + value.Replace("\"", "\"\"") + "\"";

    /// <summary>Text inside XML documentation.</summary>
    public static string Xml(string value) =>
        value.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>A count with thousands separated by commas, whatever the culture.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
