using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Import.Arrays;

namespace Pickerel.Tool.Models;

/// <summary>Files of samples as integers on a layer's grid.</summary>
/// <remarks>
/// Integers are taken as they are, and must lie on the grid. Real numbers (f4, f8, or a csv file with a fraction) are quantized as the
/// generated <c>Infer</c> of floats does: divided by the scale, rounded half up, the zero point added, clamped.
/// </remarks>
internal sealed class SampleFile
{
    private readonly string _path;
    private readonly string _model;
    private readonly IReadOnlyList<NumberArray> _arrays;

    private readonly bool _isChannelsFirst;

    private SampleFile(string path, string model, IReadOnlyList<NumberArray> arrays, bool isChannelsFirst) =>
        (_path, _model, _arrays, _isChannelsFirst) = (path, model, arrays, isChannelsFirst);

    /// <summary>Gets the names of the file's arrays; one without a name of a file that is no npz.</summary>
    public IEnumerable<string> Names => _arrays.Select(a => a.Name);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model's name, for messages.</param>
    /// <param name="node">The layer whose elements a raw file holds.</param>
    /// <param name="isChannelsFirst">Whether arrays with axes are channels, rows, columns; lines are rows, columns, channels always.</param>
    /// <exception cref="FileException">It cannot be read, or is malformed.</exception>
    public static SampleFile Open(string path, string model, Node node, bool isChannelsFirst)
    {
        try
        {
            return new(path, model, ArrayFile.Read(path, ArrayTypes.OfElement(node.Quantization!.ElementType)), isChannelsFirst);
        }
        catch (ProblemException stopped)
        {
            throw new FileException(path, stopped.Problem);
        }
    }

    /// <summary>The samples of some layers: of the file's one array, whose samples hold them one behind another, or of arrays that have their names.</summary>
    /// <returns>Of each layer every sample's integers.</returns>
    /// <exception cref="FileException">There is none, or it does not fit.</exception>
    public IReadOnlyList<IReadOnlyList<int[]>> SamplesOf(params IReadOnlyList<Node> layers)
    {
        if (_arrays.Count == 1 && !layers.Any(l => string.Equals(l.Name, _arrays[0].Name, StringComparison.Ordinal)))
            return Split(_arrays[0], layers);
        return [.. layers.Select(layer => Split(
            _arrays.FirstOrDefault(a => string.Equals(a.Name, layer.Name, StringComparison.Ordinal))
                ?? throw Misfit($"it holds the arrays {Listing.Of(Names)}, and one must be named '{layer.Name}', or be the only one"),
            [layer])[0])];
    }

    private IReadOnlyList<IReadOnlyList<int[]>> Split(NumberArray array, IReadOnlyList<Node> layers)
    {
        var (length, called) = ((int)layers.Sum(l => l.Shape.Count), array.Name.Length > 0 ? $"array '{array.Name}'" : "it");
        if (array.Count == 0 || array.Count % length != 0)
            throw Misfit(FormattableString.Invariant($"{called} has {array.Count} elements, and each sample of {Listing.Of(layers.Select(l => l.Name))} has {length} ({string.Join(" and ", layers.Select(l => l.Shape))})"));
        var (shape, isTransposed) = (layers[0].Shape, _isChannelsFirst && layers.Count == 1 && SampleShape.HasAxes(array, length));
        int[] sizes = layers.Count > 1 ? [length] : isTransposed ? [shape.Channels, shape.Height, shape.Width] : [shape.Height, shape.Width, shape.Channels];
        if (SampleShape.Misfit(array, sizes) is { } misfit)
            throw Misfit(misfit);
        var starts = layers.Select((_, l) => (int)layers.Take(l).Sum(before => before.Shape.Count)).ToList();
        return [.. layers.Select((layer, l) => Enumerable.Range(0, array.Count / length).Select(s => Sample(array, layer, s, (s * length) + starts[l], isTransposed)).ToList())];
    }

    private int[] Sample(NumberArray array, Node node, int sample, int start, bool isTransposed)
    {
        var (grid, integers, channels) = (node.Quantization!, new int[node.Shape.Count], node.Shape.Channels);
        for (var i = 0; i < integers.Length; i++)
        {
            var position = start + (isTransposed ? (i % channels * (integers.Length / channels)) + (i / channels) : i);
            if (array.IsReal)
            {
                var real = array.RealAt(position);
                integers[i] = !double.IsNaN(real) ? grid.Of(real) : throw OffGrid("NaN");
                continue;
            }

            var integer = array.IntegerAt(position);
            integers[i] = integer >= grid.Minimum && integer <= grid.Maximum ? (int)integer : throw OffGrid(FormattableString.Invariant($"{integer}"));

            FileException OffGrid(string value) =>
                new(_path, Pkr.ValueOffGrid.At(Site.Network, System.IO.Path.GetFileName(_path), value, sample, position - start, node.Name, _model, grid.Minimum, grid.Maximum));
        }

        return integers;
    }

    private FileException Misfit(string what) => new(_path, Pkr.DataOfOtherShape.At(Site.Network, System.IO.Path.GetFileName(_path), _model, what));
}
