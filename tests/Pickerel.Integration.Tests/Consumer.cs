using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Integration.Tests;

/// <summary>A user's project in a folder of its own, outside the repository; it knows the package's feed and nuget.org.</summary>
internal sealed class Consumer : IDisposable
{
    private readonly ScratchFolder _folder = new();

    /// <summary>A project with the files of a program.</summary>
    /// <param name="pickerel">The package.</param>
    /// <param name="frameworks">Such as <c>net8.0;net10.0</c>.</param>
    /// <param name="items">The project's own items, as XML.</param>
    /// <param name="program">The text of Program.cs.</param>
    public Consumer(PackedPickerel pickerel, string frameworks, string items, string program)
    {
        _ = _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="test" value="{pickerel.Feed}" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" protocolVersion="3" />
              </packageSources>
            </configuration>
            """);
        _ = _folder.Write("Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>{frameworks}</TargetFrameworks>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <MSBuildTreatWarningsAsErrors>true</MSBuildTreatWarningsAsErrors>
                <CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>
                <PublishAot Condition="'$(TargetFramework)' == 'net9.0'">true</PublishAot>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Pickerel" Version="{pickerel.Version}" PrivateAssets="all" />
              </ItemGroup>
              <ItemGroup>
                {items}
              </ItemGroup>
            </Project>
            """);
        _ = _folder.Write("Program.cs", program);
    }

    public string Folder => _folder.Path;

    /// <summary>The path of a file of the project.</summary>
    public string this[string relative] => _folder[relative];

    public void Dispose() => _folder.Dispose();

    public void Write(string relative, byte[] content) => File.WriteAllBytes(this[relative], content);

    /// <summary>Builds, and restores if need be; Release.</summary>
    public Task<ProcessRun> Build(params string[] arguments) => Dotnet(["build", "-c", "Release", "-nologo", "-v:q", .. arguments]);

    public Task<ProcessRun> Dotnet(IEnumerable<string> arguments, string culture = "en_US.UTF-8") => DotnetCommand.Run(Folder, arguments, culture);

    /// <summary>Fails unless a build succeeded without a warning.</summary>
    public static void AssertClean(ProcessRun run) =>
        Assert.True(run.ExitCode == 0 && Messages(run, "error").Length + Messages(run, "warning").Length == 0, run.Output + run.Errors);

    /// <summary>Fails unless a build ended in exactly one error.</summary>
    /// <param name="run">The build.</param>
    /// <param name="start">What its line begins with: the file, the code and the text.</param>
    public static void AssertOneError(ProcessRun run, string start)
    {
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(" 1 Error(s)", run.Output, StringComparison.Ordinal);
        Assert.StartsWith(start, Assert.Single(Messages(run, "error")), StringComparison.Ordinal);
    }

    /// <summary>Gets the lines with an error or warning; MSBuild repeats them in its summary.</summary>
    private static string[] Messages(ProcessRun run, string kind) =>
        [.. (run.Output + run.Errors).Split('\n').Select(line => line.Trim()).Where(line => line.Contains($"{kind} ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
}
