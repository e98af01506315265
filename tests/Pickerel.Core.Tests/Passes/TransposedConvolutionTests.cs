using System;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;
using Pickerel.Core.Tests.Quantizers;

namespace Pickerel.Core.Tests.Passes;

/// <summary>A transposed convolution, expanded into a convolution and nodes that move elements, equals the textbook's scattering sum.</summary>
public class TransposedConvolutionTests
{
    /// <summary>Gets kernel, stride, dilation, padding, output padding, groups, rows and columns of the input.</summary>
    public static TheoryData<int, int, int, int, int, int, int, int> Geometries => new()
    {
        { 2, 2, 1, 0, 0, 1, 3, 4 },
        { 3, 2, 1, 1, 1, 1, 4, 3 },
        { 4, 2, 1, 1, 0, 1, 5, 2 },
        { 3, 1, 1, 1, 0, 1, 4, 4 },
        { 1, 3, 1, 0, 2, 1, 2, 3 },
        { 5, 3, 1, 2, 1, 1, 3, 3 },
        { 3, 2, 2, 1, 1, 1, 3, 4 },
        { 3, 2, 3, 4, 2, 1, 4, 5 },
        { 2, 2, 1, 0, 1, 1, 1, 1 },
        { 3, 2, 1, 0, 0, 2, 3, 3 },
        { 4, 3, 1, 2, 2, 4, 2, 3 },
        { 7, 2, 1, 6, 0, 1, 5, 6 },
        { 2, 5, 1, 3, 0, 1, 4, 4 },
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void The_expansion_equals_the_scattered_sum(int kernel, int stride, int dilation, int padding, int outputPadding, int groups, int height, int width)
    {
        var window = new WindowDeclaration
        {
            KernelHeight = kernel, KernelWidth = kernel + 1, StrideHeight = stride, StrideWidth = stride, DilationHeight = dilation, DilationWidth = dilation,
            Padding = PaddingMode.Explicit, Margins = new(padding, padding, padding, padding),
        };
        LayerDeclaration layer = new TransposedConvolutionDeclaration
        {
            Filters = 4, Groups = groups, Window = window, OutputPaddingHeight = outputPadding, OutputPaddingWidth = outputPadding,
        };
        var declared = Declare.Build(Declare.Network(Declare.Input(height, width, 4), layer, new BatchNormDeclaration(), new ReluDeclaration()));
        var context = new PassContext(new(), new ParametersSource.Seed(3), Model: null);
        var bound = PassPipeline.RunThrough(nameof(BindParameters), declared, context);
        var expanded = PassPipeline.RunThrough(nameof(ExpandTransposedConvolutions), declared, context);
        var random = new Random(1);
        int[] image = [.. Enumerable.Range(0, height * width * 4).Select(_ => random.Next(256))];

        var expected = RealExecutor.Run(bound, image);
        var actual = RealExecutor.Run(expanded, image);

        Assert.DoesNotContain(expanded.Nodes, n => n is TransposedConvolutionNode);
        Assert.Equal(((height - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + outputPadding + 1, declared.Output.Shape.Height);
        Assert.Equal(expected.Length, actual.Length);
        Assert.Contains(expected, v => v > 0);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 9));
    }

    [Fact]
    public void Weights_of_a_file_are_read_as_PyTorch_writes_them()
    {
        var layer = new TransposedConvolutionDeclaration { Filters = 4, Groups = 2, Bias = false, Window = new() { KernelHeight = 1, KernelWidth = 2, Padding = PaddingMode.Explicit } };
        var values = Enumerable.Range(0, 4 * 2 * 2).Select(v => (float)v).ToArray();
        var network = Declare.Bind(Declare.Request(Declare.Network(Declare.Input(1, 1, 4), layer), Tensors.F32("convt1.weight", [4, 2, 1, 2], values)));

        // [input][filter of the group][row][column]: inputs 2 and 3 are the second group's, as filters 2 and 3 are.
        Assert.Equal([0.0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15], ((WeightedNode)network.Output).Weights!.Values.ToArray());
    }

    [Fact]
    public void Zero_taps_on_a_grid_without_zero_are_refused()
    {
        NetworkDeclaration Declaration(int kernel) => Declare.Network(
            Declare.Input(4, 4, 2),
            new TransposedConvolutionDeclaration
            {
                Filters = 3, WeightBits = 2, Window = new() { KernelHeight = kernel, KernelWidth = kernel, StrideHeight = 2, StrideWidth = 2, Padding = PaddingMode.Explicit },
            }) with { Parameters = new ParametersSource.Seed(1) };

        Declare.Refused(
            () => PassPipeline.Run(Declare.Build(Declaration(3)), new(new(), new ParametersSource.Seed(1), null), default), Pkr.NoZeroForTaps, Site.OfLayer(0), "'convt1'", "kernel 3x3", "2 bits");
        Assert.IsType<CompilationResult.Success>(ModelCompilation.Run(Declare.Request(Declaration(4))));
    }

    [Fact]
    public void An_output_of_sums_keeps_its_sixteen_bits_through_the_expansion()
    {
        var declaration = Declare.Network(
            Declare.Input(4, 4, 2),
            new TransposedConvolutionDeclaration { Filters = 1, Window = new() { KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 2, Padding = PaddingMode.Explicit } });
        var network = PassPipeline.Run(Declare.Build(declaration), new(new(), new ParametersSource.Seed(1), null), default, verify: true);

        Assert.Equal(16, network.Output.Quantization!.Bits);
        Assert.Equal("convt1", network.Output.Name);
    }
}
