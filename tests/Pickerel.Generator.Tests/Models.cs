using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Pickerel.Core.Collections;
using Pickerel.Core.ModelText;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>Model files as the build's import writes them.</summary>
internal static class Models
{
    /// <summary>A model of F32 tensors whose values come from a formula.</summary>
    public static AdditionalText File(string name, params (string Tensor, int[] Dimensions, Func<int, float> Value)[] tensors)
    {
        using var text = new MemoryStream();
        ModelTextWriter.Write(new ModelDocument(name, Network: null, tensors.Select(Tensor).ToEquatableArray()), text);
        return new ModelFileText($"/project/obj/{name}.pickerel", Encoding.ASCII.GetString(text.ToArray()));
    }

    /// <summary>Weights of <see cref="Network"/>.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="scale">Scales one inner weight; scales and ranges of the layers do not depend on it while it is at most 1.</param>
    public static AdditionalText Small(string name, float scale = 1) => File(
        name,
        ("conv1.weight", [4, 2, 3, 3], i => i == 5 ? scale * 0.25f : ((i % 7) - 3) / 4f),
        ("conv1.bias", [4], i => i / 8f),
        ("fc1.weight", [3, 4], i => ((i % 5) - 2) / 2f),
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
