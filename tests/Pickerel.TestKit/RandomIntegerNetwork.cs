using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.TestKit;

/// <summary>
/// Random integer networks, small and nasty: all node kinds, odd channel counts, strides beyond the kernel, dilation, groups,
/// paddings of any value, extreme weights, multipliers of any sign and size, offsets beyond 32 bits. A seed makes one network.
/// </summary>
public sealed class RandomIntegerNetwork
{
    private const int MostMacs = 60_000;

    private static readonly int[] ChannelCounts = [1, 1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 16, 17, 24, 31, 32, 32, 33, 48, 60, 64, 64, 80, 121, 128];

    private readonly Random _random;
    private readonly bool _lowBits, _activations, _wide;
    private readonly RandomMovement _movement;
    private readonly List<Node> _nodes = [];

    private RandomIntegerNetwork(int seed, bool lowBits = false, bool activations = false, bool wide = false)
    {
        (_random, _lowBits, _activations, _wide) = (new Random(seed), lowBits, activations, wide);
        _movement = new(_random);
    }

    /// <summary>Makes a network of one to seven layers.</summary>
    public static Network Create(int seed) => Create(new RandomIntegerNetwork(seed), $"Random{seed}");

    /// <summary>Makes a network whose weights are of one and two bits, its activations mostly of two and three, its windows often such that sizes stay.</summary>
    public static Network CreateLowBit(int seed) => Create(new RandomIntegerNetwork(seed, lowBits: true), $"LowBit{seed}");

    /// <summary>Makes a network that mostly moves elements and multiplies tensors.</summary>
    public static Network CreateMoving(int seed)
    {
        var maker = new RandomIntegerNetwork(seed);
        maker.AddInput();
        for (var i = 0; i < 12; i++)
        {
            var (name, source) = ($"n{maker._nodes.Count}", maker._nodes[^1]);
            maker._nodes.Add(maker._random.Next(8) switch
            {
                0 or 1 => maker.Multiply(name, source, last: false),
                2 => maker.MaxPool(name, source),
                _ => maker._movement.Next(name, source, maker._nodes),
            });
        }

        maker._nodes.Add(maker.Multiply("product", maker._nodes[^1], last: true));
        maker._nodes.Add(maker._movement.Next("end", maker._nodes[^1], maker._nodes));
        maker.DropUnread();
        return new Network($"Moving{seed}", maker._nodes.ToEquatableArray());
    }

    /// <summary>Makes a network in which tables, softmax, two slopes and thresholds (bipolar ones among them) are frequent.</summary>
    public static Network CreateActivations(int seed) => Create(new RandomIntegerNetwork(seed, activations: true), $"Activations{seed}");

    /// <summary>Makes a network whose activations are mostly of 16 bits.</summary>
    public static Network CreateWide(int seed) => Create(new RandomIntegerNetwork(seed, wide: true), $"Wide{seed}");

    private static Network Create(RandomIntegerNetwork maker, string name)
    {
        maker.AddInput();
        var layers = maker._random.Next(1, 8);
        for (var i = 1; i <= layers; i++)
            maker.AddLayer(last: i == layers);
        if (maker._nodes[^1].Quantization!.Bits > 8 && maker._random.Next(4) == 0)
            maker._nodes.Add(maker._movement.Next("end", maker._nodes[^1], maker._nodes));
        maker.DropUnread();
        return new Network(name, maker._nodes.ToEquatableArray());
    }

    /// <summary>Inputs of a network: both ends of the range, a mix of the ends, and random ones.</summary>
    public static IEnumerable<int[]> Inputs(Network network, int seed)
    {
        var random = new Random(seed);
        var (grid, count) = (network.Input.Quantization!, (int)network.Input.Shape.Count);
        yield return [.. Enumerable.Repeat(grid.Minimum, count)];
        yield return [.. Enumerable.Repeat(grid.Maximum, count)];
        yield return [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0 ? grid.Minimum : grid.Maximum)];
        yield return [.. Enumerable.Range(0, count).Select(_ => random.Next(grid.Minimum, grid.Maximum + 1))];
    }

    private void AddInput()
    {
        var signed = _random.Next(2) == 0;
        var grid = Grid(8, signed);
        var channels = Pick(ChannelCounts);
        _nodes.Add(new InputNode
        {
            Name = "input",
            Shape = new TensorShape(_random.Next(1, 10), _random.Next(1, 10), channels > 33 && _random.Next(3) > 0 ? 3 : channels),
            Quantization = grid,
        });
    }

    private void AddLayer(bool last)
    {
        var source = _random.Next(6) == 0 ? Pick([.. _nodes.Where(n => _wide || n.Quantization!.Bits <= 8)]) : _nodes[^1];
        if (_activations && _random.Next(3) == 0)
        {
            AddLookup(source, last);
            return;
        }

        var name = $"n{_nodes.Count}";
        Node node = _random.Next(_wide && _random.Next(2) == 0 ? 14 : 20) switch
        {
            < 5 => Convolution(name, source, last),
            < 7 => Depthwise(name, source, last),
            7 => Dense(name, source, last),
            8 => new IntegerAffineNode { Name = name, Inputs = [source.Name], Shape = source.Shape, Quantization = StepGrid(last) },
            9 => Add(name, source),
            10 => AveragePool(name, source),
            11 => MaxPool(name, source),
            12 => new FlattenNode { Name = name, Inputs = [source.Name], Shape = new TensorShape(1, 1, (int)source.Shape.Count), Quantization = source.Quantization },
            < 18 => _movement.Next(name, source, _nodes),
            18 => Multiply(name, source, last),
            _ => Dense(name, source, last),
        };
        _nodes.Add(node is IntegerAffineNode affine
            ? affine with { Requantizer = Requantizer(affine.Quantization!, affine.Shape.Channels, source.Quantization!.Maximum - source.Quantization.Minimum) }
            : node);
    }

    /// <summary>A table, a sum of two or a softmax, sometimes of a tensor of 16 bits.</summary>
    private void AddLookup(Node source, bool last)
    {
        if (_random.Next(4) == 0)
        {
            var wide = Grid(16, _random.Next(2) == 0);
            var reach = source.Quantization!.Maximum - source.Quantization.Minimum;
            _nodes.Add(new IntegerAffineNode
            {
                Name = $"n{_nodes.Count}", Inputs = [source.Name], Shape = source.Shape, Quantization = wide, Requantizer = Step(wide, source.Shape.Channels, reach),
            });
            source = _nodes[^1];
        }

        var (name, grid, span) = ($"n{_nodes.Count}", OutputGrid(last), source.Quantization!.Span);
        _nodes.Add(_random.Next(4) switch
        {
            0 => TableSum(name, source, Pick([.. _nodes.Where(n => n.Shape == source.Shape && n.Quantization!.Bits <= 8).DefaultIfEmpty(source)]), grid),
            1 => new IntegerSoftmaxNode
            {
                Name = name,
                Inputs = [source.Name],
                Shape = source.Shape,
                Quantization = grid,
                Exponentials = Integers(span, d => d == 0 ? int.MaxValue : _random.Next(8) == 0 ? 0 : _random.Next(1 << _random.Next(31))),
                Levels = _random.Next(1, 1 << (grid.Bits + 1)),
            },
            _ => Table(name, source, grid, _random.Next(3) == 0 && span <= 256 ? source.Shape.Channels : 1),
        });
    }

    private IntegerTableNode Table(string name, Node source, Quantization grid, int rows) => new()
    {
        Name = name,
        Inputs = [source.Name],
        Shape = source.Shape,
        Quantization = grid,
        Values = new([rows, source.Quantization!.Span], [.. Enumerable.Range(0, rows * source.Quantization.Span).Select(_ => _random.Next(grid.Minimum, grid.Maximum + 1))]),
    };

    private IntegerTableSumNode TableSum(string name, Node left, Node right, Quantization grid)
    {
        var reach = _random.Next(1, 1 << _random.Next(1, 20));
        Constant<int> Terms(Node input) => Integers(input.Quantization!.Span, _ => _random.Next(-reach, reach + 1));
        return new()
        {
            Name = name,
            Inputs = [left.Name, right.Name],
            Shape = left.Shape,
            Quantization = grid,
            Left = Terms(left),
            Right = Terms(right),
            Requantizer = Requantizer(grid, left.Shape.Channels, 2 * reach),
        };
    }

    private Node Convolution(string name, Node source, bool last)
    {
        var groups = _random.Next(4) > 0 ? 1 : Pick([.. Enumerable.Range(1, source.Shape.Channels).Where(g => source.Shape.Channels % g == 0)]);
        var pointwise = groups == 1 && _random.Next(3) == 0;
        var filters = Math.Max(1, Pick(ChannelCounts) / groups) * groups;
        return Weighted(name, source, last, pointwise ? PointOrStride(source.Shape) : RandomWindow(source.Shape), groups, filters,
            pointwise ? ConvolutionKind.Pointwise : ConvolutionKind.Standard);
    }

    private Node Depthwise(string name, Node source, bool last) =>
        Weighted(name, source, last, RandomWindow(source.Shape), source.Shape.Channels, source.Shape.Channels * (_random.Next(4) == 0 ? _random.Next(2, 4) : 1), ConvolutionKind.Depthwise);

    private Node Weighted(string name, Node source, bool last, Window window, int groups, int filters, ConvolutionKind kind)
    {
        var perGroup = source.Shape.Channels / groups;
        var shape = Output(window, source.Shape, filters);
        while (shape.Count * window.KernelHeight * window.KernelWidth * perGroup > MostMacs && filters > groups)
        {
            filters = Math.Max(1, filters / groups / 2) * groups;
            shape = shape with { Channels = filters };
        }

        var (grids, bits) = Grids(filters);
        var weights = Weights([filters, window.KernelHeight, window.KernelWidth, perGroup], bits, grids);
        var grid = StepGrid(last);
        var inputGrid = source.Quantization!;
        return new IntegerConvolutionNode
        {
            Name = name,
            Inputs = [source.Name],
            Shape = shape,
            Quantization = grid,
            Convolution = kind,
            Groups = groups,
            Window = window,
            Weights = weights,
            WeightBits = bits,
            WeightGrids = grids,
            WeightScales = Constant<double>.Vector([.. Enumerable.Repeat(1.0, filters)]),
            PaddingValues = _random.Next(4) > 0 ? [] : Enumerable.Range(0, source.Shape.Channels).Select(_ => _random.Next(inputGrid.Minimum, inputGrid.Maximum + 1)).ToEquatableArray(),
            Requantizer = Requantizer(grid, filters, Spread(weights, filters, inputGrid)),
        };
    }

    private Node Dense(string name, Node source, bool last)
    {
        var inputs = (int)source.Shape.Count;
        var units = Math.Max(1, Math.Min(Pick(ChannelCounts), MostMacs / inputs));
        var (grids, bits) = Grids(units);
        var weights = Weights([units, inputs], bits, grids);
        var grid = StepGrid(last);
        return new IntegerDenseNode
        {
            Name = name,
            Inputs = [source.Name],
            Shape = new TensorShape(1, 1, units),
            Quantization = grid,
            Weights = weights,
            WeightBits = bits,
            WeightGrids = grids,
            WeightScales = Constant<double>.Vector([.. Enumerable.Repeat(1.0, units)]),
            Requantizer = Requantizer(grid, units, Spread(weights, units, source.Quantization!)),
        };
    }

    private Node Add(string name, Node source)
    {
        var other = Pick([.. _nodes.Where(n => n.Shape == source.Shape && (_wide || n.Quantization!.Bits <= 8))]);
        var grid = OutputGrid(last: false);
        int shift = _random.Next(0, 16), most = 1 << Math.Min(30, shift + 1);
        var wild = _random.Next(5) == 0;
        return new IntegerAddNode
        {
            Name = name,
            Inputs = [source.Name, other.Name],
            Shape = source.Shape,
            Quantization = grid,
            LeftMultiplier = wild ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(-most, most + 1),
            RightMultiplier = wild ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(-most, most + 1),
            Offset = wild ? _random.NextInt64(-1L << 45, 1L << 45) : (long)_random.Next(grid.Minimum, grid.Maximum + 1) << shift,
            Shift = wild ? _random.Next(20, 41) : shift,
            Minimum = grid.Minimum + _random.Next(2),
            Maximum = grid.Maximum - (_random.Next(4) == 0 ? 1 : 0),
        };
    }

    /// <summary>A product with a tensor of the same shape, or with a pixel or an element of one.</summary>
    private Node Multiply(string name, Node source, bool last)
    {
        var other = Pick([.. _nodes.Where(n => n.Shape == source.Shape && (_wide || n.Quantization!.Bits <= 8))]);
        if (_random.Next(3) > 0)
        {
            other = _movement.Part(name + "part", other);
            _nodes.Add(other);
        }

        Quantization grid = OutputGrid(last), left = source.Quantization!, right = other.Quantization!;
        return new IntegerMultiplyNode
        {
            Name = name,
            Inputs = [source.Name, other.Name],
            Shape = source.Shape,
            Quantization = grid,
            Requantizer = Requantizer(grid, source.Shape.Channels, 1 + ((double)(left.Maximum - left.Minimum) * (right.Maximum - right.Minimum) / 2)),
        };
    }

    private Node AveragePool(string name, Node source)
    {
        var window = _random.Next(2) == 0
            ? Window.Point with { KernelHeight = source.Shape.Height, KernelWidth = source.Shape.Width }
            : PoolWindow(source.Shape);
        var refined = _random.Next(2) == 0;
        var grid = source.Quantization!;
        return new IntegerAveragePoolNode
        {
            Name = name,
            Inputs = [source.Name],
            Shape = Output(window, source.Shape, source.Shape.Channels),
            Quantization = !refined ? grid : _wide ? OutputGrid(last: false) : Grid(_random.Next(2, 9), grid.Signed),
            Window = window,
            CountIncludesPadding = _random.Next(2) == 0,
            Numerator = refined ? _random.Next(1, 256) : 1,
            Denominator = refined ? _random.Next(1, 256) : 1,
        };
    }

    private Node MaxPool(string name, Node source)
    {
        var window = PoolWindow(source.Shape);
        return new MaxPoolNode
        {
            Name = name,
            Inputs = [source.Name],
            Shape = Output(window, source.Shape, source.Shape.Channels),
            Quantization = source.Quantization,
            Window = window,
        };
    }

    private Window RandomWindow(TensorShape input)
    {
        if (_lowBits && _random.Next(3) > 0)
        {
            var (rows, columns) = (_random.Next(1, 5), _random.Next(1, 6));
            var (top, left) = (_random.Next(0, rows), _random.Next(0, columns));
            return new Window(rows, columns, 1, 1, 1, 1, new Margins(top, left, rows - 1 - top, columns - 1 - left));
        }

        if (_random.Next(4) == 0)
            return IntegerNetworkBuilder.Square(3, padding: _random.Next(input.Height < 3 || input.Width < 3 ? 1 : 0, 3));

        var (kh, kw) = (_random.Next(1, 5), _random.Next(1, 5));
        if (_random.Next(12) == 0)
            (kh, kw) = (_random.Next(6, 10), _random.Next(6, 10));
        var (dh, dw) = _random.Next(4) == 0 ? (_random.Next(1, 4), _random.Next(1, 4)) : (1, 1);
        var window = new Window(kh, kw, _random.Next(1, 4), _random.Next(1, 4), dh, dw, default);
        var padding = new Margins(
            _random.Next(0, window.ExtentHeight), _random.Next(0, window.ExtentWidth), _random.Next(0, window.ExtentHeight), _random.Next(0, window.ExtentWidth));
        if (_random.Next(3) == 0)
            padding = default;

        // A window that fits nowhere is widened by padding.
        var (missingRows, missingColumns) = (
            Math.Max(0, window.ExtentHeight - input.Height - padding.Top - padding.Bottom),
            Math.Max(0, window.ExtentWidth - input.Width - padding.Left - padding.Right));
        return window with { Padding = padding with { Bottom = padding.Bottom + missingRows, Right = padding.Right + missingColumns } };
    }

    private Window PointOrStride(TensorShape input) =>
        Window.Point with { StrideHeight = _random.Next(4) == 0 ? 2 : 1, StrideWidth = _random.Next(4) == 0 && input.Width > 1 ? 2 : 1 };

    /// <summary>A pool's padding is smaller than its kernel, so that no window is empty.</summary>
    private Window PoolWindow(TensorShape input)
    {
        int kh = _random.Next(1, Math.Min(4, input.Height) + 1), kw = _random.Next(1, Math.Min(4, input.Width) + 1);
        var padding = _random.Next(2) == 0
            ? default
            : new Margins(_random.Next(0, (kh / 2) + 1), _random.Next(0, (kw / 2) + 1), _random.Next(0, (kh / 2) + 1), _random.Next(0, (kw / 2) + 1));
        return new Window(kh, kw, _random.Next(1, 4), _random.Next(1, 4), 1, 1, padding);
    }

    private static TensorShape Output(Window window, TensorShape input, int channels) => new(
        ((input.Height + window.Padding.Top + window.Padding.Bottom - window.ExtentHeight) / window.StrideHeight) + 1,
        ((input.Width + window.Padding.Left + window.Padding.Right - window.ExtentWidth) / window.StrideWidth) + 1,
        channels);

    /// <summary>Mostly all codes of some bits; else a grid, or one for each output channel.</summary>
    private (EquatableArray<CodeGrid> Grids, int Bits) Grids(int outputs)
    {
        if (_lowBits || _random.Next(5) > 0)
            return ([], _random.Next(1, _lowBits ? 3 : 9));
        EquatableArray<CodeGrid> grids = [.. Enumerable.Range(0, _random.Next(2) == 0 ? 1 : outputs).Select(_ => Grid())];
        return (grids, grids.Max(g => g.CodeBits));
    }

    private CodeGrid Grid()
    {
        var kind = (WeightGridKind)_random.Next(4);
        return WeightGrids.Of(kind, _random.Next(WeightGrids.LeastBits(kind), WeightGrids.MostBits(kind) + 1));
    }

    private Constant<short> Weights(EquatableArray<int> dimensions, int bits, EquatableArray<CodeGrid> grids)
    {
        var count = dimensions.Aggregate(1, (product, d) => product * d);
        if (!grids.IsEmpty)
            return new(dimensions, [.. Enumerable.Range(0, count).Select(i => Code(grids[grids.Count == 1 ? 0 : i / (count / dimensions[0])]))]);
        int largest = Math.Max(1, (1 << (bits - 1)) - 1), style = _random.Next(6);
        var values = ImmutableArray.CreateBuilder<short>(count);
        for (var i = 0; i < count; i++)
        {
            values.Add((short)(style switch
            {
                0 => largest,
                1 => -largest,
                2 => i % 2 == 0 ? largest : -largest,
                _ when bits == 1 => (_random.Next(2) * 2) - 1,
                3 => _random.Next(20) == 0 ? largest : _random.Next(-1, 2),
                _ => _random.Next(-largest, largest + 1),
            }));
        }

        return new Constant<short>(dimensions, values.MoveToImmutable());
    }

    private short Code(CodeGrid grid) => grid.HasZero && _random.Next(4) == 0 ? (short)0 : (short)(Pick(grid.Magnitudes) * (_random.Next(2) == 0 ? 1 : -1));

    /// <summary>About how far a channel's sums reach.</summary>
    private static double Spread(Constant<short> weights, int channels, Quantization input)
    {
        var range = input.Maximum - input.Minimum;
        double squares = 0;
        foreach (var w in weights.Values)
            squares += (double)w * w;
        return 1 + (Math.Sqrt(squares / channels) * range / 2);
    }

    private Requantizer Requantizer(Quantization output, int channels, double spread)
    {
        if (output.IsBipolar)
            return Signs(channels, spread);
        var step = Step(output, channels, spread);
        return _random.Next((_activations || _wide) && output.Bits > 8 ? 4 : _activations ? 7 : 16) switch
        {
            _ when _wide && output.Bits > 8 && _random.Next(2) > 0 => step,
            0 when !_activations => Island(step, channels),
            1 when !_activations => Bent(Island(step, channels), channels),
            0 => TwoSlopes(step, channels, spread),
            1 => Thresholds(step, channels, spread),
            2 => TwoSlopes(step, channels, spread),
            3 => Thresholds(step, channels, spread),
            4 when output.Bits <= 8 => TfLite(output, channels, spread),
            5 when output.Bits <= 8 => Fraction(output, channels, spread),
            _ => step,
        };
    }

    /// <summary>A step with another slope, of either sign, below a knee.</summary>
    private TwoSlopeRequantization TwoSlopes(Requantization step, int channels, double spread) => new(
        Longs(channels, _ => _random.NextInt64((long)-spread, (long)spread + 1)),
        Integers(channels, c => _random.Next(4) == 0 ? -step.MultiplierOf(c) : step.MultiplierOf(c) / 4),
        Longs(channels, step.OffsetOf),
        step.Multipliers,
        step.Offsets,
        step.Shift,
        step.Minimum,
        step.Maximum);

    /// <summary>Random thresholds, equal and unreached ones among them, ascending or descending.</summary>
    private ThresholdRequantization Thresholds(Requantization step, int channels, double spread)
    {
        var count = Math.Min(step.Maximum - step.Minimum, 300);
        var values = Enumerable.Range(0, channels).SelectMany(_ => Enumerable.Range(0, count)
            .Select(_ => _random.Next(30) == 0 ? long.MaxValue : _random.NextInt64((long)-spread, (long)spread + 1)).Order());
        var ascends = Enumerable.Range(0, channels).Select(_ => _random.Next(4) > 0).ToArray();
        return new(
            new Constant<long>([channels, count], [.. values]),
            Integers(channels, c => ascends[c] ? step.Minimum : step.Maximum),
            Integers(channels, c => ascends[c] ? 1 : -1),
            step.Minimum,
            step.Maximum);
    }

    /// <summary>One threshold a channel, upwards or downwards, here and there never reached.</summary>
    private ThresholdRequantization Signs(int channels, double spread)
    {
        var ascends = Enumerable.Range(0, channels).Select(_ => _random.Next(4) > 0).ToArray();
        return new(
            new Constant<long>([channels, 1], [.. Enumerable.Range(0, channels).Select(_ => _random.Next(30) == 0 ? long.MaxValue : _random.NextInt64((long)-spread, (long)spread + 1))]),
            Integers(channels, c => ascends[c] ? -1 : 1),
            Integers(channels, c => ascends[c] ? 2 : -2),
            -1,
            1);
    }

    private TfLiteRequantization TfLite(Quantization output, int channels, double spread)
    {
        var shift = -(int)Math.Clamp(Math.Round(Math.Log2(spread / (output.Maximum - output.Minimum))), 0, 24);
        return new(
            Longs(channels, _ => _random.NextInt64((long)-spread, (long)spread + 1)),
            Integers(channels, _ => _random.Next(20) == 0 ? 0 : _random.Next(1 << 30, int.MaxValue)),
            Integers(channels, _ => Math.Min(0, shift + _random.Next(-2, 2))),
            (TfLiteRounding)_random.Next(2),
            output.ZeroPoint,
            output.Minimum,
            output.Maximum);
    }

    private ExactRequantization Fraction(Quantization output, int channels, double spread) => new(
        Longs(channels, _ => _random.NextInt64((long)-spread, (long)spread + 1)),
        Longs(channels, _ => _random.Next(-3, 60)),
        Longs(channels, _ => _random.Next(1, 60)),
        -(int)Math.Clamp(Math.Round(Math.Log2(spread / (output.Maximum - output.Minimum))), -2, 24),
        (RoundingMode)_random.Next(6),
        output.ZeroPoint,
        _random.Next(2) == 0,
        output.Minimum,
        output.Maximum);

    private static Constant<int> Integers(int count, Func<int, int> value) => Constant<int>.Vector([.. Enumerable.Range(0, count).Select(value)]);

    private static Constant<long> Longs(int count, Func<int, long> value) => Constant<long>.Vector([.. Enumerable.Range(0, count).Select(value)]);

    /// <summary>The float island that comes nearest a step, here and there with the ends of float's range.</summary>
    private FloatRequantization Island(Requantization step, int channels)
    {
        float Wild(double value) => _random.Next(40) switch { 0 => float.MaxValue, 1 => -float.MaxValue, 2 => float.Epsilon, _ => (float)value };
        var unit = Math.ScaleB(1, -step.Shift);
        return new(
            Constant<float>.Vector([.. Enumerable.Range(0, channels).Select(c => Wild(step.MultiplierOf(c) * unit))]),
            Constant<float>.Vector([.. Enumerable.Range(0, channels).Select(c => Wild((step.OffsetOf(c) * unit) - 0.5))]),
            step.Minimum,
            step.Maximum);
    }

    /// <summary>The float island with a knee somewhere in its range, and slopes of either sign below it.</summary>
    private FloatSlopeRequantization Bent(FloatRequantization island, int channels)
    {
        float Within(float value, float most) => Math.Clamp(value, -most, most);
        var knee = _random.Next(island.Minimum, island.Maximum + 1);
        return new(
            Constant<float>.Vector([.. island.Scales.Values.ToArray().Select(s => Within(s, FloatSlopeRequantization.MostScale))]),
            Constant<float>.Vector([.. island.Offsets.Values.ToArray().Select(o => Within(o - knee, FloatSlopeRequantization.MostOffset))]),
            Constant<float>.Vector([.. Enumerable.Range(0, channels).Select(_ => _random.Next(10) switch { 0 => 0, 1 => float.MaxValue, _ => (float)((_random.NextDouble() * 2.5) - 0.5) })]),
            Constant<float>.Vector([knee]),
            island.Minimum,
            island.Maximum);
    }

    /// <summary>A requantization that uses the output's range, or one that tries to break the arithmetic.</summary>
    private Requantization Step(Quantization output, int channels, double spread)
    {
        var range = output.Maximum - output.Minimum;
        var mantissaBits = _random.Next(5) switch { 0 => 4, 1 => 15, 2 => 20, _ => 7 };
        var largest = (1 << mantissaBits) - 1;
        var shift = Math.Clamp((int)Math.Round(Math.Log2(spread * largest / range)), 0, 40);
        var wild = _random.Next(6) == 0;
        if (wild)
            shift = _random.Next(0, 41);
        var (multipliers, offsets) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<long>());
        for (var c = 0; c < channels; c++)
        {
            multipliers.Add(_random.Next(12) == 0 ? 0 : _random.Next(8) == 0 ? -_random.Next(1, largest + 1) : _random.Next((largest + 1) / 2, largest + 1));
            var middle = _random.Next(output.Minimum, output.Maximum + 1);
            offsets.Add(wild && _random.Next(2) == 0
                ? _random.NextInt64(-1L << 50, 1L << 50)
                : ((long)middle << shift) + (shift > 0 ? 1L << (shift - 1) : 0));
        }

        var relu = !output.Signed && output.ZeroPoint > 0 && _random.Next(3) == 0;
        return new Requantization(
            Constant<int>.Vector(multipliers.ToImmutable()),
            Constant<long>.Vector(offsets.ToImmutable()),
            shift,
            relu ? output.ZeroPoint : output.Minimum,
            _random.Next(5) == 0 ? Math.Max(output.ZeroPoint, output.Maximum - 1) : output.Maximum);
    }

    /// <summary>A grid for an output that a requantizer makes: bipolar or of one bit, too, where those are meant.</summary>
    private Quantization StepGrid(bool last) => !_activations || _random.Next(5) > 0
        ? OutputGrid(last)
        : new Quantization(1, 0, 1, Signed: _random.Next(3) > 0);

    private Quantization OutputGrid(bool last) => _wide && _random.Next(4) > 0
        ? Grid(16, _random.Next(2) == 0)
        : _lowBits && !last && _random.Next(8) > 0
        ? Grid(_random.Next(2, 4), signed: _random.Next(6) == 0)
        : last && _random.Next(2) == 0 ? Grid(16, _random.Next(2) == 0) : Grid(_random.Next(2, 9), _random.Next(2) == 0);

    private Quantization Grid(int bits, bool signed)
    {
        var grid = new Quantization(1.0 / 16, 0, bits, signed);
        return grid with { ZeroPoint = _random.Next(3) == 0 ? _random.Next(grid.Minimum, grid.Maximum + 1) : 0 };
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>Branches may leave nodes that nobody reads.</summary>
    private void DropUnread()
    {
        for (var i = _nodes.Count - 2; i > 0; i--)
        {
            if (!_nodes.Skip(i + 1).Any(n => n.Inputs.Contains(_nodes[i].Name, StringComparer.Ordinal)))
                _nodes.RemoveAt(i);
        }
    }
}
