using System;
using System.Globalization;
using System.Text;

namespace Pickerel.Core.ModelText;

/// <summary>
/// Names in the text format: as they are when they consist of letters, digits and <c>. _ - / :</c>, else in quotes with
/// <c>\"</c>, <c>\\</c> and <c>\uXXXX</c> for whatever is not printable ASCII. A name has exactly one spelling.
/// </summary>
internal static class QuotedName
{
    /// <summary>Appends the spelling of <paramref name="name"/>.</summary>
    public static void Append(StringBuilder text, string name)
    {
        if (IsPlain(name))
        {
            _ = text.Append(name);
            return;
        }

        _ = text.Append('"');
        foreach (var c in name)
        {
            if (c is '"' or '\\')
                _ = text.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~')
                _ = text.Append(c);
            else
                _ = text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }

        _ = text.Append('"');
    }

    /// <summary>Reads the name at <paramref name="position"/> and moves behind it.</summary>
    /// <returns>The name, or null when no well-formed name stands there.</returns>
    public static string? Read(string line, ref int position)
    {
        if (position < line.Length && line[position] == '"')
            return ReadQuoted(line, ref position);
        var start = position;
        while (position < line.Length && IsPlain(line[position]))
            position++;
        return position == start ? null : line.Substring(start, position - start);
    }

    private static string? ReadQuoted(string line, ref int position)
    {
        var name = new StringBuilder();
        for (position++; position < line.Length; position++)
        {
            var c = line[position];
            if (c == '"')
            {
                position++;
                return name.ToString();
            }

            if (c is < ' ' or > '~' || (c == '\\' && !ReadEscape(line, ref position, out c)))
                return null;
            _ = name.Append(c);
        }

        return null;
    }

    /// <summary>Reads the escape whose backslash stands at <paramref name="position"/> and moves to its last character.</summary>
    private static bool ReadEscape(string line, ref int position, out char c)
    {
        c = ++position < line.Length ? line[position] : '\0';
        if (c is '"' or '\\')
            return true;
        if (c != 'u' || position + 4 >= line.Length)
            return false;
        var digits = line.Substring(position + 1, 4);
        position += 4;
        if (!ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            return false;
        c = (char)code;
        return true;
    }

    private static bool IsPlain(string name)
    {
        foreach (var c in name)
        {
            if (!IsPlain(c))
                return false;
        }

        return name.Length > 0;
    }

    private static bool IsPlain(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-' or '/' or ':';
}
