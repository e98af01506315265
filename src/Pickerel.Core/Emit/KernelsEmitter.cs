using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;

namespace Pickerel.Core.Emit;

/// <summary>Writes the file that executes a network: the layers in order, and one kernel method for each layer or each shape that repeats.</summary>
internal static class KernelsEmitter
{
    public const string ClassName = "NetworkKernels";

    /// <summary>The vector registers, widest first, and what says that they are there.</summary>
    private static readonly (int Bits, string Condition)[] Registers =
    [
        (512, "Vector512.IsHardwareAccelerated && Avx512BW.IsSupported"),
        (256, "Avx2.IsSupported"),
        (128, "Vector128.IsHardwareAccelerated"),
    ];

    public static GeneratedSource Emit(TypeDeclaration type, ExecutionPlan plan, IReadOnlyList<(string Layer, PlannedLayer Plan)> layers, UnrollKind unroll) =>
        TypeShell.File(type, "Kernels", writer =>
        {
            writer.Line("/// <summary>Executes the network on integers. The memory plan proves every access: scratch is long enough for all of them.</summary>");
            writer.Line(TypeShell.GeneratedCode);
            using var kernels = writer.Block("private static partial class " + ClassName);
            WriteRun(writer, plan);
            writer.Line();
            WriteVectorBits(writer);
            writer.Line();
            WriteDispatch(writer, WidthsOf(layers));
            writer.Line();
            var methods = new SourceWriter();
            WriteExecute(writer, plan, layers, SharedMethods.Write(methods, [.. layers.Select(l => (l.Layer, MethodText(l.Plan, unroll)))]));
            writer.Line();
            writer.Line(RuntimeSource.Qualify(methods.ToString().TrimEnd('\n')));
        });

    /// <summary>The vocabulary and helpers the kernels use.</summary>
    public static GeneratedSource EmitRuntime(TypeDeclaration type, IReadOnlyList<(string Layer, PlannedLayer Plan)> layers, ExecutionPlan plan, string kernels)
    {
        var parts = new[] { "Address", "Staging", "Delivery" }
            .Concat(plan.Tensors.Any(t => t.HasBorder) ? ["Border"] : [])
            .Concat(layers.Any(l => l.Plan.Code.Data.Any(d => !d.IsReady)) ? ["Unpacking"] : [])
            .Concat(layers.SelectMany(l => l.Plan.Code.RuntimeParts))
            .Distinct(StringComparer.Ordinal);
        return TypeShell.File(
            type,
            "Runtime",
            writer =>
            {
                using var scope = writer.Block("private static partial class " + ClassName);
                foreach (var text in RuntimeSource.ReadVectors(kernels).Concat(parts.Select(RuntimeSource.Read)))
                {
                    writer.Line(text);
                    writer.Line();
                }
            },
            usings: "using global::System.Runtime.Intrinsics;");
    }

    private static void WriteRun(SourceWriter writer, ExecutionPlan plan)
    {
        var (input, count) = (plan.Input, plan.Outputs.Count);
        var names = Enumerable.Range(1, count).Select(i => count == 1 ? "output" : InvariantText.Of($"output{i}")).ToList();
        writer.Line($"/// <summary>Infers one sample: stages the input, executes the layers, delivers the {(count == 1 ? "output" : "outputs")}.</summary>");
        using var run = writer.Block(
            $"public static void Run(global::System.ReadOnlySpan<byte> input, {string.Join(", ", names.Select(n => "global::System.Span<byte> " + n))}, global::System.Span<byte> scratch)");
        writer.Line("scratch = scratch.Slice(Address.ToCacheLine(ref global::System.Runtime.InteropServices.MemoryMarshal.GetReference(scratch)));");
        var first = plan.OffsetOf(input) + input.First;
        writer.Line($"Staging.Copy(input, scratch.Slice({first}, {input.End - input.First}), {input.Shape.Height}, {input.RowBytes}, {input.Shape.Width}, {input.Shape.Channels}, {input.ChannelStride}, {(input.Least == 0 ? "0" : "0x80")});");
        WriteBorder(writer, plan, input);
        writer.Line("Execute(scratch);");
        foreach (var (name, output) in names.Zip(plan.Outputs, (name, output) => (name, output)))
        {
            var source = InvariantText.Of(
                $"ref scratch[{plan.OffsetOf(output) + output.First}], {name}, {output.Shape.Height}, {output.RowBytes}, {output.Shape.Width}, {output.Shape.Channels}, {output.ChannelStride}");
            writer.Line(InvariantText.Of($"Delivery.{(output.ElementBytes == 2 ? "Words" : "Bytes")}({source}, {output.Least});"));
        }
    }

    private static void WriteExecute(SourceWriter writer, ExecutionPlan plan, IReadOnlyList<(string Layer, PlannedLayer Plan)> layers, IReadOnlyList<MethodCall> methods)
    {
        writer.Line("/// <summary>The layers in order. V is the widest register, H at most 256 bits, Q at most 128 (VT, HT, QT their types): narrow tensors do not fill the widest.</summary>");
        var widths = WidthsOf(layers);
        var constraints = widths.Select(w => $"\n    where {Letter(w)} : struct, IVector<{Letter(w)}T>\n    where {Letter(w)}T : struct");
        using var execute = writer.Block(
            $"private static void Execute<{string.Join(", ", widths.Select(w => $"{Letter(w)}, {Letter(w)}T"))}>(global::System.Span<byte> scratch){string.Concat(constraints)}");
        writer.Line("ref byte memory = ref global::System.Runtime.InteropServices.MemoryMarshal.GetReference(scratch);");
        WeightEmitter.WriteOrigins(writer, layers);
        for (var i = 0; i < layers.Count; i++)
        {
            var (layer, planned) = layers[i];
            writer.Line();
            WriteComment(writer, planned);
            WriteBorder(writer, plan, planned.Code.Problem.Output);
            var references = planned.ScratchOffsets.Select(o => InvariantText.Of($"ref Address.At(ref memory, {o})"))
                .Concat(planned.Code.Data.Select(d => WeightEmitter.Reference(layer, d)));
            writer.Line($"{methods[i].Method}{TypeArguments(planned.Code)}({string.Join(", ", references)}{methods[i].Arguments});");
        }
    }

    private static void WriteVectorBits(SourceWriter writer)
    {
        writer.Line("/// <summary>Gets the bits of the vector registers used: 512, 256, 128, or 0 without any.</summary>");
        writer.Line("public static int VectorBits =>");
        for (var i = 0; i < Registers.Length; i++)
            writer.Line(RuntimeSource.Qualify(InvariantText.Of($"    {(i == 0 ? "" : ": ")}{Registers[i].Condition} ? {Registers[i].Bits}")));
        writer.Line("    : 0;");
    }

    /// <summary>
    /// Writes the choice of registers. A type argument more is types more to load before the first inference: those without a layer are
    /// left out. So are the registers not chosen, as the JIT looks at no branch whose condition it knows to be false, even when it does not optimize.
    /// </summary>
    private static void WriteDispatch(SourceWriter writer, IReadOnlyList<VectorWidth> widths)
    {
        using var execute = writer.Block("private static void Execute(global::System.Span<byte> scratch)");
        foreach (var (bits, condition) in Registers)
        {
            writer.Line(RuntimeSource.Qualify($"{(bits == Registers[0].Bits ? "if" : "else if")} ({condition})"));
            var arguments = widths.Select(w => Math.Min(bits, w == VectorWidth.Full ? 512 : w == VectorWidth.Half ? 256 : 128)).Select(b => InvariantText.Of($"Lanes{b}, Vector{b}<byte>"));
            writer.Line(RuntimeSource.Qualify($"    Execute<{string.Join(", ", arguments)}>(scratch);"));
        }

        writer.Line("else");
        writer.Line($"    Execute<{string.Join(", ", widths.Select(_ => "ScalarLane, uint"))}>(scratch);");
    }

    /// <summary>The widths that layers are written for; always the widest.</summary>
    private static IReadOnlyList<VectorWidth> WidthsOf(IReadOnlyList<(string Layer, PlannedLayer Plan)> layers) =>
        [.. layers.SelectMany(l => l.Plan.Code.Widths).Append(VectorWidth.Full).Where(w => w != VectorWidth.None).Distinct().OrderBy(w => w)];

    private static void WriteComment(SourceWriter writer, PlannedLayer planned)
    {
        var problem = planned.Code.Problem;
        var inputs = string.Join(" and ", problem.Inputs.Select(t => InvariantText.Of($"{t.Name} {t.Shape.Height}x{t.Shape.Width}x{t.Shape.Channels}")));
        var shape = problem.Node.Shape;
        writer.Line($"// {problem.Node.Name}: {inputs} -> {shape.Height}x{shape.Width}x{shape.Channels}, {Describe(problem.Node)}");
        writer.Line($"// {planned.Report.Kernel}: {planned.Report.Bound}.");
    }

    private static string Describe(Node node) => node switch
    {
        IntegerConvolutionNode c => InvariantText.Of($"{c.Convolution.ToString().ToLowerInvariant()} convolution {Describe(c.Window)}{(c.Groups > 1 ? InvariantText.Of($", {c.Groups} groups") : "")}, {WeightNotation.Describe(c)}{IslandOf(c)}"),
        IntegerDenseNode d => InvariantText.Of($"dense, {WeightNotation.Describe(d)}{IslandOf(d)}"),
        IntegerAffineNode affine => "affine" + IslandOf(affine),
        IntegerAveragePoolNode a => "average pool " + Describe(a.Window),
        MaxPoolNode m => "max pool " + Describe(m.Window),
        _ => node.Kind.Replace("integer_", "").Replace('_', ' '),
    };

    private static string IslandOf(RequantizedNode node) => node.Requantizer.IsFloatIsland ? ", a float island" : "";

    private static string Describe(Window w)
    {
        var stride = w.StrideHeight == 1 && w.StrideWidth == 1 ? "" : InvariantText.Of($" stride {w.StrideHeight}x{w.StrideWidth}");
        var dilation = w.DilationHeight == 1 && w.DilationWidth == 1 ? "" : InvariantText.Of($" dilation {w.DilationHeight}x{w.DilationWidth}");
        var padding = w.Padding == default ? "" : InvariantText.Of($" padding {w.Padding.Top},{w.Padding.Left},{w.Padding.Bottom},{w.Padding.Right}");
        return InvariantText.Of($"{w.KernelHeight}x{w.KernelWidth}{stride}{dilation}{padding}");
    }

    private static string TypeArguments(LayerCode code)
    {
        var widths = code.Widths.Where(w => w != VectorWidth.None).Select(w => $"{Letter(w)}, {Letter(w)}T").ToList();
        return widths.Count == 0 ? "" : "<" + string.Join(", ", widths) + ">";
    }

    private static string Letter(VectorWidth width) => width switch
    {
        VectorWidth.Full => "V",
        VectorWidth.Half => "H",
        _ => "Q",
    };

    private static void WriteBorder(SourceWriter writer, ExecutionPlan plan, TensorStorage tensor)
    {
        if (!tensor.HasBorder)
            return;
        var interior = tensor.Shape.Width * tensor.PixelBytes;
        var place = InvariantText.Of($"scratch.Slice({plan.OffsetOf(tensor)}, {tensor.Bytes}), {tensor.First}, {tensor.Shape.Height}, {interior}, {tensor.RowBytes - interior}");
        if (tensor.BorderPixel.Count == 1)
        {
            writer.Line($"Border.Fill{(tensor.ElementBytes == 2 ? "Words" : "")}({place}, {tensor.BorderPixel[0]});");
            return;
        }

        var pixel = tensor.BorderPixel.Concat(Enumerable.Repeat(0, tensor.ChannelStride - tensor.BorderPixel.Count))
            .SelectMany(p => Enumerable.Range(0, tensor.ElementBytes).Select(i => p >> (8 * i) & 0xFF));
        writer.Line($"Border.FillPixels({place}, new byte[] {{ {string.Join(", ", pixel.Select(p => InvariantText.Of($"{p}")))} }});");
    }

    private static string MethodText(PlannedLayer planned, UnrollKind unroll)
    {
        var writer = new SourceWriter();
        planned.Code.WriteMethods(writer, SharedMethods.Placeholder);
        return unroll == UnrollKind.Full ? LoopUnroller.Unroll(writer.ToString(), planned.Code.Width) : writer.ToString();
    }
}
