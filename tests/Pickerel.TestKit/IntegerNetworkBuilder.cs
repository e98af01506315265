using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.TestKit;

/// <summary>Integer networks written by hand, a layer a line; requantization is chosen so that outputs use their range.</summary>
public sealed class IntegerNetworkBuilder
{
    private readonly string _name;
    private readonly List<Node> _nodes = [];

    public IntegerNetworkBuilder(string name, TensorShape input, bool signed = false)
    {
        _name = name;
        _nodes.Add(new InputNode { Name = "input", Shape = input, Quantization = new Quantization(1.0 / 16, 0, 8, signed) });
    }

    /// <summary>Weight codes by position, from the bits' greatest code.</summary>
    public delegate int WeightCode(int index, int greatest);

    /// <summary>Gets the weight styles that come closest to every bound.</summary>
    public static IReadOnlyDictionary<string, WeightCode> AdversarialWeights { get; } = new Dictionary<string, WeightCode>(StringComparer.Ordinal)
    {
        ["Greatest"] = (_, greatest) => greatest,
        ["Least"] = (_, greatest) => -greatest,
        ["Alternating"] = (i, greatest) => i % 2 == 0 ? greatest : -greatest,
        ["Outlier"] = (i, greatest) => i % 61 == 7 ? greatest : (i % 3) - 1,
    };

    /// <summary>Gets the adversarial styles that have no zero, so that one bit holds them.</summary>
    public static IReadOnlyDictionary<string, WeightCode> AdversarialSigns { get; } =
        AdversarialWeights.Where(w => !string.Equals(w.Key, "Outlier", StringComparison.Ordinal)).ToDictionary(w => w.Key, w => w.Value, StringComparer.Ordinal);

    public Network Build() => new(_name, _nodes.ToEquatableArray());

    /// <summary>Adds a convolution; with a gain above 1 the ends of its sums saturate.</summary>
    public IntegerNetworkBuilder Convolution(
        string name,
        int filters,
        Window window,
        int groups = 1,
        int weightBits = 8,
        WeightCode? weights = null,
        string? from = null,
        EquatableArray<int> padding = default,
        int outputBits = 8,
        double gain = 1,
        bool? signed = null)
    {
        var source = Source(from);
        EquatableArray<int> dimensions = [filters, window.KernelHeight, window.KernelWidth, source.Shape.Channels / groups];
        var codes = Codes(dimensions, weightBits, weights);
        var grid = signed is null ? Grid(outputBits) : Grid(outputBits) with { Signed = signed.Value };
        _nodes.Add(new IntegerConvolutionNode
        {
            Name = name,
            Inputs = [source.Name],
            Shape = Output(window, source.Shape, filters),
            Quantization = grid,
            Convolution = groups == source.Shape.Channels && groups > 1 ? ConvolutionKind.Depthwise : ConvolutionKind.Standard,
            Groups = groups,
            Window = window,
            Weights = codes,
            WeightBits = weightBits,
            WeightScales = Scales(filters),
            PaddingValues = padding,
            Requantization = Step(codes, filters, source.Quantization!, grid, gain),
        });
        return this;
    }

    public IntegerNetworkBuilder Dense(string name, int units, int weightBits = 8, WeightCode? weights = null, string? from = null, int outputBits = 8)
    {
        var source = Source(from);
        var codes = Codes([units, (int)source.Shape.Count], weightBits, weights);
        var grid = Grid(outputBits);
        _nodes.Add(new IntegerDenseNode
        {
            Name = name,
            Inputs = [source.Name],
            Shape = new TensorShape(1, 1, units),
            Quantization = grid,
            Weights = codes,
            WeightBits = weightBits,
            WeightScales = Scales(units),
            Requantization = Step(codes, units, source.Quantization!, grid),
        });
        return this;
    }

    public IntegerNetworkBuilder Add(string name, string left, string right)
    {
        var (a, b) = (Source(left), Source(right));
        _nodes.Add(new IntegerAddNode
        {
            Name = name,
            Inputs = [a.Name, b.Name],
            Shape = a.Shape,
            Quantization = Grid(8),
            LeftMultiplier = 70,
            RightMultiplier = 58,
            Offset = 64,
            Shift = 7,
            Minimum = 0,
            Maximum = 255,
        });
        return this;
    }

    /// <summary>Adds a maximum over each single pixel: the same tensor again, in the general layout.</summary>
    public IntegerNetworkBuilder Copy(string name)
    {
        var source = Source(null);
        _nodes.Add(new MaxPoolNode { Name = name, Inputs = [source.Name], Shape = source.Shape, Quantization = source.Quantization, Window = Window.Point });
        return this;
    }

    /// <summary>Adds a mean over the whole input, whose scale changes by a fraction.</summary>
    public IntegerNetworkBuilder GlobalAverage(string name, int numerator = 1, int denominator = 1)
    {
        var source = Source(null);
        _nodes.Add(new IntegerAveragePoolNode
        {
            Name = name,
            Inputs = [source.Name],
            Shape = new TensorShape(1, 1, source.Shape.Channels),
            Quantization = source.Quantization,
            Window = Window.Point with { KernelHeight = source.Shape.Height, KernelWidth = source.Shape.Width },
            CountIncludesPadding = false,
            Numerator = numerator,
            Denominator = denominator,
        });
        return this;
    }

    public IntegerNetworkBuilder Flatten(string name)
    {
        var source = Source(null);
        _nodes.Add(new FlattenNode { Name = name, Inputs = [source.Name], Shape = new TensorShape(1, 1, (int)source.Shape.Count), Quantization = source.Quantization });
        return this;
    }

    /// <summary>A square window; padding of the same on all sides.</summary>
    public static Window Square(int kernel, int stride = 1, int padding = 0) =>
        new(kernel, kernel, stride, stride, 1, 1, new Margins(padding, padding, padding, padding));

    private static TensorShape Output(Window window, TensorShape input, int channels) => new(
        ((input.Height + window.Padding.Top + window.Padding.Bottom - window.ExtentHeight) / window.StrideHeight) + 1,
        ((input.Width + window.Padding.Left + window.Padding.Right - window.ExtentWidth) / window.StrideWidth) + 1,
        channels);

    private static Quantization Grid(int bits) => new(1.0 / 16, 0, bits, Signed: bits > 8);

    private static Constant<double> Scales(int channels) => Constant<double>.Vector([.. Enumerable.Repeat(1.0, channels)]);

    private static Constant<short> Codes(EquatableArray<int> dimensions, int bits, WeightCode? code)
    {
        int count = dimensions.Aggregate(1, (product, d) => product * d), greatest = Math.Max(1, (1 << (bits - 1)) - 1);
        code ??= bits == 1 ? (i, most) => ((i * 37) + (i / 7 * 11)) % 3 == 0 ? -most : most : (i, most) => (((i * 37) + (i / 7 * 11)) % ((2 * most) + 1)) - most;
        return new Constant<short>(dimensions, [.. Enumerable.Range(0, count).Select(i => (short)code(i, greatest))]);
    }

    /// <summary>Maps each channel's exact range onto most of the output's.</summary>
    private static Requantization Step(Constant<short> codes, int channels, Quantization input, Quantization output, double gain = 1)
    {
        var perChannel = codes.Count / channels;
        long reach = 1;
        for (var c = 0; c < channels; c++)
        {
            long sum = 0;
            foreach (var w in codes.Values.Slice(c * perChannel, perChannel))
                sum += Math.Abs((int)w);
            reach = Math.Max(reach, sum * (input.Maximum - input.Minimum));
        }

        var shift = Math.Max(0, (int)Math.Round(Math.Log2(reach * 127 / gain / (output.Maximum - output.Minimum))));
        return new Requantization(
            Constant<int>.Vector([.. Enumerable.Range(0, channels).Select(c => 127 - (c % 50))]),
            Constant<long>.Vector([.. Enumerable.Range(0, channels).Select(c => ((long)(c % 3 * ((output.Maximum - output.Minimum + 1) / 8)) << shift) + (shift > 0 ? 1L << (shift - 1) : 0))]),
            shift,
            output.Minimum,
            output.Maximum);
    }

    private Node Source(string? name) => name is null ? _nodes[^1] : _nodes.Single(n => string.Equals(n.Name, name, StringComparison.Ordinal));
}
