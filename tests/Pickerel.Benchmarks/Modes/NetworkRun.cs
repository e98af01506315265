using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Layers;
using Pickerel.Benchmarks.Networks;
using Pickerel.Benchmarks.Timing;

namespace Pickerel.Benchmarks.Modes;

/// <summary>One network at one precision, timed or refused.</summary>
/// <param name="Macs">Multiply-accumulates of one inference.</param>
/// <param name="Time">Best and median, when it compiled.</param>
/// <param name="Refusal">The compiler's message, when it did not.</param>
internal sealed record NetworkRun(PeerNetwork Network, Precision Precision, long Macs, Measurement Time, string? Refusal)
{
    private const int Turns = 6, Rounds = 9;

    /// <summary>Gets billions of multiply-accumulates a second, at the best time.</summary>
    public double Gmacs => Macs / Time.Best / 1000;

    /// <summary>Builds all networks, then times them in turns on the calling thread.</summary>
    /// <param name="options">Which.</param>
    /// <param name="built">Called between building and timing.</param>
    public static IReadOnlyList<NetworkRun> All(Options options, Action? built = null)
    {
        var pairs = options.Pairs;
        var prepared = pairs.Select(pair => Prepare(pair.Network, pair.Precision, options.Uniform)).ToArray();
        built?.Invoke();
        Contest.Run([.. prepared.Select(p => p.Contestant).OfType<Contestant>()], Turns, Rounds);
        return [.. prepared.Select(p => p.Contestant is { } timed ? p.Run with { Time = timed.Result() } : p.Run)];
    }

    /// <summary>The line of <c>--quick</c>.</summary>
    public override string ToString() => Refusal is null
        ? FormattableString.Invariant($"{Network.Name} {Precision.Name} best_us={Time.Best:F2} median_us={Time.Median:F2} gmacs={Gmacs:F1}")
        : $"{Network.Name} {Precision.Name} refused: {Refusal}";

    private static (NetworkRun Run, Contestant? Contestant) Prepare(PeerNetwork network, Precision precision, bool uniform)
    {
        try
        {
            var source = network.At(precision);
            var loaded = LoadedNetwork.Load(BuiltAssemblies.Of(source, uniform), source.FullName);
            var macs = Work.Macs(DeclaredNetworks.Build(DeclaredNetworks.Request(source)));
            return (new(network, precision, macs, default, Refusal: null), new Contestant(loaded.Infer));
        }
        catch (BuildException refused)
        {
            return (new(network, precision, 0, default, refused.Message), null);
        }
    }
}
