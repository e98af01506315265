using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests.Passes;

public class NetworkBuilderTests
{
    private static readonly InputDeclaration Input = Declare.Input(8, 8, 2);

    [Fact]
    public void Layers_are_named_by_kind_and_ordinal_and_a_named_layer_counts()
    {
        var network = Declare.Build(Declare.Network(
            Input,
            Declare.Conv(4),
            new BatchNormDeclaration(),
            new ReluDeclaration(),
            Declare.Conv(4) with { Name = "middle" },
            Declare.Depthwise(),
            Declare.Conv(4),
            Declare.Pointwise(4),
            Declare.MaxPool(2),
            Declare.AveragePool(2),
            new GlobalAveragePoolDeclaration(),
            new FlattenDeclaration(),
            Declare.Dense(3)));

        Assert.Equal(
            ["input", "conv1", "bn1", "relu1", "middle", "dw1", "conv3", "pw1", "maxpool1", "avgpool1", "gap1", "flatten1", "fc1"],
            network.Nodes.Select(n => n.Name));
        Assert.Equal("Net", network.Name);
    }

    [Fact]
    public void A_layer_reads_the_one_above_unless_From_names_another()
    {
        var network = Declare.Build(Declare.Network(
            Input,
            Declare.Conv(4) with { Name = "stem" },
            Declare.Conv(4) with { Name = "left" },
            Declare.Conv(4) with { Name = "right", From = "stem" },
            Declare.Add("left")));

        Assert.Equal(["input"], network["stem"].Inputs);
        Assert.Equal(["stem"], network["left"].Inputs);
        Assert.Equal(["stem"], network["right"].Inputs);
        Assert.Equal(["right", "left"], network["add1"].Inputs);
    }

    [Fact]
    public void The_input_can_be_read_again_by_its_name()
    {
        var network = Declare.Build(Declare.Network(Input, Declare.Conv(2), Declare.Add("input")));

        Assert.Equal(["conv1", "input"], network.Output.Inputs);
    }

    [Fact]
    public void Resnet_8_with_projected_shortcuts_can_be_declared()
    {
        var network = Declare.Build(Declare.Network(
            Declare.Input(32, 32, 3),
            [Declare.Conv(16), new BatchNormDeclaration(), new ReluDeclaration() with { Name = "stem" },
            .. Block("stem", "a", 16, 1), .. Block("a", "b", 32, 2), .. Block("b", "c", 64, 2),
            new GlobalAveragePoolDeclaration(), Declare.Dense(10)]));

        Assert.Equal(new TensorShape(32, 32, 16), network["a"].Shape);
        Assert.Equal(new TensorShape(16, 16, 32), network["b"].Shape);
        Assert.Equal(new TensorShape(8, 8, 64), network["c"].Shape);
        Assert.Equal(new TensorShape(1, 1, 10), network.Output.Shape);

        static LayerDeclaration[] Block(string from, string name, int filters, int stride)
        {
            LayerDeclaration[] main =
            [
                Declare.Conv(filters, Declare.Window(3, stride)) with { From = from },
                new BatchNormDeclaration(),
                new ReluDeclaration(),
                Declare.Conv(filters),
                new BatchNormDeclaration() with { Name = name + ".main" },
            ];
            LayerDeclaration[] end = [Declare.Add(name + ".main"), new ReluDeclaration() with { Name = name }];
            return stride == 1
                ? [.. main, Declare.Add(from), end[1]]
                : [.. main, Declare.Pointwise(filters, stride) with { From = from }, new BatchNormDeclaration(), .. end];
        }
    }

    [Fact]
    public void Every_node_knows_its_attribute()
    {
        var network = Declare.Build(Declare.Network(Input, Declare.Conv(4), new ReluDeclaration(), Declare.Dense(3)));

        Assert.Equal([Site.Network, Site.OfLayer(0), Site.OfLayer(1), Site.OfLayer(2)], network.Nodes.Select(n => n.Site));
    }

    [Fact]
    public void A_network_without_layers_is_refused() =>
        Declare.Refused(Declare.Network(Input), Pkr.EmptyNetwork, Site.Network, "'Net' has no layers", "[Conv2D]", "Model =");

    [Fact]
    public void A_network_without_input_is_refused() =>
        Declare.Refused(Declare.Network(null, Declare.Dense(3)), Pkr.MissingInput, Site.Network, "'Net'", "Input =");

    [Fact]
    public void Two_layers_of_one_name_are_refused_at_the_second() =>
        Declare.Refused(
            Declare.Network(Input, Declare.Conv(2) with { Name = "a" }, new ReluDeclaration(), Declare.Conv(2) with { Name = "a" }),
            Pkr.DuplicateLayerName, Site.OfLayer(2, "Name"), "'a'", "number 1 and number 3");

    [Fact]
    public void A_given_name_that_a_default_name_takes_later_is_refused() =>
        Declare.Refused(
            Declare.Network(Input, new ReluDeclaration() with { Name = "conv1" }, Declare.Conv(2)),
            Pkr.DuplicateLayerName, Site.OfLayer(1, "Name"), "'conv1'", "called by kind and ordinal");

    [Theory]
    [InlineData("")]
    [InlineData("input")]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData(".hidden")]
    [InlineData("größe")]
    [InlineData("line\nbreak")]
    public void A_name_that_tensors_and_text_cannot_carry_is_refused(string name) =>
        Declare.Refused(Declare.Network(Input, Declare.Conv(2) with { Name = name }), Pkr.InvalidLayerName, Site.OfLayer(0, "Name"), "ASCII");

    [Fact]
    public void A_name_of_a_thousand_characters_is_refused() =>
        Declare.Refused(
            Declare.Network(Input, Declare.Conv(2) with { Name = new string('a', 1000) }), Pkr.InvalidLayerName, Site.OfLayer(0, "Name"), "200 characters");

    [Theory]
    [InlineData("layer1.0.conv1")]
    [InlineData("0")]
    [InlineData("a/b-c_d")]
    public void Names_as_PyTorch_and_Keras_give_them_are_taken(string name) =>
        Assert.Equal(name, Declare.Build(Declare.Network(Input, Declare.Conv(2) with { Name = name })).Output.Name);

    [Fact]
    public void From_a_layer_that_does_not_exist_is_refused_with_the_names_that_do() =>
        Declare.Refused(
            Declare.Network(Input, Declare.Conv(2), Declare.Conv(2) with { From = "conv9" }),
            Pkr.UnknownLayer, Site.OfLayer(1, "From"), "'conv2' reads 'conv9'", "'input', 'conv1'");

    [Fact]
    public void From_a_later_layer_is_refused() =>
        Declare.Refused(
            Declare.Network(Input, Declare.Conv(2) with { From = "conv2" }, Declare.Conv(2)),
            Pkr.LooksAhead, Site.OfLayer(0, "From"), "'conv1' reads 'conv2', which stands below");

    [Fact]
    public void A_layer_that_reads_itself_is_refused() =>
        Declare.Refused(
            Declare.Network(Input, Declare.Conv(2), Declare.Add("add1")), Pkr.ReadsItself, Site.OfLayer(1, "Other"), "'add1' reads itself", "'conv1'");

    [Fact]
    public void An_addition_of_an_unknown_layer_is_refused_at_its_argument() =>
        Declare.Refused(Declare.Network(Input, Declare.Conv(2), Declare.Add("")), Pkr.UnknownLayer, Site.OfLayer(1, "Other"), "reads ''");

    [Fact]
    public void A_layer_that_nobody_reads_is_refused_by_name() =>
        Declare.Refused(
            Declare.Network(Input, Declare.Conv(2), Declare.Conv(2) with { Name = "lost" }, Declare.Conv(2) with { From = "conv1" }),
            Pkr.DanglingLayer, Site.OfLayer(1), "'lost'", "returns is 'conv3'", "Output = true");

    [Fact]
    public void Shapes_that_differ_cannot_be_added() =>
        Declare.Refused(
            Declare.Network(Input, Declare.Conv(2), Declare.Conv(3), Declare.Add("conv1")),
            Pkr.AddShapesDiffer, Site.OfLayer(2), "'conv2' (8x8x3)", "'conv1' (8x8x2)", "pointwise");

    [Fact]
    public void A_long_list_of_names_is_cut()
    {
        var layers = Enumerable.Range(0, 100).Select(_ => (LayerDeclaration)new ReluDeclaration()).Append(Declare.Add("nowhere")).ToArray();

        var problem = Declare.Refused(Declare.Network(Input, layers), Pkr.UnknownLayer, Site.OfLayer(100, "Other"), "and 61 more");
        Assert.True(problem.Text.Length < 1000);
    }

    [Fact]
    public void Of_several_mistakes_the_first_in_source_order_is_reported() =>
        Declare.Refused(
            Declare.Network(Input, Declare.Conv(2, 0), Declare.Conv(-1), Declare.Dense(0)), Pkr.NonPositiveSize, Site.OfLayer(0, "Kernel"), "'conv1' is 0x0");
}

public class ModelLookupTests
{
    private static readonly NetworkDeclaration Digits =
        Declare.Network(Declare.Input(8, 8, 1), Declare.Dense(10)) with { Parameters = new ParametersSource.Weights("digits") };

    private static readonly Network Layers = Declare.Build(Declare.Network(Declare.Input(4, 4, 1), Declare.Conv(2), Declare.Dense(3)));

    [Fact]
    public void A_model_that_does_not_exist_is_refused_with_the_names_that_do() =>
        Declare.Refused(
            () => NetworkBuilder.Build(new(Digits, Model: null, ["kws", "faces"])), Pkr.ModelNotFound, Site.Network.At("Weights"), "'digits'", "'kws', 'faces'", "PickerelModel");

    [Fact]
    public void Without_any_model_the_advice_is_to_build_once() =>
        Declare.Refused(() => NetworkBuilder.Build(new(Digits, Model: null, [])), Pkr.NoModelKnown, Site.Network.At("Weights"), "'digits'", "build once");

    [Fact]
    public void A_model_with_layers_brings_the_whole_network()
    {
        var network = NetworkBuilder.Build(Request(new ModelDocument("kws", Layers, [])));

        Assert.Equal("Net", network.Name);
        Assert.Equal(["input", "conv1", "fc1"], network.Nodes.Select(n => n.Name));
        Assert.All(network.Nodes, n => Assert.Equal(Site.Network, n.Site));
        Assert.Equal(Layers.Nodes.Select(n => n.Shape), network.Nodes.Select(n => n.Shape));
    }

    [Fact]
    public void A_model_without_layers_cannot_be_one() =>
        Declare.Refused(
            () => NetworkBuilder.Build(Request(new ModelDocument("kws", Network: null, []))), Pkr.ModelWithoutLayers, Site.Network.At("Model"), "'kws'", "Weights = \"kws\"");

    [Fact]
    public void A_model_with_an_input_and_nothing_else_is_empty() =>
        Declare.Refused(
            () => NetworkBuilder.Build(Request(new ModelDocument("kws", Layers.With([Layers.Input]), []))), Pkr.EmptyNetwork, Site.Network.At("Model"), "no layers");

    [Fact]
    public void Layers_beside_a_model_that_brings_its_own_are_refused()
    {
        var request = Request(new ModelDocument("kws", Layers, []));
        request = request with { Declaration = request.Declaration with { Layers = [Declare.Dense(3)] } };

        _ = Declare.Refused(() => NetworkBuilder.Build(request), Pkr.ModelBringsLayers, Site.OfLayer(0), "'kws'", "Weights = \"kws\"");
    }

    [Fact]
    public void An_input_beside_a_model_that_brings_its_own_is_refused()
    {
        var request = Request(new ModelDocument("kws", Layers, []));
        request = request with { Declaration = request.Declaration with { Input = Declare.Input(8, 8, 1) } };

        _ = Declare.Refused(() => NetworkBuilder.Build(request), Pkr.ModelBringsInput, Site.Network.At("Input"), "'kws'");
    }

    private static CompilationRequest Request(ModelDocument model) =>
        new(Declare.Network(null) with { Parameters = new ParametersSource.Model(model.Name) }, model, []);
}
