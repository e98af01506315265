namespace Pickerel.Benchmarks.Timing;

/// <summary>Times several contestants in turns, so that a disturbance of seconds does not fall on one alone.</summary>
internal static class Contest
{
    /// <summary>Times all.</summary>
    /// <param name="contestants">Each is warmed up here.</param>
    /// <param name="turns">How often each has its turn.</param>
    /// <param name="rounds">Rounds a turn, about 1.5 ms each or one call.</param>
    public static void Run(IReadOnlyCollection<Contestant> contestants, int turns, int rounds)
    {
        foreach (var contestant in contestants)
            contestant.WarmUp();

        // The optimizing compiler's last job waits for a quiet moment.
        Thread.Sleep(200);
        for (var turn = 0; turn < turns; turn++)
        {
            foreach (var contestant in contestants)
                contestant.Add(rounds);
        }
    }

    /// <summary>Times one call alone.</summary>
    public static Measurement Time(Action<int> call, int turns = 4, int rounds = 15)
    {
        var contestant = new Contestant(call);
        Run([contestant], turns, rounds);
        return contestant.Result();
    }
}
