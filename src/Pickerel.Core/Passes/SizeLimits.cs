using System.Numerics;

namespace Pickerel.Core.Passes;

/// <summary>What a network may be at most. Sizes are checked against these before anything is allocated.</summary>
public static class SizeLimits
{
    /// <summary>The elements of one activation tensor, padding included.</summary>
    public const int TensorElements = 1 << 28;

    /// <summary>The weights of a whole network: as doubles they are half a gigabyte while the compiler works on them.</summary>
    public const int Weights = 1 << 26;

    /// <summary>The exact product of declared sizes, which need not fit 64 bits.</summary>
    public static BigInteger Product(params int[] sizes)
    {
        var product = BigInteger.One;
        foreach (var size in sizes)
            product *= size;
        return product;
    }
}
