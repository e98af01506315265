using System.Linq;

namespace Pickerel.Tool;

/// <summary>Text from a file, such as a tensor's name, shown on one line: control characters become <c>?</c>.</summary>
internal static class SingleLine
{
    public static string Of(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
