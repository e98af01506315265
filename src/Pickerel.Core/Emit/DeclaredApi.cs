using System;
using System.Linq;
using Pickerel.Core.Declaration;

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
            OutputLength = OutputLength(declaration),
            ScratchBytes = 0,
            ModelBytes = 0,
            InputScale = scale > 0 && !double.IsInfinity(scale) ? scale : 1,
            InputZeroPoint = input?.ZeroPoint ?? 0,
            OutputScale = 1,
            OutputZeroPoint = 0,
            InputType = input?.Element == ElementType.Int8 ? "sbyte" : "byte",
            OutputType = OutputType(declaration),
            Throws = message,
        };
    }

    /// <summary>The outputs of a closing dense layer; without one, nobody knows.</summary>
    private static int OutputLength(NetworkDeclaration declaration) =>
        Producer(declaration) is DenseDeclaration { Units: > 0 } dense ? dense.Units : 0;

    /// <summary>Weighted sums that end a network have 16 bits; behind a ReLU there are unsigned bytes.</summary>
    private static string OutputType(NetworkDeclaration declaration) =>
        declaration.Layers.Count == 0 ? "byte"
        : declaration.Layers[declaration.Layers.Count - 1] is ActivationDeclaration activation ? TypeOf(activation.Kind)
        : declaration.Layers[declaration.Layers.Count - 1] is ReluDeclaration or MaxPoolDeclaration or AveragePoolDeclaration or GlobalAveragePoolDeclaration ? "byte"
        : Producer(declaration) is DenseDeclaration or ConvolutionDeclaration ? "short"
        : "sbyte";

    private static string TypeOf(ActivationKind kind) =>
        kind is ActivationKind.LeakyRelu or ActivationKind.PRelu or ActivationKind.RPRelu or ActivationKind.Tanh or ActivationKind.Sign ? "sbyte" : "byte";

    /// <summary>The last layer that is no mere reshape or step on another's output.</summary>
    private static LayerDeclaration? Producer(NetworkDeclaration declaration) =>
        declaration.Layers.LastOrDefault(l => l is not (FlattenDeclaration or BatchNormDeclaration or ReluDeclaration or ActivationDeclaration));
}
