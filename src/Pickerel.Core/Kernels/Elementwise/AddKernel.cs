using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The sum of two tensors in 32 bits, restated like <see cref="RequantizationPlan"/>: stored values in, stored values out.</summary>
internal sealed class AddKernel : IKernel
{
    public string Name => "AddU8Lanes32";

    public KernelOffer Offer(LayerProblem problem)
    {
        var step = AddStep.Of(problem);
        if (!step.Fits && !AddCode.IsInHalves(problem, step))
            return new KernelOffer.Refused("the sum in " + step.RangeText + " does not fit 32 bits");
        return new KernelOffer.Accepted(new AddCode(Elements.Named(Name, problem.Inputs.FirstOrDefault(i => i.ElementBytes == 2) ?? problem.Input), problem, step));
    }
}

/// <summary>The code of <see cref="AddKernel"/>.</summary>
internal sealed class AddCode(string kernel, LayerProblem problem, AddStep step) : LayerCode(problem)
{
    /// <summary>The multipliers' lower bits in a sum of two words each: words are signed.</summary>
    private const int HalfBits = 15;

    private readonly IntegerAddNode _node = (IntegerAddNode)problem.Node;

    public override string Kernel => kernel;

    public override string Bound => !InHalves
        ? "the sum in " + step.RangeText + " fits 32 bits"
        : InvariantText.Of($"the sum in {step.RangeText}, its lower {HalfBits} bits apart, fits 32 bits");

    /// <summary>Whether the multipliers' halves are words, and the sum without its lower bits a lane.</summary>
    public static bool IsInHalves(LayerProblem problem, AddStep step)
    {
        var node = (IntegerAddNode)problem.Node;
        return node.Shift >= HalfBits && IsWord(node.LeftMultiplier >> HalfBits) && IsWord(node.RightMultiplier >> HalfBits)
            && step.Least >> HalfBits > int.MinValue && step.Greatest >> HalfBits < int.MaxValue
            && problem.Inputs.Append(problem.Output).All(t => t.ElementBytes == 1);
    }

    private bool InHalves => !InPairs && IsInHalves(Problem, step);

    /// <summary>Both inputs of an element are one pair of words, when the multipliers are words too; whole registers of bytes are paired so.</summary>
    private bool InPairs =>
        step.Fits && IsWord(_node.LeftMultiplier) && IsWord(_node.RightMultiplier) && Problem.Inputs.Append(Problem.Output).All(t => t.ElementBytes == 1);

    /// <summary>Gets rows and their elements: one row when no input or output has a border between rows.</summary>
    private (int Rows, long Elements) Rows
    {
        get
        {
            var (shape, pixel) = (Problem.Node.Shape, (long)Problem.Output.ChannelStride);
            return Problem.Inputs.Append(Problem.Output).All(t => t.RowsTouch) ? (1, shape.Height * shape.Width * pixel) : (shape.Height, shape.Width * pixel);
        }
    }

    public override VectorWidth Width => !InPairs && !InHalves ? VectorWidth.Full : Rows.Elements switch
    {
        >= 64 => VectorWidth.Full,
        >= 32 => VectorWidth.Half,
        _ => VectorWidth.Quarter,
    };

    public override IReadOnlyList<Access> Reads => [.. Problem.Inputs.Select(i => new Access(i.First, i.End))];

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte left, ref byte right, ref byte output", () => WriteBody(writer));

    private void WriteBody(SourceWriter w)
    {
        if (InPairs)
        {
            w.Line($"var offset = V.Create({(int)step.Offset});");
            w.Line($"var multipliers = V.Create({Pair(_node.LeftMultiplier, _node.RightMultiplier)});");
            WriteRegisters(w, (pair, part) =>
            {
                w.Line($"var {part} = V.MultiplyAddWords({pair}, multipliers);");
                w.Line($"{part} = V.ShiftRight(V.Add({part}, offset), {Math.Min(_node.Shift, 31)});");
            });
        }
        else if (InHalves)
        {
            const int lower = (1 << HalfBits) - 1;
            w.Line($"var offset = V.Create({(int)(step.Offset >> HalfBits)});");
            w.Line($"var lowerOffset = V.Create({(int)(step.Offset & lower)});");
            w.Line($"var multipliers = V.Create({Pair(_node.LeftMultiplier >> HalfBits, _node.RightMultiplier >> HalfBits)});");
            w.Line($"var lowerMultipliers = V.Create({Pair(_node.LeftMultiplier & lower, _node.RightMultiplier & lower)});");
            WriteRegisters(w, (pair, part) =>
            {
                w.Line($"var {part} = V.ShiftRight(V.Add(V.MultiplyAddWords({pair}, lowerMultipliers), lowerOffset), {HalfBits});");
                w.Line($"{part} = V.Add(V.Add(V.MultiplyAddWords({pair}, multipliers), offset), {part});");
                w.Line($"{part} = V.ShiftRight({part}, {Math.Min(_node.Shift - HalfBits, 31)});");
            });
        }
        else
        {
            w.Line($"var offset = V.Create({(int)step.Offset});");
            WriteLanes(w);
        }
    }

    /// <summary>Writes whole registers of bytes: interleaved, widened, added by pairs within 128 bits, and packed back in order.</summary>
    /// <param name="w">Receives the text.</param>
    /// <param name="writeSum">Declares the sum of a pair of words, under the name given second.</param>
    private void WriteRegisters(SourceWriter w, Action<string, string> writeSum)
    {
        int low = _node.Minimum - Problem.Output.Least, high = _node.Maximum - Problem.Output.Least;
        if (low > 0)
            w.Line($"var lowest = V.CreateBytes({low});");
        if (high < byte.MaxValue)
            w.Line($"var highest = V.CreateBytes({high});");
        var (rows, bytes) = Rows;
        using var y = w.Loop("y", rows);
        using var at = w.Loop("at", bytes, "V.Size");
        w.Line(bytes % 64 == 0 ? "var i = at;" : InvariantText.Of($"var i = Address.Least(at, {bytes} - V.Size);"));
        w.Line($"var a = V.Load(ref left, (y * {Problem.Inputs[0].RowBytes}) + i);");
        w.Line($"var b = V.Load(ref right, (y * {Problem.Inputs[1].RowBytes}) + i);");
        foreach (var (half, name) in new[] { ("Lower", "low"), ("Upper", "high") })
        {
            w.Line($"var {name} = V.Interleave{half}Bytes(a, b);");
            foreach (var (quarter, part) in new[] { ("Lower", 0), ("Upper", 1) })
                writeSum($"V.Interleave{quarter}Bytes({name}, V.Zero)", InvariantText.Of($"{name}{part}"));
        }

        w.Line("var sum = V.PackWords(V.PackLanes(low0, low1), V.PackLanes(high0, high1));");
        if (high < byte.MaxValue)
            w.Line("sum = V.MinBytes(sum, highest);");
        if (low > 0)
            w.Line("sum = V.MaxBytes(sum, lowest);");
        w.Line($"V.Store(sum, ref output, (y * {Problem.Output.RowBytes}) + i);");
    }

    private static int Pair(int left, int right) => unchecked((right << 16) | (left & 0xFFFF));

    /// <summary>Writes lanes alone, for words and for multipliers beyond words.</summary>
    private void WriteLanes(SourceWriter w)
    {
        w.Line($"var leftMultiplier = V.Create({_node.LeftMultiplier});");
        w.Line($"var rightMultiplier = V.Create({_node.RightMultiplier});");
        w.Line($"var lowest = V.Create({_node.Minimum - Problem.Output.Least});");
        w.Line($"var highest = V.Create({_node.Maximum - Problem.Output.Least});");
        var (rows, elements) = Rows;
        using var y = w.Loop("y", rows);
        using var i = w.Loop("i", elements, "V.Lanes");
        w.Line($"var a = {Load(Problem.Inputs[0], "left")};");
        w.Line($"var b = {Load(Problem.Inputs[1], "right")};");
        w.Line("var sum = V.Add(V.Multiply(a, leftMultiplier), V.Multiply(b, rightMultiplier));");
        w.Line($"sum = V.ShiftRight(V.Add(sum, offset), {Math.Min(_node.Shift, 31)});");
        w.Line("sum = V.Min(V.Max(sum, lowest), highest);");
        var target = InvariantText.Of($"(y * {Problem.Output.RowBytes}) + {Elements.Offset(Problem.Output, "i")}");
        w.Line(Problem.Output.ElementBytes == 2 ? $"V.StoreLanesAsWords(sum, ref output, {target});" : $"V.StoreQuarter(V.Narrow1(sum), ref output, {target});");
    }

    private static string Load(TensorStorage input, string array) =>
        Elements.LoadLanes(input, array, InvariantText.Of($"(y * {input.RowBytes}) + {Elements.Offset(input, "i")}"));

    private static bool IsWord(int value) => value is >= short.MinValue and <= short.MaxValue;
}
