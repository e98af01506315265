using System;
using System.IO;
using System.Threading;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Import.Onnx.Reals;
using Pickerel.Import.TfLite.Reals;

namespace Pickerel.Tool.Models;

/// <summary>A network of real numbers and how its file orders an input.</summary>
/// <param name="Document">Layers and parameters.</param>
/// <param name="IsChannelsFirst">Whether its samples are channels, rows, columns; else rows, columns, channels.</param>
internal sealed record FloatModelFile(ModelDocument Document, bool IsChannelsFirst)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="FileException">It cannot be read, or holds no such network.</exception>
    public static FloatModelFile Read(string path)
    {
        if (string.Equals(Path.GetExtension(path), ".onnx", StringComparison.OrdinalIgnoreCase))
            return new(Import(path, OnnxRealImporter.Read), IsChannelsFirst: true);
        if (string.Equals(Path.GetExtension(path), ".tflite", StringComparison.OrdinalIgnoreCase))
            return new(Import(path, TfLiteRealImporter.Read), IsChannelsFirst: false);
        var document = ModelFile.Read(path);
        return document.Network switch
        {
            { IsInteger: false } => new(document, IsChannelsFirst: false),
            null => throw Refused("holds tensors without layers", "declare the layers on a class with [Network(Weights = …)] and [Quantize], and the build quantizes them"),
            _ => throw Refused("holds integers already", "compile it as it is, with [Network(Model = …)]"),
        };

        FileException Refused(string what, string remedy) => new(path, Pkr.NothingToQuantize.At(Site.Network, Path.GetFileNameWithoutExtension(path), what, remedy));
    }

    private static ModelDocument Import(string path, Func<string, string, CancellationToken, ModelDocument> read)
    {
        try
        {
            return read(path, Path.GetFileNameWithoutExtension(path), CancellationToken.None);
        }
        catch (ProblemException stopped)
        {
            throw new FileException(path, stopped.Problem);
        }
    }
}
