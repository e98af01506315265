using System.Diagnostics;
using Pickerel.Benchmarks.Cold;

namespace Pickerel.Benchmarks.Modes;

/// <summary><c>--isa</c>: <c>--quick</c> in child processes that are denied the wider instruction sets.</summary>
internal static class InstructionSetMode
{
    private static readonly (string Name, string? Variable)[] Levels =
    [
        ("all this machine has", null),
        ("AVX2", "DOTNET_EnableAVX512"),
        ("128-bit vectors", "DOTNET_EnableAVX2"),
        ("no vectors", "DOTNET_EnableHWIntrinsic"),
    ];

    public static int Run(Options options)
    {
        foreach (var (name, variable) in Levels)
        {
            Console.WriteLine($"## {name}{(variable is null ? "" : $" ({variable}=0)")}\n");
            var start = new ProcessStartInfo(Figures.Host, [typeof(InstructionSetMode).Assembly.Location, "--quick", .. options.Words]);
            if (variable is not null)
                start.Environment[variable] = "0";
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
                return process.ExitCode;
            Console.WriteLine();
        }

        return 0;
    }
}
