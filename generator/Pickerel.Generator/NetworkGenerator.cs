using Microsoft.CodeAnalysis;
using Pickerel.Generator.Declaring;
using Pickerel.Generator.Diagnostics;
using Pickerel.Generator.Models;

namespace Pickerel.Generator;

/// <summary>
/// Adds the code of every class with <c>[Network]</c>. A pure function of attributes and model texts: no file, clock or setting is read.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        context.RegisterPostInitializationOutput(EmbeddedSources.AddAttributes);

        // What was declared, apart from where it stands.
        var parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeNames.Network, DeclarationParser.IsCandidate, DeclarationParser.Parse)
            .SelectMany(static (networks, _) => networks.Items)
            .WithTrackingName(TrackingNames.Parsed);
        var declared = parsed.Select(static (network, _) => network.Declared).WithTrackingName(TrackingNames.Declared);
        var sites = parsed.Select(static (network, _) => network.Sites).Collect();

        // Model texts, each read by itself.
        var models = context.AdditionalTextsProvider
            .Where(ModelFile.IsModel)
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => ModelFile.Of(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.ModelFiles)
            .Select(static (file, cancellation) => file.Read(cancellation))
            .WithTrackingName(TrackingNames.Models);

        // A network depends on its declaration and the one model it names.
        var compiled = declared.Combine(models.Collect())
            .Select(static (pair, _) => BoundNetwork.Of(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.Bound)
            .Select(NetworkCompiler.Compile)
            .WithTrackingName(TrackingNames.Compiled);

        // Each source is an output of its own, so that an edit re-emits only what it changes.
        var hints = declared.Select(static (network, _) => network.Key).Collect().Select(HintNames.Of);
        var sources = compiled.Combine(hints)
            .SelectMany(static (pair, _) => pair.Right.Rename(pair.Left))
            .WithTrackingName(TrackingNames.Sources);
        context.RegisterSourceOutput(sources, static (output, source) => output.AddSource(source.HintName, source.Text));

        var diagnostics = compiled.SelectMany(static (network, _) => network.Problems).Combine(sites)
            .Select(static (pair, _) => pair.Left.Locate(pair.Right))
            .WithTrackingName(TrackingNames.Diagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));

        var modelDiagnostics = models.SelectMany(static (model, _) => model.Diagnostics).WithTrackingName(TrackingNames.ModelDiagnostics);
        context.RegisterSourceOutput(modelDiagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }
}
