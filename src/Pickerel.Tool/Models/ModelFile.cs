using System;
using System.IO;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Import;

namespace Pickerel.Tool.Models;

/// <summary>Model files as commands need them.</summary>
internal static class ModelFile
{
    /// <summary>Reads a file of any kind; the model's name is the file's.</summary>
    /// <exception cref="FileException">It cannot be read, or is no such model.</exception>
    public static ModelDocument Read(string path) => ModelImporter.Read(path, Path.GetFileNameWithoutExtension(path)) switch
    {
        ModelReadResult.Success { Document: var document } => document,
        var other => throw Failure(path, (ModelReadResult.Failure)other),
    };

    /// <summary>Whether arrays that belong to a file are channels, rows, columns: ONNX's order.</summary>
    public static bool IsChannelsFirst(string path) => string.Equals(Path.GetExtension(path), ".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the integer network of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rounding">How a TensorFlow Lite model rounds; null for its way.</param>
    /// <exception cref="FileException">It holds none, or has no such rounding.</exception>
    public static Network ReadNetwork(string path, TfLiteRounding? rounding = null)
    {
        var document = ReadDocument(path);
        var network = document.Network!;
        if (rounding is null)
            return network;
        if (!network.Nodes.Any(TfLiteRoundings.IsOne))
            throw new FileException(path, Pkr.RoundingUnused.At(Site.Network, document.Name, $"is a TensorFlow Lite model's, which '{document.Name}' is not"));
        return rounding == TfLiteRounding.Single ? TfLiteRoundings.Single(document) : network;
    }

    private static ModelDocument ReadDocument(string path)
    {
        var document = Read(path);
        return document.Network switch
        {
            { IsInteger: true } => document,
            null => throw Missing("holds tensors without layers", "declare the layers on a class with [Network(Weights = …)], or give a .tflite or .onnx file"),
            _ => throw Missing("holds layers of real numbers", "quantize it first (pickerel quantize)"),
        };

        FileException Missing(string what, string remedy) => new(path, Pkr.NoIntegerNetwork.At(Site.Network, document.Name, what, remedy));
    }

    private static FileException Failure(string path, ModelReadResult.Failure failure) => new(path, failure.Problem, failure.Line);
}
