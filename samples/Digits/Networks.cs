using Pickerel;

namespace Digits;

// One network, three precisions. The tensors come from digits.safetensors: float weights trained in PyTorch, quantized by
// the build. A layer's name is its tensors' prefix; bn1 to bn5 are the default names, in order.

/// <summary>8-bit weights, 8-bit activations.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 8, Activations = 8)]
[Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
public static partial class DigitNet8;

/// <summary>8-bit weights, 4-bit activations.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 8, Activations = 4)]
[Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
public static partial class DigitNet84;

/// <summary>4-bit weights, 4-bit activations; the first and the last layer keep 8-bit weights, the default below 8 bits.</summary>
[Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
[Quantize(Weights = 4, Activations = 4)]
[Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw2")] [BatchNorm] [ReLU]
[DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm] [ReLU]
[PointwiseConv2D(32, Name = "pw3")] [BatchNorm] [ReLU]
[GlobalAveragePool]
[Dense(10, Name = "fc")]
public static partial class DigitNet4;
