using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace Pickerel.Tool;

/// <summary>A column of a table.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="IsNumber">Whether it is set to the right.</param>
internal sealed record TextColumn(string Heading, bool IsNumber = false);

/// <summary>A table: in colour in a terminal, and in aligned lines without any frame where another program reads.</summary>
internal sealed class TextTable(params TextColumn[] columns)
{
    private const string Gap = "  ";
    private readonly List<string[]> _rows = [];

    /// <summary>Gets or sets the last row, set apart.</summary>
    public string[]? Total { get; set; }

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(SingleLine.Of)]);

    /// <summary>Prints the table.</summary>
    public void Print()
    {
        if (Console.IsOutputRedirected)
        {
            foreach (var line in Lines())
                Console.WriteLine(line);
        }
        else
        {
            PrintTo(AnsiConsole.Console);
        }
    }

    /// <summary>Prints the table with frame and colours.</summary>
    public void PrintTo(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Rounded };
        for (var c = 0; c < columns.Length; c++)
        {
            var column = new Spectre.Console.TableColumn($"[bold]{Markup.Escape(columns[c].Heading)}[/]") { Alignment = columns[c].IsNumber ? Justify.Right : Justify.Left };
            if (Total is { } total)
                column.Footer = new Markup($"[bold]{Markup.Escape(total[c])}[/]");
            _ = table.AddColumn(column);
        }

        foreach (var row in _rows)
            _ = table.AddRow([.. row.Select((cell, c) => new Markup($"[{StyleOf(c)}]{Markup.Escape(cell)}[/]"))]);
        console.Write(table);
    }

    /// <summary>The table as lines of text: words to the left, numbers to the right.</summary>
    public IReadOnlyList<string> Lines()
    {
        var rows = _rows.Prepend([.. columns.Select(c => c.Heading)]).Concat(Total is null ? [] : [Total]).ToList();
        var widths = columns.Select((_, c) => rows.Max(r => r[c].Length)).ToList();
        return [.. rows.Select(r => string.Join(Gap, r.Select((cell, c) => columns[c].IsNumber ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd())];
    }

    private string StyleOf(int column) => column == 0 ? "bold cyan" : columns[column].IsNumber ? "green" : "default";
}
