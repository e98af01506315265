using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Writes what all kernels with planar outputs share: loops over passes of one register of pixels or of two, a register's 64
/// pixels apart, thresholds, and the zeros between planes.
/// </summary>
internal sealed class PlaneWriter
{
    private readonly TensorStorage _output;
    private readonly PlaneLayout _planes;

    public PlaneWriter(TensorStorage output)
    {
        (_output, _planes) = (output, output.Planes!);
        Registers = _planes.ComputedPixels == PlaneLayout.Alignment ? 1 : 2;
    }

    /// <summary>Gets the registers of pixels of a pass: two share the reading of the taps.</summary>
    public int Registers { get; }

    /// <summary>Gets whether more than pixels is computed, which must become zero.</summary>
    public bool HasTail => _planes.ComputedPixels > _planes.Pixels;

    /// <summary>Gets the mask of the last block of pixels, behind one of all ones.</summary>
    public DataBlock Tail => new("tail", [.. Enumerable.Range(0, 2 * PlaneLayout.Block).Select(i => TailStart + i < _planes.Pixels ? (byte)0xFF : (byte)0)]);

    private long TailStart => _planes.ComputedPixels - (2 * PlaneLayout.Block);

    /// <summary>Writes zeros in front of the first plane, and in every plane from an offset on, a multiple of <see cref="PlaneLayout.Alignment"/>.</summary>
    public static void WriteZeros(SourceWriter w, TensorStorage output, long from)
    {
        var planes = output.Planes!;
        using (w.Loop("zero", planes.Front, "V.Size"))
            w.Line("V.Store(V.Zero, ref output, zero);");
        if (planes.PlaneBytes == from)
            return;
        using var channel = w.Loop("plane", output.Shape.Channels);
        using var gap = w.Block(InvariantText.Of($"for (nint zero = {from}; zero < {planes.PlaneBytes}; zero += V.Size)"));
        w.Line($"V.Store(V.Zero, ref output, (plane * {planes.PlaneBytes}) + zero + {planes.Front});");
    }

    /// <summary>Opens the loop over passes: <c>p</c> is the first pixel's offset in a plane, and <c>pair</c> in a paired one.</summary>
    public SourceWriter.Scope OpenPass(SourceWriter w)
    {
        var scope = w.Loop("pair", _planes.ComputedPixels / Registers, "V.Size");
        w.Line(Registers == 1 ? "var p = pair;" : InvariantText.Of($"var p = pair + (pair & -{PlaneLayout.Alignment});"));
        for (var r = 0; r < Registers && HasTail; r++)
            w.Line($"var tail{r} = V.Load(ref tail, Address.Most({At(r)} - ({TailStart}), 0));");
        if (_planes.IsPaired)
            w.Line("var upper = V.Create(16);");
        return scope;
    }

    /// <summary>The offset in its plane of a register of the pass.</summary>
    public static string At(int register) => Terms.Sum("p", Terms.Constant(register * PlaneLayout.Alignment));

    /// <summary>Writes the end of a channel: the sums <c>s0</c> and <c>s1</c> become levels, and these are stored.</summary>
    public void WriteStore(SourceWriter w)
    {
        var levels = _output.Maximum;
        for (var t = 0; t < levels; t++)
            w.Line($"var t{t} = V.Broadcast(ref thresholds, {Terms.Sum(Terms.Times("channel", 4 * levels), Terms.Constant(4 * t))});");
        for (var r = 0; r < Registers; r++)
        {
            // A comparison that holds is -1.
            w.Line($"var y{r} = V.GreaterBytes(s{r}, t0);");
            for (var t = 1; t < levels; t++)
                w.Line($"y{r} = V.AddBytes(y{r}, V.GreaterBytes(s{r}, t{t}));");
            w.Line($"y{r} = V.SubtractBytes(V.Zero, y{r});");
            if (HasTail)
                w.Line($"y{r} = V.And(y{r}, tail{r});");
        }

        if (_planes.IsPaired)
        {
            w.Line($"V.Store(V.AddBytes(y0, V.Multiply(y1, upper)), ref output, (channel * {_planes.PlaneBytes}) + {Terms.Sum("pair", Terms.Constant(_planes.Front))});");
            return;
        }

        for (var r = 0; r < Registers; r++)
            w.Line($"V.Store(y{r}, ref output, (channel * {_planes.PlaneBytes}) + {Terms.Sum(At(r), Terms.Constant(_planes.Front))});");
    }
}
