using System;

namespace Pickerel.Core.Passes;

/// <summary>
/// Steele, Lea and Flood's SplitMix64: a 64-bit counter, mixed. Reals are made with + and * only, so a stream is the same
/// on every system.
/// </summary>
internal sealed class SplitMix64(ulong state)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = state;

    /// <summary>The stream of a name under a seed: independent of every other name's.</summary>
    public static SplitMix64 Of(int seed, string name)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in name)
            hash = unchecked((hash ^ c) * 0x100000001B3);
        return new SplitMix64(unchecked(hash + (new SplitMix64((uint)seed).Next() * Step)));
    }

    public ulong Next()
    {
        _state = unchecked(_state + Step);
        var mixed = _state;
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>About normal, mean 0, variance 1, within ±3.5: the sum of four uniform 16-bit numbers (variance 1/12 each), scaled by the root of 3.</summary>
    public double NextGaussian()
    {
        var draw = Next();
        var sum = (long)(draw & 0xFFFF) + (long)((draw >> 16) & 0xFFFF) + (long)((draw >> 32) & 0xFFFF) + (long)(draw >> 48);
        return (sum - (2 * 65535)) / 65536.0 * Math.Sqrt(3);
    }

    /// <summary>Uniform, mean 0, variance 1: within ± the root of 3.</summary>
    public double NextUniform() => ((long)(Next() >> 11) - (1L << 52)) / (double)(1L << 52) * Math.Sqrt(3);
}
