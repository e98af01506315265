using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Kernels;

/// <summary>Steps that are summed in words, and how far each word of a panel's channels reaches over all inputs.</summary>
internal sealed class StepGroup
{
    private readonly int[] _least, _greatest;

    private StepGroup(IReadOnlyList<int> steps, int[] least, int[] greatest)
    {
        (Steps, _least, _greatest) = (steps, least, greatest);
    }

    public IReadOnlyList<int> Steps { get; }

    public int Words => _least.Length;

    /// <summary>Gets a group without steps.</summary>
    public StepGroup Nothing => new([], new int[Words], new int[Words]);

    /// <summary>One step.</summary>
    /// <param name="step">Its number.</param>
    /// <param name="codes">The weights.</param>
    /// <param name="first">Where the step's weights begin, two a word.</param>
    /// <param name="words">How many words.</param>
    /// <param name="inputMaximum">The greatest stored input.</param>
    public static StepGroup Of(int step, sbyte[] codes, int first, int words, int inputMaximum)
    {
        var (least, greatest) = (new int[words], new int[words]);
        for (var i = 0; i < words; i++)
        {
            int a = codes[first + (2 * i)], b = codes[first + (2 * i) + 1];
            least[i] = (Math.Min(a, 0) + Math.Min(b, 0)) * inputMaximum;
            greatest[i] = (Math.Max(a, 0) + Math.Max(b, 0)) * inputMaximum;
        }

        return new([step], least, greatest);
    }

    /// <summary>Both groups' steps.</summary>
    public StepGroup With(StepGroup other) => new(
        [.. Steps, .. other.Steps], [.. _least.Zip(other._least, (a, b) => a + b)], [.. _greatest.Zip(other._greatest, (a, b) => a + b)]);

    /// <summary>Whether every word of both groups' sum fits 16 bits, from zero or from where it is centred.</summary>
    public bool FitsWith(StepGroup other, bool centred)
    {
        for (var i = 0; i < _least.Length; i++)
        {
            int least = _least[i] + other._least[i], greatest = _greatest[i] + other._greatest[i];
            if (centred ? greatest - least > ushort.MaxValue : least < short.MinValue || greatest > short.MaxValue)
                return false;
        }

        return true;
    }

    /// <summary>Where words must start for their sums to fit; zero where they fit anyway.</summary>
    public IReadOnlyList<short> Starts(bool centred) =>
        [.. _least.Zip(_greatest, (least, greatest) => centred ? checked((short)(Math.Min(0, short.MaxValue - greatest) + Math.Max(0, short.MinValue - least))) : (short)0)];
}
