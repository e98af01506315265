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

    private SampleFile(string path, string model, IReadOnlyList<NumberArray> arrays) => (_path, _model, _arrays) = (path, model, arrays);

    /// <summary>Gets the names of the file's arrays; one without a name of a file that is no npz.</summary>
    public IEnumerable<string> Names => _arrays.Select(a => a.Name);

    /// <summary>Gets whether arrays have names.</summary>
    public bool IsArchive => _path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model's name, for messages.</param>
    /// <param name="node">The layer whose elements a raw file holds.</param>
    /// <exception cref="FileException">It cannot be read, or is malformed.</exception>
    public static SampleFile Open(string path, string model, Node node)
    {
        try
        {
            return new(path, model, ArrayFile.Read(path, ArrayTypes.OfElement(node.Quantization!.ElementType)));
        }
        catch (ProblemException stopped)
        {
            throw new FileException(path, stopped.Problem);
        }
    }

    /// <summary>The samples of a file's one array, or of the one that has the layer's name.</summary>
    /// <exception cref="FileException">There is none, or it does not fit.</exception>
    public IReadOnlyList<int[]> SamplesOf(Node node)
    {
        var array = _arrays.Count == 1 ? _arrays[0] : _arrays.FirstOrDefault(a => string.Equals(a.Name, node.Name, StringComparison.Ordinal));
        return array is not null
            ? SamplesOf(array, node)
            : throw Misfit($"it holds the arrays {Listing.Of(Names)}, and one must be named '{node.Name}', or be the only one");
    }

    /// <summary>The samples of a named array.</summary>
    /// <exception cref="FileException">It does not fit.</exception>
    public IReadOnlyList<int[]> SamplesOf(string name, Node node) => SamplesOf(_arrays.Single(a => string.Equals(a.Name, name, StringComparison.Ordinal)), node);

    private IReadOnlyList<int[]> SamplesOf(NumberArray array, Node node)
    {
        var (length, called) = ((int)node.Shape.Count, array.Name.Length > 0 ? $"array '{array.Name}'" : "it");
        if (array.Count == 0 || array.Count % length != 0)
            throw Misfit(FormattableString.Invariant($"{called} has {array.Count} elements, and each sample of '{node.Name}' has {length} ({node.Shape})"));
        var (samples, first) = (array.Count / length, array.Shape.Length > 1 ? array.Shape[0] : 0);
        if (array.Shape.Length > 1 && first != samples && samples != 1)
            throw Misfit(FormattableString.Invariant($"{called} has the shape ({string.Join(", ", array.Shape)}), and its first dimension must count the samples of '{node.Name}', each of {length} elements ({node.Shape})"));
        return [.. Enumerable.Range(0, samples).Select(s => Sample(array, node, s, length))];
    }

    private int[] Sample(NumberArray array, Node node, int sample, int length)
    {
        var (grid, integers) = (node.Quantization!, new int[length]);
        for (var i = 0; i < length; i++)
        {
            var position = (sample * length) + i;
            if (array.IsReal)
            {
                var real = array.RealAt(position);
                integers[i] = !double.IsNaN(real) ? grid.Of(real) : throw OffGrid("NaN");
                continue;
            }

            var integer = array.IntegerAt(position);
            integers[i] = integer >= grid.Minimum && integer <= grid.Maximum ? (int)integer : throw OffGrid(FormattableString.Invariant($"{integer}"));

            FileException OffGrid(string value) =>
                new(_path, Pkr.ValueOffGrid.At(Site.Network, System.IO.Path.GetFileName(_path), value, sample, i, node.Name, _model, grid.Minimum, grid.Maximum));
        }

        return integers;
    }

    private FileException Misfit(string what) => new(_path, Pkr.DataOfOtherShape.At(Site.Network, System.IO.Path.GetFileName(_path), _model, what));
}
