using System.Collections.Generic;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>Softmax over the channels of each pixel: exponentials looked up, shares by a 64-bit division an element.</summary>
internal sealed class SoftmaxKernel : IKernel
{
    public string Name => "Softmax";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new SoftmaxCode(TableIndex.Named(Name, problem.Input), problem));
}

/// <summary>The code of <see cref="SoftmaxKernel"/>.</summary>
internal sealed class SoftmaxCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    private readonly IntegerSoftmaxNode _node = (IntegerSoftmaxNode)problem.Node;

    public override string Kernel => kernel;

    public override string Bound => "products and sums of 31-bit exponentials fit 64 bits";

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    public override IReadOnlyList<string> RuntimeParts => ["SoftmaxNormalizer"];

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte exponentials", () => WriteBody(writer), vector: false);

    protected override IReadOnlyList<DataBlock> CreateData()
    {
        var bytes = new byte[4 * _node.Exponentials.Count];
        for (var i = 0; i < _node.Exponentials.Count; i++)
            LittleEndian.Write(bytes, 4 * i, _node.Exponentials[i], 4);
        return [new DataBlock("exponentials", bytes)];
    }

    private void WriteBody(SourceWriter w)
    {
        var (input, output, grid) = (Problem.Input, Problem.Output, _node.Quantization!);
        using var y = w.Loop("y", output.Shape.Height);
        using var x = w.Loop("x", output.Shape.Width);
        w.Line($"ref byte source = ref Address.At(ref input, (y * {input.RowBytes}) + (x * {input.PixelBytes}));");
        w.Line($"ref byte target = ref Address.At(ref output, (y * {output.RowBytes}) + (x * {output.PixelBytes}));");
        w.Line($"SoftmaxNormalizer.Normalize(ref source, {input.ElementBytes}, {TableIndex.WordOrigin(input)}, {output.Shape.Channels}, ref exponentials, {_node.Levels}, {grid.ZeroPoint}, {grid.Minimum}, {grid.Maximum}, {output.Least}, ref target, {output.ElementBytes});");
        ChannelPads.Write(w, output.Shape.Channels, output);
    }
}
