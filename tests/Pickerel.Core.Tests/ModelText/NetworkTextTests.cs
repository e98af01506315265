using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.TestKit;

namespace Pickerel.Core.Tests.ModelText;

public class NetworkTextTests
{
    private static readonly Network Small = Declare.Build(Declare.Network(
        Declare.Input(8, 8, 2) with { Scale = 0.0625, Mean = [0, 0.5], Element = ElementType.Int8, ZeroPoint = -3 },
        Declare.Conv(4) with { Bias = true, WeightBits = 4, Name = "stem" },
        new BatchNormDeclaration { Epsilon = 0.001 },
        Declare.Conv(4),
        Declare.Add("bn1") with { ActivationBits = 5 },
        new GlobalAveragePoolDeclaration(),
        Declare.Dense(3)));

    [Fact]
    public void Grids_and_norms_that_were_asked_for_are_written_and_read_back()
    {
        var network = Declare.Build(Declare.Network(
            Declare.Input(8, 8, 2),
            Declare.Conv(4) with { Grid = WeightGridKind.PowerOfTwo, WeightBits = 4 },
            new BatchNormDeclaration { Bits = 16 },
            Declare.Depthwise() with { Grid = WeightGridKind.Uniform },
            new BatchNormDeclaration { PowerOfTwo = true },
            Declare.Conv(4) with { Grid = WeightGridKind.AdditivePowerOfTwo },
            new BatchNormDeclaration { Quantized = false },
            Declare.Dense(3) with { Grid = WeightGridKind.Ternary }));

        var text = NetworkText.Write(network);

        foreach (var field in new[] { "weight_grid=power_of_two", "multiplier=m16", "weight_grid=uniform", "multiplier=p ", "weight_grid=additive_power_of_two", "multiplier=f32", "weight_grid=ternary" })
            Assert.Contains(field, text, StringComparison.Ordinal);
        Assert.Equal(network, NetworkText.Read(text.Split('\n').Select((line, i) => new TextLine(i + 1, line)), "net"));
    }

    [Fact]
    public void Activations_are_written_and_read_back()
    {
        var network = Declare.Build(Declare.Network(
            Declare.Input(8, 8, 2),
            [.. Enum.GetValues<ActivationKind>().Select(kind => new ActivationDeclaration { Kind = kind, Maximum = 4, Slope = 0.5, ActivationBits = kind == ActivationKind.Tanh ? 5 : null })]));

        var text = NetworkText.Write(network);

        foreach (var field in new[] { "clipped_relu(relu6_1) : 8x8x2 maximum=0x4010000000000000", "slope=0x3FE0000000000000", " = rprelu(", " = sign(", "softmax(sign1)" })
            Assert.Contains(field, text, StringComparison.Ordinal);
        Assert.Equal(network, NetworkText.Read(text.Split('\n').Select((line, i) => new TextLine(i + 1, line)), "net"));
    }

    [Fact]
    public void A_network_is_one_line_a_node_with_reals_as_bits() => Assert.Equal(
        """
        network Net
          input = input() : 8x8x2 grid=s8(0x3FB0000000000000,-3) mean=0x0000000000000000,0x3FE0000000000000
          stem = convolution(input) : 8x8x4 kind=standard groups=1 kernel=3x3 stride=1x1 dilation=1x1 padding=1,1,1,1 filters=4 has_bias=yes weight_bits=4 layer=0
          bn1 = batch_normalization(stem) : 8x8x4 epsilon=0x3F50624DD2F1A9FC layer=1
          conv2 = convolution(bn1) : 8x8x4 kind=standard groups=1 kernel=3x3 stride=1x1 dilation=1x1 padding=1,1,1,1 filters=4 layer=2
          add1 = add(conv2, bn1) : 8x8x4 activation_bits=5 layer=3
          gap1 = average_pool(add1) : 1x1x4 kernel=8x8 stride=1x1 dilation=1x1 padding=0,0,0,0 global=yes layer=4
          fc1 = dense(gap1) : 1x1x3 units=3 layer=5

        """,
        NetworkText.Write(Small));

    [Fact]
    public void What_was_written_is_read_back_equal_for_random_networks()
    {
        var declarations = new RandomDeclarations(new Random(11));
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 120; i++)
        {
            var network = Declare.Build(declarations.Next());
            kinds.UnionWith(network.Nodes.Select(n => n.Kind));

            Assert.Equal(network, Read(NetworkText.Write(network)));
        }

        Assert.Equal(29, kinds.Count);
    }

    [Theory]
    [InlineData("Größe")]
    [InlineData("a b")]
    [InlineData("quo\"te")]
    public void The_networks_name_may_be_any(string name)
    {
        var text = NetworkText.Write(Small with { Name = name });

        Assert.Equal(name, Read(text).Name);
        Assert.All(text, c => Assert.InRange(c, '\n', '~'));
    }

    [Fact]
    public void Writing_and_reading_do_not_depend_on_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        var text = NetworkText.Write(Small);
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
            Assert.Equal(text, NetworkText.Write(Small));
            Assert.Equal(Small, Read(text));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Empty_lines_and_comments_are_skipped() => Assert.Equal(Small, Read("# a comment\n\n" + NetworkText.Write(Small)));

    [Fact]
    public void A_bound_network_cannot_be_written()
    {
        var bound = Declare.Bind(Declare.Request(Declare.Network(Declare.Input(2, 2, 1), Declare.Dense(2))));

        Assert.Contains("'fc1'", Assert.Throws<ArgumentException>(() => NetworkText.Write(bound)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("network Net", "netwerk Net", 1, "'network' and a name")]
    [InlineData("network Net", "network Net twice", 1, "'network' and a name")]
    [InlineData("  input = input()", "  input = dense()", 2, "")]
    [InlineData("  input = input()", "  start = input()", 2, "named 'input'")]
    [InlineData("  stem =", " stem =", 3, "two spaces")]
    [InlineData("  stem =", "  ste m =", 3, "'ste m' cannot name a layer")]
    [InlineData("(input) :", "(output) :", 3, "'stem' reads 'output'")]
    [InlineData("(input) :", "(conv2) :", 3, "'stem' reads 'conv2', which does not stand above")]
    [InlineData("(input) :", "() :", 3, "reads 1 nodes")]
    [InlineData("add(conv2, bn1)", "add(conv2)", 6, "reads 2 nodes")]
    [InlineData("  bn1 =", "  stem =", 4, "a second node is named 'stem'")]
    [InlineData("convolution(input)", "convolusion(input)", 3, "no layer of kind 'convolusion'")]
    [InlineData("8x8x4 kind", "8x8x5 kind", 3, "is 8x8x4, not 8x8x5")]
    [InlineData("8x8x4 kind", "8x8 kind", 3, "'8x8' is no shape")]
    [InlineData("8x8x4 kind", "8x8x99999999999 kind", 3, "no 32-bit integer")]
    [InlineData("kind=standard", "kind=strange", 3, "no 'strange' convolution")]
    [InlineData("kind=standard ", "", 3, "'kind' is missing")]
    [InlineData("kind=standard", "kind=depthwise", 3, "depthwise convolution has one group a channel")]
    [InlineData("kind=standard", "kind=pointwise", 3, "1x1 kernel")]
    [InlineData("groups=1", "groups=1 groups=1", 3, "'groups' stands twice")]
    [InlineData("groups=1", "groups=3", 3, "'stem' has 3 groups")]
    [InlineData("groups=1", "groups", 3, "'groups' is no key=value")]
    [InlineData("kernel=3x3", "kernel=3", 3, "'kernel' needs 2 numbers")]
    [InlineData("kernel=3x3", "kernel=0x3", 3, "at least 1")]
    [InlineData("padding=1,1,1,1", "padding=1,1,1,-1", 3, "(1,1,1,-1)")]
    [InlineData("has_bias=yes", "has_bias=maybe", 3, "'yes' or 'no', not 'maybe'")]
    [InlineData("weight_bits=4", "weight_bits=9", 3, "WeightBits of 'stem' is 9")]
    [InlineData("weight_bits=4", "weight_bots=4", 3, "'weight_bots' has no place")]
    [InlineData("epsilon=0x3F50624DD2F1A9FC", "epsilon=0.001", 4, "'0.001' is no real number")]
    [InlineData("epsilon=0x3F50624DD2F1A9FC", "epsilon=0x7FF0000000000000", 4, "Epsilon of 'bn1'")]
    [InlineData("epsilon=0x3F50624DD2F1A9FC", "epsilon=0x 3F50624DD2F1A9F", 4, "")]
    [InlineData("s8(0x3FB0000000000000,-3)", "s7(0x3FB0000000000000,-3)", 2, "no grid of an input")]
    [InlineData("s8(0x3FB0000000000000,-3)", "s8(0x3FB0000000000000,-300)", 2, "-128 to 127")]
    [InlineData("s8(0x3FB0000000000000,-3)", "s8(0x0000000000000000,-3)", 2, "input scale")]
    [InlineData(",0x3FE0000000000000", "", 2, "1 values")]
    [InlineData("kernel=8x8 stride=1x1", "kernel=4x4 stride=1x1", 7, "whole input, 8x8")]
    [InlineData("units=3", "units=2147483647", 8, "")]
    public void A_wrong_line_is_refused_with_model_line_and_reason(string good, string bad, int line, string reason)
    {
        var text = NetworkText.Write(Small);
        Assert.Contains(good, text, StringComparison.Ordinal);
        var position = text.IndexOf(good, StringComparison.Ordinal);

        var problem = Assert.Throws<ProblemException>(() => Read(text[..position] + bad + text[(position + good.Length)..])).Problem;

        Assert.Contains(problem.Message, new[] { Pkr.NetworkTextMalformed, Pkr.NetworkTextInvalid });
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Model 'kws', line {line}: "), problem.Text, StringComparison.Ordinal);
        Assert.Contains(reason, problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_cut_anywhere_gives_a_problem_or_a_shorter_network()
    {
        var text = NetworkText.Write(Small);
        for (var length = 0; length < text.Length - 1; length++)
        {
            try
            {
                var network = Read(text[..length]);
                Assert.InRange(network.Nodes.Count, 1, Small.Nodes.Count);
            }
            catch (ProblemException problem)
            {
                Assert.StartsWith("PKR108", problem.Problem.Message.Id, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Text_with_any_character_changed_never_throws_anything_but_a_problem()
    {
        var (text, random) = (NetworkText.Write(Small), new Random(1));
        for (var i = 0; i < 20_000; i++)
        {
            var changed = text.ToCharArray();
            changed[random.Next(changed.Length)] = (char)random.Next(1, 130);
            try
            {
                NetworkVerifier.Verify(Read(new string(changed)), NetworkStage.Declared, "reading");
            }
            catch (ProblemException problem)
            {
                Assert.StartsWith("PKR108", problem.Problem.Message.Id, StringComparison.Ordinal);
            }
            catch (NetworkVerificationException unread)
            {
                // The one promise that only the whole network can break; NetworkBuilder refuses it by name.
                Assert.Contains("some node reads it", unread.Message, StringComparison.Ordinal);
            }
        }
    }

    private static Network Read(string text) => NetworkText.Read(text.Split('\n').Select((line, i) => new TextLine(i + 1, line)), "kws");
}
