using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests.Passes;

public class PaddingValuesTests
{
    [Fact]
    public void Behind_a_pool_of_fewer_bits_padding_holds_the_mean_on_the_pools_grid()
    {
        var declaration = Declare.Network(
            Declare.Input(8, 8, 2) with { Scale = 1.0 / 255, Mean = [0.5, 0.2] }, Declare.AveragePool(2) with { ActivationBits = 4 }, Declare.Conv(3));
        var context = new PassContext(declaration.Quantize, declaration.Parameters, Model: null);

        var network = PassPipeline.Run(Declare.Build(declaration), context, default, verify: true);

        var (grid, padding) = (network["avgpool1"].Quantization!, Assert.IsType<IntegerConvolutionNode>(network["conv1"]).PaddingValues);
        Assert.Equal(4, grid.Bits);
        Assert.All([0.5, 0.2], (mean, channel) => Assert.InRange(grid.Scale * (padding[channel] - grid.ZeroPoint), mean - (grid.Scale * 0.51), mean + (grid.Scale * 0.51)));
    }

    [Fact]
    public void A_convolution_of_the_flattened_input_has_a_padding_value_for_each_of_its_channels()
    {
        var declaration = Declare.Network(
            Declare.Input(2, 2, 2) with { Scale = 1.0 / 255, Mean = [1, 0] }, new Core.Declaration.FlattenDeclaration(), Declare.Conv(3));
        var context = new PassContext(declaration.Quantize, declaration.Parameters, Model: null);

        var network = PassPipeline.Run(Declare.Build(declaration), context, default, verify: true);

        Assert.Equal([255, 0, 255, 0, 255, 0, 255, 0], Assert.IsType<IntegerConvolutionNode>(network.Output).PaddingValues);
    }
}
