using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>Arrays with one number a channel, such as the means of red, green and blue.</summary>
internal static class ChannelConstants
{
    /// <summary>Reads <c>mean[c]</c>: an expression without element, whose value is known when the channel and the array's numbers are.</summary>
    public static ElementForm? Read(IOperation operation, ElementAccess? target, int? channel, MethodBody body)
    {
        if (ElementAccess.Of(operation, body) is not { } access || !ElementReader.IsReal(operation.Type) || target is null || access.HasIndexOf(target))
            return null;
        var values = channel is null || !IsChannelOf(access.Index, target.Index) ? null : ValuesOf(access.Buffer, body);
        return ElementForm.Invariant(channel < values?.Count ? values![channel.Value] : null);
    }

    /// <summary>Whether an index is the channel of a flat one: <c>i % 3</c> of <c>i</c>, or <c>c</c> of <c>(… * 3) + c</c>.</summary>
    private static bool IsChannelOf(IOperation channel, IOperation index) => channel switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder, LeftOperand: var left } => left.Syntax.IsEquivalentTo(index.Syntax, topLevel: false),
        ILocalReferenceOperation => index is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, RightOperand: var right } && right.Syntax.IsEquivalentTo(channel.Syntax, topLevel: false),
        _ => false,
    };

    private static List<double>? ValuesOf(ISymbol buffer, MethodBody body)
    {
        var syntax = buffer switch
        {
            ILocalSymbol local => body.InitializerOf(local)?.Syntax,
            IFieldSymbol { IsReadOnly: true } field => (field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as VariableDeclaratorSyntax)?.Initializer?.Value,
            _ => null,
        };
        var elements = syntax switch
        {
            ArrayCreationExpressionSyntax { Initializer: { } list } => list.Expressions,
            ImplicitArrayCreationExpressionSyntax { Initializer: var list } => list.Expressions,
            InitializerExpressionSyntax list => list.Expressions,
            CollectionExpressionSyntax list => list.Elements.OfType<ExpressionElementSyntax>().Select(e => e.Expression),
            _ => [],
        };
        var numbers = elements.Select(NumberOf).ToList();
        return numbers.Count == 0 || numbers.Contains(null) ? null : numbers.ConvertAll(n => n!.Value);
    }

    private static double? NumberOf(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: float value } => value,
        LiteralExpressionSyntax { Token.Value: double value } => value,
        LiteralExpressionSyntax { Token.Value: int value } => value,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: var operand } => -NumberOf(operand),
        _ => null,
    };
}
