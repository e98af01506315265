using Pickerel;

namespace PikeLpn;

// The published family: MobileNetV1's geometry; depthwise weights uniform of 8 bits, pointwise weights powers of two of 4; widths 1, 1, 1.5
// and 2 with activations of 8, 16, 16 and 16 bits. These are a third party's transcription of the paper's tables, not checked against them.
// First and last layer keep uniform weights of 8 bits. The weights here are pseudo-random: the networks show shapes, cost and speed, and
// classify nothing.

/// <summary>Width 1, 8-bit activations.</summary>
[Network(Input = "224x224x3", Seed = 1)]
[Quantize(Scheme = WeightScheme.PikeLpn)]
[Conv2D(32, Kernel = 3, Stride = 2)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(128)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(128)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(256)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(256)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(1000)]
internal static partial class PikeLpn1x;

#if PIKELPN_2X
/// <summary>Width 1, 16-bit activations.</summary>
[Network(Input = "224x224x3", Seed = 1)]
[Quantize(Scheme = WeightScheme.PikeLpn, Activations = 16)]
[Conv2D(32, Kernel = 3, Stride = 2)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(128)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(128)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(256)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(256)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(1000)]
internal static partial class PikeLpn2x;
#endif

#if PIKELPN_WIDE
/// <summary>Width 1.5, 16-bit activations.</summary>
[Network(Input = "224x224x3", Seed = 1)]
[Quantize(Scheme = WeightScheme.PikeLpn, Activations = 16)]
[Conv2D(48, Kernel = 3, Stride = 2)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(96)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(192)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(192)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(384)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(384)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(768)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(768)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(768)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(768)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(768)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(768)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(1536)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(1536)] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(1000)]
internal static partial class PikeLpn3x;
#endif

#if PIKELPN_WIDE
/// <summary>Width 2, 16-bit activations.</summary>
[Network(Input = "224x224x3", Seed = 1)]
[Quantize(Scheme = WeightScheme.PikeLpn, Activations = 16)]
[Conv2D(64, Kernel = 3, Stride = 2)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(128)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(256)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(256)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(1024)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(2048)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(2048)] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(1000)]
internal static partial class PikeLpn6x;
#endif

/// <summary>The same blocks for images of 32x32 and ten classes, to be trained: no stride in front, and half as many blocks.</summary>
[Network(Input = "32x32x3", Seed = 1)]
[Quantize(Scheme = WeightScheme.PikeLpn)]
[Conv2D(32, Kernel = 3)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(64)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(128)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(128)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(256)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(256)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(512)] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(10)]
internal static partial class PikeLpnSmall;
