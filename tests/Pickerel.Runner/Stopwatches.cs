using System;
using System.Diagnostics;
using System.Linq;

namespace Pickerel.Runner;

/// <summary>A quick timing, for comparisons by hand.</summary>
internal static class Stopwatches
{
    public static void Time(CompiledNetwork network)
    {
        byte[] input = new byte[network.InputBytes], output = new byte[network.OutputBytes];
        new Random(1).NextBytes(input);
        var first = Stopwatch.GetTimestamp();
        network.Infer(input, output);
        var firstMilliseconds = Stopwatch.GetElapsedTime(first).TotalMilliseconds;
        var warm = Stopwatch.StartNew();
        while (warm.ElapsedMilliseconds < 400)
            network.Infer(input, output);
        var rounds = Enumerable.Range(0, 41).Select(_ => Round(network, input, output)).Order().ToArray();
        Console.WriteLine(FormattableString.Invariant($"best {rounds[0]:F2} us, median {rounds[20]:F2} us, first call {firstMilliseconds:F1} ms"));
    }

    private static double Round(CompiledNetwork network, byte[] input, byte[] output)
    {
        var calls = 0;
        var start = Stopwatch.GetTimestamp();
        for (; calls == 0 || Stopwatch.GetElapsedTime(start).TotalMilliseconds < 2; calls += 16)
        {
            for (var i = 0; i < 16; i++)
                network.Infer(input, output);
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
