using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Pickerel.Core.ModelText;
using Pickerel.Import.Onnx;
using Pickerel.Import.Tests.Onnx;

namespace Pickerel.Import.Tests.Calibration;

/// <summary>The digits network as an exporter writes it: convolutions and norms, or norms folded into the convolutions.</summary>
internal static class DigitsOnnx
{
    private const double Epsilon = 1e-5;

    /// <summary>Writes the file.</summary>
    /// <param name="fused">Whether norms are folded, in double precision, into weights and biases.</param>
    /// <param name="opset">The operators' version.</param>
    public static byte[] Write(bool fused, long opset = 17)
    {
        var tensors = FloatDigits.Read().Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var file = new OnnxFile(opset).Input("image", OnnxType.Float, 1, 1, 8, 8);
        var value = "image";
        foreach (var (layer, norm, stride) in new[] { ("conv1", "bn1", 1), ("dw2", "bn2", 1), ("pw2", "bn3", 1), ("dw3", "bn4", 2), ("pw3", "bn5", 1) })
        {
            var weights = tensors[layer + ".weight"];
            var groups = layer.StartsWith("dw", StringComparison.Ordinal) ? weights.Dimensions[0] : 1;
            long kernel = weights.Dimensions[2];
            (string, object)[] window = [("kernel_shape", new[] { kernel, kernel }), ("strides", new long[] { stride, stride }), ("pads", Enumerable.Repeat(kernel / 2, 4).ToArray()), ("group", groups)];
            if (fused)
            {
                var (folded, bias) = Fold(tensors, layer, norm);
                _ = Floats(file, layer + ".w", weights, folded).Floats(layer + ".b", [bias.Length], bias)
                    .Node("Conv", [value, layer + ".w", layer + ".b"], layer, window).Node("Relu", [layer], layer + "_relu");
            }
            else
            {
                _ = Floats(file, layer + ".w", weights, Values(weights)).Node("Conv", [value, layer + ".w"], layer, window);
                string[] roles = ["weight", "bias", "running_mean", "running_var"];
                foreach (var role in roles)
                    _ = Floats(file, $"{norm}.{role}", tensors[$"{norm}.{role}"], Values(tensors[$"{norm}.{role}"]));
                _ = file.Node("BatchNormalization", [layer, .. roles.Select(r => $"{norm}.{r}")], norm, ("epsilon", (float)Epsilon)).Node("Relu", [norm], layer + "_relu");
            }

            value = layer + "_relu";
        }

        _ = Floats(file, "fc.w", tensors["fc.weight"], Values(tensors["fc.weight"]));
        _ = Floats(file, "fc.b", tensors["fc.bias"], Values(tensors["fc.bias"]));
        return file.Node("GlobalAveragePool", [value], "mean").Node("Flatten", ["mean"], "vector").Node("Gemm", ["vector", "fc.w", "fc.b"], "logits", ("transB", 1))
            .Output("logits", OnnxType.Float, 1, 10).Write();
    }

    private static (float[] Weights, float[] Bias) Fold(Dictionary<string, ModelTensor> tensors, string layer, string norm)
    {
        float[] Of(string name) => Values(tensors[name]);
        var (weights, gamma, beta, mean, variance) = (Of(layer + ".weight"), Of(norm + ".weight"), Of(norm + ".bias"), Of(norm + ".running_mean"), Of(norm + ".running_var"));
        var scales = gamma.Select((g, c) => g / Math.Sqrt(variance[c] + Epsilon)).ToArray();
        var each = weights.Length / scales.Length;
        return ([.. weights.Select((w, i) => (float)(w * scales[i / each]))], [.. beta.Select((b, c) => (float)(b - (mean[c] * scales[c])))]);
    }

    private static OnnxFile Floats(OnnxFile file, string name, ModelTensor like, float[] values) => file.Floats(name, [.. like.Dimensions.Select(d => (long)d)], values);

    private static float[] Values(ModelTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Bytes).ToArray();
}
