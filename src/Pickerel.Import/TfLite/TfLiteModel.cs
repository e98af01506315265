using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Import.TfLite;

/// <summary>The element types of TensorFlow Lite, by their number in its schema.</summary>
internal enum TfLiteType
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    UInt8 = 3,
    Int64 = 4,
    Int16 = 7,
    Int8 = 9,
    Int4 = 17,
}

/// <summary>How a tensor's integers mean reals: one scale and zero point, or one for each element along a dimension.</summary>
internal sealed record TfLiteQuantization(float[] Scales, long[] ZeroPoints, int Dimension);

/// <summary>A tensor: a constant if it has data, else an input or what an operator makes.</summary>
internal sealed record TfLiteTensor(int Index, string Name, TfLiteType Type, int[] Shape, ReadOnlyMemory<byte> Data, TfLiteQuantization? Quantization, bool IsVariable)
{
    public bool IsConstant => !Data.IsEmpty;

    /// <summary>Gets the product of all sizes; none is negative, and it fits.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>One operator of the graph.</summary>
/// <param name="Index">Its position in the file, 0 for the first.</param>
/// <param name="Code">Its kind, by its number in the schema.</param>
/// <param name="Kind">The kind's name as the schema spells it, or the custom operator's.</param>
/// <param name="Inputs">Tensors read; -1 for an optional one that is absent.</param>
/// <param name="Outputs">Tensors made.</param>
/// <param name="Options">The kind's own options, or null.</param>
internal sealed record TfLiteOperator(int Index, int Code, string Kind, int[] Inputs, int[] Outputs, FlatTable? Options);

/// <summary>The first graph of a model, as the file says it; every tensor that is referred to exists.</summary>
internal sealed record TfLiteModel(string Name, IReadOnlyList<TfLiteTensor> Tensors, IReadOnlyList<TfLiteOperator> Operators, int[] Inputs, int[] Outputs);
