namespace Pickerel.Benchmarks.Peers;

/// <summary>What the ratios are meant to reach: peer's best time over ours, one thread.</summary>
internal static class Targets
{
    private static readonly Dictionary<(string Network, string Precision), double> Ratios = new()
    {
        [("dscnn", "w8a8")] = 1.5, [("dscnn", "w8a7")] = 1.7, [("dscnn", "w4a8")] = 2.7, [("dscnn", "w4a4")] = 2.7,
        [("mobilenet025_96", "w8a8")] = 2.0, [("mobilenet025_96", "w8a7")] = 2.3, [("mobilenet025_96", "w4a8")] = 3.5, [("mobilenet025_96", "w4a4")] = 3.5,
        [("resnet8", "w8a8")] = 1.2, [("resnet8", "w8a7")] = 1.2, [("resnet8", "w4a8")] = 1.5, [("resnet8", "w4a4")] = 2.0,
        [("autoencoder", "w8a8")] = 3.0, [("autoencoder", "w8a7")] = 4.5, [("autoencoder", "w4a8")] = 4.5, [("autoencoder", "w4a4")] = 5.0,
        [("mobilenet100_224", "w8a8")] = 0.62, [("mobilenet100_224", "w8a7")] = 0.75, [("mobilenet100_224", "w4a8")] = 1.0, [("mobilenet100_224", "w4a4")] = 1.1,
    };

    /// <summary>The target, or null where none is set.</summary>
    public static double? Of(string network, string precision) =>
        Ratios.TryGetValue((network, precision), out var ratio) ? ratio : null;
}
