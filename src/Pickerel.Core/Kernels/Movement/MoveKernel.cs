using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>Nodes that move elements: runs of bytes copied in loops, whole pixels and rows where these stay together.</summary>
internal sealed class MoveKernel : IKernel
{
    public string Name => "MoveU8Runs";

    public KernelOffer Offer(LayerProblem problem) =>
        new KernelOffer.Accepted(problem.Node is ReshapeNode or FlattenNode ? new ReshapeCode(problem) : new MoveCode(problem));
}

/// <summary>What the codes of <see cref="MoveKernel"/> share: a copy of a run.</summary>
internal abstract class MovementCode(LayerProblem problem) : LayerCode(problem)
{
    private const int Word = 4, NarrowestRegister = 16;

    public override string Kernel => Problem.Output.ElementBytes == 2 ? "MoveU16Runs" : "MoveU8Runs";

    public override string Bound => "a copy";

    public override VectorWidth Width => LongestRun switch
    {
        >= 64 => VectorWidth.Full,
        >= 32 => VectorWidth.Half,
        >= NarrowestRegister => VectorWidth.Quarter,
        _ => VectorWidth.None,
    };

    public override IReadOnlyList<Access> Reads => [.. Problem.Inputs.Select(i => new Access(i.First, i.End))];

    /// <summary>Gets the bytes of the longest run.</summary>
    protected abstract long LongestRun { get; }

    private int WidthBytes => Width switch
    {
        VectorWidth.Full => 64,
        VectorWidth.Half => 32,
        _ => NarrowestRegister,
    };

    /// <summary>Writes the copy of a run from <c>from</c> to <c>to</c>. A last step that would pass the end overlaps the one before.</summary>
    /// <param name="w">The text.</param>
    /// <param name="source">The reference read.</param>
    /// <param name="run">The bytes of the run.</param>
    /// <param name="change">What is added to every byte: tensors of one grid may be stored from different origins.</param>
    protected void WriteCopy(SourceWriter w, string source, long run, int change)
    {
        if (Width != VectorWidth.None && run >= WidthBytes)
        {
            using var register = w.Loop("i", run, "V.Size");
            w.Line(run % WidthBytes == 0 ? "var at = i;" : InvariantText.Of($"var at = Address.Least(i, {run} - V.Size);"));
            var value = $"V.Load(ref {source}, from + at)";
            w.Line($"V.Store({(change == 0 ? value : InvariantText.Of($"V.AddBytes({value}, V.CreateBytes({change}))"))}, ref output, to + at);");
        }
        else if (run >= Word && change == 0)
        {
            using var word = w.Loop("i", run, InvariantText.Of($"{Word}"));
            w.Line(run % Word == 0 ? "var at = i;" : InvariantText.Of($"var at = Address.Least(i, {run - Word});"));
            w.Line($"Address.WriteInt(ref output, to + at, Address.ReadInt(ref {source}, from + at));");
        }
        else
        {
            using var single = w.Loop("i", run);
            var value = $"Address.At(ref {source}, from + i)";
            w.Line($"Address.At(ref output, to + i) = {(change == 0 ? value : InvariantText.Of($"(byte)({value} + {change})"))};");
        }
    }

    protected int ChangeOf(int input) => (byte)(Problem.Inputs[input].Least - Problem.Output.Least);

    /// <summary>Writes zeros behind the channels of every pixel.</summary>
    protected void WritePads(SourceWriter w)
    {
        var (shape, output) = (Problem.Node.Shape, Problem.Output);
        if (shape.Channels == output.ChannelStride)
            return;
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        ChannelPads.Write(w, shape.Channels, output);
    }
}

/// <summary>The code of nodes whose elements move by strides.</summary>
internal sealed class MoveCode(LayerProblem problem) : MovementCode(problem)
{
    private readonly IReadOnlyList<Move> _moves = Moves.Of(problem);

    protected override long LongestRun => _moves.Max(m => m.Run);

    public override void WriteMethods(SourceWriter writer, string method)
    {
        var inputs = Problem.Inputs.Select((_, i) => $"ref byte {Moves.InputName(i)}");
        var parameters = inputs.Append("ref byte output").Concat(Data.Select(d => "ref byte " + d.Name));
        WriteMethod(writer, method, string.Join(", ", parameters), () => WriteBody(writer), vector: Width != VectorWidth.None);
    }

    protected override IReadOnlyList<DataBlock> CreateData() => Problem.Node is PadNode pad ? [BorderPixel(pad)] : [];

    private DataBlock BorderPixel(PadNode node)
    {
        var output = Problem.Output;
        var bytes = new byte[output.PixelBytes];
        for (var c = 0; c < node.Shape.Channels; c++)
            LittleEndian.Write(bytes, c * output.ElementBytes, node.Values.IsEmpty ? output.Zero : node.Values[c] - output.Least, output.ElementBytes);
        return new DataBlock(Moves.BorderPixel, bytes);
    }

    private void WriteBody(SourceWriter w)
    {
        if (_moves.Any(m => m.Run % Problem.Output.PixelBytes != 0))
            WritePads(w);
        foreach (var move in _moves)
            WriteLoops(w, move, 0, [Terms.Constant(move.From)], [Terms.Constant(move.To)]);
    }

    private void WriteLoops(SourceWriter w, Move move, int depth, IReadOnlyList<string?> from, IReadOnlyList<string?> to)
    {
        if (depth < move.Loops.Count)
        {
            var (loop, variable) = (move.Loops[depth], InvariantText.Of($"step{depth}"));
            using var body = w.Loop(variable, loop.Count);
            WriteLoops(w, move, depth + 1, [.. from, Terms.Times(variable, loop.From)], [.. to, Terms.Times(variable, loop.To)]);
            return;
        }

        w.Line($"nint from = {Terms.Sum([.. from])};");
        w.Line($"nint to = {Terms.Sum([.. to])};");
        var input = Enumerable.Range(0, Problem.Inputs.Count).FirstOrDefault(i => string.Equals(Moves.InputName(i), move.Source, System.StringComparison.Ordinal));
        WriteCopy(w, move.Source, move.Run, string.Equals(move.Source, Moves.BorderPixel, System.StringComparison.Ordinal) ? 0 : ChangeOf(input));
    }
}

/// <summary>The code of a reshape: elements in their order, wherever pixels end.</summary>
internal sealed class ReshapeCode(LayerProblem problem) : MovementCode(problem)
{
    /// <summary>Elements that stay together: they divide the channels of both.</summary>
    protected override long LongestRun
    {
        get
        {
            long divisor = Problem.Input.Shape.Channels, rest = Problem.Node.Shape.Channels;
            while (rest != 0)
                (divisor, rest) = (rest, divisor % rest);
            return divisor * Problem.Output.ElementBytes;
        }
    }

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output", () => WriteBody(writer), vector: Width != VectorWidth.None);

    private void WriteBody(SourceWriter w)
    {
        var (input, output, run) = (Problem.Input, Problem.Output, LongestRun);
        WritePads(w);
        foreach (var position in new[] { "row", "column", "channel" })
            w.Line($"nint {position} = 0;");
        using var y = w.Loop("y", Problem.Node.Shape.Height);
        using var x = w.Loop("x", Problem.Node.Shape.Width);
        using var part = w.Loop("part", (long)Problem.Node.Shape.Channels * output.ElementBytes, InvariantText.Of($"{run}"));
        w.Line($"var from = (row * {input.RowBytes}) + (column * {input.PixelBytes}) + channel;");
        w.Line($"var to = (y * {output.RowBytes}) + (x * {output.PixelBytes}) + part;");
        WriteCopy(w, "input", run, ChangeOf(0));
        w.Line($"channel += {run};");
        using var pixelEnds = w.Block(InvariantText.Of($"if (channel >= {(long)input.Shape.Channels * input.ElementBytes})"));
        w.Line("channel = 0;");
        w.Line("column++;");
        using var rowEnds = w.Block(InvariantText.Of($"if (column >= {input.Shape.Width})"));
        w.Line("column = 0;");
        w.Line("row++;");
    }
}
