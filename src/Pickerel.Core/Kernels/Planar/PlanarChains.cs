using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Finds chains of layers that planar kernels execute, and lets tensors lie in planes where a chain saves more than the changes
/// of layout at its ends cost. Only the estimates of the kernels decide; every kernel is as exact as any other.
/// </summary>
internal sealed class PlanarChains
{
    /// <summary>Estimates err: a chain must save this part of what it takes otherwise.</summary>
    private const double LeastSaving = 0.1;

    private static readonly IKernel[] Links = [new PlanarPointwiseKernel(), new PlanarDepthwiseKernel()];
    private static readonly PlanarMeanKernel Mean = new();

    private readonly Network _network;
    private readonly KernelPolicy _policy;
    private readonly Dictionary<string, TensorStorage> _storages;
    private readonly Dictionary<string, PlanarCode> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _objections = new(StringComparer.Ordinal);

    private PlanarChains(Network network, KernelPolicy policy)
    {
        (_network, _policy) = (network, policy);
        _storages = StoragePlanner.Plan(network);
    }

    public static PlanarArrangement Arrange(Network network, KernelPolicy policy)
    {
        // Other weights have no planar kernels, and large ones would be looked through for nothing.
        if (policy == KernelPolicy.Straight || !network.Nodes.OfType<IntegerConvolutionNode>().Any(node => IsMeant(network, node)))
            return new PlanarArrangement(network, new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        var chains = new PlanarChains(network, policy);
        chains.FindLinks();
        return chains.Arrange(chains.Find());
    }

    private static bool IsMeant(Network network, IntegerConvolutionNode node) =>
        node is { WeightBits: <= 2, Requantizer: Requantization or ThresholdRequantization } && network[node.Input].Quantization is { Bits: <= 8 };

    private void FindLinks()
    {
        foreach (var node in _network.Nodes.OfType<IntegerConvolutionNode>().Where(node => IsMeant(_network, node)))
        {
            var problem = new LayerProblem(
                node, [InPlanes(node.Input, [node])], InPlanes(node.Name, [.. _network.ConsumersOf(node.Name)]));
            foreach (var kernel in Links)
            {
                switch (kernel.Offer(problem))
                {
                    case KernelOffer.Accepted accepted:
                        _links.Add(node.Name, (PlanarCode)accepted.Code);
                        break;
                    case KernelOffer.Refused refused:
                        _objections.Add(node.Name, kernel.Name + ": " + refused.Reason);
                        break;
                }
            }
        }
    }

    /// <summary>The chains that pay, each as long as can be: a layer that is the only reader of the one before it.</summary>
    private List<IReadOnlyList<Node>> Find()
    {
        var (chains, seen) = (new List<IReadOnlyList<Node>>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var node in _network.Nodes.Where(n => _links.ContainsKey(n.Name)))
        {
            if (!seen.Add(node.Name))
                continue;
            var chain = new List<Node> { node };
            while (OnlyReaderOf(chain[chain.Count - 1]) is { } next && _links.ContainsKey(next.Name))
            {
                chain.Add(next);
                _ = seen.Add(next.Name);
            }

            if (Pays(chain))
                chains.Add(chain);
        }

        return chains;
    }

    private bool Pays(IReadOnlyList<Node> chain)
    {
        var (first, last) = (chain[0], chain[chain.Count - 1]);
        var alone = OnlyReaderOf(_network[first.Input]) is not null; // Then nobody needs a border there any more.
        var changes = LayoutCode.CyclesOf(_network[first.Input].Shape, alone || _storages[first.Input].RowsTouch)
            + (IsMean(last) ? 0 : LayoutCode.CyclesOf(last.Shape, _storages[last.Name].RowsTouch));
        var inPlanes = changes + chain.Sum(n => _links[n.Name].Cycles);
        var inPixels = chain.Sum(n => PixelCycles((IntegerConvolutionNode)n));
        if (_policy == KernelPolicy.FirstRight || inPlanes < inPixels * (1 - LeastSaving))
            return true;
        foreach (var node in chain)
            _objections.Add(node.Name, InvariantText.Of($"{_links[node.Name].Kernel}: its chain would take {inPlanes:F0} cycles with changes of layout, {inPixels:F0} without"));
        return false;
    }

    /// <summary>About the cycles of the other kernels (measured): multiply-accumulates by how many they do a cycle.</summary>
    private double PixelCycles(IntegerConvolutionNode node)
    {
        var macs = (double)node.Shape.Count * node.Window.KernelHeight * node.Window.KernelWidth * (_network[node.Input].Shape.Channels / node.Groups);
        return macs / (node.Groups > 1 ? 22 : 48);
    }

    /// <summary>Whether a mean over planes is all that reads a tensor: it writes pixels by itself.</summary>
    private bool IsMean(Node node) =>
        OnlyReaderOf(node) is { } reader
        && Mean.Offer(new LayerProblem(reader, [InPlanes(node.Name, [])], _storages[reader.Name])) is KernelOffer.Accepted;

    private TensorStorage InPlanes(string name, IReadOnlyList<Node> readers) => StoragePlanner.InPlanes(_storages[name], _network[name], readers);

    private Node? OnlyReaderOf(Node node)
    {
        var readers = _network.ConsumersOf(node.Name).Take(2).ToList();
        return readers.Count == 1 && readers[0].Inputs.Count == 1 ? readers[0] : null;
    }

    private PlanarArrangement Arrange(List<IReadOnlyList<Node>> chains)
    {
        var firsts = new HashSet<string>(chains.Select(c => c[0].Name), StringComparer.Ordinal);
        var planar = new HashSet<string>(chains.SelectMany(c => c).Select(n => n.Name), StringComparer.Ordinal);
        var lasts = new HashSet<string>(chains.Select(c => c[c.Count - 1]).Where(n => !IsMean(n)).Select(n => n.Name), StringComparer.Ordinal);
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        var nodes = new List<Node>();
        foreach (var node in _network.Nodes)
        {
            var next = renamed.Aggregate(node, (n, names) => n.Rewire(names.Key, names.Value));
            if (firsts.Contains(node.Name))
            {
                var planes = Change(next.Input, _network[node.Input], "planes");
                _ = planar.Add(planes.Name);
                nodes.Add(planes);
                next = next.Rewire(next.Input, planes.Name);
            }

            nodes.Add(next);
            if (!lasts.Contains(node.Name))
                continue;
            var pixels = Change(node.Name, node, "pixels");
            nodes.Add(pixels);
            renamed.Add(node.Name, pixels.Name);
        }

        return new PlanarArrangement(_network.With(nodes), planar, _objections);
    }

    /// <summary>A change of layout, under a name that no layer can have.</summary>
    private static LayoutNode Change(string from, Node of, string to) =>
        new() { Name = from + " " + to, Inputs = [from], Shape = of.Shape, Quantization = of.Quantization, Site = of.Site };
}

/// <summary>A network with changes of layout in it.</summary>
/// <param name="Network">The network to be executed.</param>
/// <param name="Planar">The nodes whose tensors lie in planes.</param>
/// <param name="Objections">Why layers with weights of -1, 0 and 1 are not summed in planes.</param>
internal sealed record PlanarArrangement(Network Network, ISet<string> Planar, IReadOnlyDictionary<string, string> Objections)
{
    /// <summary>Adds the objection to a layer's report.</summary>
    public (LayerCode Code, LayerReport Report) Explain((LayerCode Code, LayerReport Report) chosen) =>
        Objections.TryGetValue(chosen.Report.Layer, out var objection)
            ? (chosen.Code, chosen.Report with { Refused = chosen.Report.Refused.Prepend(objection).ToEquatableArray() })
            : chosen;
}
