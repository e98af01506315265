using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Writes the transformation of a block's inputs into the workspace, [row of points][tile][column of points][channel]: with
/// <see cref="WinogradTransform"/>'s B, columns first. Bytes are shifted by the inputs' greatest difference, which
/// makes them all positive, except at the one point where they are anyway.
/// </summary>
internal static class WinogradInput
{
    private const int Side = WinogradTransform.Side;

    public static void Write(SourceWriter w, WinogradTechnique technique, WeightedProblem problem, WinogradBlocks blocks)
    {
        if (technique.ShiftsInputs)
            w.Line($"var shift = V.CreateBytes({technique.InputShift(0, problem.Input.Maximum)});");
        using var row = w.Loop("row", blocks.Rows);
        using var column = w.Loop("column", blocks.Columns);
        w.Line($"var at = {Terms.Sum(Position("row", blocks.Rows, blocks.Height, problem.Input.RowBytes), Position("column", blocks.Columns, blocks.Width, problem.Input.PixelBytes))};");
        w.Line($"var to = {Terms.Sum(Terms.Times("row", blocks.Columns * blocks.TileBytes), Terms.Times("column", blocks.TileBytes))};");
        using var channels = w.Loop("first", problem.Input.ChannelStride, technique.RegisterChannels);
        w.Line($"var channel = Address.Least(first, {problem.Input.ChannelStride} - {technique.RegisterChannels});");
        for (var x = 0; x < Side; x++)
            WriteColumn(w, technique, problem, x);
        for (var y = 0; y < Side; y++)
            WriteRow(w, technique, problem, blocks, y);
    }

    /// <summary>The offset of a tile's first output along one side of a block: in an odd one the last tile overlaps the one before.</summary>
    public static string? Position(string tile, int tiles, int outputs, long stride) =>
        tiles == 1 ? null
        : outputs % WinogradTransform.TileSide == 0 ? Terms.Times(tile, WinogradTransform.TileSide * stride)
        : InvariantText.Of($"(Address.Least({tile} * {WinogradTransform.TileSide}, {outputs - WinogradTransform.TileSide}) * {stride})");

    /// <summary>Writes e = B d of a column: four inputs, of which the first two are shifted in the first two columns.</summary>
    private static void WriteColumn(SourceWriter w, WinogradTechnique technique, WeightedProblem problem, int x)
    {
        var (add, subtract, declare) = ("V.Add" + technique.Elements, "V.Subtract" + technique.Elements, x == 0 ? "var " : "");
        for (var y = 0; y < Side; y++)
            w.Line($"{declare}d{y} = V.{technique.Load}(ref input, {Terms.Sum("at", "channel", Terms.Constant((y * problem.Input.RowBytes) + (x * problem.Input.PixelBytes)))});");
        if (technique.ShiftsInputs && x == 1)
            w.Line($"var plain = {add}(d1, d2);");
        if (technique.ShiftsInputs && x < 2)
        {
            w.Line($"d0 = {add}(d0, shift);");
            w.Line($"d1 = {add}(d1, shift);");
        }

        w.Line($"var e0{x} = {subtract}(d0, d2);");
        w.Line($"var e1{x} = {add}(d1, d2);");
        w.Line($"var e2{x} = {subtract}(d1, d2);");
        w.Line($"var e3{x} = {subtract}(d1, d3);");
    }

    /// <summary>Writes a row of e B'.</summary>
    private static void WriteRow(SourceWriter w, WinogradTechnique technique, WeightedProblem problem, WinogradBlocks blocks, int y)
    {
        var (add, subtract) = ("V.Add" + technique.Elements, "V.Subtract" + technique.Elements);
        var sum = technique.ShiftsInputs && y == 1 ? "plain" : InvariantText.Of($"e{y}1");
        string[] values =
        [
            $"{subtract}(e{y}0, e{y}2)", $"{add}({sum}, e{y}2)", $"{subtract}(e{y}1, e{y}2)", $"{subtract}(e{y}1, e{y}3)",
        ];
        var channel = technique.ElementBytes == 1 ? "channel" : "(2 * channel)";
        for (var x = 0; x < Side; x++)
        {
            var at = Terms.Sum("to", channel, Terms.Constant((y * blocks.PointRowBytes) + (x * problem.Input.ChannelStride * technique.ElementBytes)));
            w.Line($"V.Store({values[x]}, ref workspace, {at});");
        }
    }
}
