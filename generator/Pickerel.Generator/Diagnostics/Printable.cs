using System.Globalization;
using System.Text;

namespace Pickerel.Generator.Diagnostics;

/// <summary>Makes any text of a user's fit for one line of build output.</summary>
internal static class Printable
{
    public static string Of(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var separates = char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            _ = line.Append(char.IsControl(c) || separates ? ' ' : c);
        }

        return line.ToString();
    }
}
