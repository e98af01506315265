using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>The passes in order. The order is data: each pass says why it stands where it does, and what must stand before it is checked.</summary>
public static class PassPipeline
{
#if DEBUG
    private const bool VerifiesByDefault = true;
#else
    private const bool VerifiesByDefault = false;
#endif

    /// <summary>Gets all passes, in the order they run.</summary>
    public static ImmutableArray<Pass> Passes { get; } = CheckOrder(
    [
        new(nameof(BindParameters), "Everything after it computes with weights.", [], NetworkStage.Bound, BindParameters.Run),
        new(
            nameof(FoldPaddings),
            "What is left of a border of zeros keeps the input's normalization from moving on.",
            [nameof(BindParameters)],
            NetworkStage.Bound,
            FoldPaddings.Run),
        new(
            nameof(FoldInputNormalization),
            "The input becomes its raw integers; while norms still stand alone, they absorb it like weights do.",
            [nameof(BindParameters)],
            NetworkStage.Bound,
            FoldInputNormalization.Run),
        new(
            nameof(FoldBatchNormalization),
            "Norms behind weights must be folded before a ReLU behind the norm can reach the weighted node.",
            [nameof(BindParameters), nameof(FoldInputNormalization)],
            NetworkStage.Bound,
            FoldBatchNormalization.Run),
        new(
            nameof(FuseActivations),
            "Whether a tensor is behind a ReLU decides its grid.",
            [nameof(FoldBatchNormalization)],
            NetworkStage.Bound,
            FuseActivations.Run),
        new(
            nameof(ExpandTransposedConvolutions),
            "Norm and activation are the weighted node's own by now, so that every pixel of a stride gets its copy.",
            [nameof(FuseActivations)],
            NetworkStage.Bound,
            ExpandTransposedConvolutions.Run),
        new(
            nameof(PropagateQuantization),
            "Groups are final, so every remaining tensor is one that will exist.",
            [nameof(FuseActivations)],
            NetworkStage.Quantized,
            PropagateQuantization.Run),
        new(
            nameof(QuantizeConstants),
            "Bias correction needs the grids of the inputs.",
            [nameof(PropagateQuantization)],
            NetworkStage.Quantized,
            QuantizeConstants.Run),
        new(
            nameof(ScaleOutput),
            "The proof of the output's range needs the weight codes.",
            [nameof(QuantizeConstants)],
            NetworkStage.Quantized,
            ScaleOutput.Run),
        new(
            nameof(LowerToRequantization),
            "All scales and codes are known: they merge into integers.",
            [nameof(ScaleOutput)],
            NetworkStage.Integer,
            LowerToRequantization.Run),
        new(
            nameof(InferAccumulators),
            "It proves ranges of the final integers.",
            [nameof(LowerToRequantization)],
            NetworkStage.Proved,
            InferAccumulators.Run),
        new(
            nameof(SimplifyRequantizers),
            "Equal steps are equal on proved ranges only.",
            [nameof(InferAccumulators)],
            NetworkStage.Proved,
            SimplifyRequantizers.Run),
    ]);

    /// <summary>Lowers a declared network to integers; one of integers already is only proved.</summary>
    /// <param name="network">What <see cref="NetworkBuilder"/> built.</param>
    /// <param name="context">Bits and parameters.</param>
    /// <param name="cancellation">Observed between passes, and by passes inside.</param>
    /// <param name="verify">Whether the verifier runs between passes; null for debug builds only.</param>
    public static Network Run(Network network, PassContext context, CancellationToken cancellation, bool? verify = null)
    {
        if (verify ?? VerifiesByDefault)
            NetworkVerifier.Verify(network, network.IsInteger ? NetworkStage.Integer : NetworkStage.Declared, nameof(NetworkBuilder));
        return Run(network.IsInteger ? Passes.Where(p => p.Leaves > NetworkStage.Integer) : Passes, network, context, cancellation, verify);
    }

    /// <summary>Runs some passes.</summary>
    public static Network Run(
        IEnumerable<Pass> passes, Network network, PassContext context, CancellationToken cancellation, bool? verify = null)
    {
        foreach (var pass in passes)
        {
            cancellation.ThrowIfCancellationRequested();
            network = pass.Run(network, context, cancellation);
            if (verify ?? VerifiesByDefault)
                NetworkVerifier.Verify(network, pass.Leaves, pass.Name);
        }

        return network;
    }

    /// <summary>Runs the passes up to and including the one named: for tests of what stands in the middle.</summary>
    public static Network RunThrough(string last, Network network, PassContext context, CancellationToken cancellation = default)
    {
        var count = Passes.FindIndexOf(last) + 1;
        return count > 0
            ? Run(Passes.AsSpan().Slice(0, count).ToArray(), network, context, cancellation, verify: true)
            : throw new ArgumentException($"There is no pass '{last}'.", nameof(last));
    }

    /// <summary>Returns the passes if each stands once and after those it names and no stage goes backwards; else the order is a bug.</summary>
    internal static ImmutableArray<Pass> CheckOrder(ImmutableArray<Pass> passes)
    {
        var (seen, stage) = (new HashSet<string>(StringComparer.Ordinal), NetworkStage.Declared);
        foreach (var pass in passes)
        {
            foreach (var before in pass.After)
            {
                if (!seen.Contains(before))
                    throw new InvalidOperationException($"Pass {pass.Name} must stand after {before}.");
            }

            if (pass.Leaves < stage)
                throw new InvalidOperationException($"Pass {pass.Name} leaves the network {pass.Leaves}, but it was {stage} already.");
            if (!seen.Add(pass.Name))
                throw new InvalidOperationException($"Pass {pass.Name} stands twice.");
            stage = pass.Leaves;
        }

        return passes;
    }

    private static int FindIndexOf(this ImmutableArray<Pass> passes, string name)
    {
        for (var i = 0; i < passes.Length; i++)
        {
            if (string.Equals(passes[i].Name, name, StringComparison.Ordinal))
                return i;
        }

        return -1;
    }
}
