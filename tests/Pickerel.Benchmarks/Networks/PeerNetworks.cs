using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Benchmarks.Networks;

/// <summary>
/// The five networks of the peer: four of MLPerf Tiny, and MobileNetV1 at full width. The peer's files hold the batch norms folded
/// into biases; here they are declared, and the compiler folds them. Paddings are TensorFlow's, as in the files.
/// </summary>
internal static class PeerNetworks
{
    /// <summary>Keyword spotting: 49 frames of 10 MFCCs, 12 words.</summary>
    public static PeerNetwork DsCnn { get; } = new(
        "dscnn",
        "49x10x1",
        $"""
        [Conv2D(64, KernelHeight = 10, KernelWidth = 4, Stride = 2)] {NormRelu}
        {Separable(1, 64)}
        {Separable(1, 64)}
        {Separable(1, 64)}
        {Separable(1, 64)}
        [GlobalAveragePool]
        [Dense(12)]
        """,
        "1x1x49x10:1x12",
        "mlperf_tiny/kws_ref_model.tflite");

    /// <summary>Person detection: MobileNetV1 at a quarter of its width.</summary>
    public static PeerNetwork MobileNet025 { get; } = new("mobilenet025_96", "96x96x3", MobileNetV1(8, 2), "1x3x96x96:1x2");

    /// <summary>CIFAR-10: eight weighted layers, three residual additions, two of them across a pointwise shortcut.</summary>
    public static PeerNetwork ResNet8 { get; } = new(
        "resnet8",
        "32x32x3",
        $"""
        [Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU(Name = "stem")]
        [Conv2D(16, Kernel = 3)] {NormRelu}
        [Conv2D(16, Kernel = 3)] [BatchNorm] [Add("stem")] [ReLU(Name = "block1")]
        [Conv2D(32, Kernel = 3, Stride = 2)] {NormRelu}
        [Conv2D(32, Kernel = 3)] [BatchNorm(Name = "main2")]
        [PointwiseConv2D(32, Stride = 2, From = "block1")] [BatchNorm] [Add("main2")] [ReLU(Name = "block2")]
        [Conv2D(64, Kernel = 3, Stride = 2)] {NormRelu}
        [Conv2D(64, Kernel = 3)] [BatchNorm(Name = "main3")]
        [PointwiseConv2D(64, Stride = 2, From = "block2")] [BatchNorm] [Add("main3")] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        """,
        "1x3x32x32:1x10",
        "mlperf_tiny/ic_pretrainedResnet_quant.tflite");

    /// <summary>Anomaly detection: five frames of 128 mel bands through a bottleneck of 8.</summary>
    public static PeerNetwork Autoencoder { get; } = new(
        "autoencoder",
        "1x1x640",
        $"""
        [Dense(128)] {NormRelu}
        [Dense(128)] {NormRelu}
        [Dense(128)] {NormRelu}
        [Dense(128)] {NormRelu}
        [Dense(8)] {NormRelu}
        [Dense(128)] {NormRelu}
        [Dense(128)] {NormRelu}
        [Dense(128)] {NormRelu}
        [Dense(128)] {NormRelu}
        [Dense(640)]
        """,
        "1x640:1x640",
        "mlperf_tiny/ad01_int8.tflite");

    /// <summary>ImageNet: MobileNetV1 at full width, 4.2 million parameters.</summary>
    public static PeerNetwork MobileNet100 { get; } = new("mobilenet100_224", "224x224x3", MobileNetV1(32, 1000), "1x3x224x224:1x1000");

    public static IReadOnlyList<PeerNetwork> All { get; } = [DsCnn, MobileNet025, ResNet8, Autoencoder, MobileNet100];

    private static string NormRelu => "[BatchNorm] [ReLU]";

    /// <summary>A depthwise convolution and the pointwise one that mixes its channels.</summary>
    private static string Separable(int stride, int filters) =>
        $"[DepthwiseConv2D(Kernel = 3, Stride = {stride})] {NormRelu} [PointwiseConv2D({filters})] {NormRelu}";

    private static string MobileNetV1(int width, int classes)
    {
        (int Stride, int Factor)[] blocks =
        [
            (1, 2), (2, 4), (1, 4), (2, 8), (1, 8), (2, 16), (1, 16), (1, 16), (1, 16), (1, 16), (1, 16), (2, 32), (1, 32),
        ];
        var separable = string.Join('\n', blocks.Select(block => Separable(block.Stride, block.Factor * width)));
        return $"""
            [Conv2D({width}, Kernel = 3, Stride = 2)] {NormRelu}
            {separable}
            [GlobalAveragePool]
            [Dense({classes})]
            """;
    }
}
