using System.Collections.Generic;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>A function of one integer, looked up element by element.</summary>
internal sealed class TableKernel : IKernel
{
    public string Name => "Table";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new TableCode(TableIndex.Named(Name, problem.Input), problem));
}

/// <summary>The code of <see cref="TableKernel"/>.</summary>
internal sealed class TableCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    private readonly IntegerTableNode _node = (IntegerTableNode)problem.Node;

    public override string Kernel => kernel;

    public override string Bound => InvariantText.Of($"{(IsShared ? "one table" : "a table a channel")} of {_node.Values.Dimensions[1]} outputs");

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    private bool IsShared => _node.Values.Dimensions[0] == 1;

    private int Entries => TableIndex.CountOf(Problem.Input);

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte table", () => WriteBody(writer), vector: false);

    protected override IReadOnlyList<DataBlock> CreateData()
    {
        var (rows, columns, size) = (_node.Values.Dimensions[0], _node.Values.Dimensions[1], Problem.Output.ElementBytes);
        var bytes = new byte[rows * Entries * size];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < columns; i++)
                LittleEndian.Write(bytes, ((row * Entries) + i) * size, _node.ValueOf(row, i) - Problem.Output.Least, size);
        }

        return [new DataBlock("table", bytes)];
    }

    private void WriteBody(SourceWriter w)
    {
        var (input, output) = (Problem.Input, Problem.Output);
        using var y = w.Loop("y", output.Shape.Height);
        if (IsShared && input.ChannelStride == output.ChannelStride)
        {
            using var row = w.Loop("i", (long)output.Shape.Width * output.ChannelStride);
            WriteLookup(w, InvariantText.Of($"(y * {input.RowBytes})"), InvariantText.Of($"(y * {output.RowBytes})"), "i");
            return;
        }

        using var x = w.Loop("x", output.Shape.Width);
        using (w.Loop("channel", output.Shape.Channels))
        {
            var (source, target) = (
                InvariantText.Of($"(y * {input.RowBytes}) + (x * {input.PixelBytes})"), InvariantText.Of($"(y * {output.RowBytes}) + (x * {output.PixelBytes})"));
            WriteLookup(w, source, target, "channel");
        }

        ChannelPads.Write(w, output.Shape.Channels, output);
    }

    private void WriteLookup(SourceWriter w, string source, string target, string element)
    {
        var size = Problem.Output.ElementBytes;
        var entry = Terms.Sum(IsShared ? null : Terms.Times(element, Entries * size), Terms.Times(TableIndex.Of("input", Problem.Input, source, element), size));
        var place = Terms.Sum(target, Terms.Times(element, size));
        w.Line(size == 1
            ? $"Address.At(ref output, {place}) = Address.At(ref table, {entry});"
            : $"Address.WriteWord(ref output, {place}, Address.ReadWord(ref table, {entry}));");
    }
}
