using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Analyzers.UserCode;

namespace Pickerel.CodeFixes;

/// <summary>Rewrites one call of <c>Infer</c> and the work around it, as far as that is known to change no result.</summary>
internal sealed class CallEdit(NetworkCall call, MethodBody body, SemanticModel model)
{
    private readonly List<TextChange> _changes = [];

    /// <summary>Gets the normalization that the rewritten call leaves to the network.</summary>
    public InputNormalization? Normalization { get; private set; }

    /// <summary>Gets what stands in front of <c>Infer</c>: the network's name and a dot, or nothing inside its class.</summary>
    private string Prefix => (call.Operation.Syntax as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax access ? access.Expression + "." : "";

    /// <summary>The changes of the text; none when they are not known to be right.</summary>
    public IReadOnlyList<TextChange> Make()
    {
        if (call.Operation.Syntax.Parent is not ExpressionStatementSyntax statement)
            return [];
        Normalization = call.TakesReals ? NormalizedInput.Before(call, body)?.Normalization : null;
        if (call.TakesReals && (Normalization is null || !IsOnlyInput()))
            return [];
        var elements = (call.TakesReals ? Normalization!.Source.Syntax : MethodBody.Wrapped(call.Input).Syntax).ToString();
        var isRewritten = LargestOutput.After(call, body) is { Flow: { Ends: [{ TakesLowest: true } end] } flow }
            ? MakeClassify(statement, elements, flow, end)
            : call.TakesReals && MakeInfer(statement, elements);
        return isRewritten ? _changes : [];
    }

    private bool MakeClassify(StatementSyntax statement, string elements, OutputFlow flow, ArgMax end)
    {
        var classify = $"{Prefix}Classify({elements})";
        var removed = new HashSet<StatementSyntax>(flow.Buffers.Concat(flow.Scalars).SelectMany(StatementsOf));
        if (call.TakesReals)
            removed.UnionWith(StatementsOf(body.BufferOf(call.Input)));
        if (end.Best is null)
        {
            _ = removed.RemoveWhere(s => s.Span.Contains(end.Place.Syntax.Span));
            _changes.Add(new(end.Place.Syntax.Span, classify));
        }
        else if (body.DeclarationOf(end.Best) is { Syntax: VariableDeclaratorSyntax { Initializer: { } initializer } declared } && declared.SpanStart > statement.SpanStart)
        {
            _changes.Add(new(initializer.Value.Span, classify));
        }
        else
        {
            _ = removed.Remove(statement);
            _changes.Add(new(statement.Span, $"{end.Best.Name} = {classify};"));
        }

        return Remove(removed);
    }

    /// <summary>Infers on the elements themselves, and scales the outputs as <c>Infer</c> of real values does.</summary>
    private bool MakeInfer(StatementSyntax statement, string elements)
    {
        if (call.Operation.Arguments.Length != 2 || call.OutputElement is not { } type || body.BufferOf(call.Output) is not { } output)
            return false;
        var (outputs, index) = (FreeName("outputs", statement), FreeName("i", statement));
        var indent = IndentOf(statement);
        string[] lines =
        [
            $"var {outputs} = new {type.ToDisplayString()}[{Prefix}OutputLength];",
            $"{Prefix}Infer({elements}, {outputs});",
            $"for (var {index} = 0; {index} < {outputs}.Length; {index}++)",
            $"    {output.Name}[{index}] = (float)({Prefix}OutputScale * ({outputs}[{index}] - {Prefix}OutputZeroPoint));",
        ];
        _changes.Add(new(statement.Span, string.Join("\n" + indent, lines)));
        return Remove(StatementsOf(body.BufferOf(call.Input)).Where(s => s != statement));
    }

    /// <summary>Whether the normalized values are made for this call alone.</summary>
    private bool IsOnlyInput() => body.BufferOf(call.Input) is not { } buffer
        || (buffer is ILocalSymbol && body.MentionsOf(buffer).Count(m => body.Operations.Any(o => NetworkCall.Of(o) is { } other && other.Input.Syntax.Span.Contains(m.Syntax.Span))) == 1);

    /// <summary>The statements that declare and use a buffer or variable: whole loops, but none that the call stands in.</summary>
    private IEnumerable<StatementSyntax> StatementsOf(ISymbol? symbol)
    {
        if (symbol is null)
            return [];
        var views = body.Operations.OfType<IVariableDeclaratorOperation>()
            .Where(d => SymbolEqualityComparer.Default.Equals(d.Symbol, symbol) || (d.Symbol.Type.IsRefLikeType && SymbolEqualityComparer.Default.Equals(body.BufferOf(d.GetVariableInitializer()?.Value), symbol)));
        return views.Select(d => d.Syntax).Concat(body.MentionsOf(symbol).Select(m => m.Syntax)).Select(StatementOf).OfType<StatementSyntax>();
    }

    private StatementSyntax? StatementOf(SyntaxNode node)
    {
        var statements = node.AncestorsAndSelf().OfType<StatementSyntax>().Where(s => s is not BlockSyntax).ToList();
        return statements.LastOrDefault(s => s is CommonForEachStatementSyntax or ForStatementSyntax && !s.Span.Contains(call.Operation.Syntax.Span)) ?? statements.FirstOrDefault();
    }

    /// <summary>Removes statements with their lines; not possible when one also declares something else, or is all there is under a condition.</summary>
    private bool Remove(IEnumerable<StatementSyntax> statements)
    {
        foreach (var statement in statements.Distinct())
        {
            if (statement is LocalDeclarationStatementSyntax { Declaration.Variables.Count: > 1 } || statement.Parent is not (BlockSyntax or GlobalStatementSyntax) || statement.ContainsDirectives)
                return false;
            _changes.Add(new(statement.FullSpan, ""));
        }

        return true;
    }

    private string FreeName(string name, StatementSyntax statement)
    {
        var written = statement.Ancestors().LastOrDefault(a => a is MemberDeclarationSyntax)?.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText) ?? [];
        var taken = new HashSet<string>(written, StringComparer.Ordinal);
        taken.UnionWith(model.LookupSymbols(statement.SpanStart).Select(s => s.Name));
        return taken.Contains(name) ? Enumerable.Range(2, 1000).Select(n => $"{name}{n}").First(n => !taken.Contains(n)) : name;
    }

    private static string IndentOf(StatementSyntax statement) => statement.GetLeadingTrivia().LastOrDefault(t => t.IsKind(SyntaxKind.WhitespaceTrivia)).ToString();
}
