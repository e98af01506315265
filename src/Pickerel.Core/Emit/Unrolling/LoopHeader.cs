using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pickerel.Core.Emit;

/// <summary>The header of a loop whose passes are known once the registers are.</summary>
/// <param name="Variable">Counts.</param>
/// <param name="Start">Its first value.</param>
/// <param name="End">Ends it: a number, or <c>V.Lanes</c>.</param>
/// <param name="Step">What a pass adds: an expression of numbers and of the registers' size.</param>
/// <param name="First">The number of the first pass.</param>
/// <param name="Together">From one pass to the next: how many of the loop as it was written.</param>
internal sealed record LoopHeader(string Variable, long Start, string End, string Step, long First = 0, long Together = 1)
{
    private static readonly Regex Loop = new(@"^(for|foreach|while) \(|^do$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private static readonly Regex Counting = new(
        @"^for \(nint (?<variable>\w+) = (?<start>\d+); \k<variable> < (?<end>[^;]+); \k<variable>(\+\+| \+= (?<step>[^;]+))\)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(10));

    private static readonly Regex Factor = new(
        @"^\(*((?<number>\d+)|V\.(?<register>Lanes|Size))( \* ((?<number>\d+)|V\.(?<register>Lanes|Size)))?\)*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(10));

    private static readonly Regex Greater = new(@"^Address\.Most\((?<left>[^,]+), (?<right>[^,]+)\)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    /// <summary>Reads a block's header; null when it is no loop.</summary>
    /// <exception cref="InvalidOperationException">It is a loop of another form, which the kernels chosen for straight code do not have.</exception>
    public static LoopHeader? Parse(string header)
    {
        if (!Loop.IsMatch(header))
            return null;
        var counting = Counting.Match(header);
        if (!counting.Success)
            throw new InvalidOperationException("A loop that cannot be written out: " + header);
        var step = counting.Groups["step"];
        return new LoopHeader(
            counting.Groups["variable"].Value, Parsed(counting.Groups["start"].Value), counting.Groups["end"].Value, step.Success ? step.Value : "1");
    }

    /// <summary>The passes with registers of so many lanes.</summary>
    public long Passes(int lanes)
    {
        var (length, step) = (Evaluate(End, lanes) - Start, Evaluate(Step, lanes));
        return length <= 0 ? 0 : (length + step - 1) / step;
    }

    /// <summary>The variable's value in a pass.</summary>
    public string ValueAt(long pass) => NumberOf(Start, First + (pass * Together));

    /// <summary>How far the variable moves on in some passes.</summary>
    public string Distance(long passes) => NumberOf(0, passes * Together);

    private string NumberOf(long start, long passes) =>
        long.TryParse(Step, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || passes == 0
            ? InvariantText.Of($"{start + (passes * step)}")
            : Terms.Sum(Terms.Constant(start), Terms.Times(Step, passes));

    private static long Evaluate(string expression, int lanes)
    {
        if (Greater.Match(expression) is { Success: true } greater)
            return Math.Max(Evaluate(greater.Groups["left"].Value, lanes), Evaluate(greater.Groups["right"].Value, lanes));
        var factor = Factor.Match(expression);
        if (!factor.Success)
            throw new InvalidOperationException("A loop whose passes are not known: " + expression);
        var value = 1L;
        foreach (Capture number in factor.Groups["number"].Captures)
            value *= Parsed(number.Value);
        foreach (Capture register in factor.Groups["register"].Captures)
            value *= string.Equals(register.Value, "Size", StringComparison.Ordinal) ? 4 * lanes : lanes;
        return value;
    }

    private static long Parsed(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
