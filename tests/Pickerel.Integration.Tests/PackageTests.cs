using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Integration.Tests;

public sealed class PackageTests(PackedPickerel pickerel)
{
    [Fact]
    public void The_package_holds_analyzers_targets_and_tool_and_nothing_a_program_would_reference()
    {
        using var package = ZipFile.OpenRead(pickerel.File);
        var files = package.Entries.Select(e => e.FullName).Where(name => !name.StartsWith("package/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "LICENSE", "NOTICE", "Pickerel.nuspec", "README.md", "[Content_Types].xml", "_rels/.rels",
                "analyzers/dotnet/cs/Pickerel.Analyzers.dll", "analyzers/dotnet/cs/Pickerel.CodeFixes.dll",
                "analyzers/dotnet/cs/Pickerel.Core.dll", "analyzers/dotnet/cs/Pickerel.Generator.dll",
                "build/Pickerel.props", "build/Pickerel.targets",
                "tools/net8.0/any/Google.Protobuf.dll", "tools/net8.0/any/Pickerel.Core.dll", "tools/net8.0/any/Pickerel.Import.dll",
                "tools/net8.0/any/Spectre.Console.Ansi.dll", "tools/net8.0/any/Spectre.Console.dll", "tools/net8.0/any/System.Collections.Immutable.dll",
                "tools/net8.0/any/System.CommandLine.dll", "tools/net8.0/any/pickerel.deps.json", "tools/net8.0/any/pickerel.dll",
                "tools/net8.0/any/pickerel.runtimeconfig.json",
            ],
            files,
            StringComparer.Ordinal);
    }

    [Fact]
    public void The_package_is_a_development_dependency_without_dependencies()
    {
        using var package = ZipFile.OpenRead(pickerel.File);
        using var stream = package.GetEntry("Pickerel.nuspec")!.Open();
        var nuspec = XDocument.Load(stream).Descendants().ToLookup(e => e.Name.LocalName, e => e, StringComparer.Ordinal);

        Assert.Equal("true", Assert.Single(nuspec["developmentDependency"]).Value);
        Assert.Equal("MIT", Assert.Single(nuspec["license"]).Value);
        Assert.Equal("README.md", Assert.Single(nuspec["readme"]).Value);
        Assert.Empty(nuspec["dependency"]);
    }

    [Fact]
    public async Task Packing_again_gives_the_same_bytes()
    {
        using var folder = new ScratchFolder();
        await pickerel.Pack(folder.Path);

        Assert.True(File.ReadAllBytes(pickerel.File).AsSpan().SequenceEqual(File.ReadAllBytes(folder[Path.GetFileName(pickerel.File)])));
    }

    [Fact]
    public void The_staged_folder_holds_the_same_files()
    {
        using var package = ZipFile.OpenRead(pickerel.File);
        var stage = Path.Combine(Repository.Root, "artifacts", "stage", Repository.Configuration);
        foreach (var entry in package.Entries.Where(e => e.FullName.Contains("Pickerel.", StringComparison.OrdinalIgnoreCase) && e.FullName.Contains('/', StringComparison.Ordinal)))
        {
            using var packed = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(packed);
            Assert.True(packed.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(stage, entry.FullName))), $"{entry.FullName} differs.");
        }
    }
}
