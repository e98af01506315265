using System.Text;

namespace Pickerel.Benchmarks.Reports;

/// <summary>What a run prints, and with <c>--save</c> keeps under <c>results/PROCESSOR/NAME.md</c>.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();

    /// <summary>Prints a line and keeps it.</summary>
    public void Write(string text = "")
    {
        Console.WriteLine(text);
        _text.Append(text).Append('\n');
    }

    /// <summary>Writes the file.</summary>
    /// <param name="name">The file's name without extension.</param>
    /// <param name="command">The arguments that made it.</param>
    /// <exception cref="InvalidOperationException">The program does not run from its source tree.</exception>
    public void Save(string name, string command)
    {
        var root = Checkout.Root ?? throw new InvalidOperationException("Results are kept in the source tree, and this program runs outside of it.");
        var folder = Directory.CreateDirectory(Path.Combine(root, "tests", "Pickerel.Benchmarks", "results", Machine.Slug)).FullName;
        var heading = $"# {name}\n\n{Machine.Processor}; {Machine.Runtime}.\nMade by `dotnet run -c Release --project tests/Pickerel.Benchmarks -- {command}`.\n\n";
        File.WriteAllText(Path.Combine(folder, name + ".md"), heading + _text);
        Console.WriteLine($"saved as results/{Machine.Slug}/{name}.md");
    }
}
