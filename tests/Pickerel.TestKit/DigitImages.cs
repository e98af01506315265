using System;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Pickerel.TestKit;

/// <summary>An 8x8 image, values 0 to 16, and its class.</summary>
public sealed record DigitImage(ImmutableArray<int> Pixels, int Label);

/// <summary>The UCI optical digits, as they lie in the shared data.</summary>
public static class DigitImages
{
    /// <summary>Reads the 1,797 test images.</summary>
    public static ImmutableArray<DigitImage> ReadTest() => Read("optdigits/optdigits.tes");

    /// <summary>Reads the 3,823 training images.</summary>
    public static ImmutableArray<DigitImage> ReadTraining() => Read("optdigits/optdigits.tra");

    private static ImmutableArray<DigitImage> Read(string file) => [.. File.ReadLines(SharedData.PathOf(file)).Where(line => line.Length > 0).Select(Parse)];

    private static DigitImage Parse(string line)
    {
        var numbers = line.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToImmutableArray();
        return new(numbers[..^1], numbers[^1]);
    }
}
