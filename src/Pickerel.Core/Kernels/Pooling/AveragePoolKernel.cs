using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Kernels;

/// <summary>Average pooling: sums in 32 bits, then a multiply and shift proved equal to the division, or its thresholds.</summary>
internal sealed class AveragePoolKernel : IKernel
{
    public string Name => "AveragePoolU8Sum32";

    /// <exception cref="ProblemException">A window's sum does not fit 32 bits, or clipping makes too many kinds of window.</exception>
    public KernelOffer Offer(LayerProblem problem)
    {
        if (problem.Input.ElementBytes == 2 || problem.Output.ElementBytes == 2)
            return new KernelOffer.NotMeant();
        var node = (IntegerAveragePoolNode)problem.Node;
        var elements = (long)node.Window.KernelHeight * node.Window.KernelWidth;
        var windows = new PoolWindows(problem, node);
        if (elements * problem.Input.Maximum > int.MaxValue)
            throw new ProblemException(Pkr.PoolTooLarge.At(node.Site, node.Name, elements, int.MaxValue / problem.Input.Maximum));
        windows.CheckEntries();
        return new KernelOffer.Accepted(new AveragePoolCode(Name, problem, windows));
    }
}

/// <summary>The code of <see cref="AveragePoolKernel"/>.</summary>
internal sealed class AveragePoolCode(string kernel, LayerProblem problem, PoolWindows windows) : LayerCode(problem)
{
    private readonly PoolLoops _loops = new(problem, ((IntegerAveragePoolNode)problem.Node).Window);
    private readonly IReadOnlyList<MultiplyShift?>? _fits = windows.FitAll();

    public override string Kernel => kernel;

    public override string Bound => _fits is null
        ? InvariantText.Of($"sums up to {windows.GreatestSum}, divided by their thresholds")
        : InvariantText.Of($"sums up to {windows.GreatestSum}; multiply and shift have the division's thresholds");

    public override VectorWidth Width => VectorWidth.Full;

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    public override IReadOnlyList<string> RuntimeParts => _fits is null ? ["StepSearch"] : [];

    private int Levels => Problem.Output.Maximum;

    private DataBlock Multipliers
    {
        get
        {
            var bytes = new byte[windows.Entries * 8];
            for (var i = 0; i < windows.Entries; i++)
            {
                LittleEndian.Write(bytes, i * 8, _fits![i]?.Multiplier ?? 0, 4);
                LittleEndian.Write(bytes, (i * 8) + 4, _fits[i]?.Offset ?? 0, 4);
            }

            return new DataBlock("multipliers", bytes);
        }
    }

    private DataBlock Thresholds
    {
        get
        {
            var bytes = new byte[windows.Entries * Levels * 8];
            for (var i = 0; i < windows.Entries; i++)
            {
                var thresholds = windows.StepOf(i)?.Thresholds ?? [];
                for (var t = 0; t < thresholds.Count; t++)
                    LittleEndian.Write(bytes, ((i * Levels) + t) * 8, thresholds[t], 8);
            }

            return new DataBlock("thresholds", bytes);
        }
    }

    public override void WriteMethods(SourceWriter writer, string method)
    {
        var data = string.Concat(Data.Select(d => ", ref byte " + d.Name));
        WriteMethod(writer, method, "ref byte input, ref byte output" + data, () => WriteBody(writer));
    }

    protected override IReadOnlyList<DataBlock> CreateData() => _fits is null ? [Thresholds] : windows.Entries > 1 ? [Multipliers] : [];

    private void WriteBody(SourceWriter w)
    {
        var shape = Problem.Node.Shape;
        if (_fits is null)
            w.Line("global::System.Span<byte> spill = stackalloc byte[64];");
        else if (Levels < byte.MaxValue)
            w.Line($"var highest = V.CreateBytes({Levels});");
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        _loops.WriteStart(w);
        WriteStepOfWindow(w);
        using var channel = w.Loop("channel", Problem.Output.ChannelStride, "V.Lanes");
        w.Line("var sum = V.Zero;");
        _loops.WriteElements(w, () => w.Line("sum = V.Add(sum, V.LoadBytesToLanes(ref input, at + channel));"));
        var target = InvariantText.Of($"(y * {Problem.Output.RowBytes}) + (x * {Problem.Output.PixelBytes}) + channel");
        if (_fits is null)
            WriteSearch(w, target);
        else
            WriteMultiplyShift(w, target);
    }

    /// <summary>Writes which step function the window has: by the rows and columns of it that lie inside.</summary>
    private void WriteStepOfWindow(SourceWriter w)
    {
        _loops.WriteInside(w);
        if (windows.Entries > 1)
            w.Line($"var entry = (rows * {windows.Window.KernelWidth + 1}) + columns;");
        if (_fits is null)
            return;
        w.Line(windows.Entries > 1
            ? "var multiplier = V.Create(Address.ReadInt(ref multipliers, 8 * entry));"
            : InvariantText.Of($"var multiplier = V.Create({_fits[0]!.Multiplier});"));
        w.Line(windows.Entries > 1
            ? "var offset = V.Create(Address.ReadInt(ref multipliers, (8 * entry) + 4));"
            : InvariantText.Of($"var offset = V.Create({_fits[0]!.Offset});"));
    }

    private void WriteMultiplyShift(SourceWriter w, string target)
    {
        w.Line($"sum = V.ShiftRight(V.Add(V.Multiply(sum, multiplier), offset), {windows.Shift});");
        w.Line("sum = V.Narrow1(sum);");
        if (Levels < byte.MaxValue)
            w.Line("sum = V.MinBytes(sum, highest);");
        w.Line($"V.StoreQuarter(sum, ref output, {target});");
    }

    private void WriteSearch(SourceWriter w, string target)
    {
        var entry = windows.Entries > 1 ? InvariantText.Of($"entry * {Levels * 8}") : "0";
        w.Line("V.Store(sum, ref spill[0], 0);");
        using var lanes = w.Block("for (nint lane = 0; lane < V.Lanes; lane++)");
        w.Line($"var level = StepSearch.CountAtMost(Address.ReadInt(ref spill[0], 4 * lane), ref Address.At(ref thresholds, {entry}), {Levels});");
        w.Line($"Address.At(ref output, {target} + lane) = (byte)level;");
    }
}
