using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Any convolution or dense layer, one output at a time in 64 bits: slow, and always right. It checks the border itself, takes
/// weights of 16 bits, and executes float islands.
/// </summary>
internal sealed class ScalarConvolutionKernel : IKernel
{
    public string Name => "ConvolutionU8S8Scalar64";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new ScalarConvolutionCode(Name, problem.Weighted));
}

/// <summary>The code of <see cref="ScalarConvolutionKernel"/>.</summary>
internal sealed class ScalarConvolutionCode(string kernel, WeightedProblem problem) : LayerCode(problem.Layer)
{
    private readonly ScalarRequantize _step = new(problem.Step, problem.Output, problem.Outputs);

    public override string Kernel => Elements.Named(Weights == 2 ? kernel.Replace("S8", "S16") : kernel, problem.Input);

    public override string Bound => "sums in 64 bits" + (_step.IsFloat ? ", requantized in a float island" : "");

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [new(problem.Input.First, problem.Input.End)];

    public override IReadOnlyList<string> RuntimeParts => _step.RuntimeParts;

    /// <summary>Gets the bytes of a weight.</summary>
    private int Weights => problem.Node.HasWideWeights ? 2 : 1;

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte weights, ref byte constants, ref byte padding", () => WriteBody(writer), vector: false);

    protected override IReadOnlyList<DataBlock> CreateData() =>
    [
        WeightData(),
        _step.Constants,
        PaddingData(),
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
            _step.WriteStore(w, "sum", InvariantText.Of($"(y * {problem.Output.RowBytes}) + (x * {problem.Output.PixelBytes}) + (channel * {problem.Output.ElementBytes})"));
        }

        ChannelPads.Write(w, problem.Outputs, problem.Output);
    }

    private void WriteTaps(SourceWriter w, Window window, TensorStorage input)
    {
        using var row = w.Loop("ky", window.KernelHeight);
        w.Line($"var iy = (y * {window.StrideHeight}) + (ky * {window.DilationHeight}) - {window.Padding.Top};");
        using var column = w.Loop("kx", window.KernelWidth);
        w.Line($"var ix = (x * {window.StrideWidth}) + (kx * {window.DilationWidth}) - {window.Padding.Left};");
        w.Line($"var inside = iy >= 0 && iy < {input.Shape.Height} && ix >= 0 && ix < {input.Shape.Width};");
        using var channels = w.Loop("c", problem.InputsPerGroup);
        var element = Elements.Offset(input, "(first + c)");
        w.Line($"long value = inside ? {Elements.Read(input, "input", $"(iy * {input.RowBytes}) + (ix * {input.PixelBytes}) + {element}")} : {Elements.Read(input, "padding", element)};");
        w.Line($"sum += (value - ({input.Zero})) * {(Weights == 2 ? "Address.ReadWord(ref weights, 2 * weight)" : "(sbyte)Address.At(ref weights, weight)")};");
        w.Line("weight++;");
    }

    private DataBlock WeightData()
    {
        var codes = problem.Node.Weights.Values;
        var bytes = new byte[codes.Length * Weights];
        for (var i = 0; i < codes.Length; i++)
            LittleEndian.Write(bytes, i * Weights, codes[i], Weights);
        return new("weights", bytes, Weights == 2 ? 8 : problem.Node.WeightBits);
    }

    private DataBlock PaddingData()
    {
        var bytes = new byte[problem.Inputs * problem.Input.ElementBytes];
        for (var channel = 0; channel < problem.Inputs; channel++)
            LittleEndian.Write(bytes, channel * problem.Input.ElementBytes, PaddingOf(channel), problem.Input.ElementBytes);
        return new("padding", bytes);
    }

    private int PaddingOf(int channel) => problem.Node is IntegerConvolutionNode { PaddingValues: { IsEmpty: false } values }
        ? values[channel] - problem.Input.Least
        : problem.Input.Zero;
}
