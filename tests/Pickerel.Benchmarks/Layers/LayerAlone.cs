using Pickerel.Benchmarks.Building;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Benchmarks.Layers;

/// <summary>One executed layer as a network of its own: the same weights, grids and bound, so the same kernel.</summary>
/// <param name="Layer">The node.</param>
/// <param name="Input">The shape it reads.</param>
/// <param name="Macs">Its multiply-accumulates.</param>
/// <param name="Report">What the emitter chose, and why.</param>
/// <param name="Loaded">Its code, bound.</param>
internal sealed record LayerAlone(Node Layer, TensorShape Input, long Macs, LayerReport? Report, LoadedNetwork Loaded)
{
    private const string ClassName = "Layer";

    /// <summary>Cuts a node out of an integer network and builds it. Of several inputs all become the network's one.</summary>
    public static LayerAlone Build(Network network, Node node)
    {
        var producer = network[node.Input];
        var input = new InputNode { Name = "input", Shape = producer.Shape, Quantization = producer.Quantization };
        var cut = node.Inputs.Aggregate(node, (rewired, from) => rewired.Rewire(from, input.Name));
        var type = new TypeDeclaration(Networks.NetworkSource.Namespace, ClassName, []);
        var emitted = NetworkEmitter.Emit(type, new Network(ClassName, [input, cut]), canInfer: true, CancellationToken.None);

        var text = string.Concat(emitted.Sources.Select(s => s.Text));
        var path = BuiltAssemblies.Of(ClassName, text, name => NetworkBuild.Emit(name, ClassName, emitted.Sources));
        var loaded = LoadedNetwork.Load(path, $"{type.Namespace}.{type.Name}", producer.Quantization!.Maximum);
        return new(node, producer.Shape, Work.Macs(network, node), emitted.Layers.LastOrDefault(l => string.Equals(l.Layer, node.Name, StringComparison.Ordinal)), loaded);
    }
}
