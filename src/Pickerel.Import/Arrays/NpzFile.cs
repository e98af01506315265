using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;

namespace Pickerel.Import.Arrays;

/// <summary>Reads and writes npz files: zip archives of npy files, stored or deflated.</summary>
internal static class NpzFile
{
    private const string Extension = ".npy";
    private const int MaxEntries = 10_000;

    /// <summary>Deflate shrinks a run of equal bytes to a thousandth; what claims more is no such archive.</summary>
    private const long MostExpansion = 1100;
    private const long ExpansionRoom = 1024;

    /// <summary>The first date that zip archives know.</summary>
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads all arrays.</summary>
    /// <param name="stream">The file, which can seek.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">It is no npz file; the message says what is wrong.</exception>
    /// <exception cref="Core.Messages.ProblemException">An element type is none that is read (PKR1151).</exception>
    public static IReadOnlyList<NumberArray> Read(Stream stream, string file)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count > MaxEntries)
            throw new InvalidDataException(FormattableString.Invariant($"it has {archive.Entries.Count} entries, more than the {MaxEntries} Pickerel reads"));
        Check(archive, stream.Length);
        var arrays = archive.Entries.Select(entry => Read(entry, file)).ToList();
        var twice = arrays.GroupBy(a => a.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any());
        return twice is null ? arrays : throw new InvalidDataException($"it holds two arrays named '{twice.Key}'");
    }

    /// <summary>Writes arrays by name, deflated; the same arrays always give the same bytes.</summary>
    public static void Write(IEnumerable<NumberArray> arrays, Stream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var array in arrays)
        {
            var entry = archive.CreateEntry(array.Name + Extension);
            entry.LastWriteTime = Epoch;
            using var content = entry.Open();
            NpyFile.Write(array, content);
        }
    }

    /// <summary>Sizes are claims until read; together they must be possible, and small enough.</summary>
    private static void Check(ZipArchive archive, long fileBytes)
    {
        long total = 0;
        foreach (var entry in archive.Entries)
        {
            if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
                throw new InvalidDataException($"its entry '{entry.FullName}' is no npy file");
            if (entry.CompressedLength > fileBytes || entry.Length > (entry.CompressedLength * MostExpansion) + ExpansionRoom)
                throw new InvalidDataException(FormattableString.Invariant($"its entry '{entry.FullName}' cannot have {entry.Length} bytes in {entry.CompressedLength}"));
            total += entry.Length;
            if (total > ArrayFile.MaxBytes)
                throw new InvalidDataException(FormattableString.Invariant($"its arrays have more than the {ArrayFile.MaxBytes} bytes that Pickerel reads"));
        }
    }

    private static NumberArray Read(ZipArchiveEntry entry, string file)
    {
        var name = entry.FullName[..^Extension.Length];
        try
        {
            using var stream = entry.Open();
            return NpyFile.Read(stream, entry.Length, file, name);
        }
        catch (InvalidDataException malformed)
        {
            throw new InvalidDataException($"array '{name}': {malformed.Message.TrimEnd('.')}", malformed);
        }
    }
}
