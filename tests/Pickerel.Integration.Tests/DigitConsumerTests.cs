using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Integration.Tests;

public sealed class DigitConsumerTests : IClassFixture<DigitConsumer>
{
    private readonly DigitConsumer _consumer;

    public DigitConsumerTests(DigitConsumer consumer)
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        _consumer = consumer;
    }

    [Fact]
    public void The_program_finds_the_digits() => Assert.InRange(_consumer.Accuracy, 0.95, 1);

    [Fact]
    public async Task The_build_for_the_oldest_framework_gives_the_same_outputs()
    {
        Assert.Equal(_consumer.Expected, await _consumer.Run("dotnet", ["exec", _consumer.Project["bin/Release/net8.0/Consumer.dll"]]));
    }

    [Theory]
    [InlineData("net8.0")]
    [InlineData("net9.0")]
    [InlineData("net10.0")]
    public void The_output_holds_nothing_of_Pickerel(string framework)
    {
        var output = _consumer.Project[$"bin/Release/{framework}"];

        Assert.Contains(Directory.GetFiles(output), file => Path.GetFileName(file).Equals("Consumer.dll", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.GetFiles(output, "*", SearchOption.AllDirectories), file => Path.GetFileName(file).Contains("pickerel", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("pickerel", File.ReadAllText(Path.Combine(output, "Consumer.deps.json")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task NativeAOT_publishes_without_a_warning_and_gives_the_same_outputs() =>
        await PublishAndRun("net9.0");

    [Fact]
    public async Task A_trimmed_program_publishes_without_a_warning_and_gives_the_same_outputs() =>
        await PublishAndRun("net10.0", "--self-contained", "-p:PublishTrimmed=true", "-p:SuppressTrimAnalysisWarnings=false");

    private async Task PublishAndRun(string framework, params string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, "Published for linux-x64 only.");

        Consumer.AssertClean(await _consumer.Project.Dotnet(["publish", "-c", "Release", "-nologo", "-v:q", "-f", framework, "-r", "linux-x64", .. options]));

        var output = _consumer.Project[$"bin/Release/{framework}/linux-x64/publish"];
        Assert.Equal(_consumer.Expected, await _consumer.Run(Path.Combine(output, "Consumer"), []));
        Assert.DoesNotContain(Directory.GetFiles(output), file => Path.GetFileName(file).Contains("pickerel", StringComparison.OrdinalIgnoreCase));
    }
}
