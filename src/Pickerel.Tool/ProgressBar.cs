using System;
using System.Collections.Generic;
using Pickerel.Import.Calibration;
using Spectre.Console;

namespace Pickerel.Tool;

/// <summary>Bars that show how far a long command is, on the error stream of a terminal; elsewhere nothing.</summary>
internal static class ProgressBar
{
    /// <summary>Runs something that reports.</summary>
    public static T While<T>(Func<Action<CalibrationProgress>?, T> work)
    {
        if (Console.IsErrorRedirected)
            return work(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().Start(context =>
        {
            var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
            return work(progress =>
            {
                if (!bars.TryGetValue(progress.Step, out var bar))
                    bars.Add(progress.Step, bar = context.AddTask(progress.Step, maxValue: progress.Total));
                bar.Value = progress.Done;
            });
        });
    }
}
