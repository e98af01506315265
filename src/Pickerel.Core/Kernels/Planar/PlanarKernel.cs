using System.Collections.Generic;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>A planar kernel's code, which knows about how long it takes: the planner weighs chains of them against others.</summary>
internal abstract class PlanarCode(LayerProblem problem) : LayerCode(problem)
{
    /// <summary>Gets about how many cycles it takes with registers of 512 bits, hot.</summary>
    public abstract double Cycles { get; }

    public override VectorWidth Width => VectorWidth.Full;

    public override Access Write => Problem.Output.Planes is null ? base.Write : new(0, Problem.Output.Bytes);
}

/// <summary>The code of a layer with weights of -1, 0 and 1 whose tensors are both planar: sums in bytes, taps read from a table.</summary>
internal abstract class SignedSumCode : PlanarCode
{
    private readonly WeightedProblem _problem;
    private readonly PlaneWriter _planes;

    protected SignedSumCode(string kernel, WeightedProblem problem, SignedSums sums)
        : base(problem.Layer)
    {
        (Kernel, Bound, _problem, Channels) = (kernel, sums.Bound, problem, sums.Channels());
        _planes = new PlaneWriter(problem.Output);
    }

    public sealed override string Kernel { get; }

    public sealed override string Bound { get; }

    protected IReadOnlyList<SignedTaps> Channels { get; }

    protected PlaneLayout InputPlanes => _problem.Input.Planes!;

    /// <summary>Gets the registers of 512 bits in a plane.</summary>
    protected double RegistersPerPlane => (double)InputPlanes.ComputedPixels / PlaneLayout.Alignment;

    /// <summary>Gets the registers that a pass sums at once.</summary>
    protected int Registers => _planes.Registers;

    protected abstract DataBlock Taps { get; }

    public override void WriteMethods(SourceWriter writer, string method)
    {
        var tail = _planes.HasTail ? ", ref byte tail" : "";
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte taps, ref byte thresholds" + Parameters + tail, () => WriteBody(writer));
    }

    /// <summary>Gets the parameters of further data, each behind a comma.</summary>
    protected virtual string Parameters => "";

    protected override IReadOnlyList<DataBlock> CreateData()
    {
        var data = new List<DataBlock> { Taps, SignedSums.Thresholds(Channels) };
        data.AddRange(FurtherData());
        if (_planes.HasTail)
            data.Add(_planes.Tail);
        return data;
    }

    protected virtual IEnumerable<DataBlock> FurtherData() => [];

    /// <summary>Writes what a pass needs for all channels.</summary>
    protected virtual void WritePass(SourceWriter w)
    {
    }

    /// <summary>Writes the sums <c>s0</c>, … of the channel <c>channel</c>, whose taps start at <c>tap</c>, and moves that on.</summary>
    protected abstract void WriteSums(SourceWriter w);

    private void WriteBody(SourceWriter w)
    {
        PlaneWriter.WriteZeros(w, _problem.Output, _problem.Output.Planes!.DataBytes);
        using var pass = _planes.OpenPass(w);
        WritePass(w);
        w.Line("nint tap = 0;");
        using var channel = w.Loop("channel", _problem.Outputs);
        WriteSums(w);
        _planes.WriteStore(w);
    }
}
