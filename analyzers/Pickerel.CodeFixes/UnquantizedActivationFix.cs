using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2002 and the error that goes with it, PKR1064: quantizes the activation's parameters.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnquantizedActivationFix)), Shared]
public sealed class UnquantizedActivationFix : TextFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.UnquantizedActivation.Id, Pkr.FloatSlopes.Id];

    protected override string Title => "Quantize the activation";

    protected override IEnumerable<TextChange> ChangesFor(TextSpan span, SyntaxNode root, SemanticModel model, CancellationToken cancellation) =>
        root.AttributeAt(span)?.Without("Quantized") ?? [];
}
