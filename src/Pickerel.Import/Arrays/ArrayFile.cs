using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Pickerel.Core.Messages;

namespace Pickerel.Import.Arrays;

/// <summary>
/// Reads and writes files of numbers; the kind is what the file's extension says: .npy, .npz, .csv, and every other is raw, elements
/// one after another, little-endian.
/// </summary>
public static class ArrayFile
{
    /// <summary>The most bytes all arrays of a file may have.</summary>
    public const long MaxBytes = 512L << 20;

    /// <summary>Reads all arrays of a file; all but npz files hold one, without a name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="raw">The element type of raw files.</param>
    /// <exception cref="ProblemException">The file cannot be read, or is malformed (PKR1150 to PKR1152).</exception>
    public static IReadOnlyList<NumberArray> Read(string path, ArrayType raw)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MaxBytes)
                throw new InvalidDataException(FormattableString.Invariant($"it has {file.Length} bytes, more than the {MaxBytes} Pickerel reads"));
            if (Is(path, ".npy"))
                return [NpyFile.Read(file, file.Length, name, name)];
            if (Is(path, ".npz"))
                return NpzFile.Read(file, name);
            if (Is(path, ".csv"))
                return [ReadCsv(file)];
            return [ReadRaw(file, raw)];
        }
        catch (InvalidDataException malformed)
        {
            throw new ProblemException(Pkr.MalformedArrayFile.At(Site.Network, name, malformed.Message.TrimEnd('.')));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ProblemException(Pkr.DataFileInaccessible.At(Site.Network, name, "read", unreadable.Message.TrimEnd('.')));
        }
    }

    /// <summary>Whether <see cref="Write"/> knows a file's kind.</summary>
    public static bool CanWrite(string path) => Is(path, ".npy") || Is(path, ".csv") || Is(path, ".npz");

    /// <summary>Writes arrays of integers, whose first dimension counts samples.</summary>
    /// <param name="path">The file, for its extension: .npz holds the arrays by name, .csv and .npy each sample of all arrays one behind another.</param>
    /// <param name="arrays">The arrays; at least one.</param>
    /// <param name="stream">Receives them.</param>
    public static void Write(string path, IReadOnlyList<NumberArray> arrays, Stream stream)
    {
        if (Is(path, ".npz"))
        {
            NpzFile.Write(arrays, stream);
        }
        else if (Is(path, ".npy"))
        {
            NpyFile.Write(NumberArray.Join(arrays), stream);
        }
        else
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            CsvFile.Write(NumberArray.Join(arrays), writer);
        }
    }

    private static NumberArray ReadCsv(FileStream file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        return CsvFile.Read(reader);
    }

    private static NumberArray ReadRaw(FileStream file, ArrayType type)
    {
        var size = ArrayTypes.SizeOf(type);
        if (file.Length % size != 0)
            throw new InvalidDataException(FormattableString.Invariant($"its {file.Length} bytes are no whole number of {ArrayTypes.DescriptionOf(type)} elements"));
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return new("", type, [bytes.Length / size], bytes);
    }

    private static bool Is(string path, string extension) => string.Equals(Path.GetExtension(path), extension, StringComparison.OrdinalIgnoreCase);
}
