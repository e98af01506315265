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
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;
using Pickerel.Generator.Declaring;

namespace Pickerel.CodeFixes;

/// <summary>PKR1026: a layer reads a name that does not exist; writes the nearest one that does, if it is near enough to be meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectLayerNameFix)), Shared]
public sealed class CorrectLayerNameFix : TextFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Pkr.UnknownLayer.Id];

    protected override string Title => "Use the nearest layer name";

    protected override IEnumerable<TextChange> ChangesFor(TextSpan span, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        var argument = root.FindNode(span).FirstAncestorOrSelf<AttributeArgumentSyntax>();
        if (argument?.Expression is not LiteralExpressionSyntax { Token: { Value: string written } token }
            || argument.FirstAncestorOrSelf<AttributeSyntax>() is not { Parent.Parent: TypeDeclarationSyntax part } attribute
            || model.GetDeclaredSymbol(part, cancellation) is not { } type
            || DeclarationParser.Parse(type, cancellation) is not { } network)
        {
            yield break;
        }

        var position = type.GetAttributes().Where(AttributeNames.IsLayer).ToList()
            .FindIndex(a => AttributeReader.SyntaxOf(a, cancellation) == attribute);
        if (position >= 0 && Nearest(written, NamesAbove(network, position)) is { } name)
            yield return new TextChange(token.Span, SymbolDisplay.FormatLiteral(name, quote: true));
    }

    private static IEnumerable<string> NamesAbove(ParsedNetwork network, int position)
    {
        var names = LayerNames.Of(network.Declared.Declaration.Layers);
        return Enumerable.Range(0, position).Select(i => names[i]).Prepend(LayerNames.Input);
    }

    /// <summary>The name at the least edit distance, if that is at most a third of it.</summary>
    private static string? Nearest(string written, IEnumerable<string> names)
    {
        var (name, distance) = names.Select(n => (Name: n, Distance: EditDistance(written, n))).OrderBy(x => x.Distance).First();
        return distance <= Math.Max(1, name.Length / 3) ? name : null;
    }

    /// <summary>Levenshtein's distance, without regard to case.</summary>
    private static int EditDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(diagonal, row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
