using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Pickerel.TestKit;
using Xunit;

[assembly: AssemblyFixture(typeof(Pickerel.Integration.Tests.PackedPickerel))]

namespace Pickerel.Integration.Tests;

/// <summary>The package, packed once a run. Its version is new each time, so no cache serves an earlier one.</summary>
public sealed class PackedPickerel : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();

    public string Version { get; } = "0.1.0-test." + DateTime.UtcNow.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    /// <summary>Gets the folder that holds the package; a feed.</summary>
    public string Feed => _folder.Path;

    public string File => _folder[$"Pickerel.{Version}.nupkg"];

    public async ValueTask InitializeAsync() => await Pack(Feed);

    /// <summary>Packs what was built.</summary>
    /// <param name="folder">Receives the package.</param>
    public async Task Pack(string folder)
    {
        string[] arguments =
        [
            "pack", Path.Combine(Repository.Root, "src", "Pickerel", "Pickerel.csproj"), "--no-build", "-p:BuildProjectReferences=false", "-nologo", "-v:q",
            "-c", Repository.Configuration, $"-p:Version={Version}", "-o", folder,
        ];
        Consumer.AssertClean(await DotnetCommand.Run(Repository.Root, arguments));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        var extracted = Path.Combine(GlobalPackages, "pickerel", Version);
        if (Directory.Exists(extracted))
            Directory.Delete(extracted, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string GlobalPackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}

/// <summary>Runs <c>dotnet</c> as a user would, not as a child of the build that runs the tests.</summary>
internal static class DotnetCommand
{
    public static Task<ProcessRun> Run(string folder, IEnumerable<string> arguments, string culture = "en_US.UTF-8")
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["LANG"] = culture,
            ["LC_ALL"] = null,
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
        };

        // What the outer build tells its own children.
        foreach (var inherited in new[] { "MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildSDKsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "CI" })
            environment[inherited] = null;
        return ProcessRun.Dotnet(folder, arguments, environment);
    }
}
