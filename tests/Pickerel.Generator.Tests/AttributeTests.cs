using System;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>The users' attributes: they compile wherever a user's project compiles, and leave nothing behind.</summary>
public sealed class AttributeTests
{
    public static TheoryData<NullableContextOptions, LanguageVersion, bool> Projects => new()
    {
        { NullableContextOptions.Enable, LanguageVersion.CSharp12, false },
        { NullableContextOptions.Disable, LanguageVersion.CSharp12, true },
        { NullableContextOptions.Warnings, LanguageVersion.CSharp13, true },
        { NullableContextOptions.Enable, LanguageVersion.Latest, true },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void Attributes_compile_without_warnings_whatever_the_project_says(NullableContextOptions nullable, LanguageVersion version, bool overflow)
    {
        var empty = UserProject.Create();
        var project = empty
            .WithOptions(empty.Options.WithNullableContextOptions(nullable).WithOverflowChecks(overflow))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Nothing;", UserProject.ParseOptions.WithLanguageVersion(version), "/project/File0.cs"));

        var run = GeneratorRun.Of(project);

        Assert.Empty(run.AllDiagnostics);
        Assert.Equal(62, run.Output.SyntaxTrees.Length);
    }

    [Fact]
    public void Attributes_are_invisible_to_friend_assemblies()
    {
        var library = GeneratorRun.Of("""[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Friend")]""").Output;
        var friend = UserProject.Create("""
            using Pickerel;
            [Dense(3)] class Uses;
            """).WithAssemblyName("Friend").AddReferences(library.ToMetadataReference());

        Assert.DoesNotContain(GeneratorRun.Of(friend).AllDiagnostics, d => d.Id.StartsWith("CS", StringComparison.Ordinal));
    }

    [Fact]
    public void No_application_of_an_attribute_stays_in_metadata()
    {
        var run = GeneratorRun.Of(Declarations.Digits);
        using var stream = new System.IO.MemoryStream();

        // Bodies do not matter here: a metadata-only image holds all attributes.
        var emitted = run.Output.Emit(stream, options: new(metadataOnly: true));

        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        stream.Position = 0;
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        var network = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Single(t => metadata.GetString(t.Name) is "DigitNet");
        var names = network.GetCustomAttributes().Select(a => NameOf(metadata, metadata.GetCustomAttribute(a)));
        Assert.DoesNotContain(names, n => n.StartsWith("Pickerel", StringComparison.Ordinal));
    }

    private static string NameOf(MetadataReader metadata, CustomAttribute attribute)
    {
        var type = attribute.Constructor.Kind == HandleKind.MethodDefinition
            ? (EntityHandle)metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()
            : metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (type.Kind != HandleKind.TypeDefinition)
            return "";
        var definition = metadata.GetTypeDefinition((TypeDefinitionHandle)type);
        return $"{metadata.GetString(definition.Namespace)}.{metadata.GetString(definition.Name)}";
    }
}
