using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2013: gives the layer's weights 7 bits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FasterKernelFix)), Shared]
public sealed class FasterKernelFix : TextFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.FasterKernel.Id];

    protected override string Title => "Use 7-bit weights";

    protected override IEnumerable<TextChange> ChangesFor(TextSpan span, SyntaxNode root, SemanticModel model, CancellationToken cancellation) =>
        root.AttributeAt(span) is { } attribute ? [attribute.With("WeightBits", "7")] : [];
}
