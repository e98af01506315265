using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The sum of a function of each of two tensors, looked up and requantized element by element.</summary>
internal sealed class TableSumKernel : IKernel
{
    public string Name => "TableSum";

    public KernelOffer Offer(LayerProblem problem) =>
        new KernelOffer.Accepted(new TableSumCode(TableIndex.Named(TableIndex.Named(Name, problem.Inputs[0]), problem.Inputs[1]), problem));
}

/// <summary>The code of <see cref="TableSumKernel"/>.</summary>
internal sealed class TableSumCode : LayerCode
{
    private readonly IntegerTableSumNode _node;
    private readonly ScalarRequantize _step;

    public TableSumCode(string kernel, LayerProblem problem)
        : base(problem)
    {
        (Kernel, _node) = (kernel, (IntegerTableSumNode)problem.Node);
        var (left, right) = (RangeOf(_node.Left), RangeOf(_node.Right));
        Sums = new(left.Minimum + right.Minimum, left.Maximum + right.Maximum);
        _step = new(problem.StepOn(() => [.. Enumerable.Repeat(Sums, _node.Shape.Channels)]), problem.Output, _node.Shape.Channels);
    }

    public override string Kernel { get; }

    public override string Bound => InvariantText.Of($"sums in [{Sums.Minimum}, {Sums.Maximum}] in 64 bits");

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [.. Problem.Inputs.Select(i => new Access(i.First, i.End))];

    public override IReadOnlyList<string> RuntimeParts => _step.RuntimeParts;

    private IntegerRange Sums { get; }

    public override void WriteMethods(SourceWriter writer, string method) => WriteMethod(
        writer, method, "ref byte left, ref byte right, ref byte output, ref byte leftTerms, ref byte rightTerms, ref byte constants", () => WriteBody(writer), vector: false);

    protected override IReadOnlyList<DataBlock> CreateData() => [DataOf("leftTerms", _node.Left), DataOf("rightTerms", _node.Right), _step.Constants];

    private void WriteBody(SourceWriter w)
    {
        var output = Problem.Output;
        using var y = w.Loop("y", output.Shape.Height);
        using var x = w.Loop("x", output.Shape.Width);
        using (w.Loop("channel", output.Shape.Channels))
        {
            WriteTerm(w, "left", Problem.Inputs[0]);
            WriteTerm(w, "right", Problem.Inputs[1]);
            _step.WriteStore(w, "a + b", InvariantText.Of($"(y * {output.RowBytes}) + (x * {output.PixelBytes}) + ({output.ElementBytes} * channel)"));
        }

        ChannelPads.Write(w, output.Shape.Channels, output);
    }

    private static void WriteTerm(SourceWriter w, string side, TensorStorage input)
    {
        var index = TableIndex.Of(side, input, InvariantText.Of($"(y * {input.RowBytes}) + (x * {input.PixelBytes})"), "channel");
        var name = string.Equals(side, "left", System.StringComparison.Ordinal) ? "a" : "b";
        w.Line($"long {name} = Address.ReadInt(ref {side}Terms, 4 * ({index}));");
    }

    private static IntegerRange RangeOf(Constant<int> values) => new(values.Values.ToArray().Min(), values.Values.ToArray().Max());

    private static DataBlock DataOf(string name, Constant<int> values)
    {
        var bytes = new byte[4 * values.Count];
        for (var i = 0; i < values.Count; i++)
            LittleEndian.Write(bytes, 4 * i, values[i], 4);
        return new DataBlock(name, bytes);
    }
}
