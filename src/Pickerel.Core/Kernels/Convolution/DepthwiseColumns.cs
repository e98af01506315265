using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The inputs of 3x3 windows that move by one column: of the three columns of a window two were the last window's. So each input is
/// loaded and interleaved once instead of three times: rows 0 and 1 of a column with each other, row 2 with the column before.
/// </summary>
internal static class DepthwiseColumns
{
    private const int WidestRegister = 64;

    /// <summary>Whether windows overlap so, and each column fills registers: neighbours in a row are a register apart.</summary>
    public static bool Serve(WeightedProblem problem) =>
        problem.Window is { KernelHeight: 3, KernelWidth: 3, StrideWidth: 1, DilationWidth: 1 } && problem.Output.ChannelStride % WidestRegister == 0;

    /// <summary>Writes what the first window of row <c>y</c> needs of its first two columns.</summary>
    public static void WriteStart(SourceWriter w, WeightedProblem problem)
    {
        w.Line($"var start = {Terms.Sum(Terms.Times("y", problem.Window.StrideHeight * problem.Input.RowBytes), "channel")};");
        w.Line("T top, middle;");
        for (var column = 0; column < 2; column++)
        {
            w.Line($"top = {Load(problem, "start", column)};");
            w.Line($"middle = {Load(problem, "start", 3 + column)};");
            w.Line($"var lower{column} = V.InterleaveLowerBytes(top, middle);");
            w.Line($"var upper{column} = V.InterleaveUpperBytes(top, middle);");
        }

        w.Line($"var first = {Load(problem, "start", 6)};");
        w.Line($"var bottom = {Load(problem, "start", 7)};");
        w.Line("var bottomLower = V.InterleaveLowerBytes(first, bottom);");
        w.Line("var bottomUpper = V.InterleaveUpperBytes(first, bottom);");
    }

    /// <summary>Writes the third column of the window at <c>x</c>.</summary>
    public static void WriteColumn(SourceWriter w, WeightedProblem problem)
    {
        w.Line($"left = {Load(problem, "x", 2)};");
        w.Line($"right = {Load(problem, "x", 5)};");
        w.Line("var lower2 = V.InterleaveLowerBytes(left, right);");
        w.Line("var upper2 = V.InterleaveUpperBytes(left, right);");
        w.Line($"right = {Load(problem, "x", 8)};");
        w.Line("var nextLower = V.InterleaveLowerBytes(bottom, right);");
        w.Line("var nextUpper = V.InterleaveUpperBytes(bottom, right);");
    }

    /// <summary>Writes the move to the next window.</summary>
    public static void WriteShift(SourceWriter w)
    {
        foreach (var half in new[] { "lower", "upper" })
        {
            w.Line($"{half}0 = {half}1;");
            w.Line($"{half}1 = {half}2;");
        }

        w.Line("bottomLower = nextLower;");
        w.Line("bottomUpper = nextUpper;");
        w.Line("bottom = right;");
    }

    /// <summary>The interleaved inputs of a pair, of one half of the channels.</summary>
    public static string Inputs(DepthwisePair pair, string half) => pair.Second switch
    {
        7 => "bottom" + half,
        8 => "next" + half,
        _ => InvariantText.Of($"{half.ToLowerInvariant()}{pair.First}"),
    };

    private static string Load(WeightedProblem problem, string start, int tap) =>
        $"V.Load(ref input, {Terms.Sum(start, Terms.Constant(problem.TapOffset(tap)))})";
}
