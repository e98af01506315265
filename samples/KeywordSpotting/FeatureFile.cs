using System.Globalization;
using System.Runtime.InteropServices;

namespace KeywordSpotting;

/// <summary>A second of sound as a network hears it, 49 windows of 10 coefficients quantized to bytes, and which word it is, if that is known.</summary>
internal sealed record Feature(sbyte[] Elements, int? Label);

/// <summary>Files of features: raw bytes, a sample after another; labels are the last column of a csv file with a heading.</summary>
internal static class FeatureFile
{
    private const string Features = "kws01_inputs_1000x490_int8.bin", Labels = "kws01_index.csv";

    /// <summary>Finds MLPerf Tiny's thousand in <c>shared/data/mlperf_tiny</c> beside the checkout.</summary>
    /// <returns>The paths of features and labels, or null when they are nowhere.</returns>
    public static (string Features, string Labels)? Find()
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var folder = Path.Combine(above.FullName, "shared", "data", "mlperf_tiny");
            if (File.Exists(Path.Combine(folder, Features)) && File.Exists(Path.Combine(folder, Labels)))
                return (Path.Combine(folder, Features), Path.Combine(folder, Labels));
        }

        return null;
    }

    /// <summary>Reads features.</summary>
    /// <param name="path">The raw file.</param>
    /// <param name="labels">The csv file, or null.</param>
    /// <param name="length">The bytes of a sample.</param>
    /// <exception cref="InvalidDataException">The files do not fit the network or each other.</exception>
    public static IReadOnlyList<Feature> Read(string path, string? labels, int length)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0 || bytes.Length % length != 0)
            throw new InvalidDataException($"{path}: {bytes.Length} bytes are no whole number of features, {length} bytes each.");
        var known = labels is null ? null : File.ReadLines(labels).Skip(1).Where(line => line.Length > 0).Select((line, row) => Label(labels, line, row + 2)).ToList();
        if (known is not null && known.Count != bytes.Length / length)
            throw new InvalidDataException($"{labels}: {known.Count} labels for {bytes.Length / length} features.");
        return [.. bytes.Chunk(length).Select((sample, i) => new Feature(MemoryMarshal.Cast<byte, sbyte>(sample).ToArray(), known?[i]))];
    }

    private static int Label(string path, string line, int number) =>
        int.TryParse(line[(line.LastIndexOf(',') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var label)
            ? label : throw new InvalidDataException($"{path}({number}): no label behind the last comma.");
}
