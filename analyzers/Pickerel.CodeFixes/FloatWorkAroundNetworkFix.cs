using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Analyzers.UserCode;
using Pickerel.Core.Messages;
using Pickerel.Generator.Declaring;

namespace Pickerel.CodeFixes;

/// <summary>
/// PKR2005: gives the network its own elements and takes <c>Classify</c> where only the largest output is wanted; the normalization
/// goes into <c>[Network]</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FloatWorkAroundNetworkFix)), Shared]
public sealed class FloatWorkAroundNetworkFix : SolutionFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.FloatWorkAroundNetwork.Id];

    protected override string Title => "Let the network do it";

    protected override IReadOnlyList<FileChange> ChangesFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (diagnostic.AdditionalLocations is not [var place, ..]
            || root.FindNode(place.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax syntax
            || model.GetOperation(syntax, cancellation) is not { } operation || NetworkCall.Of(operation) is not { } call)
        {
            return [];
        }

        var edit = new CallEdit(call, MethodBody.Around(call.Operation), model);
        return edit.Make() is not { Count: > 0 } changes
            ? [] : [.. changes.Select(c => new FileChange(syntax.SyntaxTree, c)), .. AttributeChanges(call, edit.Normalization, cancellation)];
    }

    /// <summary>The arguments of <c>[Network]</c> that say what the normalization said.</summary>
    private static IEnumerable<FileChange> AttributeChanges(NetworkCall call, InputNormalization? normalization, CancellationToken cancellation)
    {
        if (normalization is not { IsNetworksOwn: false }
            || AttributeReader.SyntaxOf(call.Network.GetAttributes().First(AttributeNames.IsNetwork), cancellation) is not { ArgumentList: { } list } attribute)
        {
            return [];
        }

        var wanted = normalization.Arguments;
        var kept = list.Arguments.Where(a => !wanted.Any(w => IsNamed(a, w.Name))).Select(a => a.ToString());
        var text = "(" + string.Join(", ", kept.Concat(wanted.Where(w => w.Value.Length > 0).Select(w => $"{w.Name} = {w.Value}"))) + ")";
        return [new(attribute.SyntaxTree, new TextChange(list.Span, text))];
    }

    private static bool IsNamed(AttributeArgumentSyntax argument, string name) =>
        string.Equals(argument.NameEquals?.Name.Identifier.ValueText, name, StringComparison.Ordinal);
}
