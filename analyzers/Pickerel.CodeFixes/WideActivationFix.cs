using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2011: gives the output as many bits as its readers keep.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WideActivationFix)), Shared]
public sealed class WideActivationFix : SolutionFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.ActivationTooWide.Id];

    protected override string Title => "Use the bits that are kept";

    protected override IReadOnlyList<FileChange> ChangesFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation) =>
        diagnostic.Properties.TryGetValue("Bits", out var bits) && bits is not null && root.AttributeAt(diagnostic.Location.SourceSpan) is { } attribute
            ? [new(attribute.SyntaxTree, attribute.With("ActivationBits", bits))] : [];
}
