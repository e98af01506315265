using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Kernels;

/// <summary>A layer in execution order: its code and where its tensors lie.</summary>
/// <param name="Code">Kernel, data, methods.</param>
/// <param name="Report">What was chosen and what was refused.</param>
/// <param name="InputOffsets">Offset in scratch of each input reference.</param>
/// <param name="OutputOffset">Offset in scratch of the output reference.</param>
/// <param name="WorkspaceOffset">Offset in scratch of the layer's own workspace; null when it needs none.</param>
internal sealed record PlannedLayer(LayerCode Code, LayerReport Report, IReadOnlyList<long> InputOffsets, long OutputOffset, long? WorkspaceOffset)
{
    /// <summary>Gets where each reference to scratch points that the layer's method takes, in order.</summary>
    public IEnumerable<long> ScratchOffsets => [.. InputOffsets, OutputOffset, .. WorkspaceOffset is { } workspace ? [workspace] : Array.Empty<long>()];
}

/// <summary>A buffer in scratch, and the layers it is kept for: from the one that writes it (-1 for the input) to the last that reads it.</summary>
internal sealed record PlannedBuffer(string Name, long Offset, long Bytes, int FirstStep, int LastStep);

/// <summary>A whole network ready to be written: layers with kernels, tensors with places.</summary>
internal sealed class ExecutionPlan
{
    /// <summary>Scratch is one array at most.</summary>
    public const long ScratchLimit = 1L << 30;

    private readonly MemoryPlan _memory;

    private ExecutionPlan(
        Network network, TensorStorage input, IReadOnlyList<TensorStorage> outputs, IReadOnlyList<TensorStorage> tensors, MemoryPlan memory, IReadOnlyList<PlannedLayer> layers)
    {
        (Network, Input, Outputs, Tensors, _memory, Layers) = (network, input, outputs, tensors, memory, layers);
    }

    public Network Network { get; }

    /// <summary>Gets the staged copy of the network's input.</summary>
    public TensorStorage Input { get; }

    /// <summary>Gets what is delivered, in the order of <see cref="Network.Outputs"/>.</summary>
    public IReadOnlyList<TensorStorage> Outputs { get; }

    /// <summary>Gets every tensor in scratch, in order of production.</summary>
    public IReadOnlyList<TensorStorage> Tensors { get; }

    public IReadOnlyList<PlannedLayer> Layers { get; }

    /// <summary>Gets the bytes asked of the caller: what is planned, and room to start it at a cache line, as loads of a whole line cost twice when they touch two.</summary>
    public int ScratchBytes => (int)_memory.Bytes + MemoryPlan.Alignment - 1;

    /// <summary>Gets what lies in scratch and when, tensors and layers' own workspaces.</summary>
    public IEnumerable<PlannedBuffer> Buffers => _memory.Buffers.Select(b => new PlannedBuffer(NameOf(b.Lifetime), b.Offset, b.Lifetime.Bytes, b.Lifetime.FirstStep, b.Lifetime.LastStep));

    public long OffsetOf(TensorStorage tensor) => _memory[tensor.Name];

    /// <exception cref="ProblemException">A limit of emission is passed.</exception>
    public static ExecutionPlan Of(Network network, CancellationToken cancellation, KernelPolicy policy = KernelPolicy.Fastest)
    {
        var arranged = PlanarChains.Arrange(network, policy);
        network = arranged.Network;
        var storages = StoragePlanner.Plan(network, arranged.Planar);
        var chosen = new List<(LayerCode Code, LayerReport Report)>();
        foreach (var node in network.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (node is not InputNode && !IsSameMemory(storages[node.Name], storages[node.Input]))
                chosen.Add(arranged.Explain(KernelCatalog.Choose(new LayerProblem(node, [.. node.Inputs.Select(i => storages[i])], storages[node.Name]) { Policy = policy })));
        }

        var tensors = network.Nodes.Select(n => storages[n.Name]).GroupBy(t => t.Name, StringComparer.Ordinal).Select(t => t.First()).ToList();
        IReadOnlyList<TensorStorage> outputs = [.. network.Outputs.Select(o => storages[o.Name])];
        var lifetimes = tensors.Select(t => LifetimeOf(t, outputs, [.. chosen.Select(c => c.Code)]));
        var workspaces = chosen.Select((c, step) => new Lifetime(WorkspaceOf(step), c.Code.WorkspaceBytes, step, step)).Where(w => w.Bytes > 0);
        var memory = MemoryPlan.Of([.. lifetimes, .. workspaces]);
        if (memory.Bytes > ScratchLimit)
            throw new ProblemException(Pkr.ScratchTooLarge.At(Site.Network, memory.Bytes, ScratchLimit));
        var layers = chosen.Select((c, step) => new PlannedLayer(
            c.Code,
            c.Report,
            [.. c.Code.Problem.Inputs.Select((t, i) => memory[t.Name] + c.Code.Reads[i].Start)],
            memory[c.Code.Problem.Output.Name] + c.Code.Write.Start,
            c.Code.WorkspaceBytes > 0 ? memory[WorkspaceOf(step)] : null));
        return new ExecutionPlan(network, storages[network.Input.Name], outputs, tensors, memory, [.. layers]);
    }

    /// <summary>The buffer's name in the plan, which no node can have.</summary>
    private static string WorkspaceOf(int step) => Emit.InvariantText.Of($"workspace\0{step}");

    private string NameOf(Lifetime buffer) =>
        string.Equals(buffer.Name, WorkspaceOf(buffer.FirstStep), System.StringComparison.Ordinal) ? "workspace of " + Layers[buffer.FirstStep].Report.Layer : buffer.Name;

    /// <summary>Whether a tensor is another, or a view of it.</summary>
    private static bool IsSameMemory(TensorStorage tensor, TensorStorage other) => string.Equals(tensor.Name, other.Name, StringComparison.Ordinal);

    /// <summary>A tensor lives from its producer to its last reader, as long as any of them may touch; an output until it is delivered.</summary>
    private static Lifetime LifetimeOf(TensorStorage tensor, IReadOnlyList<TensorStorage> outputs, IReadOnlyList<LayerCode> layers)
    {
        var (bytes, first, last) = (tensor.Bytes, -1, -1);
        for (var step = 0; step < layers.Count; step++)
        {
            var (problem, code) = (layers[step].Problem, layers[step]);
            if (IsSameMemory(problem.Output, tensor))
            {
                (first, last) = (step, Math.Max(last, step));
                bytes = Math.Max(bytes, Proved(code.Write).End);
            }

            for (var i = 0; i < problem.Inputs.Count; i++)
            {
                if (!IsSameMemory(problem.Inputs[i], tensor))
                    continue;
                last = step;
                bytes = Math.Max(bytes, Proved(code.Reads[i]).End);
            }
        }

        return new Lifetime(tensor.Name, bytes, first, outputs.Any(o => IsSameMemory(tensor, o)) ? layers.Count : last);
    }

    private static Access Proved(Access access) =>
        access.Start >= 0 && access.End >= access.Start
            ? access
            : throw new InvalidOperationException(Emit.InvariantText.Of($"A kernel would touch bytes {access.Start} to {access.End} of its tensor."));
}
