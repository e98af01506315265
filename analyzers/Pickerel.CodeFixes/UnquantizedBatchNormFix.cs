using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2001: quantizes the norm.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnquantizedBatchNormFix)), Shared]
public sealed class UnquantizedBatchNormFix : TextFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.UnquantizedBatchNorm.Id];

    protected override string Title => "Quantize the norm";

    protected override IEnumerable<TextChange> ChangesFor(TextSpan span, SyntaxNode root, SemanticModel model, CancellationToken cancellation) =>
        root.AttributeAt(span)?.Without("Quantized") ?? [];
}
