using Pickerel;

namespace Digits;

// The digit network under every combination of bits and norms: what `--schemes` compares. All share one file of tensors.

/// <summary>8-bit weights, 8-bit activations, an 8-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 8, Activations = 8)]
[Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W8A8Norm8;

/// <summary>8-bit weights, 8-bit activations, a 4-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 8, Activations = 8)]
[Conv2D(16, Kernel = 3)] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(Bits = 4)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W8A8Norm4;

/// <summary>8-bit weights, 8-bit activations, a power-of-two norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 8, Activations = 8)]
[Conv2D(16, Kernel = 3)] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W8A8NormPowerOfTwo;

/// <summary>8-bit weights, 4-bit activations, an 8-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 8, Activations = 4)]
[Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W8A4Norm8;

/// <summary>8-bit weights, 4-bit activations, a 4-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 8, Activations = 4)]
[Conv2D(16, Kernel = 3)] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(Bits = 4)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W8A4Norm4;

/// <summary>8-bit weights, 4-bit activations, a power-of-two norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 8, Activations = 4)]
[Conv2D(16, Kernel = 3)] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W8A4NormPowerOfTwo;

/// <summary>4-bit weights, 8-bit activations, an 8-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 4, Activations = 8)]
[Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W4A8Norm8;

/// <summary>4-bit weights, 8-bit activations, a 4-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 4, Activations = 8)]
[Conv2D(16, Kernel = 3)] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(Bits = 4)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W4A8Norm4;

/// <summary>4-bit weights, 8-bit activations, a power-of-two norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 4, Activations = 8)]
[Conv2D(16, Kernel = 3)] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W4A8NormPowerOfTwo;

/// <summary>4-bit weights, 4-bit activations, an 8-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 4, Activations = 4)]
[Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W4A4Norm8;

/// <summary>4-bit weights, 4-bit activations, a 4-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 4, Activations = 4)]
[Conv2D(16, Kernel = 3)] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(Bits = 4)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W4A4Norm4;

/// <summary>4-bit weights, 4-bit activations, a power-of-two norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 4, Activations = 4)]
[Conv2D(16, Kernel = 3)] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W4A4NormPowerOfTwo;

/// <summary>PikeLPN's scheme: pointwise weights powers of two of 4 bits, depthwise uniform of 8; 8-bit activations, an 8-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Scheme = WeightScheme.PikeLpn)]
[Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class PikeLpnNorm8;

/// <summary>PikeLPN's scheme: pointwise weights powers of two of 4 bits, depthwise uniform of 8; 8-bit activations, a 4-bit norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Scheme = WeightScheme.PikeLpn)]
[Conv2D(16, Kernel = 3)] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(Bits = 4)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(Bits = 4)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(Bits = 4)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class PikeLpnNorm4;

/// <summary>PikeLPN's scheme: pointwise weights powers of two of 4 bits, depthwise uniform of 8; 8-bit activations, a power-of-two norm.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Scheme = WeightScheme.PikeLpn)]
[Conv2D(16, Kernel = 3)] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(PowerOfTwo = true)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class PikeLpnNormPowerOfTwo;

#pragma warning disable PKR2001 // To measure against.
/// <summary>8-bit weights, 8-bit activations, an unquantized norm: float islands, to measure against.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 8, Activations = 8)]
[Conv2D(16, Kernel = 3)] [BatchNorm(Quantized = false)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm(Quantized = false)] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm(Quantized = false)] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm(Quantized = false)] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm(Quantized = false)] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
internal static partial class W8A8NormFloat;
