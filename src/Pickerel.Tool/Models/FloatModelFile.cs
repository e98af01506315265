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
        if (ReaderOf(path) is { } read)
            return new(Import(path, read), ModelFile.IsChannelsFirst(path));
        var document = ModelFile.Read(path);
        return document.Network switch
        {
            { IsInteger: false } => new(document, IsChannelsFirst: false),
            null => throw Refused("holds tensors without layers", "declare the layers on a class with [Network(Weights = …)] and [Quantize], and the build quantizes them"),
            _ => throw Refused("holds integers already", "compile it as it is, with [Network(Model = …)]"),
        };

        FileException Refused(string what, string remedy) => new(path, Pkr.NothingToQuantize.At(Site.Network, Path.GetFileNameWithoutExtension(path), what, remedy));
    }

    /// <summary>Reads a file of any kind: as integers, or as real numbers where it holds none.</summary>
    /// <exception cref="FileException">It can be read as neither.</exception>
    public static ModelDocument ReadAny(string path)
    {
        try
        {
            return ModelFile.Read(path);
        }
        catch (FileException) when (ReaderOf(path) is { } read && TryImport(path, read) is { } document)
        {
            return document;
        }
    }

    /// <summary>The importer of real numbers of a file's kind; null where the kind has none.</summary>
    private static Func<string, string, CancellationToken, ModelDocument>? ReaderOf(string path) =>
        ModelFile.IsChannelsFirst(path) ? OnnxRealImporter.Read : string.Equals(Path.GetExtension(path), ".tflite", StringComparison.OrdinalIgnoreCase) ? TfLiteRealImporter.Read : null;

    private static ModelDocument? TryImport(string path, Func<string, string, CancellationToken, ModelDocument> read)
    {
        try
        {
            return Import(path, read);
        }
        catch (FileException)
        {
            return null;
        }
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
