using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx;

/// <summary>An attribute of a node; the one of its values that is there.</summary>
public sealed record OnnxAttribute(string Name, float? Real, long? Integer, string? Text, OnnxTensor? Tensor, ImmutableArray<float> Reals, ImmutableArray<long> Integers);

/// <summary>An operator of an ONNX graph.</summary>
/// <param name="Position">Where it stands in the file, from 0.</param>
/// <param name="Kind">Its operator, behind the domain if that is not ONNX's own: <c>Conv</c>, <c>com.microsoft.QLinearAdd</c>, <c>qonnx.Quant</c>.</param>
/// <param name="GivenName">The file's name for it; may be empty.</param>
/// <param name="Inputs">The values read; an empty name for one left out.</param>
/// <param name="Outputs">The values made; an empty name for one not wanted.</param>
/// <param name="Attributes">By name.</param>
/// <param name="Opset">The version of its domain's operators.</param>
public sealed record OnnxNode(
    int Position,
    string Kind,
    string GivenName,
    ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs,
    ImmutableDictionary<string, OnnxAttribute> Attributes,
    long Opset)
{
    /// <summary>Gets a name to tell it by: the file's, or its kind and position, and its first output.</summary>
    public string Text =>
        (GivenName.Length > 0 ? GivenName : FormattableString.Invariant($"{Kind}_{Position}")) + (Outputs.FirstOrDefault(o => o.Length > 0) is { } output ? " (" + output + ")" : "");

    public bool HasInput(int position) => position < Inputs.Length && Inputs[position].Length > 0;

    public long Integer(string attribute, long otherwise) => Attributes.GetValueOrDefault(attribute)?.Integer ?? otherwise;

    public float Real(string attribute, float otherwise) => Attributes.GetValueOrDefault(attribute)?.Real ?? otherwise;

    public string Word(string attribute, string otherwise) => Attributes.GetValueOrDefault(attribute)?.Text ?? otherwise;

    /// <summary>The integers of an attribute, or null if it is not there.</summary>
    public ImmutableArray<long>? Integers(string attribute) =>
        Attributes.TryGetValue(attribute, out var found) && !found.Integers.IsDefault ? found.Integers : null;
}

/// <summary>An input or an output of a graph.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">Its element type; null if the file does not say, or not one that is read.</param>
/// <param name="Dimensions">Its sizes, null where they are not known before it runs; null altogether if not even their number is.</param>
public sealed record OnnxValue(string Name, OnnxType? Type, ImmutableArray<int?>? Dimensions);
