using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Passes;

/// <summary>
/// A transposed convolution becomes a convolution with stride 1 and as many outputs a filter as a stride has pixels, a
/// <see cref="DepthToSpaceNode"/> that puts them in their places, and a <see cref="SliceNode"/> where something is cut off. The sums are the same, term by
/// term; taps that no kernel element is are zero.
/// </summary>
public static class ExpandTransposedConvolutions
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        if (!network.Nodes.Any(n => n is TransposedConvolutionNode))
            return network;
        var expansions = new List<Expansion>();
        var expanded = network.With(network.Nodes.SelectMany(node =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (node is not TransposedConvolutionNode transposed)
                return [node];
            var expansion = new Expansion(transposed, network[node.Input]);
            expansions.Add(expansion);
            return expansion.Nodes;
        }));
        var allocation = new BitAllocation(expanded, context.Quantize);
        foreach (var expansion in expansions.Where(e => e.HasZeroTaps))
        {
            if (allocation.GridsOf(expansion.Convolution).FirstOrDefault(g => !g.HasZero) is { } grid)
                throw new ProblemException(Pkr.NoZeroForTaps.At(expansion.Convolution.Site, expansion.Original.Name, expansion.Reason, grid.Bits));
        }

        return expanded;
    }

    /// <summary>What one transposed convolution becomes.</summary>
    private sealed class Expansion
    {
        private readonly TransposedAxis _rows, _columns;

        public Expansion(TransposedConvolutionNode node, Node input)
        {
            (Original, (_rows, _columns)) = (node, TransposedGeometry.AxesOf(node, input.Shape));
            Nodes = [.. MakeNodes(MakeConvolution(input))];
        }

        public TransposedConvolutionNode Original { get; }

        public ImmutableArray<Node> Nodes { get; }

        public ConvolutionNode Convolution => (ConvolutionNode)Nodes[0];

        /// <summary>Gets whether some tap of some phase is no element of the kernel.</summary>
        public bool HasZeroTaps { get; private set; }

        /// <summary>Gets the numbers that made it so.</summary>
        public string Reason
        {
            get
            {
                var w = Original.Window;
                return FormattableString.Invariant(
                    $"kernel {w.KernelHeight}x{w.KernelWidth}, stride {w.StrideHeight}x{w.StrideWidth}, dilation {w.DilationHeight}x{w.DilationWidth}, output padding {Original.OutputPaddingHeight}x{Original.OutputPaddingWidth}");
            }
        }

        private int Phases => _rows.Stride * _columns.Stride;

        /// <summary>Gets whether a phase's filters lie together, which moves fastest; groups need a filter's phases together.</summary>
        private bool PhasesFirst => Original.Groups == 1;

        private int FilterOf(int output) => PhasesFirst ? output % Original.Filters : output / Phases;

        private int PhaseOf(int output) => PhasesFirst ? output / Original.Filters : output % Phases;

        private ConvolutionNode MakeConvolution(Node input)
        {
            var dimensions = ImmutableArray.Create((int)Math.Min((long)Phases * Original.Filters, int.MaxValue), _rows.Taps, _columns.Taps, input.Shape.Channels / Original.Groups);
            var count = SizeLimits.Product([.. dimensions]);
            if (count > SizeLimits.Weights)
                throw new ProblemException(Pkr.TooManyWeights.At(Original.Site, Original.Name, count, count, SizeLimits.Weights));
            var node = new ConvolutionNode
            {
                Name = Original.Name,
                Inputs = Original.Inputs,
                Site = Original.Site,
                Convolution = ConvolutionKind.Standard,
                Filters = dimensions[0],
                Groups = Original.Groups,
                Window = new Window(_rows.Taps, _columns.Taps, 1, 1, 1, 1, new Margins(_rows.Before, _columns.Before, _rows.After, _columns.After)),
                Weights = Weights(dimensions),
                Bias = Original.Bias is { } bias ? Each(bias) : null,
                HasBias = Original.HasBias,
                WeightBits = Original.WeightBits,
                WeightGrid = Original.WeightGrid,
                ChannelBits = Original.ChannelBits.IsEmpty ? [] : Enumerable.Range(0, dimensions[0]).Select(o => Original.ChannelBits[FilterOf(o)]).ToEquatableArray(),
                ActivationBits = Original.ActivationBits,
                ActivationScale = Original.ActivationScale,
                Normalization = Original.Normalization is { } norm
                    ? new(Each(norm.Gamma), Each(norm.Beta), Each(norm.Mean), Each(norm.Variance), norm.Epsilon)
                    : null,
                Multiplier = Original.Multiplier,
                Activation = Original.Activation,
                Curve = Original.Curve is ActivationCurve.PRelu curve ? curve with { Slopes = EachOf(curve.Slopes), Shifts = EachOf(curve.Shifts), Offsets = EachOf(curve.Offsets) } : Original.Curve,
            };
            return node with { Shape = InferShapes.ShapeOf(node, [input]) };
        }

        /// <summary>The last node keeps the layer's name; those before it get names that no layer can have.</summary>
        private List<Node> MakeNodes(ConvolutionNode convolution)
        {
            List<Node> nodes = [convolution];
            if (Phases > 1)
            {
                Append(new DepthToSpaceNode
                {
                    Name = Original.Name,
                    Site = Original.Site,
                    BlockHeight = _rows.Stride,
                    BlockWidth = _columns.Stride,
                    Order = PhasesFirst ? DepthToSpaceOrder.BlockFirst : DepthToSpaceOrder.ChannelFirst,
                });
            }

            if (nodes[nodes.Count - 1].Shape != Original.Shape)
                Append(new SliceNode { Name = Original.Name, Site = Original.Site, FirstRow = _rows.First, FirstColumn = _columns.First, Size = Original.Shape });
            for (var i = 0; i < nodes.Count - 1; i++)
            {
                var name = FormattableString.Invariant($"{Original.Name} part {i + 1}");
                nodes[i] = nodes[i] with { Name = name };
                nodes[i + 1] = nodes[i + 1] with { Inputs = [name] };
            }

            return nodes;

            void Append(Node node) => nodes.Add(node with { Shape = InferShapes.ShapeOf(node, [nodes[nodes.Count - 1]]) });
        }

        private Constant<double> Weights(ImmutableArray<int> dimensions)
        {
            var (source, window, inputs) = (Original.Weights!, Original.Window, dimensions[3]);
            var values = new double[dimensions.Aggregate(1, (product, d) => product * d)];
            var at = 0;
            for (var o = 0; o < dimensions[0]; o++)
            {
                var (filter, phase) = (FilterOf(o), PhaseOf(o));
                for (var y = 0; y < _rows.Taps; y++)
                {
                    for (var x = 0; x < _columns.Taps; x++, at += inputs)
                    {
                        if (_rows.ElementOf(phase / _columns.Stride, y, window.KernelHeight, window.DilationHeight) is not { } row
                            || _columns.ElementOf(phase % _columns.Stride, x, window.KernelWidth, window.DilationWidth) is not { } column)
                        {
                            HasZeroTaps = true;
                            continue;
                        }

                        var from = ((((filter * window.KernelHeight) + row) * window.KernelWidth) + column) * inputs;
                        source.Values.Slice(from, inputs).CopyTo(values.AsSpan(at));
                    }
                }
            }

            return new Constant<double>(dimensions.ToEquatableArray(), ImmutableCollectionsMarshal.AsImmutableArray(values));
        }

        /// <summary>Parameters of each filter; one for all, or none, stay.</summary>
        private Constant<double>? EachOf(Constant<double>? values) => values is null || values.Count != Original.Filters ? values : Each(values);

        private Constant<double> Each(Constant<double> filters) =>
            Constant<double>.Vector([.. Enumerable.Range(0, Phases * Original.Filters).Select(o => filters[FilterOf(o)])]);
    }
}
