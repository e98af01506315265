using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Pickerel.Kernels.Tests;

/// <summary>A method as the JIT compiled it for x64, from the listing that <c>DOTNET_JitDisasm</c> writes.</summary>
/// <param name="Name">With type arguments.</param>
/// <param name="Tier">Such as <c>FullOpts</c> or <c>Tier0</c>.</param>
/// <param name="Lines">The listing.</param>
internal sealed partial record MachineCode(string Name, string Tier, IReadOnlyList<string> Lines)
{
    private const string Heading = "; Assembly listing for method ";

    /// <summary>Gets whether everything the JIT can do was done.</summary>
    public bool IsOptimized => string.Equals(Tier, "FullOpts", StringComparison.Ordinal) || Tier.StartsWith("Tier1", StringComparison.Ordinal);

    public bool HasLoop => Loops().Count > 0;

    /// <summary>Gets the instructions on vector registers in loops without loops in them.</summary>
    public IReadOnlyList<string> VectorsInInnerLoops => [.. InnerLoops().Where(l => VectorRegister().IsMatch(l))];

    /// <summary>Gets those of <see cref="VectorsInInnerLoops"/> that keep a register on the stack or fetch it from there.</summary>
    public IReadOnlyList<string> SpillsInInnerLoops => [.. VectorsInInnerLoops.Where(l => StackAccess().IsMatch(l))];

    public IReadOnlyList<string> CallsInInnerLoops => [.. InnerLoops().Where(IsCall)];

    /// <summary>Gets the calls of vector steps, which ought to be instructions.</summary>
    public IReadOnlyList<string> StepsCalled => [.. Lines.Where(l => IsCall(l) && Step().IsMatch(l))];

    /// <summary>The methods of a listing, in the order they were compiled.</summary>
    public static IReadOnlyList<MachineCode> Parse(string listing) =>
    [
        .. listing.Split(Heading, StringSplitOptions.RemoveEmptyEntries).Where(text => text.Contains('\n', StringComparison.Ordinal)).Select(text =>
        {
            var lines = text.Split('\n');
            var heading = Title().Match(lines[0]);
            return new MachineCode(heading.Groups["name"].Value, heading.Groups["tier"].Value, lines[1..]);
        }),
    ];

    /// <summary>First and last line of each loop: a jump and the label before it that it goes back to.</summary>
    private List<(int First, int Last)> Loops()
    {
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        var loops = new List<(int First, int Last)>();
        for (var i = 0; i < Lines.Count; i++)
        {
            if (Label().Match(Lines[i]) is { Success: true } label)
                labels[label.Value] = i;
            else if (Jump().Match(Lines[i]) is { Success: true } jump && labels.TryGetValue(jump.Groups["target"].Value, out var first))
                loops.Add((first, i));
        }

        return loops;
    }

    private IEnumerable<string> InnerLoops()
    {
        var loops = Loops();
        return loops
            .Where(outer => !loops.Any(inner => inner != outer && inner.First >= outer.First && inner.Last <= outer.Last))
            .SelectMany(l => Lines.Skip(l.First).Take(l.Last - l.First + 1));
    }

    private static bool IsCall(string line) => line.TrimStart().StartsWith("call ", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<name>.*) \((?<tier>[^()]*)\)\s*$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Title();

    [GeneratedRegex(@"^G_M\w+(?=:)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s+j[a-z]+ +(SHORT +)?(?<target>G_M\w+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Jump();

    [GeneratedRegex(@"\b[xyz]mm\d+\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex VectorRegister();

    [GeneratedRegex(@"\[r[sb]p\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex StackAccess();

    [GeneratedRegex(@"\+(Lanes\d+|ScalarLane):(?!get_)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Step();
}
