using System;
using System.IO;
using System.Runtime.CompilerServices;
using Xunit;

namespace Pickerel.TestKit;

/// <summary>
/// Compares a text with a verified file in <c>_snapshots</c> beside the test. On a difference the text is written beside it as
/// <c>.received.cs</c>, to be looked at and, when right, renamed.
/// </summary>
public static class Snapshot
{
    public static void Verify(string name, string text, [CallerFilePath] string testFile = "")
    {
        var folder = Path.Combine(FolderOf(testFile), "_snapshots");
        var verified = Path.Combine(folder, $"{name}.verified.cs");
        var received = Path.Combine(folder, $"{name}.received.cs");
        var expected = File.Exists(verified) ? File.ReadAllText(verified) : null;
        if (string.Equals(expected, text, StringComparison.Ordinal))
        {
            File.Delete(received);
            return;
        }

        _ = Directory.CreateDirectory(folder);
        File.WriteAllText(received, text);
        Assert.Fail(expected is null ? $"There is no {verified}; look at {received}." : FirstDifference(expected, text, verified, received));
    }

    /// <summary>The test's folder, also when a deterministic build has mapped source paths to <c>/_/</c>.</summary>
    private static string FolderOf(string testFile)
    {
        const string mapped = "/_/";
        var file = testFile.StartsWith(mapped, StringComparison.Ordinal) ? Repository.PathOf(testFile[mapped.Length..]) : testFile;
        return Path.GetDirectoryName(file)!;
    }

    private static string FirstDifference(string expected, string text, string verified, string received)
    {
        var (old, current) = (expected.Split('\n'), text.Split('\n'));
        var line = 0;
        while (line < Math.Min(old.Length, current.Length) && string.Equals(old[line], current[line], StringComparison.Ordinal))
            line++;
        return FormattableString.Invariant($"{received} differs from {verified} at line {line + 1}:\n- {At(old)}\n+ {At(current)}");

        string At(string[] lines) => line < lines.Length ? lines[line] : "(end of file)";
    }
}
