using System;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.ModelText;

namespace Pickerel.Core.Tests;

/// <summary>Tensors as a model file holds them.</summary>
internal static class Tensors
{
    public static ModelTensor F32(string name, int[] dimensions, params float[] values) =>
        new(name, TensorType.F32, dimensions.ToEquatableArray(), [.. MemoryMarshal.AsBytes<float>(values)]);

    /// <summary>Small whole numbers: sums of their products are exact, so results can be compared for equality.</summary>
    public static ModelTensor Random(Random random, string name, params int[] dimensions) =>
        F32(name, dimensions, [.. Enumerable.Range(0, dimensions.Aggregate(1, (a, b) => a * b)).Select(_ => (float)random.Next(-9, 10))]);

    public static ModelTensor[] Norm(string name, float[] gamma, float[] beta, float[] mean, float[] variance) =>
    [
        F32(name + ".weight", [gamma.Length], gamma),
        F32(name + ".bias", [beta.Length], beta),
        F32(name + ".running_mean", [mean.Length], mean),
        F32(name + ".running_var", [variance.Length], variance),
    ];

    public static float[] Floats(this ModelTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Bytes).ToArray();
}
