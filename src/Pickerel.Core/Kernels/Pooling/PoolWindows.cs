using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The step functions of an average pool: one when no window is clipped, else one for each number of rows and columns inside,
/// at entry <c>rows * (kernel width + 1) + columns</c>.
/// </summary>
internal sealed class PoolWindows
{
    private const int MostEntries = 1 << 14;

    private const int MostShift = 30;

    private readonly LayerProblem _problem;
    private readonly IntegerAveragePoolNode _node;
    private readonly bool _clipped;

    public PoolWindows(LayerProblem problem, IntegerAveragePoolNode node)
    {
        (_problem, _node) = (problem, node);
        _clipped = new PoolLoops(problem, node.Window).IsClipped;
    }

    public Window Window => _node.Window;

    public long Entries => _clipped ? (Window.KernelHeight + 1L) * (Window.KernelWidth + 1L) : 1;

    public long GreatestSum => (long)Window.KernelHeight * Window.KernelWidth * _problem.Input.Maximum;

    /// <summary>Gets the shift of all multipliers of <see cref="FitAll"/>.</summary>
    public int Shift { get; private set; }

    /// <summary>The step function of an entry; null where no element is inside.</summary>
    public PoolStep? StepOf(int entry)
    {
        var inside = Inside(entry);
        return inside == 0 ? null
            : _node.Rounding == PoolRounding.HalfAwayFromZero ? PoolStep.OfIntegers(inside, _problem.Output, _problem.Input.Least, inside * _problem.Input.Maximum)
            : PoolStep.Of(_node.Numerator, Divisor(inside), inside * _problem.Input.Zero, inside * _problem.Input.Maximum, _problem.Output);
    }

    /// <exception cref="ProblemException">Clipping makes too many kinds of window.</exception>
    public void CheckEntries()
    {
        if (Entries > MostEntries)
            throw new ProblemException(Pkr.PoolTooLarge.At(_node.Site, _node.Name, (long)Window.KernelHeight * Window.KernelWidth, MostEntries));
    }

    /// <summary>Finds the least shift at which every entry has a multiplier, or null when none does.</summary>
    public IReadOnlyList<MultiplyShift?>? FitAll()
    {
        var steps = Enumerable.Range(0, (int)Entries).Select(StepOf).ToList();
        for (Shift = 0; Shift <= MostShift; Shift++)
        {
            var fits = steps.Select((s, entry) => s is null ? null : Fit(s, entry)).ToList();
            if (steps.Zip(fits, (s, f) => s is null || f is not null).All(ok => ok))
                return fits;
        }

        return null;
    }

    /// <summary>Tries the two multipliers next to the exact one.</summary>
    private MultiplyShift? Fit(PoolStep step, int entry)
    {
        var exact = (new BigInteger(_node.Numerator) << Shift) / Divisor(Inside(entry));
        return exact >= int.MaxValue ? null : step.Fit(Shift, (long)exact) ?? step.Fit(Shift, (long)exact + 1);
    }

    /// <summary>The elements inside the input of an entry's windows.</summary>
    public long Inside(int entry) => _clipped
        ? (long)(entry / (Window.KernelWidth + 1)) * (entry % (Window.KernelWidth + 1))
        : (long)Window.KernelHeight * Window.KernelWidth;

    /// <summary>What a sum times the numerator is divided by, in windows of so many elements inside.</summary>
    public long Divisor(long inside) =>
        checked((_node.CountIncludesPadding ? (long)Window.KernelHeight * Window.KernelWidth : inside) * _node.Denominator);
}
