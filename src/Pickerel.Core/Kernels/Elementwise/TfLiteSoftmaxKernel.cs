using System.Collections.Generic;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>TensorFlow Lite's softmax, a pixel at a time, its exponentials in a table.</summary>
internal sealed class TfLiteSoftmaxKernel : IKernel
{
    public string Name => "TfLiteSoftmaxU8Scalar32";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new TfLiteSoftmaxCode(Name, problem));
}

/// <summary>The code of <see cref="TfLiteSoftmaxKernel"/>.</summary>
internal sealed class TfLiteSoftmaxCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    public override string Kernel => kernel;

    public override string Bound => "a sum of at most 2^12 exponentials, each at most 1, in 12 integer bits";

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    public override IReadOnlyList<string> RuntimeParts => ["TfLiteSoftmax"];

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte exponentials", () => WriteBody(writer), vector: false);

    protected override IReadOnlyList<DataBlock> CreateData()
    {
        var values = ((TfLiteSoftmaxNode)Problem.Node).Exponentials.Values;
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
            LittleEndian.Write(bytes, 4 * i, values[i], 4);
        return [new DataBlock("exponentials", bytes)];
    }

    private void WriteBody(SourceWriter w)
    {
        var (shape, input, output) = (Problem.Node.Shape, Problem.Input, Problem.Output);
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        w.Line($"TfLiteSoftmax.Run(ref Address.At(ref input, (y * {input.RowBytes}) + (x * {input.PixelBytes})), ref Address.At(ref output, (y * {output.RowBytes}) + (x * {output.PixelBytes})), ref exponentials, {shape.Channels});");
        ChannelPads.Write(w, shape.Channels, output);
    }
}
