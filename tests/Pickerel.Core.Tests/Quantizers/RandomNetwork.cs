using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>A small random declared network with all layer kinds in legal orders, bound to parameters like those of a trained one: every norm holds the moments of what reaches it.</summary>
internal sealed class RandomNetwork
{
    private readonly Random _random;
    private readonly List<LayerDeclaration> _layers = [];
    private TensorShape _shape;

    private RandomNetwork(int seed)
    {
        _random = new Random(seed);
        _shape = new(_random.Next(5, 10), _random.Next(5, 10), _random.Next(1, 4));
        var isSigned = _random.Next(3) == 0;
        var input = new InputDeclaration
        {
            Shape = _shape,
            Element = isSigned ? ElementType.Int8 : ElementType.UInt8,
            Scale = 1.0 / 100,
            ZeroPoint = isSigned ? _random.Next(-20, 20) : _random.Next(2) * _random.Next(200),
            Mean = _random.Next(2) == 0 ? [] : Channels(() => _random.NextDouble()),
            Std = _random.Next(2) == 0 ? [] : Channels(() => 0.5 + _random.NextDouble()),
        };
        AddLayers();
        Declaration = new NetworkDeclaration
        {
            Type = new("Tests", "RandomNet", []),
            Input = input,
            Parameters = new ParametersSource.Seed(seed),
            Layers = _layers.ToEquatableArray(),
        };
    }

    public NetworkDeclaration Declaration { get; }

    /// <summary>A bound network, before any folding.</summary>
    public static Network Create(int seed)
    {
        var random = new RandomNetwork(seed);
        var declared = NetworkBuilder.Build(new(random.Declaration, null, []));
        var bound = PassPipeline.RunThrough(nameof(BindParameters), declared, new(new(), random.Declaration.Parameters, null));
        return Calibrate(bound, [.. Enumerable.Range(0, 24).Select(i => InputFor(bound, (seed * 1000) + i))]);
    }

    /// <summary>A random image on the input's grid, of some brightness and contrast.</summary>
    public static int[] InputFor(Network network, int seed)
    {
        var (random, shape, grid) = (new Random(seed), network.Input.Shape, network.Input.Quantization!);
        double center = ((grid.Minimum + grid.Maximum) / 2.0) + random.Next(-30, 31), spread = random.Next(60, 120);
        return [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (int)Math.Clamp(center + (spread * ((2 * random.NextDouble()) - 1)), grid.Minimum, grid.Maximum))];
    }

    /// <summary>Sets every norm's moments to those of what reaches it, in order.</summary>
    private static Network Calibrate(Network network, ImmutableArray<int[]> inputs)
    {
        foreach (var name in network.Nodes.OfType<BatchNormalizationNode>().Select(n => n.Name).ToList())
        {
            var node = (BatchNormalizationNode)network[name];
            var values = inputs.Select(input => RealExecutor.RunAll(network, input)[node.Input]).ToList();
            var channels = node.Shape.Channels;
            var (mean, variance) = (new double[channels], new double[channels]);
            for (var c = 0; c < channels; c++)
            {
                var samples = values.SelectMany(v => v.Where((_, i) => i % channels == c)).ToList();
                mean[c] = samples.Average();
                variance[c] = samples.Average(s => (s - mean[c]) * (s - mean[c]));
            }

            var norm = node.Normalization! with { Mean = Constant<double>.Vector([.. mean]), Variance = Constant<double>.Vector([.. variance]) };
            network = network.Select(n => string.Equals(n.Name, name, StringComparison.Ordinal) ? node with { Normalization = norm } : n);
        }

        return network;
    }

    private EquatableArray<double> Channels(Func<double> draw) => Enumerable.Range(0, _shape.Channels).Select(_ => draw()).ToEquatableArray();

    private void AddLayers()
    {
        var blocks = _random.Next(2, 5);
        for (var i = 0; i < blocks; i++)
            AddBlock();
        if (_random.Next(2) == 0)
            Add(new GlobalAveragePoolDeclaration(), new(1, 1, _shape.Channels));
        else
            Add(new FlattenDeclaration(), new(1, 1, (int)_shape.Count));
        if (_random.Next(3) == 0)
        {
            Add(new DenseDeclaration { Units = 12 }, new(1, 1, 12));
            AddNormAndActivation();
        }

        if (_random.Next(4) > 0)
            Add(new DenseDeclaration { Units = 5 }, new(1, 1, 5));
    }

    private void AddBlock()
    {
        switch (_random.Next(8))
        {
            case 0 or 1 or 2:
                AddConvolution();
                AddNormAndActivation();
                break;
            case 3:
                AddPool();
                if (_random.Next(3) == 0)
                    _layers.Add(new ReluDeclaration());
                break;
            case 4:
                AddConvolution();
                _layers.Add(new BatchNormDeclaration());
                AddPool();
                _layers.Add(new ReluDeclaration());
                break;
            case 5 or 6:
                AddResidual();
                break;
            default:
                _layers.Add(new BatchNormDeclaration());
                if (_random.Next(2) == 0)
                    _layers.Add(new ReluDeclaration());
                break;
        }
    }

    private void AddConvolution()
    {
        var (kernel, stride) = (_random.Next(1, 4), _random.Next(1, 3));
        var padding = (PaddingMode)_random.Next(2);
        var window = new WindowDeclaration { KernelHeight = kernel, KernelWidth = kernel, StrideHeight = stride, StrideWidth = stride, Padding = padding };
        var (height, width) = ((_shape.Height + stride - 1) / stride, (_shape.Width + stride - 1) / stride);
        var filters = _random.Next(4, 10);
        switch (_random.Next(3))
        {
            case 0:
                Add(new ConvolutionDeclaration { Kind = ConvolutionKind.Standard, Filters = filters, Window = window }, new(height, width, filters));
                break;
            case 1:
                Add(new ConvolutionDeclaration { Kind = ConvolutionKind.Depthwise, Window = window }, new(height, width, _shape.Channels));
                break;
            default:
                Add(new ConvolutionDeclaration { Kind = ConvolutionKind.Pointwise, Filters = filters, Window = new() }, _shape with { Channels = filters });
                break;
        }
    }

    private void AddResidual()
    {
        AddPointwise("trunk");
        AddNormAndActivation();
        var shortcut = _layers[^1].Name ?? NameLast();
        AddPointwise("branch");
        AddNormAndActivation();
        _layers.Add(new AddDeclaration { Other = shortcut });
        if (_random.Next(2) == 0)
            _layers.Add(new ReluDeclaration());
    }

    private void AddPointwise(string stem)
    {
        var filters = stem is "trunk" ? _random.Next(4, 10) : _shape.Channels;
        var layer = new ConvolutionDeclaration { Name = $"{stem}_{_layers.Count}", Kind = ConvolutionKind.Pointwise, Filters = filters, Window = new() };
        Add(layer, _shape with { Channels = filters });
    }

    private void AddNormAndActivation()
    {
        if (_random.Next(4) > 0)
            _layers.Add(new BatchNormDeclaration());
        if (_random.Next(4) > 0)
            _layers.Add(new ReluDeclaration());
    }

    private void AddPool()
    {
        var window = new WindowDeclaration { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2, Padding = PaddingMode.Same };
        LayerDeclaration pool = _random.Next(2) == 0
            ? new MaxPoolDeclaration { Window = window }
            : new AveragePoolDeclaration { Window = window, CountIncludesPadding = _random.Next(2) == 0 };
        Add(pool, new((_shape.Height + 1) / 2, (_shape.Width + 1) / 2, _shape.Channels));
    }

    private string NameLast()
    {
        var name = $"shortcut_{_layers.Count}";
        _layers[^1] = _layers[^1] with { Name = name };
        return name;
    }

    private void Add(LayerDeclaration layer, TensorShape shape)
    {
        _layers.Add(layer);
        _shape = shape;
    }
}
