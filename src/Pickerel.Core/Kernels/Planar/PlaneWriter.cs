using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Writes what all kernels with planar outputs share: loops over passes of one or two registers of pixels, thresholds, and the
/// zeros between planes.
/// </summary>
internal sealed class PlaneWriter
{
    private readonly TensorStorage _output;
    private readonly PlaneLayout _planes;

    public PlaneWriter(TensorStorage output)
    {
        (_output, _planes) = (output, output.Planes!);
        Registers = _planes.DataBytes >= 2 * PlaneLayout.Alignment ? 2 : 1;
    }

    /// <summary>Gets the registers of pixels of a pass: two share the reading of the taps.</summary>
    public int Registers { get; }

    /// <summary>Gets whether a plane's last register holds more than pixels, which must become zero.</summary>
    public bool HasTail => _planes.DataBytes > _planes.Pixels;

    /// <summary>Gets the mask of a plane's last 128 bytes, all ones in the first 64.</summary>
    public DataBlock Tail => new("tail", [.. Enumerable.Range(0, 2 * PlaneLayout.Alignment).Select(i => _planes.DataBytes - (2 * PlaneLayout.Alignment) + i < _planes.Pixels ? (byte)0xFF : (byte)0)]);

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

    /// <summary>Opens the loop over passes: <c>p</c> is the first pixel's offset in its plane; the last pass overlaps the one before.</summary>
    public SourceWriter.Scope OpenPass(SourceWriter w)
    {
        var scope = w.Loop("start", _planes.DataBytes, Terms.Times("V.Size", Registers)!);
        w.Line(_planes.DataBytes % (Registers * PlaneLayout.Alignment) == 0
            ? "var p = start;"
            : InvariantText.Of($"var p = Address.Least(start, {_planes.DataBytes} - {Terms.Times("V.Size", Registers)});"));
        for (var r = 0; r < Registers && HasTail; r++)
            w.Line($"var tail{r} = V.Load(ref tail, Address.Most({At(r)} - {_planes.DataBytes - (2 * PlaneLayout.Alignment)}, 0));");
        return scope;
    }

    /// <summary>The offset in its plane of a register of the pass.</summary>
    public static string At(int register) => Terms.Sum("p", Terms.Times("V.Size", register));

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
            w.Line($"V.Store(y{r}, ref output, (channel * {_planes.PlaneBytes}) + {Terms.Sum(At(r), Terms.Constant(_planes.Front))});");
        }
    }
}
