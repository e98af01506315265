namespace Pickerel.Core.Ir;

/// <summary>The shape of one tensor: height, width, channels (a vector is 1x1xN). No batch: Pickerel infers one sample at a time.</summary>
public readonly record struct TensorShape(int Height, int Width, int Channels)
{
    public long Count => (long)Height * Width * Channels;

    public override string ToString() => $"{Height}x{Width}x{Channels}";
}

/// <summary>Amounts of padding, in elements.</summary>
public readonly record struct Margins(int Top, int Left, int Bottom, int Right)
{
    public override string ToString() => $"({Top},{Left},{Bottom},{Right})";
}

/// <summary>A sliding window with its padding resolved to amounts.</summary>
public readonly record struct Window(
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth, Margins Padding)
{
    /// <summary>Gets the rows one window spans.</summary>
    public int ExtentHeight => ((KernelHeight - 1) * DilationHeight) + 1;

    /// <summary>Gets the columns one window spans.</summary>
    public int ExtentWidth => ((KernelWidth - 1) * DilationWidth) + 1;

    /// <summary>One pixel, stride 1, no padding.</summary>
    public static Window Point => new(1, 1, 1, 1, 1, 1, default);
}

/// <summary>What a convolution is called; the arithmetic is the same, <c>Groups</c> tells the rest.</summary>
public enum ConvolutionKind
{
    Standard,
    Depthwise,
    Pointwise,
}

/// <summary>The nonlinearity fused behind a node.</summary>
public enum Activation
{
    None,
    Relu,
}
