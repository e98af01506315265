using System;
using System.IO;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;

namespace Pickerel.Import;

/// <summary>All bytes of a model file of a format that is read as a whole.</summary>
internal static class ModelBytes
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ProblemException">It cannot be read, or is too large.</exception>
    public static byte[] Read(string path, string name)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            return Of(file, name);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(Pkr.ModelFileInaccessible.At(Site.Network, name, "read", unreadable.Message.TrimEnd('.')));
        }
    }

    /// <summary>Reads an open file.</summary>
    /// <exception cref="ProblemException">It is too large.</exception>
    public static byte[] Of(FileStream file, string name)
    {
        if (file.Length > ModelDocument.MaxTensorBytes)
            throw new ProblemException(Pkr.ModelTooLarge.At(Site.Network, name, ModelDocument.MaxTensorBytes));
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
