using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Networks;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Benchmarks.Layers;

/// <summary>One step of a network, ready to be timed where it stands.</summary>
/// <param name="Name">The layer's name, or that of staging or delivery.</param>
/// <param name="Shape">The layer in the words of <see cref="LayerSpec"/>.</param>
/// <param name="Macs">Its multiply-accumulates.</param>
/// <param name="Report">What the compiler chose, and why; null of staging and delivery.</param>
/// <param name="Execute">Executes it the times given.</param>
internal sealed record ProfiledStep(string Name, string Shape, long Macs, LayerReport? Report, Action<int> Execute);

/// <summary>A network built with a way into each of its steps.</summary>
internal sealed record ProfiledNetwork(IReadOnlyList<ProfiledStep> Steps)
{
    /// <exception cref="BuildException">The network does not compile.</exception>
    public static ProfiledNetwork Build(NetworkSource source, bool uniform)
    {
        var compiled = DeclaredNetworks.Compile(DeclaredNetworks.Request(source, uniform));
        var profile = ProfileSource.Of(source.ClassName, compiled.Sources);
        var sources = compiled.Sources.Append(profile.Source).ToEquatableArray();
        var path = BuiltAssemblies.Of(source.ClassName, string.Concat(sources.Select(s => s.Text)), name => NetworkBuild.Emit(name, source.ClassName, sources));
        var run = LoadedNetwork.LoadProfile(path, source.FullName);
        return new([.. profile.Steps.Select((name, step) => Step(compiled, name, times => run(step, times)))]);
    }

    private static ProfiledStep Step(CompilationResult.Success compiled, string name, Action<int> execute)
    {
        var network = compiled.Network;
        if (name is ProfileSource.Staging or ProfileSource.Delivery)
            return new(name, (name is ProfileSource.Staging ? network.Input : network.Output).Shape.ToString(), 0, Report: null, execute);
        var report = compiled.Layers.FirstOrDefault(l => string.Equals(l.Layer, name, StringComparison.Ordinal));
        return network.Nodes.FirstOrDefault(n => string.Equals(n.Name, name, StringComparison.Ordinal)) is { } node
            ? new(name, Describe(network, node), Work.Macs(network, node), report, execute)
            : new(name, "", 0, report, execute); // A change of layout, which the network does not know of.
    }

    private static string Describe(Network network, Node node)
    {
        var input = network[node.Input].Shape;
        var size = $"{input.Height}x{input.Width}";
        return node switch
        {
            IntegerConvolutionNode { Convolution: ConvolutionKind.Depthwise } c => $"dw {Kernel(c.Window)} {input.Channels} {size}{Stride(c.Window)}",
            IntegerConvolutionNode { Convolution: ConvolutionKind.Pointwise } c => $"pw {input.Channels}->{node.Shape.Channels} {size}{Stride(c.Window)}",
            IntegerConvolutionNode c => $"conv {Kernel(c.Window)} {input.Channels}->{node.Shape.Channels} {size}{Stride(c.Window)}",
            IntegerDenseNode => $"dense {input.Count}->{node.Shape.Count}",
            _ => input.ToString(),
        };
    }

    private static string Kernel(Window window) => $"{window.KernelHeight}x{window.KernelWidth}";

    private static string Stride(Window window) => window.StrideHeight == 1 ? "" : $" s{window.StrideHeight}";
}
