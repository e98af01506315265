using System;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Passes;

/// <summary>Networks that return more than their last layer's output.</summary>
public sealed class OutputTests
{
    private static readonly InputDeclaration Input = Declare.Input(6, 6, 3);

    [Fact]
    public void Outputs_come_in_order_of_declaration_and_the_last_layer_is_always_one()
    {
        var network = Declare.Build(Declare.Network(Input, Marked(Declare.Conv(4)), new ReluDeclaration(), Marked(Declare.Conv(2)), new GlobalAveragePoolDeclaration()));

        Assert.Equal(["conv1", "conv2", "gap1"], network.Outputs.Cast<OutputNode>().Select(o => o.Layer));
        Assert.Equal([new(6, 6, 4), new(6, 6, 2), new(1, 1, 2)], network.Outputs.Select(o => o.Shape));
    }

    [Fact]
    public void A_mark_on_the_last_layer_alone_changes_nothing()
    {
        var network = Declare.Build(Declare.Network(Input, Declare.Conv(4), Marked(Declare.Conv(2))));

        Assert.Equal(Declare.Build(Declare.Network(Input, Declare.Conv(4), Declare.Conv(2))), network);
        Assert.Equal(network.Nodes.Last(), Assert.Single(network.Outputs));
    }

    [Fact]
    public void A_branch_may_end_in_an_output() =>
        Assert.Equal(2, Declare.Build(Declare.Network(Input, Declare.Conv(4), Marked(Declare.Dense(5)), Declare.Conv(2) with { From = "conv1" })).Outputs.Count);

    [Fact]
    public void A_layer_that_neither_a_layer_nor_the_user_reads_is_refused_beside_all_outputs() =>
        Declare.Refused(
            Declare.Network(Input, Marked(Declare.Conv(4)), Declare.Conv(2), Declare.Conv(2) with { From = "conv1" }),
            Pkr.DanglingLayer, Site.OfLayer(1), "'conv2'", "'conv1', 'conv3'");

    [Fact]
    public void What_is_returned_is_not_folded_away()
    {
        // The convolution's own sums are asked for, so norm and ReLU behind it must not change them.
        var network = Lower(Marked(Declare.Conv(4)), new BatchNormDeclaration(), Marked(new ReluDeclaration()), Declare.Conv(2));

        Assert.Equal(["conv1", "bn1", "conv2"], network.Outputs.Select(o => o.Input));
        Assert.True(network["conv1"].Quantization!.Signed);
        Assert.IsType<IntegerAffineNode>(network["bn1"]);
    }

    [Fact]
    public void A_layer_that_is_folded_is_returned_by_what_it_became_under_its_own_name()
    {
        var network = Lower(Declare.Conv(4), new BatchNormDeclaration(), Marked(new ReluDeclaration()), Declare.Conv(2));

        var output = Assert.IsType<OutputNode>(network.Outputs[0]);
        Assert.Equal(("relu1", "conv1"), (output.Layer, output.Input));
        Assert.False(output.Quantization!.Signed);
    }

    [Fact]
    public void A_block_is_returned_under_its_name()
    {
        var network = Lower(Marked(new SeparableBlockDeclaration { Filters = 4 }), Declare.Conv(2));

        var output = Assert.IsType<OutputNode>(network.Outputs[0]);
        Assert.Equal(("sep1", new TensorShape(6, 6, 4)), (output.Layer, output.Shape));
    }

    [Fact]
    public void Sums_that_are_only_returned_have_16_bits_and_those_that_others_read_have_not()
    {
        var network = Lower(Marked(Declare.Conv(4)), Marked(Declare.Dense(5)), Declare.Dense(3) with { From = "conv1" });

        Assert.Equal([8, 16, 16], network.Outputs.Select(o => o.Quantization!.Bits));
        Assert.NotEqual(network.Outputs[1].Quantization!.Scale, network.Outputs[2].Quantization!.Scale);
    }

    [Fact]
    public void Every_head_keeps_the_bits_of_a_last_layer()
    {
        var declaration = Declare.Network(
            Input, Declare.Conv(4), Declare.Conv(4), new ReluDeclaration { Name = "trunk" }, Marked(Declare.Dense(5)), Declare.Dense(3) with { From = "trunk" }) with
        {
            Quantize = new() { Weights = 4, Activations = 4 },
        };
        var network = PassPipeline.Run(Declare.Build(declaration), new(declaration.Quantize, new ParametersSource.Seed(1), Model: null), default, verify: true);

        Assert.Equal([8, 4, 8, 8], network.Nodes.OfType<IntegerWeightedNode>().Select(n => n.WeightBits));
        Assert.Equal(8, network["conv2"].Quantization!.Bits);
    }

    [Fact]
    public void The_reference_returns_all_outputs()
    {
        var network = Lower(Marked(Declare.Conv(4)), new FlattenDeclaration { IsOutput = true }, Declare.Dense(3));
        var input = Enumerable.Range(0, 108).ToArray();

        var outputs = ReferenceInterpreter.RunOutputs(network, input);

        Assert.Equal([144, 144, 3], outputs.Select(o => o.Length));
        Assert.Equal(outputs[0], outputs[1]);
        Assert.Equal(outputs[2], ReferenceInterpreter.Run(network, input));
    }

    [Theory]
    [InlineData("output:conv1", "'output:conv1'")]
    [InlineData("conv9", "'conv9' cannot name a layer")]
    [InlineData("output:", "'output:' cannot name a layer")]
    public void A_text_with_an_output_that_is_called_wrongly_is_refused(string name, string message)
    {
        var text = NetworkText.Write(Declare.Build(Declare.Network(Input, Marked(Declare.Conv(4)), Declare.Conv(2))));
        var lines = text.Replace("  output:conv2 =", $"  {name} =", StringComparison.Ordinal).TrimEnd('\n').Split('\n').Select((line, i) => new TextLine(i + 1, line));

        var problem = Assert.Throws<ProblemException>(() => NetworkText.Read(lines, "net")).Problem;
        Assert.Contains(message, problem.Text, StringComparison.Ordinal);
    }

    private static LayerDeclaration Marked(LayerDeclaration layer) => layer with { IsOutput = true };

    private static Network Lower(params LayerDeclaration[] layers)
    {
        var declaration = Declare.Network(Input, layers);
        return PassPipeline.Run(Declare.Build(declaration), new(declaration.Quantize, new ParametersSource.Seed(1), Model: null), default, verify: true);
    }
}
