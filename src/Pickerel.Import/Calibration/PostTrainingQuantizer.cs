using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;

namespace Pickerel.Import.Calibration;

/// <summary>How far a layer's integers are from its real values.</summary>
/// <param name="Node">The layer of integers.</param>
/// <param name="Decibels">The ratio of signal to quantization noise; infinite without noise, not a number without signal.</param>
public sealed record LayerError(Node Node, double Decibels);

/// <summary>A network quantized after training.</summary>
/// <param name="Model">The integer network, as <c>[Network(Model = …)]</c> compiles it.</param>
/// <param name="Errors">The layers' errors on the calibration data, in order.</param>
public sealed record QuantizedModel(ModelDocument Model, IReadOnlyList<LayerError> Errors);

/// <summary>
/// Quantizes a trained network with a few samples. It is the compiler's own pipeline, stopped three times to measure: the ranges of
/// activations, the means by which biases are corrected, and what became of it.
/// </summary>
public static class PostTrainingQuantizer
{
    /// <summary>Quantizes a network.</summary>
    /// <param name="model">Its layers and parameters.</param>
    /// <param name="samples">The real values of each calibration sample in HWC order; at least one, all finite.</param>
    /// <param name="options">Bits and methods.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Stops between samples and passes.</param>
    /// <exception cref="ProblemException">Layers and parameters do not fit together, or cannot be quantized so.</exception>
    public static QuantizedModel Quantize(
        ModelDocument model, IReadOnlyList<double[]> samples, CalibrationOptions options, Action<CalibrationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var run = new CalibrationRun(samples, progress, cancellation);
        var context = new PassContext(options.Quantize, new ParametersSource.Model(model.Name), model);

        // Real numbers with their parameters: every tensor that is left is one that will exist.
        var declared = Declare(model, options, samples);
        var bound = RunPasses(declared, context, after: null, through: nameof(ExpandTransposedConvolutions), cancellation);

        // Grids: bits and signs as the compiler gives them, scales as the data asks for.
        var grids = RunPasses(bound, context, nameof(ExpandTransposedConvolutions), nameof(PropagateQuantization), cancellation);
        var scaled = ActivationRanges.Apply(bound, grids, run.Histograms(bound), options, cancellation);
        var quantized = RunPasses(scaled, context, nameof(ExpandTransposedConvolutions), nameof(PropagateQuantization), cancellation);

        // Integers, with biases corrected.
        context = context with { BiasMeans = MeansOf(options.BiasCorrection, () => run.Means(bound, quantized)) };
        var integer = RunPasses(quantized, context, nameof(PropagateQuantization), nameof(LowerToRequantization), cancellation);
        NetworkVerifier.Verify(integer, NetworkStage.Integer, nameof(PostTrainingQuantizer));
        return new(new ModelDocument(model.Name, WithWritableNames(integer), []), run.Errors(bound, integer));
    }

    private static BiasMeans MeansOf(BiasCorrectionMethod method, Func<BiasMeans> measure) => method switch
    {
        BiasCorrectionMethod.Measured => measure(),
        BiasCorrectionMethod.None => new BiasMeans.None(),
        _ => new BiasMeans.Expected(),
    };

    /// <summary>The layers, checked as the compiler checks them, behind the input's grid.</summary>
    private static Network Declare(ModelDocument model, CalibrationOptions options, IReadOnlyList<double[]> samples)
    {
        var network = model.Network!;
        var input = network.Input with { Quantization = options.Input ?? InputGrid(samples) };
        var declaration = new NetworkDeclaration
        {
            Type = new TypeDeclaration("", model.Name, []),
            Quantize = options.Quantize,
            Parameters = new ParametersSource.Model(model.Name),
        };
        return NetworkBuilder.Build(new CompilationRequest(declaration, model with { Network = network.Replace(input) }, [model.Name]));
    }

    /// <summary>Unsigned bytes from the least to the greatest value, 0 among them.</summary>
    private static Quantization InputGrid(IReadOnlyList<double[]> samples)
    {
        var (least, most) = (Math.Min(0, samples.Min(s => s.Min())), Math.Max(0, samples.Max(s => s.Max())));
        var scale = most > least ? (most - least) / byte.MaxValue : 1;
        return new(scale, (int)Math.Floor((-least / scale) + 0.5), 8, Signed: false);
    }

    private static Network RunPasses(Network network, PassContext context, string? after, string through, CancellationToken cancellation)
    {
        var passes = PassPipeline.Passes.Select(p => p.Name).ToList();
        var first = after is null ? 0 : passes.IndexOf(after) + 1;
        return PassPipeline.Run(PassPipeline.Passes.Skip(first).Take(passes.IndexOf(through) + 1 - first), network, context, cancellation);
    }

    /// <summary>Nodes that the compiler adds have names that no layer can have, and that no file holds.</summary>
    private static Network WithWritableNames(Network network)
    {
        var taken = network.Nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in network.Nodes.Where(n => n is not InputNode && !LayerNames.IsValidOf(n)).ToList())
        {
            var name = new string([.. node.Name.Select(c => c < 128 && char.IsLetterOrDigit(c) ? c : '_')]);
            while (!taken.Add(name))
                name += "_";
            network = network.Select(n => (string.Equals(n.Name, node.Name, StringComparison.Ordinal) ? n with { Name = name } : n).Rewire(node.Name, name));
        }

        return network;
    }
}
