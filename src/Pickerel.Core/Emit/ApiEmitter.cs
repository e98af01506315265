using System;
using System.Linq;

namespace Pickerel.Core.Emit;

/// <summary>Writes the public members: constants, Infer and Classify. Base library types only.</summary>
internal static class ApiEmitter
{
    /// <summary>Scratch up to this is on the stack.</summary>
    private const int StackLimit = 32 * 1024;

    public static GeneratedSource Emit(ApiModel model) =>
        TypeShell.File(
            model.Type,
            "Api",
            writer =>
            {
                WriteConstants(writer, model);
                WriteInfer(writer, model);
                WriteInferWithScratch(writer, model);
                WriteInferReals(writer, model);
                WriteClassify(writer, model);
                CostEmitter.Write(writer, model.Type.CostClass, model.Cost);
                if (model.Throws is null && model.WorkspaceBytes > StackLimit)
                    WriteThreadWorkspace(writer, model);
            },
            Documentation(model));

    private static string? Documentation(ApiModel model) =>
        model.Remarks.Length == 0
            ? null
            : "/// <remarks>\n/// <code>\n" + string.Join("\n", model.Remarks.Split('\n').Select(l => ("/// " + Literal.Xml(l)).TrimEnd())) + "\n/// </code>\n/// </remarks>";

    private static void WriteConstants(SourceWriter w, ApiModel m)
    {
        WriteConstant(w, "int", "InputLength", InvariantText.Of($"{m.InputLength}"), "The elements of an input, in order of rows, columns, channels.");
        WriteConstant(w, "int", "OutputLength", InvariantText.Of($"{m.OutputLength}"), "The elements of an output, in order of rows, columns, channels.");
        WriteConstant(w, "int", "ScratchBytes", InvariantText.Of($"{m.ScratchBytes}"), "The bytes of memory that one inference works in.");
        WriteConstant(w, "int", "ModelBytes", InvariantText.Of($"{Math.Min(m.ModelBytes, int.MaxValue)}"), "The bytes of all parameters: weights at their bits, rounded up to a byte a tensor, and the multipliers and offsets of requantization. Alignment is not counted.");
        WriteConstant(w, "double", "InputScale", Literal.Of(m.InputScale), "The real value of one step of the input: <c>real = InputScale * (q - InputZeroPoint)</c>.");
        WriteConstant(w, "int", "InputZeroPoint", InvariantText.Of($"{m.InputZeroPoint}"), "The input element that means zero.");
        WriteConstant(w, "double", "OutputScale", Literal.Of(m.OutputScale), "The real value of one step of the output: <c>real = OutputScale * (q - OutputZeroPoint)</c>.");
        WriteConstant(w, "int", "OutputZeroPoint", InvariantText.Of($"{m.OutputZeroPoint}"), "The output element that means zero.");
    }

    private static void WriteConstant(SourceWriter w, string type, string name, string value, string summary)
    {
        w.Line($"/// <summary>{summary}</summary>");
        w.Line(TypeShell.GeneratedCode);
        w.Line($"public const {type} {name} = {value};");
        w.Line();
    }

    private static void WriteInfer(SourceWriter w, ApiModel m)
    {
        var where = m.ScratchBytes <= StackLimit ? "on the stack" : "in one array a thread, allocated at first use";
        w.Line(
            $"""
            /// <summary>Infers one sample, with scratch memory {where}. Thread-safe.</summary>
            /// <param name="input"><see cref="InputLength"/> quantized elements.</param>
            /// <param name="output">Receives <see cref="OutputLength"/> quantized elements.</param>
            /// <exception cref="global::System.ArgumentException">A length is wrong.</exception>
            """);
        w.Line(TypeShell.GeneratedCode);
        using var body = w.Block($"public static void Infer(global::System.ReadOnlySpan<{m.InputType}> input, global::System.Span<{m.OutputType}> output)");
        if (WriteThrow(w, m))
            return;
        w.Line(m.ScratchBytes <= StackLimit
            ? "global::System.Span<byte> scratch = stackalloc byte[ScratchBytes];"
            : "var scratch = global::System.MemoryExtensions.AsSpan(NetworkWorkspace.OfThread(), 0, ScratchBytes);");
        w.Line("Infer(input, output, scratch);");
    }

    private static void WriteInferWithScratch(SourceWriter w, ApiModel m)
    {
        w.Line();
        w.Line(
            """
            /// <summary>Infers one sample in memory of the caller's. Thread-safe, as long as no two calls share scratch.</summary>
            /// <param name="input"><see cref="InputLength"/> quantized elements.</param>
            /// <param name="output">Receives <see cref="OutputLength"/> quantized elements.</param>
            /// <param name="scratch">At least <see cref="ScratchBytes"/> bytes, of any content.</param>
            /// <exception cref="global::System.ArgumentException">A length is wrong.</exception>
            """);
        w.Line(TypeShell.GeneratedCode);
        using var body = w.Block($"public static void Infer(global::System.ReadOnlySpan<{m.InputType}> input, global::System.Span<{m.OutputType}> output, global::System.Span<byte> scratch)");
        if (WriteThrow(w, m))
            return;
        WriteLengthCheck(w, "input", "!=", "InputLength", "elements", "takes");
        WriteLengthCheck(w, "output", "!=", "OutputLength", "elements", "gives");
        WriteLengthCheck(w, "scratch", "<", "ScratchBytes", "bytes", "needs at least");
        const string asBytes = "global::System.Runtime.InteropServices.MemoryMarshal.AsBytes";
        var input = string.Equals(m.InputType, "byte", StringComparison.Ordinal) ? "input" : asBytes + "(input)";
        var output = string.Equals(m.OutputType, "byte", StringComparison.Ordinal) ? "output" : asBytes + "(output)";
        w.Line($"{KernelsEmitter.ClassName}.Run({input}, {output}, scratch);");
    }

    private static void WriteLengthCheck(SourceWriter w, string name, string comparison, string constant, string unit, string verb)
    {
        w.Line($"if ({name}.Length {comparison} {constant})");
        w.Line($"    throw new global::System.ArgumentException(global::System.FormattableString.Invariant($\"The {name} has {{{name}.Length}} {unit}; the network {verb} {{{constant}}}.\"), nameof({name}));");
    }

    private static void WriteInferReals(SourceWriter w, ApiModel m)
    {
        w.Line();
        w.Line(
            """
            /// <summary>Infers one sample of real values: quantizes the input (half up, clamped), infers, and scales the output.</summary>
            /// <param name="input"><see cref="InputLength"/> real values.</param>
            /// <param name="output">Receives <see cref="OutputLength"/> real values.</param>
            /// <exception cref="global::System.ArgumentException">A length is wrong, or a value is not a number.</exception>
            """);
        w.Line(TypeShell.GeneratedCode);
        using var body = w.Block("public static void Infer(global::System.ReadOnlySpan<float> input, global::System.Span<float> output)");
        if (WriteThrow(w, m))
            return;
        WriteLengthCheck(w, "input", "!=", "InputLength", "elements", "takes");
        WriteLengthCheck(w, "output", "!=", "OutputLength", "elements", "gives");
        WriteWorkspace(w, m);
        w.Line($"var quantizedInput = {Cast(m.InputType, InvariantText.Of($"workspace.Slice({m.InputStart}, InputLength)"))};");
        w.Line($"var quantizedOutput = {Cast(m.OutputType, InvariantText.Of($"workspace.Slice({m.OutputStart}, {(long)m.OutputLength * m.OutputBytes})"))};");
        using (w.Block("for (var i = 0; i < input.Length; i++)"))
        {
            w.Line("var q = global::System.Math.Floor((input[i] / InputScale) + 0.5) + InputZeroPoint;");
            w.Line("if (double.IsNaN(q))");
            w.Line("    throw new global::System.ArgumentException(global::System.FormattableString.Invariant($\"Input element {i} is not a number.\"), nameof(input));");
            w.Line($"quantizedInput[i] = ({m.InputType})global::System.Math.Max({m.InputType}.MinValue, global::System.Math.Min({m.InputType}.MaxValue, q));");
        }

        w.Line("Infer(quantizedInput, quantizedOutput, workspace.Slice(0, ScratchBytes));");
        w.Line("for (var i = 0; i < output.Length; i++)");
        w.Line("    output[i] = (float)(OutputScale * (quantizedOutput[i] - OutputZeroPoint));");
    }

    private static void WriteClassify(SourceWriter w, ApiModel m)
    {
        w.Line();
        w.Line(
            """
            /// <summary>Infers one sample and finds its class. Thread-safe.</summary>
            /// <param name="input"><see cref="InputLength"/> quantized elements.</param>
            /// <returns>The index of the greatest output; of equal ones the lowest.</returns>
            /// <exception cref="global::System.ArgumentException">The length is wrong.</exception>
            """);
        w.Line(TypeShell.GeneratedCode);
        using var body = w.Block($"public static int Classify(global::System.ReadOnlySpan<{m.InputType}> input)");
        if (WriteThrow(w, m))
            return;
        WriteWorkspace(w, m);
        w.Line($"var output = {Cast(m.OutputType, InvariantText.Of($"workspace.Slice({m.OutputStart}, {(long)m.OutputLength * m.OutputBytes})"))};");
        w.Line("Infer(input, output, workspace.Slice(0, ScratchBytes));");
        w.Line("var best = 0;");
        using (w.Block("for (var i = 1; i < output.Length; i++)"))
        {
            w.Line("if (output[i] > output[best])");
            w.Line("    best = i;");
        }

        w.Line();
        w.Line("return best;");
    }

    private static string Cast(string type, string bytes) =>
        string.Equals(type, "byte", StringComparison.Ordinal) ? bytes : $"global::System.Runtime.InteropServices.MemoryMarshal.Cast<byte, {type}>({bytes})";

    private static bool WriteThrow(SourceWriter w, ApiModel m)
    {
        if (m.Throws is { } message)
            w.Line($"throw new global::System.InvalidOperationException({Literal.Of(message)});");
        return m.Throws is not null;
    }

    private static void WriteWorkspace(SourceWriter w, ApiModel m) =>
        w.Line(m.WorkspaceBytes <= StackLimit
            ? InvariantText.Of($"global::System.Span<byte> workspace = stackalloc byte[{m.WorkspaceBytes}];")
            : "global::System.Span<byte> workspace = NetworkWorkspace.OfThread();");

    private static void WriteThreadWorkspace(SourceWriter w, ApiModel m)
    {
        w.Line();
        w.Line("/// <summary>The memory of a thread: scratch, and room for an input and an output.</summary>");
        w.Line(TypeShell.GeneratedCode);
        using var type = w.Block("private static class NetworkWorkspace");
        w.Line("[global::System.ThreadStatic]");
        w.Line("private static byte[]? s_bytes;");
        w.Line();
        w.Line($"public static byte[] OfThread() => s_bytes ??= new byte[{m.WorkspaceBytes}];");
    }
}
