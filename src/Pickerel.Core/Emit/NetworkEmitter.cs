using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Emit;

/// <summary>The files of one network, what was chosen for its layers, and the scratch they share.</summary>
public sealed record EmittedNetwork(EquatableArray<GeneratedSource> Sources, EquatableArray<LayerReport> Layers, int ScratchBytes);

/// <summary>Turns an integer network into C#: plans memory, chooses kernels, writes API, kernels, weights and description.</summary>
public static class NetworkEmitter
{
    /// <summary>Emits one network.</summary>
    /// <param name="type">The user's partial class.</param>
    /// <param name="network">An integer network (every pass has run).</param>
    /// <param name="canInfer">Whether there are weights; without them the API throws.</param>
    /// <param name="cancellation">Stops between layers.</param>
    /// <param name="declared">The network as declared, for its description; null if it was made of integers.</param>
    /// <param name="cost">What it costs; null for the cost of the integers alone.</param>
    /// <param name="unroll">Which loops are written out.</param>
    /// <exception cref="ProblemException">A limit of emission is passed.</exception>
    public static EmittedNetwork Emit(
        TypeDeclaration type, Network network, bool canInfer, CancellationToken cancellation, Network? declared = null, CostReport? cost = null, UnrollKind unroll = UnrollKind.Auto) =>
        Emit(type, ExecutionPlan.Of(network, cancellation, PolicyOf(unroll)), canInfer, unroll, declared, cost ?? CostModel.Of(network, network, cancellation));

    /// <summary>Emits one network as planned.</summary>
    internal static EmittedNetwork Emit(TypeDeclaration type, ExecutionPlan plan, bool canInfer) =>
        Emit(type, plan, canInfer, UnrollKind.Auto, declared: null, CostModel.Of(plan.Network, plan.Network));

    private static EmittedNetwork Emit(TypeDeclaration type, ExecutionPlan plan, bool canInfer, UnrollKind unroll, Network? declared, CostReport cost)
    {
        var modelBytes = ModelSize.Bytes(plan.Network);
        var sources = new List<GeneratedSource> { ApiEmitter.Emit(Describe(type, plan, modelBytes, canInfer, cost)) };
        if (canInfer)
        {
            var layers = plan.Layers.Zip(UniqueNames(plan.Layers), (l, name) => (name, l)).ToList();
            var kernels = KernelsEmitter.Emit(type, plan, layers, unroll);
            if (unroll == UnrollKind.Full)
                UnrollBudget.Check(kernels.Text);
            sources.Add(kernels);
            sources.Add(KernelsEmitter.EmitRuntime(type, layers, plan, kernels.Text));
            sources.Add(WeightEmitter.Emit(type, layers));
        }

        sources.Add(DescriptionEmitter.Emit(type, plan, modelBytes, cost, declared));
        return new EmittedNetwork(sources.ToEquatableArray(), plan.Layers.Select(l => l.Report).ToEquatableArray(), plan.ScratchBytes);
    }

    /// <summary>Emits the members with throwing bodies, so that what was wrong is the only error.</summary>
    public static EquatableArray<GeneratedSource> EmitThrowing(NetworkDeclaration declaration, Problem problem) =>
        [ApiEmitter.Emit(DeclaredApi.Of(declaration, problem.ToString()))];

    private static ApiModel Describe(TypeDeclaration type, ExecutionPlan plan, long modelBytes, bool canInfer, CostReport cost)
    {
        var input = plan.Network.Input;
        var grid = input.Quantization!;
        return new ApiModel
        {
            Type = type,
            InputLength = (int)input.Shape.Count,
            ScratchBytes = plan.ScratchBytes,
            ModelBytes = modelBytes,
            InputScale = grid.Scale,
            InputZeroPoint = grid.ZeroPoint,
            InputType = grid.ElementType,
            Outputs = [.. OutputNames.Of(plan.Network).Zip(plan.Network.Outputs, (name, o) => new ApiOutput(name, (int)o.Shape.Count, o.Quantization!.Scale, o.Quantization.ZeroPoint, o.Quantization.ElementType))],
            Throws = canInfer ? null : $"{type.Name} has no weights: name a model file with [Network(Weights = \"…\")], or use [Network(Seed = …)] for pseudo-random ones.",
            Remarks = string.Join("\n", LayerTable.Lines(plan, cost)),
            Cost = cost,
        };
    }

    private static KernelPolicy PolicyOf(UnrollKind unroll) => unroll == UnrollKind.Full ? KernelPolicy.Straight : KernelPolicy.Fastest;

    /// <summary>The layers' names as identifiers; two that differ only in what identifiers cannot hold get a number.</summary>
    private static IEnumerable<string> UniqueNames(IReadOnlyList<PlannedLayer> layers)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            var stem = TypeShell.Identifier(layer.Report.Layer);
            var name = stem;
            for (var i = 2; !taken.Add(name); i++)
                name = InvariantText.Of($"{stem}_{i}");
            yield return name;
        }
    }
}
