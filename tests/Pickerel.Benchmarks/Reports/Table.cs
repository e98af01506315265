using System.Text;

namespace Pickerel.Benchmarks.Reports;

/// <summary>A Markdown table, its columns aligned for reading as text.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = headings.Select((heading, column) => _rows.Select(r => r[column].Length).Append(heading.Length).Max()).ToArray();
        var text = new StringBuilder();
        AppendRow(headings);
        AppendRow([.. widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ":")]);
        foreach (var row in _rows)
            AppendRow(row);
        return text.ToString();

        void AppendRow(string[] cells) => text
            .Append("| ")
            .AppendJoin(" | ", cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))
            .Append(" |\n");
    }
}
