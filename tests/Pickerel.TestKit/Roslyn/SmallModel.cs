using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Pickerel.Core.Collections;
using Pickerel.Core.ModelText;

namespace Pickerel.TestKit.Roslyn;

/// <summary>Model files as the build's import writes them.</summary>
public static class SmallModel
{
    /// <summary>Codes of 8 bits over 128; every filter below holds the largest.</summary>
    private static readonly float[] Steps = [-127 / 128f, -85 / 128f, -42 / 128f, 0, 42 / 128f, 85 / 128f, 127 / 128f];

    /// <summary>A model of F32 tensors whose values come from a formula.</summary>
    public static AdditionalText TextOf(string name, params (string Tensor, int[] Dimensions, Func<int, float> Value)[] tensors)
    {
        using var text = new MemoryStream();
        ModelTextWriter.Write(new ModelDocument(name, Network: null, tensors.Select(Tensor).ToEquatableArray()), text);
        return new ModelFileText($"/project/obj/{name}.pickerel", Encoding.ASCII.GetString(text.ToArray()));
    }

    /// <summary>Weights of <see cref="Network"/>, exact at 8 bits.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="swapped">Whether two weights of one pixel of a filter change places, which leaves every scale and bound as it is.</param>
    /// <param name="gain">Scales the last layer, and with it the network's output.</param>
    public static AdditionalText Text(string name, bool swapped = false, float gain = 1) => TextOf(
        name,
        ("conv1.weight", [4, 2, 3, 3], i => Steps[(swapped && i is 4 or 13 ? 17 - i : i) % Steps.Length]),
        ("conv1.bias", [4], i => i / 8f),
        ("relu1.activation_scale", [], _ => 0.125f),
        ("fc1.weight", [3, 4], i => gain * Steps[(i * 3) % Steps.Length]),
        ("fc1.bias", [3], i => i / 4f));

    /// <summary>A network that reads a model of that name.</summary>
    public static string Network(string model, string type = "Net") => $$"""
        using Pickerel;

        [Network(Input = "6x6x2", Weights = "{{model}}")]
        [Conv2D(4, Kernel = 3)] [ReLU]
        [GlobalAveragePool]
        [Dense(3)]
        static partial class {{type}};
        """;

    private static ModelTensor Tensor((string Tensor, int[] Dimensions, Func<int, float> Value) tensor)
    {
        var values = Enumerable.Range(0, tensor.Dimensions.Aggregate(1, (a, b) => a * b)).Select(tensor.Value).ToArray();
        return new(tensor.Tensor, TensorType.F32, [.. tensor.Dimensions], [.. MemoryMarshal.AsBytes(values.AsSpan())]);
    }
}
