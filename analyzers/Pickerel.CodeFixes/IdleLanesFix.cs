using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Analyzers;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2012: takes the channels that cost no more time, in the layer and in all that it is added to.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(IdleLanesFix)), Shared]
public sealed class IdleLanesFix : SolutionFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.IdleLanes.Id];

    protected override string Title => "Fill the lanes";

    protected override IReadOnlyList<FileChange> ChangesFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation) =>
    [
        .. diagnostic.AdditionalLocations
            .Select(place => root.AttributeAt(place.SourceSpan)?.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals is null)?.Expression)
            .OfType<ExpressionSyntax>()
            .Where(count => model.GetConstantValue(count, cancellation) is { HasValue: true, Value: int })
            .Select(count => Change(count, (int)model.GetConstantValue(count, cancellation).Value!)),
    ];

    private static FileChange Change(ExpressionSyntax count, int channels) =>
        new(count.SyntaxTree, new TextChange(count.Span, IdleLanesAnalyzer.Full(channels).ToString(CultureInfo.InvariantCulture)));
}
