using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Small bound networks, node by node.</summary>
internal static class RealNodes
{
    public static InputNode Input(TensorShape shape, double scale = 1.0 / 255, int zeroPoint = 0, bool signed = false) =>
        new() { Name = "input", Shape = shape, Quantization = new(scale, zeroPoint, 8, signed) };

    public static Network Network(params Node[] nodes) => InferShapes.Run(new("Test", nodes.ToEquatableArray()));

    public static DenseNode Dense(string name, string input, int outputs, IEnumerable<double> weights, IEnumerable<double>? bias = null)
    {
        double[] all = [.. weights];
        return new()
        {
            Name = name,
            Inputs = [input],
            Units = outputs,
            Weights = new Constant<double>([outputs, all.Length / outputs], [.. all]),
            Bias = bias is null ? null : Vector(bias),
        };
    }

    public static ConvolutionNode Convolution(string name, string input, int[] dimensions, IEnumerable<double> weights, Window window, int groups = 1) => new()
    {
        Name = name,
        Inputs = [input],
        Convolution = groups > 1 ? ConvolutionKind.Depthwise : ConvolutionKind.Standard,
        Filters = dimensions[0],
        Groups = groups,
        Window = window,
        Weights = new Constant<double>([.. dimensions], [.. weights]),
    };

    public static Window Padded(int kernel, int padding) => new(kernel, kernel, 1, 1, 1, 1, new(padding, padding, padding, padding));

    public static BatchNormalizationNode Norm(string name, string input, double[] gamma, double[] beta, double[] mean, double[] variance) => new()
    {
        Name = name,
        Inputs = [input],
        Epsilon = 1e-5,
        Normalization = new(Vector(gamma), Vector(beta), Vector(mean), Vector(variance), 1e-5),
    };

    public static ReluNode Relu(string name, string input) => new() { Name = name, Inputs = [input] };

    public static AddNode Add(string name, string left, string right) => new() { Name = name, Inputs = [left, right] };

    public static MaxPoolNode MaxPool(string name, string input) => new() { Name = name, Inputs = [input], Window = new(2, 2, 2, 2, 1, 1, default) };

    public static AveragePoolNode AveragePool(string name, string input, bool countIncludesPadding = false) =>
        new() { Name = name, Inputs = [input], Window = Padded(3, 1), CountIncludesPadding = countIncludesPadding };

    /// <summary>A pool over a whole 4x4 map.</summary>
    public static AveragePoolNode GlobalPool(string name, string input) => new() { Name = name, Inputs = [input], Window = new(4, 4, 1, 1, 1, 1, default), Global = true };

    public static FlattenNode Flatten(string name, string input) => new() { Name = name, Inputs = [input] };

    /// <summary>Runs all passes up to and including the one named, verifying after each; parameters are bound already.</summary>
    public static Network After(this Network network, string pass, QuantizeDeclaration? quantize = null)
    {
        var passes = PassPipeline.Passes.Where(p => p.Name is not nameof(BindParameters)).ToList();
        var last = passes.FindIndex(p => p.Name.Equals(pass, System.StringComparison.Ordinal));
        Assert.True(last >= 0);
        return PassPipeline.Run(passes.Take(last + 1), network, new(quantize ?? new(), new ParametersSource.None(), null), default, verify: true);
    }

    private static Constant<double> Vector(IEnumerable<double> values) => Constant<double>.Vector([.. values]);
}
