using System;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests;

/// <summary>Short forms of declarations, as a user's attributes would give them.</summary>
internal static class Declare
{
    public static InputDeclaration Input(int height, int width, int channels) => new() { Shape = new TensorShape(height, width, channels) };

    public static NetworkDeclaration Network(InputDeclaration? input, params LayerDeclaration[] layers) => new()
    {
        Type = new TypeDeclaration("", "Net", []),
        Input = input,
        Parameters = new ParametersSource.None(),
        Layers = layers.ToEquatableArray(),
    };

    public static CompilationRequest Request(NetworkDeclaration declaration) => new(declaration, Model: null, []);

    public static CompilationRequest Request(NetworkDeclaration declaration, params ModelTensor[] tensors)
    {
        var parameters = new ParametersSource.Weights("net");
        return new(declaration with { Parameters = parameters }, new ModelDocument("net", Network: null, tensors.ToEquatableArray()), []);
    }

    public static ConvolutionDeclaration Conv(int filters, WindowDeclaration window) =>
        new() { Kind = ConvolutionKind.Standard, Filters = filters, Window = window };

    public static ConvolutionDeclaration Conv(int filters, int kernel = 3) => Conv(filters, Window(kernel));

    public static ConvolutionDeclaration Depthwise(int kernel = 3) => new() { Kind = ConvolutionKind.Depthwise, Window = Window(kernel) };

    public static ConvolutionDeclaration Pointwise(int filters, int stride = 1) => new()
    {
        Kind = ConvolutionKind.Pointwise, Filters = filters, Window = new() { StrideHeight = stride, StrideWidth = stride, Padding = PaddingMode.Valid },
    };

    public static DenseDeclaration Dense(int units) => new() { Units = units };

    public static AddDeclaration Add(string other) => new() { Other = other };

    public static MaxPoolDeclaration MaxPool(int kernel) => new() { Window = Pool(kernel) };

    public static AveragePoolDeclaration AveragePool(int kernel) => new() { Window = Pool(kernel) };

    public static WindowDeclaration Window(int kernel, int stride = 1, PaddingMode padding = PaddingMode.Same) => new()
    {
        KernelHeight = kernel, KernelWidth = kernel, StrideHeight = stride, StrideWidth = stride, Padding = padding,
    };

    public static Network Build(NetworkDeclaration declaration) => NetworkBuilder.Build(Request(declaration));

    /// <summary>Binds as the pipeline does, with the verifier on.</summary>
    public static Network Bind(CompilationRequest request)
    {
        var context = new PassContext(request.Declaration.Quantize, request.Declaration.Parameters, request.Model);
        return PassPipeline.RunThrough(nameof(BindParameters), NetworkBuilder.Build(request), context);
    }

    /// <summary>Asserts that something is refused, where and with which words; the text must not be left with holes.</summary>
    public static Problem Refused(Action action, Message message, Site site, params string[] fragments)
    {
        var problem = Assert.Throws<ProblemException>(action).Problem;
        Assert.Equal(message.Id, problem.Message.Id);
        Assert.Equal(site, problem.Site);
        foreach (var fragment in fragments)
            Assert.Contains(fragment, problem.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("{", problem.Text, StringComparison.Ordinal);
        return problem;
    }

    public static Problem Refused(NetworkDeclaration declaration, Message message, Site site, params string[] fragments) =>
        Refused(() => NetworkBuilder.Build(Request(declaration)), message, site, fragments);

    private static WindowDeclaration Pool(int kernel) => Window(kernel, kernel, PaddingMode.Valid);
}
