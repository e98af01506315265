using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR1100: gives a network without weights pseudo-random ones, so that it runs and can be measured.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SeedWeightsFix)), Shared]
public sealed class SeedWeightsFix : TextFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.NetworkWithoutWeights.Id];

    protected override string Title => "Use pseudo-random weights for now";

    protected override IEnumerable<TextChange> ChangesFor(TextSpan span, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (root.FindNode(span).FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList is { Arguments.Count: > 0 } arguments)
            yield return new TextChange(new TextSpan(arguments.Arguments.Span.End, 0), ", Seed = 1");
    }
}
