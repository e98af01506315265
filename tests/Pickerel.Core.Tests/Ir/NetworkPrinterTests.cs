using System;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests.Ir;

public class NetworkPrinterTests
{
    private static readonly NetworkDeclaration Declaration = Declare.Network(
        Declare.Input(4, 4, 1) with { Scale = 0.0625 }, Declare.Conv(2), new BatchNormDeclaration(), new ReluDeclaration(), Declare.Dense(3));

    [Fact]
    public void A_declared_network_prints_with_decimals_and_without_sites() => Assert.Equal(
        """
        network Net
          input = input() : 4x4x1 grid=u8(0.0625,0)
          conv1 = convolution(input) : 4x4x2 kind=standard groups=1 kernel=3x3 stride=1x1 dilation=1x1 padding=1,1,1,1 filters=2
          bn1 = batch_normalization(conv1) : 4x4x2 epsilon=1E-05
          relu1 = relu(bn1) : 4x4x2
          fc1 = dense(relu1) : 1x1x3 units=3

        """,
        NetworkPrinter.Print(Declare.Build(Declaration)));

    [Fact]
    public void Constants_print_as_type_dimensions_and_digest()
    {
        var bound = Declare.Bind(Declare.Request(Declaration));
        var digest = ((WeightedNode)bound["conv1"]).Weights!.Digest.Hex;

        Assert.Contains($" weights=f64[2,3,3,1]#{digest[..8]}\n", NetworkPrinter.Print(bound), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lowered_network_shows_codes_bits_shift_clamp_and_range()
    {
        var declaration = Declaration with { Quantize = new() { Weights = 4, Activations = 4, FirstAndLast = 0 } };
        var context = new PassContext(declaration.Quantize, declaration.Parameters, Model: null);
        var network = PassPipeline.Run(Declare.Build(declaration), context, default, verify: true);
        var node = network.Nodes.OfType<IntegerConvolutionNode>().Single();

        var line = NetworkPrinter.Print(network).Split('\n').Single(l => l.Contains("integer_convolution", StringComparison.Ordinal));

        Assert.Contains($"weights=s4[2,3,3,1]#{node.Weights.Digest.Hex[..8]}", line, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"shift={node.Requantization.Shift} clamp=0..15"), line, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"accumulator={node.Accumulator.Minimum}..{node.Accumulator.Maximum}"), line, StringComparison.Ordinal);
    }
}
