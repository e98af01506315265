namespace Digits;

/// <summary>Accuracy under every combination of bits and norms, quantized after training without data.</summary>
internal static class Schemes
{
    private static readonly string[] Norms = ["QuantNorm 8", "QuantNorm 4", "power of two", "unquantized"];

    private static readonly (string Bits, Classifier[] Networks)[] Rows =
    [
        ("8/8", [W8A8Norm8.Classify, W8A8Norm4.Classify, W8A8NormPowerOfTwo.Classify, W8A8NormFloat.Classify]),
        ("8/4", [W8A4Norm8.Classify, W8A4Norm4.Classify, W8A4NormPowerOfTwo.Classify]),
        ("4/8", [W4A8Norm8.Classify, W4A8Norm4.Classify, W4A8NormPowerOfTwo.Classify]),
        ("4/4", [W4A4Norm8.Classify, W4A4Norm4.Classify, W4A4NormPowerOfTwo.Classify]),
        ("PikeLpn/8", [PikeLpnNorm8.Classify, PikeLpnNorm4.Classify, PikeLpnNormPowerOfTwo.Classify]),
    ];

    /// <summary>Prints the table: bits of weights and activations down, norms across, accuracy in %.</summary>
    public static void Print(IReadOnlyList<Digit> digits)
    {
        Console.WriteLine($"{"weights/activations",-20}{string.Concat(Norms.Select(norm => $"{norm,14}"))}");
        foreach (var (bits, networks) in Rows)
            Console.WriteLine($"{bits,-20}{string.Concat(networks.Select(classify => $"{Accuracy(classify, digits),14:F2}"))}");
    }

    private static double Accuracy(Classifier classify, IReadOnlyList<Digit> digits) =>
        100.0 * digits.Count(digit => classify(digit.Pixels) == digit.Label) / digits.Count;
}
