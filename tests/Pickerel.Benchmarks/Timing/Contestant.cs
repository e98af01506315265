using System.Diagnostics;

namespace Pickerel.Benchmarks.Timing;

/// <summary>Best and median time of one call, in microseconds.</summary>
internal readonly record struct Measurement(double Best, double Median);

/// <summary>Something timed in rounds of many calls.</summary>
/// <param name="call">Calls it the times given.</param>
internal sealed class Contestant(Action<int> call)
{
    private const double RoundMicroseconds = 1500;
    private const double WarmUpMicroseconds = 80_000, LongestWarmUpMicroseconds = 400_000;
    private const int LeastWarmUpCalls = 60;

    private readonly List<double> _rounds = [];
    private int _batch;

    /// <summary>
    /// Runs until the callers' code is tiered up and a round's length is known; kernels are optimized at their first call.
    /// </summary>
    public void WarmUp()
    {
        // The first call compiles the kernels, and says nothing about the others.
        call(1);
        var start = Stopwatch.GetTimestamp();
        var calls = 0;
        double elapsed;
        do
        {
            call(1);
            calls++;
            elapsed = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        while (elapsed < WarmUpMicroseconds || (calls < LeastWarmUpCalls && elapsed < LongestWarmUpMicroseconds));
        _batch = (int)Math.Clamp(RoundMicroseconds * calls / elapsed, 1, 1_000_000);
    }

    /// <summary>Adds rounds, after one that is thrown away: caches may hold another contestant's data.</summary>
    public void Add(int rounds)
    {
        _ = Round();
        for (var i = 0; i < rounds; i++)
            _rounds.Add(Round());
    }

    public Measurement Result()
    {
        var sorted = _rounds.Order().ToArray();
        return new(sorted[0], sorted[sorted.Length / 2]);
    }

    private double Round()
    {
        var start = Stopwatch.GetTimestamp();
        call(_batch);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / _batch;
    }
}
