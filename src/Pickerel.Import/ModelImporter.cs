using System;
using System.IO;
using System.Text;
using System.Threading;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Import.Onnx;
using Pickerel.Import.SafeTensors;
using Pickerel.Import.TfLite;

namespace Pickerel.Import;

/// <summary>Reads a model file of any kind that Pickerel knows; the kind is what the file's extension says.</summary>
public static class ModelImporter
{
    /// <summary>The largest file looked at, in bytes.</summary>
    public const long MaxFileBytes = int.MaxValue;

    /// <summary>Reads a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The model's name, for the document and the messages.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    /// <returns>The model, or the problem with the file (PKR1070 to PKR1098, PKR1120 to PKR1122); its line is 0 where files have none.</returns>
    public static ModelReadResult Read(string path, string name, CancellationToken cancellation = default)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (file.Length > MaxFileBytes)
                return Failure(Pkr.ModelTooLarge.At(Site.Network, name, ModelDocument.MaxTensorBytes));
            var kind = Path.GetExtension(path);
            if (string.Equals(kind, ".safetensors", StringComparison.OrdinalIgnoreCase))
                return new ModelReadResult.Success(SafeTensorsReader.Read(file, name, cancellation));
            if (string.Equals(kind, ".tflite", StringComparison.OrdinalIgnoreCase))
                return ReadTfLite(file, name, cancellation);
            if (string.Equals(kind, ".onnx", StringComparison.OrdinalIgnoreCase))
                return ReadOnnx(file, path, name, cancellation);
            if (string.Equals(kind, ".pickerel", StringComparison.OrdinalIgnoreCase))
                return ReadText(file, name, cancellation);
            return Failure(Pkr.UnknownModelFile.At(Site.Network, name, kind));
        }
        catch (ProblemException stopped)
        {
            return Failure(stopped.Problem);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Failure(Pkr.ModelFileInaccessible.At(Site.Network, name, "read", unreadable.Message.TrimEnd('.')));
        }
    }

    private static ModelReadResult ReadTfLite(FileStream file, string name, CancellationToken cancellation) =>
        new ModelReadResult.Success(TfLiteImporter.Import(ModelBytes.Of(file, name), name, cancellation));

    private static ModelReadResult ReadOnnx(FileStream file, string path, string name, CancellationToken cancellation)
    {
        var graph = OnnxGraph.Read(ModelBytes.Of(file, name), name, Path.GetDirectoryName(Path.GetFullPath(path)));
        return new ModelReadResult.Success(OnnxImporter.Import(graph, cancellation)) { Note = OnnxImporter.NoteOn(graph) };
    }

    private static ModelReadResult ReadText(FileStream file, string name, CancellationToken cancellation)
    {
        // No text that the reader accepts is larger, so what is larger is not read at all.
        if (file.Length > ModelDocument.MaxTextBytes)
            return Failure(Pkr.ModelTooLarge.At(Site.Network, name, ModelDocument.MaxTensorBytes));
        using var reader = new StreamReader(file, Encoding.UTF8);
        return ModelTextReader.Read(reader.ReadToEnd(), name, cancellation);
    }

    private static ModelReadResult.Failure Failure(Problem problem) => new(problem, Line: 0);
}
