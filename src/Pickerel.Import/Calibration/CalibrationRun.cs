using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;

namespace Pickerel.Import.Calibration;

/// <summary>How far a quantization is: samples done of a step.</summary>
/// <param name="Step">What is done.</param>
/// <param name="Done">The samples done.</param>
/// <param name="Total">All samples.</param>
public readonly record struct CalibrationProgress(string Step, int Done, int Total);

/// <summary>Runs a network on all calibration samples, several at a time, and gathers what is asked for.</summary>
/// <param name="samples">The real values of each sample in HWC order.</param>
/// <param name="progress">Told after every sample; null for nobody.</param>
/// <param name="cancellation">Stops between samples.</param>
internal sealed class CalibrationRun(IReadOnlyList<double[]> samples, Action<CalibrationProgress>? progress, CancellationToken cancellation)
{
    /// <summary>The reference interpreter takes its time: so many samples tell the errors.</summary>
    private const int MostCompared = 32;

    /// <summary>The values of every tensor, counted.</summary>
    /// <exception cref="ProblemException">Some are no numbers, or too large (PKR1157).</exception>
    public IReadOnlyDictionary<string, ValueHistogram> Histograms(Network network)
    {
        var histograms = network.Nodes.ToDictionary(n => n.Name, _ => new ValueHistogram(), StringComparer.Ordinal);
        ForEach("ranges", network, (_, values) =>
        {
            foreach (var (name, tensor) in values)
                histograms[name].Widen(tensor);
        });
        var bad = network.Nodes.FirstOrDefault(n => !histograms[n.Name].IsUsable);
        if (bad is not null)
            throw new ProblemException(Pkr.CalibrationDataUnusable.At(Site.Network, "the data", network.Name, $"layer '{bad.Name}' gives values that are no numbers, or beyond 1E+30"));
        ForEach("distributions", network, (_, values) =>
        {
            foreach (var (name, tensor) in values)
                histograms[name].Count(tensor);
        });
        return histograms;
    }

    /// <summary>The means of the tensors that weighted nodes read, real and on their grids.</summary>
    /// <param name="bound">The network of real numbers.</param>
    /// <param name="quantized">The same with grids.</param>
    public BiasMeans Means(Network bound, Network quantized)
    {
        var read = quantized.Nodes.OfType<WeightedNode>().Select(n => n.Input).Distinct(StringComparer.Ordinal).Select(name => quantized[name]).ToList();
        var sums = read.ToDictionary(n => n.Name, n => (Real: new double[n.Shape.Channels], Quantized: new double[n.Shape.Channels]), StringComparer.Ordinal);
        ForEach("means", bound, (_, values) =>
        {
            foreach (var node in read)
            {
                var (tensor, sum, grid) = (values[node.Name], sums[node.Name], node.Quantization!);
                for (var i = 0; i < tensor.Length; i++)
                {
                    sum.Real[i % sum.Real.Length] += tensor[i];
                    sum.Quantized[i % sum.Real.Length] += grid.RealOf(grid.Of(tensor[i]));
                }
            }
        });
        return new BiasMeans.Measured(read.ToDictionary(n => n.Name, MeansOf, StringComparer.Ordinal));

        ChannelMeans MeansOf(Node node)
        {
            var count = (double)samples.Count * node.Shape.Height * node.Shape.Width;
            return new(sums[node.Name].Real.Select(s => s / count).ToEquatableArray(), sums[node.Name].Quantized.Select(s => s / count).ToEquatableArray());
        }
    }

    /// <summary>How far the layers of integers are from those of real numbers, on the first samples.</summary>
    public IReadOnlyList<LayerError> Errors(Network bound, Network integer)
    {
        var known = bound.Nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var compared = integer.Nodes.Where(n => known.Contains(n.Name) && n is not (MovementNode or FlattenNode or MaxPoolNode)).ToList();
        var (signals, errors) = (new double[compared.Count], new double[compared.Count]);
        ForEach("errors", bound, Math.Min(samples.Count, MostCompared), (sample, values) =>
        {
            var grid = integer.Input.Quantization!;
            var integers = ReferenceInterpreter.RunAll(integer, Array.ConvertAll(samples[sample], grid.Of), cancellation);
            var sums = compared.ConvertAll(node => Squares(values[node.Name], integers[node.Name], node.Quantization!));
            return () =>
            {
                for (var i = 0; i < sums.Count; i++)
                    (signals[i], errors[i]) = (signals[i] + sums[i].Signal, errors[i] + sums[i].Error);
            };
        });
        return [.. compared.Select((node, i) => new LayerError(node, 10 * Math.Log10(signals[i] / errors[i])))];
    }

    private static (double Signal, double Error) Squares(double[] real, int[] integers, Quantization grid)
    {
        var (signal, error) = (0.0, 0.0);
        for (var i = 0; i < real.Length; i++)
        {
            var difference = real[i] - grid.RealOf(integers[i]);
            (signal, error) = (signal + (real[i] * real[i]), error + (difference * difference));
        }

        return (signal, error);
    }

    private void ForEach(string step, Network network, Action<int, IReadOnlyDictionary<string, double[]>> gather) =>
        ForEach(step, network, samples.Count, (sample, values) => () => gather(sample, values));

    /// <summary>Computes in parallel, and gathers in the samples' order, so that sums come out the same every time.</summary>
    private void ForEach(string step, Network network, int total, Func<int, IReadOnlyDictionary<string, double[]>, Action> compute)
    {
        var block = Math.Max(1, Environment.ProcessorCount);
        var results = new Action[block];
        for (var first = 0; first < total; first += block)
        {
            var count = Math.Min(block, total - first);
            _ = Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i => results[i] = compute(first + i, FloatInterpreter.RunAll(network, samples[first + i])));
            for (var i = 0; i < count; i++)
                results[i]();
            progress?.Invoke(new(step, first + count, total));
        }
    }
}
