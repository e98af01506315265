using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core.Messages;
using Pickerel.Generator.Declaring;

namespace Pickerel.CodeFixes;

/// <summary>PKR2010: sets the one bit width and takes the layers' own away. Channels stay: the weights at hand are for them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MixedBitWidthsFix)), Shared]
public sealed class MixedBitWidthsFix : SolutionFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.MixedBitWidths.Id];

    protected override string Title => "Use one weight bit width";

    protected override IReadOnlyList<FileChange> ChangesFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue("Bits", out var bits) || bits is null
            || root.AttributeAt(diagnostic.Location.SourceSpan)?.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } part
            || model.GetDeclaredSymbol(part, cancellation) is not { } type)
        {
            return [];
        }

        var attributes = type.GetAttributes().Where(a => AttributeNames.IsLayer(a) || AttributeNames.IsQuantize(a) || AttributeNames.IsNetwork(a)).ToList();
        var changes = attributes.Where(AttributeNames.IsLayer)
            .Select(a => AttributeReader.SyntaxOf(a, cancellation)).OfType<AttributeSyntax>()
            .SelectMany(a => a.Without("WeightBits").Select(c => new FileChange(a.SyntaxTree, c)));
        return [.. changes, .. SetBits(attributes, bits, cancellation)];
    }

    private static IEnumerable<FileChange> SetBits(List<AttributeData> attributes, string bits, CancellationToken cancellation)
    {
        var quantize = attributes.Find(AttributeNames.IsQuantize);
        var syntax = AttributeReader.SyntaxOf(quantize ?? attributes.First(AttributeNames.IsNetwork), cancellation);
        if (syntax is null)
            yield break;
        if (quantize is not null)
            yield return new(syntax.SyntaxTree, syntax.With("Weights", bits));
        else if (!string.Equals(bits, "8", StringComparison.Ordinal))
            yield return new(syntax.SyntaxTree, new TextChange(new TextSpan(syntax.Span.End, 0), $", Quantize(Weights = {bits})"));
    }
}
