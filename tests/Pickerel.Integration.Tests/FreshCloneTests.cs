using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Integration.Tests;

/// <summary>The samples, in a copy of the repository in which nothing was ever built.</summary>
public sealed class FreshCloneTests : IDisposable
{
    private static readonly string[] Built = ["bin", "obj", "artifacts", ".git", "TestResults"];

    private readonly ScratchFolder _clone = new();

    public FreshCloneTests() => Copy(new DirectoryInfo(Repository.Root), _clone.Path);

    public void Dispose() => _clone.Dispose();

    [Fact]
    public async Task A_design_time_build_of_a_sample_has_no_error_and_builds_nothing()
    {
        Consumer.AssertClean(await DotnetCommand.Run(_clone["samples/Digits"], ["restore", "-nologo", "-v:q"]));
        var run = await DotnetCommand.Run(_clone["samples/Digits"], ModelTargetTests.DesignTime);

        Consumer.AssertClean(run);
        Assert.Contains("digits.pickerel", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_clone["artifacts"]));
    }

    // Trimming is an error in projects that no program is made of: it must not reach the compiler's.
    [Fact]
    public async Task A_sample_publishes_at_once_and_no_publish_option_reaches_the_compiler()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, "Published for linux-x64 only.");

        string[] options = ["-c", "Release", "-r", "linux-x64", "--self-contained", "-p:PublishTrimmed=true"];
        Consumer.AssertClean(await DotnetCommand.Run(_clone["samples/Digits"], ["publish", "-nologo", "-v:q", .. options]));

        var output = _clone["samples/Digits/bin/Release/net10.0/linux-x64/publish"];
        var run = await ProcessRun.Of(Path.Combine(output, "Digits"), _clone.Path, []);
        Assert.True(run.ExitCode == 0 && run.Output.Contains("DigitNet8: accuracy", StringComparison.Ordinal), run.Output + run.Errors);
        Assert.DoesNotContain(Directory.GetFiles(output), file => Path.GetFileName(file).Contains("pickerel", StringComparison.OrdinalIgnoreCase));
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        _ = Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles())
            _ = file.CopyTo(Path.Combine(to, file.Name));
        foreach (var folder in from.EnumerateDirectories().Where(f => !Built.Contains(f.Name, StringComparer.Ordinal)))
            Copy(folder, Path.Combine(to, folder.Name));
    }
}
