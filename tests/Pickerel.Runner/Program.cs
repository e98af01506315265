using System;
using System.IO;
using System.Reflection;

namespace Pickerel.Runner;

/// <summary>
/// <c>run jobs results</c> infers every sample of every network of a job file and writes the outputs; <c>check assembly type</c> checks how a
/// network behaves; <c>time assembly type</c> times it. The first line printed is the vector bits in use.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["run", var jobs, var results]:
                JobFile.Run(jobs, results);
                return 0;
            case ["check", var assembly, var type]:
                return Behaviour.Check(Load(assembly, type));
            case ["time", var assembly, var type]:
                Stopwatches.Time(Load(assembly, type));
                return 0;
            default:
                Console.Error.WriteLine("run jobs results | check assembly type | time assembly type");
                return 2;
        }
    }

    private static CompiledNetwork Load(string assembly, string type)
    {
        var network = CompiledNetwork.Of(Assembly.LoadFrom(Path.GetFullPath(assembly)).GetType(type, throwOnError: true)!);
        Console.WriteLine(FormattableString.Invariant($"{network.VectorBits}"));
        return network;
    }
}
