using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Emit;

/// <summary>The public members as far as a declaration alone tells them, for a network that does not compile.</summary>
internal static class DeclaredApi
{
    public static ApiModel Of(NetworkDeclaration declaration, string message)
    {
        var input = declaration.Input;
        var scale = input?.Scale ?? 1;
        return new ApiModel
        {
            Type = declaration.Type,
            InputLength = input is { Shape: { Height: > 0, Width: > 0, Channels: > 0 } shape } && shape.Height <= int.MaxValue / (long)shape.Width / shape.Channels ? (int)shape.Count : 0,
            ScratchBytes = 0,
            ModelBytes = 0,
            InputScale = scale > 0 && !double.IsInfinity(scale) ? scale : 1,
            InputZeroPoint = input?.ZeroPoint ?? 0,
            InputType = input?.Element == ElementType.Int8 ? "sbyte" : "byte",
            Outputs = Outputs(declaration),
            Throws = message,
        };
    }

    /// <summary>The outputs of the layers that are marked and of the last; of names that are no names, the last's alone.</summary>
    private static IReadOnlyList<ApiOutput> Outputs(NetworkDeclaration declaration)
    {
        var layers = declaration.Layers;
        IReadOnlyList<int> outputs = [.. Enumerable.Range(0, layers.Count).Where(i => i == layers.Count - 1 || layers[i].IsOutput)];
        var names = NamesOf(layers, outputs);
        return names.Count == 1
            ? [Output(names[0], layers)]
            : [.. names.Zip(outputs, (name, i) => Output(name, layers.Take(i + 1).ToEquatableArray()))];
    }

    private static IReadOnlyList<OutputName> NamesOf(EquatableArray<LayerDeclaration> layers, IReadOnlyList<int> outputs)
    {
        if (outputs.Count > 1)
        {
            try
            {
                var names = LayerNames.Of(layers);
                return OutputNames.Of([.. outputs.Select(i => names[i])]);
            }
            catch (ProblemException)
            {
                // A name that is none is the problem which the methods throw, or comes behind it.
            }
        }

        return OutputNames.Of([""]);
    }

    /// <summary>What the last of some layers gives.</summary>
    private static ApiOutput Output(OutputName name, EquatableArray<LayerDeclaration> layers) => new(name, OutputLength(layers), 1, 0, OutputType(layers));

    /// <summary>The outputs of a closing dense layer; without one, nobody knows.</summary>
    private static int OutputLength(EquatableArray<LayerDeclaration> layers) => Producer(layers) is DenseDeclaration { Units: > 0 } dense ? dense.Units : 0;

    /// <summary>Weighted sums that end a network have 16 bits; behind a ReLU there are unsigned bytes.</summary>
    private static string OutputType(EquatableArray<LayerDeclaration> layers) =>
        layers.Count == 0 ? "byte"
        : layers[layers.Count - 1] is ActivationDeclaration activation ? TypeOf(activation.Kind)
        : layers[layers.Count - 1] is ReluDeclaration or MaxPoolDeclaration or AveragePoolDeclaration or GlobalAveragePoolDeclaration ? "byte"
        : Producer(layers) is DenseDeclaration or ConvolutionDeclaration ? "short"
        : "sbyte";

    private static string TypeOf(ActivationKind kind) =>
        kind is ActivationKind.LeakyRelu or ActivationKind.PRelu or ActivationKind.RPRelu or ActivationKind.Tanh or ActivationKind.Sign ? "sbyte" : "byte";

    /// <summary>The last layer that is no mere reshape or step on another's output.</summary>
    private static LayerDeclaration? Producer(EquatableArray<LayerDeclaration> layers) =>
        layers.LastOrDefault(l => l is not (FlattenDeclaration or BatchNormDeclaration or ReluDeclaration or ActivationDeclaration));
}
