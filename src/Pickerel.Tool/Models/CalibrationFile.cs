using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Import.Arrays;

namespace Pickerel.Tool.Models;

/// <summary>Calibration data: real inputs of a network.</summary>
internal static class CalibrationFile
{
    /// <summary>Reads samples in HWC order.</summary>
    /// <param name="path">The file: one array, or an archive with one named <c>input</c>.</param>
    /// <param name="model">The network.</param>
    /// <exception cref="FileException">It cannot be read, does not fit the network, or holds what is no number.</exception>
    public static IReadOnlyList<double[]> Read(string path, FloatModelFile model)
    {
        var input = model.Document.Network!.Input;
        var array = Single(path, model, input.Name);
        var length = (int)input.Shape.Count;
        if (array.Count == 0 || array.Count % length != 0)
            throw Unusable(FormattableString.Invariant($"it has {array.Count} elements, and each sample has {length} ({input.Shape})"));
        var (h, w, c) = (input.Shape.Height, input.Shape.Width, input.Shape.Channels);
        if (SampleShape.Misfit(array, model.IsChannelsFirst ? [c, h, w] : [h, w, c]) is { } misfit)
            throw Unusable(misfit);
        var samples = Enumerable.Range(0, array.Count / length).Select(s => Sample(array, s * length, input.Shape, model.IsChannelsFirst)).ToList();
        var bad = samples.FindIndex(s => !Array.TrueForAll(s, double.IsFinite));
        return bad < 0 ? samples : throw Unusable(FormattableString.Invariant($"sample {bad} holds what is no finite number"));

        FileException Unusable(string what) => new(path, Pkr.CalibrationDataUnusable.At(Site.Network, System.IO.Path.GetFileName(path), model.Document.Name, what));
    }

    private static NumberArray Single(string path, FloatModelFile model, string name)
    {
        IReadOnlyList<NumberArray> arrays;
        try
        {
            arrays = ArrayFile.Read(path, ArrayType.F4);
        }
        catch (ProblemException stopped)
        {
            throw new FileException(path, stopped.Problem);
        }

        return arrays.Count == 1 ? arrays[0] : arrays.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.Ordinal))
            ?? throw new FileException(path, Pkr.CalibrationDataUnusable.At(
                Site.Network, System.IO.Path.GetFileName(path), model.Document.Name, $"it holds the arrays {Listing.Of(arrays.Select(a => a.Name))}, and one must be named '{name}', or be the only one"));
    }

    private static double[] Sample(NumberArray array, int start, TensorShape shape, bool isChannelsFirst)
    {
        var (sample, pixels) = (new double[shape.Count], shape.Height * shape.Width);
        for (var i = 0; i < sample.Length; i++)
            sample[isChannelsFirst ? ((i % pixels) * shape.Channels) + (i / pixels) : i] = array.RealAt(start + i);
        return sample;
    }
}
