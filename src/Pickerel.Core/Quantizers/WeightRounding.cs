using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// How a real weight becomes a code of its grid: to the nearest magnitude by difference, or of a logarithmic grid by ratio, where the
/// boundary between two magnitudes is their geometric mean, and that to 0 half an octave below the smallest. At a boundary it goes
/// away from zero, so that a filter and its negative have opposite codes.
/// </summary>
internal sealed class WeightRounding
{
    private readonly double[] _magnitudes;
    private readonly double[] _boundaries;
    private readonly bool _isUniform;

    public WeightRounding(CodeGrid grid)
    {
        Grid = grid;
        _isUniform = grid is CodeGrid.Uniform or CodeGrid.Ternary;
        _magnitudes = new double[grid.Magnitudes.Count];
        _boundaries = new double[grid.Magnitudes.Count];
        for (var i = 0; i < _magnitudes.Length; i++)
        {
            _magnitudes[i] = grid.Magnitudes[i];
            _boundaries[i] = i > 0 ? Between(_magnitudes[i - 1], _magnitudes[i]) : grid.HasZero ? _magnitudes[0] / (grid.IsLogarithmic ? Math.Sqrt(2) : 2) : 0;
        }
    }

    public CodeGrid Grid { get; }

    public ReadOnlySpan<double> Magnitudes => _magnitudes;

    /// <summary>Gets what a weight must reach, in scales, to have each magnitude.</summary>
    public ReadOnlySpan<double> Boundaries => _boundaries;

    /// <summary>Gets what a weight must reach, in scales, to have the largest code.</summary>
    public double LastBoundary => _boundaries[_boundaries.Length - 1];

    /// <summary>The code of a weight.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="inverse">One over the scale.</param>
    public double Code(double weight, double inverse)
    {
        var ratio = Math.Abs(weight) * inverse;
        var magnitude = _isUniform ? Math.Min(Math.Floor(ratio + 0.5), _magnitudes[_magnitudes.Length - 1]) : Magnitude(ratio);
        return weight < 0 ? -magnitude : magnitude;
    }

    /// <summary>The greatest magnitude whose boundary is reached, by halving.</summary>
    private double Magnitude(double ratio)
    {
        int low = 0, high = _boundaries.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_boundaries[middle] <= ratio)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? 0 : _magnitudes[low - 1];
    }

    private double Between(double low, double high) => Grid.IsLogarithmic ? Math.Sqrt(low * high) : (low + high) / 2;
}
