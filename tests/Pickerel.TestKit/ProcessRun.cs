using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace Pickerel.TestKit;

/// <summary>What a finished process said.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
public sealed record ProcessRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs <c>dotnet</c>, the one that runs this test.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="arguments">One by one; nothing is quoted or expanded.</param>
    /// <param name="environment">Variables to set; a null value removes one.</param>
    public static Task<ProcessRun> Dotnet(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        Of(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", folder, arguments, environment);

    /// <summary>Runs a program.</summary>
    /// <exception cref="TimeoutException">It ran for more than five minutes, and was ended.</exception>
    public static async Task<ProcessRun> Of(string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            if (value is null)
                _ = start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new FileNotFoundException("The program did not start.", program);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ProcessRun(process.ExitCode, await output, await errors);
    }
}
