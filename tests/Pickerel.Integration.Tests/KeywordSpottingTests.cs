using System;
using System.IO;
using System.Threading.Tasks;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Integration.Tests;

/// <summary>samples/KeywordSpotting as a project outside the repository, with the packed Pickerel and a model that lies elsewhere.</summary>
public sealed class KeywordSpottingTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public KeywordSpottingTests(PackedPickerel pickerel)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "samples", "KeywordSpotting")))
            File.Copy(file, _folder[Path.GetFileName(file)]);
        _ = _folder.Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <RestoreSources>{pickerel.Feed};https://api.nuget.org/v3/index.json</RestoreSources>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Pickerel" Version="{pickerel.Version}" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_model_it_builds_and_says_what_to_give()
    {
        Consumer.AssertClean(await Build());

        var run = await Run();
        Assert.Equal((1, ""), (run.ExitCode, run.Errors));
        Assert.StartsWith("This build holds no keyword model: give one, as in dotnet run ", Assert.Single(run.Output.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_model_it_finds_the_words_in_files_of_features()
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        File.Copy(SharedData.PathOf("mlperf_tiny/kws_ref_model.tflite"), _folder["a model.tflite"]);
        string features = SharedData.PathOf("mlperf_tiny/kws01_inputs_1000x490_int8.bin"), labels = SharedData.PathOf("mlperf_tiny/kws01_index.csv");

        Consumer.AssertClean(await Build("-p:KeywordModel=a model.tflite"));

        var run = await Run(features, labels);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("  0: stop (it is stop)", run.Output, StringComparison.Ordinal);
        Assert.Contains("accuracy 90.1 % (901/1000)", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"latency [0-9]+\.[0-9] us at best, [0-9]+\.[0-9] us median", run.Output);

        File.WriteAllBytes(_folder["short.bin"], new byte[489]);
        Assert.Equal(1, (await Run("short.bin")).ExitCode);
    }

    private Task<ProcessRun> Build(params string[] properties) => DotnetCommand.Run(_folder.Path, ["build", "-c", "Release", "-nologo", "-v:q", .. properties]);

    private Task<ProcessRun> Run(params string[] arguments) => DotnetCommand.Run(_folder.Path, ["exec", "bin/Release/net10.0/KeywordSpotting.dll", .. arguments]);
}
