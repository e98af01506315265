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

namespace Pickerel.CodeFixes;

/// <summary>PKR1010: padding amounts beside a padding that computes its own; lets the amounts count.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ExplicitPaddingFix)), Shared]
public sealed class ExplicitPaddingFix : TextFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.PaddingAmountsUnused.Id];

    protected override string Title => "Use explicit padding";

    protected override IEnumerable<TextChange> ChangesFor(TextSpan span, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        var arguments = root.FindNode(span).FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList?.Arguments ?? [];
        var padding = arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText is "Padding")?.Expression;
        if (padding is MemberAccessExpressionSyntax { Name: var value })
            yield return new TextChange(value.Span, "Explicit");
    }
}
