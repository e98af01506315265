using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Pickerel.Core.Messages;

namespace Pickerel.Tool.Reports;

/// <summary>A report of before and where it was read.</summary>
internal sealed record KnownReport(string Path, NetworkReport Report);

/// <summary>The files that a report reads and writes.</summary>
internal sealed class ReportFiles
{
    /// <summary>Reads the descriptions in files and folders, by name; of a network that stands in several, the latest.</summary>
    /// <exception cref="FileException">There are none, or one cannot be read.</exception>
    public IReadOnlyList<NetworkReport> ReadDescriptions(IReadOnlyList<string> inputs)
    {
        var files = inputs.SelectMany(i => FilesOf(i, DescriptionReader.Pattern)).OrderBy(File.GetLastWriteTimeUtc).ToList();
        var byName = new SortedDictionary<string, NetworkReport>(StringComparer.Ordinal);
        foreach (var report in files.Select(f => Read(f, () => DescriptionReader.Read(File.ReadLines(f)))))
            byName[report.Network] = report;
        return byName.Count > 0 ? [.. byName.Values] : throw new FileException(inputs[0], Pkr.NoDescriptions.At(Site.Network, inputs[0]));
    }

    /// <summary>Reads the reports of before in files and folders.</summary>
    /// <exception cref="FileException">One cannot be read.</exception>
    public IReadOnlyList<KnownReport> ReadBaselines(IReadOnlyList<string> inputs) =>
        [.. inputs.SelectMany(i => FilesOf(i, "*" + ReportJson.Extension)).Select(f => new KnownReport(f, Read(f, () =>
        {
            using var stream = File.OpenRead(f);
            return ReportJson.Read(stream);
        })))];

    public void Write(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    public void Write(string path, Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(path, write);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new FileException(path, Pkr.ReportFileMalformed.At(Site.Network, "it cannot be written: " + unwritable.Message.TrimEnd('.')));
        }
    }

    private static IEnumerable<string> FilesOf(string input, string pattern) =>
        Directory.Exists(input) ? Directory.EnumerateFiles(input, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [input];

    private static NetworkReport Read(string path, Func<NetworkReport> read)
    {
        try
        {
            return read();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            throw new FileException(path, Pkr.ReportFileMalformed.At(Site.Network, unreadable.Message.TrimEnd('.')));
        }
    }
}
