using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Tool.Reports.Html;

/// <summary>A place in a chart.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>Writes names beside points so that none covers another or a point: the first place that is free, else the first.</summary>
/// <param name="width">Of the chart.</param>
/// <param name="points">All points.</param>
internal sealed class PointLabels(double width, IReadOnlyList<Point> points)
{
    private const double Letter = 7.2, Line = 14, Away = 11;

    private static readonly double[] Heights = [-8, 16, 4, -22, 30, -36, 44];

    private readonly List<Box> _taken = [.. points.Select(p => new Box(p.X - 7, p.Y - 7, p.X + 7, p.Y + 7))];

    public Markup Place(string name, double x, double y)
    {
        var places = Heights.SelectMany(h => new[] { (Left: x + Away, Top: y + h), (Left: x - Away - (name.Length * Letter), Top: y + h) })
            .Select(p => new Box(p.Left, p.Top - Line + 3, p.Left + (name.Length * Letter), p.Top + 3))
            .Where(b => b.Left >= 0 && b.Right <= width && b.Top >= 0)
            .ToList();
        var place = places.Find(b => !_taken.Exists(b.Overlaps)) ?? places.FirstOrDefault() ?? new Box(x, y, x, y);
        _taken.Add(place);
        return Markup.Of($"""<text class="pointname" x="{place.Left}" y="{place.Bottom - 3}">{name}</text>""");
    }

    private sealed record Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
