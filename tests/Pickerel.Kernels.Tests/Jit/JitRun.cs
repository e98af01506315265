using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Benchmarks.Networks;
using Pickerel.TestKit;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Kernels.Tests;

/// <summary>Declared networks compiled as a user's build does it, and what the JIT makes of their kernels.</summary>
internal static class JitRun
{
    /// <summary>Compiles networks into one assembly.</summary>
    /// <param name="edit">Changes the generated text, to see that the tests notice.</param>
    public static void Compile(IReadOnlyList<NetworkSource> networks, string path, Func<string, string>? edit = null)
    {
        var texts = networks.Select(n => n.Text).ToArray();
        var run = GeneratorRun.Of(texts);
        Assert.Empty(run.Diagnostics);
        CompiledNetworks.Compile(run.Result.GeneratedSources.Select(s => (edit ?? (t => t))(s.SourceText.ToString())).Concat(texts), path);
    }

    /// <summary>Infers once with each network in a child process; returns the kernels that ran, as compiled.</summary>
    public static async Task<IReadOnlyList<MachineCode>> Kernels(
        IReadOnlyList<NetworkSource> networks, string assembly, InstructionLevel level, params (string Name, string Value)[] environment)
    {
        using var folder = new ScratchFolder();
        using (var job = new BinaryWriter(File.Create(folder["jobs"])))
        {
            foreach (var network in networks)
                Outputs.WriteJob(job, assembly, network.FullName, [new int[InputLength(network)]]);
            job.Write("");
        }

        var printed = await ChildProcess.Run(
            level,
            [("DOTNET_JitStdOutFile", folder["listing"]), ("DOTNET_JitDisasm", "Layer_*"), .. environment],
            "run", folder["jobs"], folder["results"]);
        Assert.StartsWith(FormattableString.Invariant($"{ChildProcess.VectorBits(level)}"), printed, StringComparison.Ordinal);
        return MachineCode.Parse(await File.ReadAllTextAsync(folder["listing"]));
    }

    private static int InputLength(NetworkSource network)
    {
        const string Input = "Input = \"";
        var start = network.Text.IndexOf(Input, StringComparison.Ordinal) + Input.Length;
        return network.Text[start..network.Text.IndexOf('"', start)].Split('x').Aggregate(1, (product, extent) => product * int.Parse(extent, System.Globalization.CultureInfo.InvariantCulture));
    }
}
