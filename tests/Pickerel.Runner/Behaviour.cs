using System;
using System.Linq;
using System.Threading.Tasks;

namespace Pickerel.Runner;

/// <summary>What every network promises beside its numbers: no allocation, thread safety, checked lengths.</summary>
internal static class Behaviour
{
    /// <summary>Prints each promise that is broken; returns how many are.</summary>
    public static int Check(CompiledNetwork network)
    {
        var broken = 0;
        foreach (var (promise, holds) in new (string, Func<CompiledNetwork, bool>)[]
        {
            ("no inference allocates", AllocatesNothing),
            ("threads do not disturb each other", IsThreadSafe),
            ("a short scratch is refused", n => Throws(() => n.Infer(new byte[n.InputBytes], new byte[n.OutputBytes], new byte[n.ScratchBytes - 1]))),
            ("a short input is refused", n => Throws(() => n.Infer(new byte[n.InputBytes - 1], new byte[n.OutputBytes]))),
            ("a long input is refused", n => Throws(() => n.Infer(new byte[n.InputBytes + 1], new byte[n.OutputBytes]))),
            ("a short output is refused", n => Throws(() => n.Infer(new byte[n.InputBytes], new byte[n.OutputBytes - 1]))),
            ("a long output is refused", n => Throws(() => n.Infer(new byte[n.InputBytes], new byte[n.OutputBytes + 2]))),
            ("NaN is refused", n => Throws(() => n.InferReals([.. Enumerable.Repeat(float.NaN, n.InputBytes)], new float[n.OutputLength]))),
        })
        {
            if (holds(network))
                continue;
            broken++;
            Console.WriteLine("broken: " + promise);
        }

        return broken;
    }

    private static bool AllocatesNothing(CompiledNetwork network)
    {
        byte[] input = new byte[network.InputBytes], output = new byte[network.OutputBytes];
        var (realInput, realOutput) = (new float[network.InputBytes], new float[network.OutputLength]);
        var before = 0L;
        for (var i = 0; i < 3; i++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            network.Infer(input, output);
            network.InferReals(realInput, realOutput);
            _ = network.Classify(input);
        }

        return GC.GetAllocatedBytesForCurrentThread() == before;
    }

    private static bool IsThreadSafe(CompiledNetwork network)
    {
        var samples = Enumerable.Range(0, 8).Select(seed => Sample(network, seed)).ToArray();
        var expected = samples.Select(s => Infer(network, s)).ToArray();
        return Enumerable.Range(0, 4).All(_ => Task.WhenAll(samples.Select((s, i) => Task.Run(() =>
            Enumerable.Range(0, 200).All(_ => Infer(network, s).AsSpan().SequenceEqual(expected[i]))))).GetAwaiter().GetResult().All(same => same));
    }

    private static byte[] Sample(CompiledNetwork network, int seed)
    {
        var sample = new byte[network.InputBytes];
        new Random(seed).NextBytes(sample);
        return sample;
    }

    private static byte[] Infer(CompiledNetwork network, byte[] sample)
    {
        var output = new byte[network.OutputBytes];
        network.Infer(sample, output);
        return output;
    }

    private static bool Throws(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
