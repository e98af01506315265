using System;
using System.IO;
using System.Reflection;

namespace Pickerel.Runner;

/// <summary>
/// A job file: per network the assembly, the type and its samples. Each sample is inferred in guarded scratch full of rubbish,
/// at both ends of it; the two outputs must agree, and go to the result file.
/// </summary>
internal static class JobFile
{
    private const string End = "";

    public static void Run(string jobs, string results)
    {
        using var reader = new BinaryReader(File.OpenRead(jobs));
        using var writer = new BinaryWriter(File.Create(results));
        var bits = -1;
        for (var path = reader.ReadString(); path != End; path = reader.ReadString())
        {
            var type = reader.ReadString();

            // The last line before a crash names the network at fault.
            Console.Error.WriteLine(type);
            var network = CompiledNetwork.Of(Assembly.LoadFrom(path).GetType(type, throwOnError: true)!);
            if (bits != network.VectorBits)
                Console.WriteLine(FormattableString.Invariant($"{bits = network.VectorBits}"));
            var samples = reader.ReadInt32();
            for (var i = 0; i < samples; i++)
                writer.Write(Infer(network, reader.ReadBytes(network.InputBytes), type));
        }
    }

    private static byte[] Infer(CompiledNetwork network, byte[] input, string name)
    {
        var right = Infer(network, input, flushRight: true, rubbish: 0xFF, name);
        var left = Infer(network, input, flushRight: false, rubbish: 0x01, name);
        return right.AsSpan().SequenceEqual(left) ? right : throw new InvalidOperationException($"{name} depends on what scratch held.");
    }

    private static byte[] Infer(CompiledNetwork network, byte[] sample, bool flushRight, byte rubbish, string name)
    {
        using var input = new GuardedMemory(network.InputBytes, flushRight);
        using var output = new GuardedMemory(network.OutputBytes, flushRight);
        using var scratch = new GuardedMemory(network.ScratchBytes, flushRight);
        sample.CopyTo(input.Span);
        scratch.Span.Fill(rubbish);
        network.Infer(input.Span, output.Span, scratch.Span);
        if (!input.IsIntact || !output.IsIntact || !scratch.IsIntact)
            throw new InvalidOperationException($"{name} wrote beside its memory.");
        return output.Span.ToArray();
    }
}
