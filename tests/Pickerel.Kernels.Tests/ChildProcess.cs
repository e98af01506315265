using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;

namespace Pickerel.Kernels.Tests;

/// <summary>The instruction sets left to a process.</summary>
public enum InstructionLevel
{
    Avx512,
    Avx2,
    Vector128,
    Scalar,
}

/// <summary>Runs the runner in a process that has only some instruction sets.</summary>
internal static class ChildProcess
{
    /// <summary>Gets the vector bits that generated code must report at a level.</summary>
    public static int VectorBits(InstructionLevel level) => level switch
    {
        InstructionLevel.Avx512 => 512,
        InstructionLevel.Avx2 => 256,
        InstructionLevel.Vector128 => 128,
        _ => 0,
    };

    /// <summary>Runs to the end and returns what was printed; a failure fails the test with its last words.</summary>
    public static Task<string> Run(InstructionLevel level, params string[] arguments) => Run(level, [], arguments);

    /// <summary>Runs with more environment variables than those of the level.</summary>
    public static async Task<string> Run(InstructionLevel level, IReadOnlyList<(string Name, string Value)> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", CompiledNetworks.Runner, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment(level).Concat(environment))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var words = await error;
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode} at {level}: {await output} … {words[Math.Max(0, words.Length - 2000)..]}");
        return await output;
    }

    private static IEnumerable<(string Name, string Value)> Environment(InstructionLevel level)
    {
        yield return ("DOTNET_EnableAVX512", level == InstructionLevel.Avx512 ? "1" : "0");
        yield return ("DOTNET_EnableAVX2", level <= InstructionLevel.Avx2 ? "1" : "0");
        yield return ("DOTNET_EnableHWIntrinsic", level == InstructionLevel.Scalar ? "0" : "1");
    }
}
