using System;
using System.IO;

namespace Pickerel.Tool;

/// <summary>Files that others never see half written.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file under another name and moves it. A file that holds the same already is left, but for its date.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        _ = Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
                write(stream);
            if (File.Exists(path) && HoldTheSame(draft, path))
                // The build compares dates: an output older than its input would be made again every time.
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            else
                File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static bool HoldTheSame(string first, string second)
    {
        using var one = File.OpenRead(first);
        using var other = File.OpenRead(second);
        if (one.Length != other.Length)
            return false;
        Span<byte> left = new byte[1 << 16];
        Span<byte> right = new byte[1 << 16];
        while (true)
        {
            var read = one.ReadAtLeast(left, left.Length, throwOnEndOfStream: false);
            if (read != other.ReadAtLeast(right, right.Length, throwOnEndOfStream: false))
                return false;
            if (!left[..read].SequenceEqual(right[..read]))
                return false;
            if (read == 0)
                return true;
        }
    }
}
