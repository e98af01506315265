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
        foreach (var output in m.Outputs)
            WriteConstant(w, "int", output.LengthName, InvariantText.Of($"{output.Length}"), $"The elements of {Subject(output, "an output")}, in order of rows, columns, channels.");
        WriteConstant(w, "int", "ScratchBytes", InvariantText.Of($"{m.ScratchBytes}"), "The bytes of memory that one inference works in.");
        WriteConstant(w, "int", "ModelBytes", InvariantText.Of($"{Math.Min(m.ModelBytes, int.MaxValue)}"), "The bytes of all parameters: weights at their bits, rounded up to a byte a tensor, and the multipliers and offsets of requantization. Alignment is not counted.");
        WriteConstant(w, "double", "InputScale", Literal.Of(m.InputScale), "The real value of one step of the input: <c>real = InputScale * (q - InputZeroPoint)</c>.");
        WriteConstant(w, "int", "InputZeroPoint", InvariantText.Of($"{m.InputZeroPoint}"), "The input element that means zero.");
        foreach (var output in m.Outputs)
        {
            WriteConstant(w, "double", output.ScaleName, Literal.Of(output.Scale), $"The real value of one step of {Subject(output, "the output")}: <c>real = {output.ScaleName} * (q - {output.ZeroPointName})</c>.");
            WriteConstant(w, "int", output.ZeroPointName, InvariantText.Of($"{output.ZeroPoint}"), output.Name.Layer is null ? "The output element that means zero." : $"The element of {Subject(output, "")} that means zero.");
        }
    }

    /// <summary>An output in a sentence: the only one as it is called there, one of several by its layer.</summary>
    private static string Subject(ApiOutput output, string only) => output.Name.Layer is { } layer ? $"output <c>{Literal.Xml(layer)}</c>" : only;

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
            {OutputDocumentation(m, "quantized elements")}
            /// <exception cref="global::System.ArgumentException">A length is wrong.</exception>
            """);
        w.Line(TypeShell.GeneratedCode);
        using var body = w.Block($"public static void Infer(global::System.ReadOnlySpan<{m.InputType}> input, {Parameters(m)})");
        if (WriteThrow(w, m))
            return;
        w.Line(m.ScratchBytes <= StackLimit
            ? "global::System.Span<byte> scratch = stackalloc byte[ScratchBytes];"
            : "var scratch = global::System.MemoryExtensions.AsSpan(NetworkWorkspace.OfThread(), 0, ScratchBytes);");
        w.Line($"Infer(input, {Arguments(m)}, scratch);");
    }

    private static void WriteInferWithScratch(SourceWriter w, ApiModel m)
    {
        w.Line();
        w.Line(
            $"""
            /// <summary>Infers one sample in memory of the caller's. Thread-safe, as long as no two calls share scratch.</summary>
            /// <param name="input"><see cref="InputLength"/> quantized elements.</param>
            {OutputDocumentation(m, "quantized elements")}
            /// <param name="scratch">At least <see cref="ScratchBytes"/> bytes, of any content.</param>
            /// <exception cref="global::System.ArgumentException">A length is wrong.</exception>
            """);
        w.Line(TypeShell.GeneratedCode);
        using var body = w.Block($"public static void Infer(global::System.ReadOnlySpan<{m.InputType}> input, {Parameters(m)}, global::System.Span<byte> scratch)");
        if (WriteThrow(w, m))
            return;
        WriteLengthChecks(w, m);
        WriteLengthCheck(w, "The scratch", "scratch", "<", "ScratchBytes", "bytes", "needs at least");
        w.Line($"{KernelsEmitter.ClassName}.Run({AsBytes(m.InputType, "input")}, {string.Join(", ", m.Outputs.Select(o => AsBytes(o.Type, o.Parameter)))}, scratch);");
    }

    private static void WriteLengthChecks(SourceWriter w, ApiModel m)
    {
        WriteLengthCheck(w, "The input", "input", "!=", "InputLength", "elements", "takes");
        foreach (var output in m.Outputs)
            WriteLengthCheck(w, output.Name.Layer is { } layer ? $"Output '{layer}'" : "The output", output.Parameter, "!=", output.LengthName, "elements", "gives");
    }

    private static void WriteLengthCheck(SourceWriter w, string subject, string name, string comparison, string constant, string unit, string verb)
    {
        w.Line($"if ({name}.Length {comparison} {constant})");
        w.Line($"    throw new global::System.ArgumentException(global::System.FormattableString.Invariant($\"{subject} has {{{name}.Length}} {unit}; the network {verb} {{{constant}}}.\"), nameof({name}));");
    }

    private static void WriteInferReals(SourceWriter w, ApiModel m)
    {
        w.Line();
        w.Line(
            $"""
            /// <summary>Infers one sample of real values: quantizes the input (half up, clamped), infers, and scales {(m.Outputs.Count == 1 ? "the output" : "the outputs")}.</summary>
            /// <param name="input"><see cref="InputLength"/> real values.</param>
            {OutputDocumentation(m, "real values")}
            /// <exception cref="global::System.ArgumentException">A length is wrong, or a value is not a number.</exception>
            """);
        w.Line(TypeShell.GeneratedCode);
        using var body = w.Block($"public static void Infer(global::System.ReadOnlySpan<float> input, {Parameters(m, "float")})");
        if (WriteThrow(w, m))
            return;
        WriteLengthChecks(w, m);
        WriteWorkspace(w, m);
        w.Line($"var quantizedInput = {Cast(m.InputType, InvariantText.Of($"workspace.Slice({m.InputStart}, InputLength)"))};");
        WriteQuantizedOutputs(w, m);
        using (w.Block("for (var i = 0; i < input.Length; i++)"))
        {
            w.Line("var q = global::System.Math.Floor((input[i] / InputScale) + 0.5) + InputZeroPoint;");
            w.Line("if (double.IsNaN(q))");
            w.Line("    throw new global::System.ArgumentException(global::System.FormattableString.Invariant($\"Input element {i} is not a number.\"), nameof(input));");
            w.Line($"quantizedInput[i] = ({m.InputType})global::System.Math.Max({m.InputType}.MinValue, global::System.Math.Min({m.InputType}.MaxValue, q));");
        }

        w.Line($"Infer(quantizedInput, {string.Join(", ", m.Outputs.Select(o => o.Quantized))}, workspace.Slice(0, ScratchBytes));");
        foreach (var output in m.Outputs)
        {
            w.Line($"for (var i = 0; i < {output.Parameter}.Length; i++)");
            w.Line($"    {output.Parameter}[i] = (float)({output.ScaleName} * ({output.Quantized}[i] - {output.ZeroPointName}));");
        }
    }

    private static void WriteQuantizedOutputs(SourceWriter w, ApiModel m)
    {
        for (var i = 0; i < m.Outputs.Count; i++)
            w.Line($"var {m.Outputs[i].Quantized} = {Cast(m.Outputs[i].Type, InvariantText.Of($"workspace.Slice({m.StartOf(i)}, {m.Outputs[i].Bytes})"))};");
    }

    private static void WriteClassify(SourceWriter w, ApiModel m)
    {
        var last = m.Outputs[m.Outputs.Count - 1];
        w.Line();
        w.Line(
            $"""
            /// <summary>Infers one sample and finds its class{(m.Outputs.Count == 1 ? "" : $" by the last {Subject(last, "")}")}. Thread-safe.</summary>
            /// <param name="input"><see cref="InputLength"/> quantized elements.</param>
            /// <returns>The index of the greatest {(m.Outputs.Count == 1 ? "output" : "element of that")}; of equal ones the lowest.</returns>
            /// <exception cref="global::System.ArgumentException">The length is wrong.</exception>
            """);
        w.Line(TypeShell.GeneratedCode);
        using var body = w.Block($"public static int Classify(global::System.ReadOnlySpan<{m.InputType}> input)");
        if (WriteThrow(w, m))
            return;
        WriteWorkspace(w, m);
        WriteQuantizedOutputs(w, m);
        w.Line($"Infer(input, {string.Join(", ", m.Outputs.Select(o => o.Quantized))}, workspace.Slice(0, ScratchBytes));");
        w.Line("var best = 0;");
        using (w.Block($"for (var i = 1; i < {last.Quantized}.Length; i++)"))
        {
            w.Line($"if ({last.Quantized}[i] > {last.Quantized}[best])");
            w.Line("    best = i;");
        }

        w.Line();
        w.Line("return best;");
    }

    private static string OutputDocumentation(ApiModel m, string elements) =>
        string.Join("\n", m.Outputs.Select(o => $"/// <param name=\"{o.Parameter.TrimStart('@')}\">Receives <see cref=\"{o.LengthName}\"/> {elements}{(o.Name.Layer is null ? "" : $" of {Subject(o, "")}")}.</param>"));

    private static string Parameters(ApiModel m, string? type = null) => string.Join(", ", m.Outputs.Select(o => $"global::System.Span<{type ?? o.Type}> {o.Parameter}"));

    private static string Arguments(ApiModel m) => string.Join(", ", m.Outputs.Select(o => o.Parameter));

    private static string AsBytes(string type, string span) =>
        string.Equals(type, "byte", StringComparison.Ordinal) ? span : $"global::System.Runtime.InteropServices.MemoryMarshal.AsBytes({span})";

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
        w.Line($"/// <summary>The memory of a thread: scratch, and room for an input and {(m.Outputs.Count == 1 ? "an output" : "the outputs")}.</summary>");
        w.Line(TypeShell.GeneratedCode);
        using var type = w.Block("private static class NetworkWorkspace");
        w.Line("[global::System.ThreadStatic]");
        w.Line("private static byte[]? s_bytes;");
        w.Line();
        w.Line($"public static byte[] OfThread() => s_bytes ??= new byte[{m.WorkspaceBytes}];");
    }
}
