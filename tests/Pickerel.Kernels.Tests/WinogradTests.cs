using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.TestKit;
using static Pickerel.TestKit.IntegerNetworkBuilder;

namespace Pickerel.Kernels.Tests;

/// <summary>Winograd convolutions of every sort of shape, fast there or not, equal to the reference at every level; and each bound, by weights that just break it.</summary>
public sealed class WinogradTests(WinogradTests.Batch batch) : IClassFixture<WinogradTests.Batch>
{
    private const string Narrow = "ConvolutionU8S8WinogradSum16", Wide = "ConvolutionU8S8WinogradWide32";

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public Task Winograd_convolutions_equal_the_reference_interpreter(InstructionLevel level) => batch.AssertEqualsReference(level);

    [Theory]
    [InlineData(Narrow)]
    [InlineData(Wide)]
    public void The_networks_use_it_on_every_number_of_channels(string kernel)
    {
        foreach (var channels in Batch.Channels)
            Assert.True(batch.Layers.Any(l => string.Equals(l.Kernel, kernel, StringComparison.Ordinal) && l.Layer.EndsWith($"_{channels}", StringComparison.Ordinal)), $"{channels}");
        var bounds = batch.Layers.Where(l => string.Equals(l.Kernel, kernel, StringComparison.Ordinal)).Select(l => l.Bound).ToList();
        foreach (var form in new[] { "; sum * m + b in [", "sums clamped where", "fits 64 bits" })
            Assert.True(bounds.Exists(b => b.Contains(form, StringComparison.Ordinal)), form);
    }

    [Theory]
    [InlineData(6, null)]
    [InlineData(7, "transformed inputs span 508, more than a byte")]
    public void Inputs_that_span_more_than_a_byte_are_refused(int bits, string? objection) =>
        Assert.Equal(objection, Objection(WinogradTechnique.Sum16, inputBits: bits, weights: [1]));

    [Theory]
    [InlineData(15, null)]
    [InlineData(16, "transformed weights in [-44, 128] overflow 8 bits")]
    public void Transformed_weights_of_more_than_a_byte_are_refused(int last, string? objection) =>
        Assert.Equal(objection, Objection(WinogradTechnique.Sum16, inputBits: 2, weights: [14, 14, 14, 14, 14, 14, 14, 14, last]));

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, "pairs in [-23688, 33012] saturate 16 bits")]
    public void Pairs_that_saturate_are_refused(int last, string? objection)
    {
        // Signs in a checkerboard: all add up at one point only, so totals are half of it. 252 * (65 + 65) is the most that fits.
        int[] board = [7, -7, 7, -7, 7, -7, 7, -7, 9];
        Assert.Equal(objection, Objection(WinogradTechnique.Sum16, inputBits: 6, weights: [.. board, .. board[..8], last]));
    }

    [Theory]
    [InlineData(42, null)]
    [InlineData(43, "totals in [0, 32820] overflow 16 bits")]
    public void Words_whose_totals_overflow_are_refused(int eights, string? objection)
    {
        // 4 * 15 * (504 + 42) is the most that fits. Channels 0, 1, 4, 5, ... share a word, the others have another.
        var weights = Enumerable.Range(0, 16).SelectMany(channel => Enumerable.Range(0, 9).Select(tap =>
            (channel >> 1) % 2 == 1 ? 0 : (((channel / 4 * 2) + (channel % 2)) * 9) + tap < eights ? 8 : 7));
        Assert.Equal(objection, Objection(WinogradTechnique.Sum16, inputBits: 4, weights: [.. weights]));
    }

    [Theory]
    [InlineData(1841, null)]
    [InlineData(1842, "totals in [0, 2147514120] overflow 32 bits")]
    public void Lanes_whose_totals_overflow_are_refused(int channels, string? objection) =>
        Assert.Equal(objection, Objection(WinogradTechnique.Wide32, inputBits: 8, weights: [.. Enumerable.Repeat(127, 9 * channels)]));

    [Theory]
    [InlineData(1, 8, 16, 16, 8, "1x8 outputs are less than a tile")]
    [InlineData(8, 1, 16, 16, 8, "8x1 outputs are less than a tile")]
    [InlineData(3, 3, 16, 16, 4, "an estimated 582 cycles, Sum16 takes 428")]
    [InlineData(8, 8, 256, 64, 8, null)]
    [InlineData(8, 8, 257, 64, 8, "526336 bytes of transformed weights are more than 524288")]
    [InlineData(32, 32, 16, 16, 4, null)]
    [InlineData(32, 32, 16, 16, 8, null)]
    public void It_is_taken_where_it_pays(int height, int width, int inputs, int outputs, int bits, string? refusal)
    {
        var network = new IntegerNetworkBuilder("Shape", new TensorShape(height, width, 1))
            .Convolution("spread", inputs, Square(1), outputBits: bits)
            .Convolution("conv", outputs, Square(3, padding: 1), weightBits: bits)
            .Build();
        var offer = new WinogradKernel(bits == 8 ? WinogradTechnique.Wide32 : WinogradTechnique.Sum16).Offer(Problem(network));
        Assert.Equal(refusal, (offer as KernelOffer.Refused)?.Reason);
        Assert.Equal(refusal is null, offer is KernelOffer.Accepted);
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(1, 2, 1)]
    [InlineData(1, 1, 16)]
    public void Other_convolutions_are_not_meant(int stride, int dilation, int groups)
    {
        var window = Square(3, stride, padding: 1) with { DilationHeight = dilation, DilationWidth = dilation };
        var network = new IntegerNetworkBuilder("Other", new TensorShape(8, 8, 1)).Convolution("spread", 16, Square(1)).Convolution("conv", 16, window, groups).Build();
        Assert.IsType<KernelOffer.NotMeant>(new WinogradKernel(WinogradTechnique.Wide32).Offer(Problem(network)));
    }

    /// <summary>What a technique says to a convolution of given weights, [channel][tap], of one output channel.</summary>
    private static string? Objection(WinogradTechnique technique, int inputBits, int[] weights)
    {
        var channels = (weights.Length + 8) / 9;
        var network = new IntegerNetworkBuilder("Bound", new TensorShape(2, 2, 1))
            .Convolution("spread", channels, Square(1), outputBits: inputBits)
            .Convolution("conv", 1, Square(3, padding: 1), weights: (i, _) => weights.ElementAtOrDefault((i % channels * 9) + (i / channels)))
            .Build();
        return technique.Objection(Problem(network).Weighted);
    }

    /// <summary>The network's last node as kernels are asked about it.</summary>
    private static LayerProblem Problem(Network network)
    {
        var storages = StoragePlanner.Plan(network);
        return new LayerProblem(network.Output, [.. network.Output.Inputs.Select(i => storages[i])], storages[network.Output.Name]);
    }

    /// <summary>Networks of Winograd layers: two readers of one tensor, then, where it fits, one without padding.</summary>
    public sealed class Batch() : NetworkBatch([.. Networks()], CompiledNetworks.EmitFirstRight)
    {
        public static IReadOnlyList<int> Channels { get; } = [1, 3, 15, 16, 17, 60, 64, 121];

        private static readonly (int Height, int Width)[] Sizes = [(1, 1), (1, 5), (2, 2), (3, 3), (2, 7), (5, 4), (7, 7), (9, 6), (5, 35), (37, 3)];

        private static readonly (int Weights, int Activations)[] Bits = [(4, 4), (8, 8), (2, 6), (3, 3), (4, 8), (8, 4), (5, 5), (8, 7)];

        private static IEnumerable<Network> Networks()
        {
            var styles = AdversarialWeights.Append(new("Mixed", null!)).ToArray();
            var number = 0;
            foreach (var channels in Channels)
            {
                foreach (var bits in Bits)
                {
                    for (var form = 0; form < (channels < 60 && bits.Weights + bits.Activations is not (6 or 12) ? 3 : 1); form++, number++)
                    {
                        var sizes = channels < 60 ? Sizes : Sizes[2..];
                        var (style, size) = (styles[number % styles.Length], sizes[number / 3 % sizes.Length]);
                        var network = Network($"{style.Key}{number}", channels, bits, size, style.Value, perChannelPadding: number % 4 == 0);
                        yield return form == 0 ? network : Finer(network, form == 1 ? 22 : 34);
                    }
                }
            }
        }

        /// <summary>The same network at a greater shift, with as many more bits in multipliers and offsets: at 22, products fit 32 bits where outputs are not saturated.</summary>
        private static Network Finer(Network network, int shift) => network with
        {
            Nodes = network.Nodes.Select(node => node is IntegerConvolutionNode convolution
                ? convolution with { Requantization = Finer(convolution.Requantization, Math.Clamp(shift - convolution.Requantization.Shift, 0, 24)) }
                : node).ToEquatableArray(),
        };

        private static Requantization Finer(Requantization step, int bits) => step with
        {
            Multipliers = Constant<int>.Vector([.. step.Multipliers.Values.ToArray().Select(m => m << bits)]),
            Offsets = Constant<long>.Vector([.. step.Offsets.Values.ToArray().Select(b => b << bits)]),
            Shift = step.Shift + bits,
        };

        private static Network Network(string name, int channels, (int Weights, int Activations) bits, (int Height, int Width) size, WeightCode? weights, bool perChannelPadding)
        {
            int[] padding = perChannelPadding ? [.. Enumerable.Range(0, channels).Select(c => c * 5 % (1 << bits.Activations))] : [];
            var window = Square(3, padding: 1);
            var builder = new IntegerNetworkBuilder(name, new TensorShape(size.Height, size.Width, 2))
                .Convolution("few", channels, Square(1), weights: (_, most) => most, outputBits: bits.Activations, gain: 2)
                .Copy("spread")
                .Convolution($"left_{channels}", 17, window, weightBits: bits.Weights, weights: weights, from: "spread", padding: [.. padding], gain: 3)
                .Convolution($"right_{channels}", 17, window, weightBits: bits.Weights, weights: (i, most) => (i * 13 % ((2 * most) + 1)) - most, from: "spread", padding: [.. padding])
                .Add("sum", $"left_{channels}", $"right_{channels}");
            return (size.Height > 2 && size.Width > 2 ? builder.Convolution("last", 5, Square(3), weights: weights, outputBits: 16) : builder).Build();
        }
    }
}
