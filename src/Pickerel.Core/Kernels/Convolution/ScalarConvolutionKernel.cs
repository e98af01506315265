using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>Any convolution or dense layer, one output at a time in 64 bits: slow, and always right. It checks the border itself.</summary>
internal sealed class ScalarConvolutionKernel : IKernel
{
    public string Name => "ConvolutionU8S8Scalar64";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new ScalarConvolutionCode(Name, problem.Weighted));
}

/// <summary>The code of <see cref="ScalarConvolutionKernel"/>.</summary>
internal sealed class ScalarConvolutionCode(string kernel, WeightedProblem problem) : LayerCode(problem.Layer)
{
    public override string Kernel => kernel;

    public override string Bound => "sums in 64 bits";

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [new(problem.Input.First, problem.Input.End)];

    public override IReadOnlyList<string> RuntimeParts => ["ExactRequantizer"];

    /// <summary>Gets m, then b of each output channel, 64 bits each: the definition's own, on the output's grid.</summary>
    private DataBlock Constants
    {
        get
        {
            var step = problem.Node.Requantization;
            var bytes = new byte[problem.Outputs * 16];
            for (var c = 0; c < problem.Outputs; c++)
            {
                LittleEndian.Write(bytes, c * 8, step.MultiplierOf(c), 8);
                LittleEndian.Write(bytes, (problem.Outputs + c) * 8, step.OffsetOf(c), 8);
            }

            return new DataBlock("constants", bytes);
        }
    }

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte weights, ref byte constants, ref byte padding", () => WriteBody(writer), vector: false);

    protected override IReadOnlyList<DataBlock> CreateData() =>
    [
        new DataBlock("weights", [.. problem.Node.Weights.Values.ToArray().Select(w => unchecked((byte)w))], problem.Node.WeightBits),
        Constants,
        new DataBlock("padding", [.. Enumerable.Range(0, problem.Inputs).Select(PaddingOf)]),
    ];

    private void WriteBody(SourceWriter w)
    {
        var (window, shape, input) = (problem.Window, problem.Node.Shape, problem.Input);
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        using (w.Loop("group", problem.Groups))
        using (w.Loop("member", problem.OutputsPerGroup))
        {
            w.Line("long sum = 0;");
            w.Line($"var channel = (group * {problem.OutputsPerGroup}) + member;");
            w.Line($"var weight = channel * {problem.Taps * problem.InputsPerGroup};");
            w.Line($"var first = group * {problem.InputsPerGroup};");
            WriteTaps(w, window, input);
            w.Line($"ExactRequantizer.Store(sum, ref Address.At(ref constants, 8 * channel), {8 * problem.Outputs}, {problem.Node.Requantization.Shift}, {problem.Node.Requantization.Minimum}, {problem.Node.Requantization.Maximum}, {problem.Output.Least}, ref Address.At(ref output, (y * {problem.Output.RowBytes}) + (x * {problem.Output.PixelBytes}) + (channel * {problem.Output.ElementBytes})), {problem.Output.ElementBytes});");
        }

        WritePads(w);
    }

    private void WriteTaps(SourceWriter w, Window window, TensorStorage input)
    {
        using var row = w.Loop("ky", window.KernelHeight);
        w.Line($"var iy = (y * {window.StrideHeight}) + (ky * {window.DilationHeight}) - {window.Padding.Top};");
        using var column = w.Loop("kx", window.KernelWidth);
        w.Line($"var ix = (x * {window.StrideWidth}) + (kx * {window.DilationWidth}) - {window.Padding.Left};");
        w.Line($"var inside = iy >= 0 && iy < {input.Shape.Height} && ix >= 0 && ix < {input.Shape.Width};");
        using var channels = w.Loop("c", problem.InputsPerGroup);
        w.Line($"long value = inside ? Address.At(ref input, (iy * {input.RowBytes}) + (ix * {input.PixelBytes}) + first + c) : Address.At(ref padding, first + c);");
        w.Line($"sum += (value - {input.Zero}) * (sbyte)Address.At(ref weights, weight);");
        w.Line("weight++;");
    }

    /// <summary>Channel padding is read by others, with zero weights: it must only be defined.</summary>
    private void WritePads(SourceWriter w)
    {
        var (first, end) = (problem.Outputs * problem.Output.ElementBytes, problem.Output.PixelBytes);
        if (first == end)
            return;
        using var pads = w.Block(InvariantText.Of($"for (nint pad = {first}; pad < {end}; pad++)"));
        w.Line($"Address.At(ref output, (y * {problem.Output.RowBytes}) + (x * {problem.Output.PixelBytes}) + pad) = 0;");
    }

    private byte PaddingOf(int channel)
    {
        if (problem.Node is not IntegerConvolutionNode { PaddingValues: { IsEmpty: false } values })
            return checked((byte)problem.Input.Zero);
        return checked((byte)(values[channel] - problem.Input.Least));
    }
}
