using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The code of <see cref="WinogradKernel"/>: for each block of tiles, transform the inputs into the workspace; multiply, for
/// 16 output channels and each row of points; transform the sums back, requantize and store.
/// </summary>
internal sealed class WinogradCode : LayerCode
{
    private readonly WeightedProblem _problem;
    private readonly WinogradLayout _layout;
    private readonly WinogradBlocks _blocks;
    private readonly WinogradOutput _output;

    public WinogradCode(string kernel, WinogradTechnique technique, WeightedProblem problem)
        : base(problem.Layer)
    {
        (Kernel, _problem) = (kernel, problem);
        _layout = new WinogradLayout(technique, problem);
        _blocks = _layout.Blocks;
        _output = new WinogradOutput(technique, problem, _blocks);
        Bound = technique.Proof(problem) + "; " + _output.Bound;
    }

    public override string Kernel { get; }

    public override string Bound { get; }

    public override VectorWidth Width => VectorWidth.Full;

    public override VectorWidth SecondWidth => _layout.TransformWidth;

    public override IReadOnlyList<Access> Reads =>
    [
        new(_problem.WindowStart, _problem.LastWindowStart + (2 * _problem.Input.RowBytes) + (3 * _problem.Input.PixelBytes)),
    ];

    public override long WorkspaceBytes => _blocks.WorkspaceBytes;

    public override IReadOnlyList<string> RuntimeParts => _output.RuntimeParts;

    private string DataParameters => string.Concat(Data.Select(d => ", ref byte " + d.Name));

    public override void WriteMethods(SourceWriter writer, string method)
    {
        WriteBlocks(writer, method);
        writer.Line();
        WriteMethod(writer, method + "_Transform", "ref byte input, ref byte workspace", () => WinogradInput.Write(writer, _layout.Technique, _problem, _blocks));
        foreach (var tiles in new[] { WideTiles, NarrowTiles }.Distinct())
        {
            writer.Line();
            WriteMethod(writer, InvariantText.Of($"{method}_Multiply{tiles}"), "ref byte workspace, ref byte output" + DataParameters, () => WriteMultiply(writer, tiles));
        }
    }

    protected override IReadOnlyList<DataBlock> CreateData() => [_layout.Weights(_problem.Winograd, _problem.Output.ChannelStride), .. _output.Constants];

    /// <summary>Gets the tiles multiplied at once where there are 32 registers.</summary>
    private int WideTiles => System.Math.Min(_blocks.Tiles, WinogradBlocks.MostTiles);

    /// <summary>Gets the tiles multiplied at once where there are 16 registers.</summary>
    private int NarrowTiles => System.Math.Min(_blocks.Tiles, 2);

    private void WriteBlocks(SourceWriter w, string method)
    {
        var shape = _problem.Node.Shape;
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using var body = w.Block(
            $"private static void {method}<V, T, R, U>(ref byte input, ref byte output, ref byte workspace{DataParameters})\n    where V : struct, IVector<T>\n    where T : struct\n    where R : struct, IVector<U>\n    where U : struct");
        w.Line("ref byte values = ref Address.AlignUp(ref workspace);");
        using var down = w.Loop("down", _blocks.Down);
        using var across = w.Loop("across", _blocks.Across);
        var (y, x) = (Start("down", _blocks.Down, _blocks.Height, shape.Height), Start("across", _blocks.Across, _blocks.Width, shape.Width));
        w.Line($"nint y = {y};");
        w.Line($"nint x = {x};");
        w.Line($"{method}_Transform<R, U>(ref Address.At(ref input, {At(_problem.Input)}), ref values);");
        w.Line($"ref byte target = ref Address.At(ref output, {At(_problem.Output)});");
        var arguments = "ref values, ref target" + string.Concat(Data.Select(d => ", ref " + d.Name));
        if (WideTiles == NarrowTiles)
        {
            w.Line($"{method}_Multiply{WideTiles}<V, T>({arguments});");
            return;
        }

        w.Line("if (V.Lanes == 16)");
        w.Line($"    {method}_Multiply{WideTiles}<V, T>({arguments});");
        w.Line("else");
        w.Line($"    {method}_Multiply{NarrowTiles}<V, T>({arguments});");
    }

    /// <summary>The first output of a block along one side: the last block ends where the outputs do.</summary>
    private static string Start(string variable, int count, int size, int outputs) =>
        count == 1 ? "0"
        : outputs % size == 0 ? Terms.Sum(Terms.Times(variable, size))
        : InvariantText.Of($"Address.Least({Terms.Times(variable, size)}, {outputs - size})");

    private static string At(TensorStorage tensor) => Terms.Sum(Terms.Times("y", tensor.RowBytes), Terms.Times("x", tensor.PixelBytes));

    private void WriteMultiply(SourceWriter w, int tiles)
    {
        _output.WritePreamble(w);
        using var channels = w.Loop("channel", _problem.Output.ChannelStride, "V.Lanes");
        w.Line($"var w = ((channel >> 4) * {_layout.BlockBytes}) + ((channel & 15) * 4);");
        using (w.Loop("row", WinogradTransform.Side))
        using (w.Loop("first", _blocks.Tiles, $"{tiles}"))
        {
            w.Line(_blocks.Tiles % tiles == 0 ? "var tile = first;" : InvariantText.Of($"var tile = Address.Least(first, {_blocks.Tiles - tiles});"));
            w.Line($"var x = (row * {_blocks.PointRowBytes}) + {Terms.Times("tile", _blocks.TileBytes)};");
            w.Line($"var u = w + (row * {_layout.PointRowBytes});");
            new WinogradProducts(_layout, tiles).Write(w);
            w.Line($"var z = {_blocks.SumStart} + ((((row * {_blocks.Tiles}) + tile) * {WinogradTransform.TileSide}) * V.Size);");
            for (var t = 0; t < tiles; t++)
            {
                string Sum(int column) => WinogradProducts.Sum(t, column);
                w.Line($"V.Store(V.Add{_layout.Technique.Sums}(V.Add{_layout.Technique.Sums}({Sum(0)}, {Sum(1)}), {Sum(2)}), ref workspace, {Terms.Sum("z", Terms.Times("V.Size", 2 * t))});");
                w.Line($"V.Store(V.Subtract{_layout.Technique.Sums}(V.Subtract{_layout.Technique.Sums}({Sum(1)}, {Sum(2)}), {Sum(3)}), ref workspace, {Terms.Sum("z", Terms.Times("V.Size", (2 * t) + 1))});");
            }
        }

        w.Line();
        _output.Write(w);
    }
}
