using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2003: quantizes the scales, merged into one multiplier a channel.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnquantizedScaleFix)), Shared]
public sealed class UnquantizedScaleFix : TextFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.UnquantizedScale.Id];

    protected override string Title => "Quantize the scales";

    protected override IEnumerable<TextChange> ChangesFor(TextSpan span, SyntaxNode root, SemanticModel model, CancellationToken cancellation) =>
        root.AttributeAt(span)?.Without("ScaleQuantization") ?? [];
}
