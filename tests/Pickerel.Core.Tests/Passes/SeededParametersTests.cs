using System;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Tests.Quantizers;

namespace Pickerel.Core.Tests.Passes;

public class SeededParametersTests
{
    private static readonly NetworkDeclaration Deep = Declare.Network(
        Declare.Input(16, 16, 3),
        [.. Enumerable.Range(0, 5).SelectMany(_ => new LayerDeclaration[] { Declare.Conv(16), new BatchNormDeclaration(), new ReluDeclaration() }), Declare.Dense(10)]);

    [Fact]
    public void The_same_seed_gives_the_same_parameters_and_another_seed_others()
    {
        Assert.Equal(Bind(Deep, 1), Bind(Deep, 1));
        Assert.NotEqual(Bind(Deep, 1), Bind(Deep, 2));
    }

    [Fact]
    public void Without_parameters_a_network_is_bound_as_if_seeded_with_zero() => Assert.Equal(Bind(Deep, 0), Declare.Bind(Declare.Request(Deep)));

    [Fact]
    public void The_stream_is_pinned_because_seeds_are_part_of_what_users_write()
    {
        // SplitMix64's published first outputs for state 0.
        var stream = new SplitMix64(0);
        Assert.Equal([0xE220A8397B1DCDAFUL, 0x6E789E6AA1B965F4UL, 0x06C45D188009454FUL], [stream.Next(), stream.Next(), stream.Next()]);

        var network = Bind(Declare.Network(Declare.Input(1, 1, 1), Declare.Dense(1)), 42);
        Assert.Equal("-1.7120521978314407", ((DenseNode)network.Output).Weights![0].ToString("R", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Editing_one_layer_leaves_the_others_weights_alone()
    {
        var edited = Bind(Deep with { Layers = [.. Deep.Layers.Take(15), Declare.Dense(11)] }, 1);
        var original = Bind(Deep, 1);

        Assert.Equal(original.Nodes.Take(16), edited.Nodes.Take(16));
        Assert.NotEqual(original.Output, edited.Output);
    }

    [Fact]
    public void Layers_of_one_shape_have_different_weights()
    {
        var network = Bind(Deep, 1);

        Assert.NotEqual(Weights(network, "conv2").Digest, Weights(network, "conv3").Digest);
    }

    [Fact]
    public void Activations_keep_their_magnitude_through_a_deep_network()
    {
        var random = new Random(1);
        var network = Bind(Deep, 1);
        var values = RealExecutor.RunAll(network, Enumerable.Range(0, 16 * 16 * 3).Select(_ => random.Next(256)).ToArray());

        foreach (var norm in network.Nodes.OfType<BatchNormalizationNode>())
            Assert.InRange(Math.Sqrt(values[norm.Name].Average(v => v * v)), 0.3, 3);
        foreach (var relu in network.Nodes.OfType<ReluNode>())
            Assert.InRange(values[relu.Name].Count(v => v > 0) / (double)values[relu.Name].Length, 0.2, 0.8);
    }

    [Theory]
    [InlineData(1.0, 0, ElementType.UInt8)]
    [InlineData(1e-3, 100, ElementType.UInt8)]
    [InlineData(0.5, -7, ElementType.Int8)]
    public void The_first_layer_is_scaled_to_the_inputs_range(double scale, int zero, ElementType element)
    {
        var declaration = Deep with { Input = Deep.Input! with { Scale = scale, ZeroPoint = zero, Element = element } };
        var random = new Random(1);
        var least = element == ElementType.Int8 ? -128 : 0;
        var input = Enumerable.Range(0, 16 * 16 * 3).Select(_ => random.Next(least, least + 256)).ToArray();

        var sums = RealExecutor.RunAll(Bind(declaration, 1), input)["conv1"];

        Assert.InRange(Math.Sqrt(sums.Average(v => v * v)), 0.3, 3);
    }

    [Theory]
    [InlineData(1.2e-38, 3.4e38)]
    [InlineData(3.4e38, 1.2e-38)]
    public void Extreme_input_scales_still_give_finite_weights(double scale, double std)
    {
        // The verifier behind BindParameters looks at every value.
        var network = Bind(Deep with { Input = Deep.Input! with { Scale = scale, Std = [std, std, std], Mean = [3.4e38, -3.4e38, 0] } }, 1);

        Assert.Contains(Weights(network, "conv1").Values.ToArray(), w => w != 0);
    }

    [Fact]
    public void The_gaussian_has_mean_0_variance_1_and_stays_within_its_bound()
    {
        var stream = SplitMix64.Of(5, "conv1.weight");
        var draws = Enumerable.Range(0, 100_000).Select(_ => stream.NextGaussian()).ToArray();

        Assert.InRange(draws.Average(), -0.02, 0.02);
        Assert.InRange(draws.Average(d => d * d), 0.98, 1.02);
        Assert.InRange(draws.Max(Math.Abs), 3, 3.5);
    }

    [Fact]
    public void A_seeded_bias_stands_where_a_file_would_need_one()
    {
        var network = Bind(Deep, 1);

        Assert.Null(((WeightedNode)network["conv1"]).Bias);
        Assert.NotNull(((WeightedNode)network["fc1"]).Bias);
    }

    private static Core.Collections.Constant<double> Weights(Network network, string name) => ((WeightedNode)network[name]).Weights!;

    private static Network Bind(NetworkDeclaration declaration, int seed) =>
        Declare.Bind(Declare.Request(declaration with { Parameters = new ParametersSource.Seed(seed) }));
}
