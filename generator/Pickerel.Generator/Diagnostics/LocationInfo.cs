using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Pickerel.Generator.Diagnostics;

/// <summary>A place in a text, comparable by value and holding no syntax tree.</summary>
internal sealed record LocationInfo(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo Of(SyntaxNodeOrToken syntax)
    {
        var location = syntax.GetLocation()!;
        return new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);
    }

    /// <summary>The start of a line of a text that is no C#.</summary>
    /// <param name="path">The text's path.</param>
    /// <param name="line">The line, 1 for the first.</param>
    public static LocationInfo OfLine(string path, int line)
    {
        var position = new LinePosition(line > 0 ? line - 1 : 0, 0);
        return new(path, default, new LinePositionSpan(position, position));
    }

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
