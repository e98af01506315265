using Pickerel.Benchmarks.Networks;

namespace Pickerel.Benchmarks.Layers;

/// <summary>A layer in words, such as <c>conv 3x3 64->64 8x8 s2 w4a4</c>: kind, kernel, channels, input height and width, stride, bits.</summary>
internal sealed record LayerSpec(string Text, int InputChannels, int Height, int Width, string Attribute, Precision Precision)
{
    /// <summary>
    /// The network that holds the layer last: a pointwise layer (for a dense one a dense) before it makes activations of the
    /// wanted bits, which a network's own input, always bytes, would not be.
    /// </summary>
    public NetworkSource Source => new("LayerStudy", $"""
        using Pickerel;

        namespace Benchmarked;

        [Network(Input = "{Height}x{Width}x4", Seed = 1)]
        {Precision.Attribute}
        [PointwiseConv2D({InputChannels})] [BatchNorm] [ReLU]
        {Attribute} [BatchNorm] [ReLU]
        public static partial class LayerStudy;

        """);

    /// <summary>Reads a layer; null when the words make none.</summary>
    public static LayerSpec? Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var precision = words.Select(Precision.Parse).OfType<Precision>().FirstOrDefault();
        var stride = words.Where(w => w[0] == 's').Select(w => Numbers(w[1..])).FirstOrDefault(n => n is [_]) is [var s] ? s : 1;
        var sizes = words.Skip(1).Select(Numbers).OfType<int[]>().ToArray();
        if (precision is null || stride < 1)
            return null;

        string Kernel(int[] kernel) => $"KernelHeight = {kernel[0]}, KernelWidth = {kernel[1]}, Stride = {stride}";
        return (words[0], sizes) switch
        {
            ("conv", [[_, _] kernel, [var from, var to], [var h, var w]]) => new(text, from, h, w, $"[Conv2D({to}, {Kernel(kernel)})]", precision),
            ("pw", [[var from, var to], [var h, var w]]) => new(text, from, h, w, $"[PointwiseConv2D({to}, Stride = {stride})]", precision),
            ("dw", [[_, _] kernel, [var channels], [var h, var w]]) => new(text, channels, h, w, $"[DepthwiseConv2D({Kernel(kernel)})]", precision),
            ("dense", [[var from, var to]]) => new(text, from, 1, 1, $"[Dense({to})]", precision),
            _ => null,
        };
    }

    /// <summary>The numbers of <c>3x3</c>, <c>16->32</c> or <c>64</c>; null of anything else.</summary>
    private static int[]? Numbers(string word)
    {
        var parts = word.Split(["x", "->"], StringSplitOptions.None);
        return parts.Length <= 2 && Array.TrueForAll(parts, p => p.Length is > 0 and < 7 && p.All(char.IsAsciiDigit))
            ? Array.ConvertAll(parts, p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture))
            : null;
    }
}
