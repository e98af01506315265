using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Kernels;

/// <summary>Whether kernels that are estimated to be slower than those behind them are refused.</summary>
internal enum KernelPolicy
{
    /// <summary>The kernel estimated to be the fastest.</summary>
    Fastest,

    /// <summary>The first kernel that is right, so that tests reach each on any shape.</summary>
    FirstRight,

    /// <summary>The fastest whose loops do not depend on data: none that sums lists of taps.</summary>
    Straight,
}

/// <summary>One node to be executed, with the storage of what it reads and writes: what kernels are asked about.</summary>
internal sealed class LayerProblem(Node node, IReadOnlyList<TensorStorage> inputs, TensorStorage output)
{
    private WeightedProblem? _weighted;
    private Requantizer? _step;

    public Node Node { get; } = node;

    public IReadOnlyList<TensorStorage> Inputs { get; } = inputs;

    public TensorStorage Output { get; } = output;

    public TensorStorage Input => Inputs[0];

    public KernelPolicy Policy { get; init; }

    /// <summary>Gets whether some tensor lies in planes.</summary>
    public bool IsPlanar => Output.Planes is not null || Inputs.Any(i => i.Planes is not null);

    /// <summary>
    /// The node's step in a form that kernels execute: multiply and shift, float, two slopes, thresholds. Every other form is monotone,
    /// so its thresholds are all of it.
    /// </summary>
    /// <param name="accumulators">The range of each channel's accumulator, zero point subtracted; asked for only where thresholds are sought.</param>
    public Requantizer StepOn(Func<IReadOnlyList<IntegerRange>> accumulators) => _step ??= ((RequantizedNode)Node).Requantizer switch
    {
        Requantization or FloatRequantization or FloatSlopeRequantization or TwoSlopeRequantization or ThresholdRequantization => ((RequantizedNode)Node).Requantizer,
        var other => ThresholdForm.Of(other, accumulators()),
    };

    /// <summary>Gets the problem as one with weights, shared by all kernels that are asked about it; the node must have some.</summary>
    public WeightedProblem Weighted => _weighted ??= new(this);
}

/// <summary>A kernel's answer to a problem: the code, or why not.</summary>
internal abstract record KernelOffer
{
    private KernelOffer()
    {
    }

    public sealed record Accepted(LayerCode Code) : KernelOffer;

    public sealed record Refused(string Reason) : KernelOffer;

    /// <summary>The kernel is for another kind of layer; nothing to report.</summary>
    public sealed record NotMeant : KernelOffer;
}

/// <summary>A way to execute a kind of node. It takes a problem only when it proves that every result is right.</summary>
internal interface IKernel
{
    /// <summary>Gets the name: operation, types, technique.</summary>
    string Name { get; }

    KernelOffer Offer(LayerProblem problem);
}
