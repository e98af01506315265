using System.Diagnostics;
using System.Globalization;

namespace Pickerel.Benchmarks.Cold;

/// <summary>Named numbers that a child process prints as one line, <c>name=number name=number</c>.</summary>
internal static class Figures
{
    /// <summary>Gets the command that runs assemblies; this process's own file is another.</summary>
    public static string Host { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static string Line(params (string Name, double Value)[] figures) =>
        string.Join(' ', figures.Select(f => FormattableString.Invariant($"{f.Name}={f.Value:R}")));

    /// <summary>Runs an assembly and reads its line; null, and its errors printed, when it fails.</summary>
    public static Dictionary<string, double>? Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Host, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
            return Read(output);
        Console.Error.WriteLine(errors.Result.Trim());
        return null;
    }

    private static Dictionary<string, double> Read(string line) => line.Trim().Split(' ')
        .Select(word => word.Split('='))
        .ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
