using System.Globalization;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>What a whole declaration says.</summary>
public sealed class DeclarationTests
{
    [Fact]
    public void The_input_arrives_with_every_argument()
    {
        var input = Declared.Network("""
            using Pickerel;
            [Network(Input = "49x10x3", InputType = InputType.SByte, InputScale = 0.5, InputZeroPoint = -128, Mean = new[] { 1.5, 2, 3 }, Std = new double[] { 4, 5, 6 }, Seed = -1)]
            [Dense(1)] partial class Net;
            """).Declaration.Input;

        Assert.Equal(
            new InputDeclaration
            {
                Shape = new TensorShape(49, 10, 3),
                Element = ElementType.Int8,
                Scale = 0.5,
                ZeroPoint = -128,
                Mean = [1.5, 2, 3],
                Std = [4, 5, 6],
            },
            input);
    }

    [Fact]
    public void An_input_of_bytes_reads_zero_to_one_by_default()
    {
        var input = Declared.Network("""[Pickerel.Network(Input = "8x8x1"), Pickerel.Dense(1)] partial class Net;""").Declaration.Input;

        Assert.Equal(new InputDeclaration { Shape = new TensorShape(8, 8, 1), Scale = 1.0 / 255 }, input);
    }

    [Fact]
    public void Bits_of_the_network_arrive_and_default_to_eight()
    {
        var given = Declared.Network("""
            using Pickerel;
            [Network(Input = "8x8x1"), Quantize(Weights = 4, Activations = 5, FirstAndLast = 0), Dense(1)] partial class Net;
            """);
        var absent = Declared.Network("""[Pickerel.Network(Input = "8x8x1"), Pickerel.Dense(1)] partial class Net;""");

        Assert.Equal(new QuantizeDeclaration { Weights = 4, Activations = 5, FirstAndLast = 0 }, given.Declaration.Quantize);
        Assert.Equal(new QuantizeDeclaration { Weights = 8, Activations = 8, FirstAndLast = 8 }, absent.Declaration.Quantize);
    }

    [Theory]
    [InlineData("", UnrollKind.Auto)]
    [InlineData(", Unroll = Unroll.Auto", UnrollKind.Auto)]
    [InlineData(", Unroll = Unroll.Full", UnrollKind.Full)]
    public void What_is_written_out_arrives_and_defaults_to_what_gains_by_it(string argument, UnrollKind expected) =>
        Assert.Equal(expected, Declared.Network($$"""using Pickerel; [Network(Input = "8x8x1"{{argument}}), Dense(1)] partial class Net;""").Declaration.Unroll);

    [Fact]
    public void Parameters_come_from_a_file_a_model_a_seed_or_nowhere()
    {
        Assert.Equal(new ParametersSource.Weights("digits"), Source("""Input = "8x8x1", Weights = "digits" """));
        Assert.Equal(new ParametersSource.Model("kws"), Source("""Model = "kws" """));
        Assert.Equal(new ParametersSource.Seed(0), Source("""Input = "8x8x1", Seed = 0"""));
        Assert.Equal(new ParametersSource.None(), Source("""Input = "8x8x1", Weights = null, Model = null"""));

        static ParametersSource Source(string arguments) => Declared.Network($"[Pickerel.Network({arguments})] partial class Net;").Declaration.Parameters;
    }

    [Fact]
    public void Layers_stand_in_source_order_however_they_are_bracketed()
    {
        var layers = Declared.Network("""
            using Pickerel;
            [ReLU(Name = "a")]
            [Network(Input = "8x8x1"), ReLU(Name = "b"), ReLU(Name = "c")]
            [ReLU(Name = "d")] [Quantize] [ReLU(Name = "e")]
            partial class Net;
            """).Declaration.Layers;

        Assert.Equal(["a", "b", "c", "d", "e"], layers.Select(l => l.Name));
    }

    [Theory]
    [InlineData("partial class Net;", "", "Net", "", "class")]
    [InlineData("namespace A.B; static partial class Net;", "A.B", "Net", "", "class")]
    [InlineData("partial record Net;", "", "Net", "", "record")]
    [InlineData("namespace A { partial struct S { partial interface I { partial record struct R { sealed partial class Net; } } } }", "A", "Net", "partial struct S|partial interface I|partial record struct R", "class")]
    [InlineData("namespace @namespace.@var; partial class @class { abstract partial record class @record; }", "@namespace.@var", "@record", "partial class @class", "record")]
    public void The_class_is_known_as_C_sharp_must_write_it(string declaration, string space, string name, string around, string keyword)
    {
        var index = declaration.LastIndexOf("partial", System.StringComparison.Ordinal);
        foreach (var modifier in new[] { "sealed ", "static ", "abstract " })
            index = declaration.IndexOf(modifier, System.StringComparison.Ordinal) is var at and >= 0 ? at : index;

        var type = Declared.Network(declaration.Insert(index, """[Pickerel.Network(Input = "1x1x1"), Pickerel.Dense(1)] """)).Declaration.Type;

        Assert.Equal(new TypeDeclaration(space, name, around.Length == 0 ? [] : [.. around.Split('|')], keyword), type);
    }

    [Fact]
    public void ResNet_8_with_projected_shortcuts_can_be_said()
    {
        var network = Declared.Network(Declarations.ResNet8);

        Assert.Empty(network.Problems);
        Assert.Equal(3, network.Declaration.Layers.OfType<AddDeclaration>().Count());
        Assert.Equal(2, network.Declaration.Layers.OfType<ConvolutionDeclaration>().Count(c => c.Kind == ConvolutionKind.Pointwise));
    }

    [Fact]
    public void Numbers_are_read_alike_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("sv-SE");
            var swedish = Declared.Network(Declarations.Digits);
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            Assert.Equal(Declared.Network(Declarations.Digits), swedish);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
