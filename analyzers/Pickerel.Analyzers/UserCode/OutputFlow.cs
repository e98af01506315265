using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>A place that finds the index of the largest output.</summary>
/// <param name="Place">The expression, or the condition inside a loop.</param>
/// <param name="Best">The variable that a loop leaves the index in; null for an expression.</param>
/// <param name="TakesLowest">Whether of equal outputs it takes the lowest, as <c>Classify</c> does.</param>
internal sealed record ArgMax(IOperation Place, ILocalSymbol? Best, bool TakesLowest);

/// <summary>Where a network's outputs go: the buffers and variables that hold functions of them, and the places that take the largest.</summary>
internal sealed class OutputFlow(int? length)
{
    private readonly HashSet<ISymbol> _buffers = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _scalars = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _positive = new(SymbolEqualityComparer.Default);

    public IEnumerable<ISymbol> Buffers => _buffers;

    public IEnumerable<ISymbol> Scalars => _scalars;

    /// <summary>Gets what changes outputs without changing their order.</summary>
    public List<IOperation> Steps { get; } = [];

    public List<ArgMax> Ends { get; } = [];

    public bool Holds(ISymbol buffer) => _buffers.Contains(buffer);

    public bool IsPositive(ISymbol symbol) =>
        _positive.Contains(symbol) || (symbol is IFieldSymbol { HasConstantValue: true, ConstantValue: double scale } && scale > 0);

    public void AddBuffer(ISymbol buffer, bool isPositive, IOperation? step)
    {
        _ = _buffers.Add(buffer);
        _ = isPositive ? _positive.Add(buffer) : _positive.Remove(buffer);
        if (step is not null)
            Steps.Add(step);
    }

    public bool AddScalar(ISymbol scalar, bool isPositive)
    {
        _ = _scalars.Add(scalar);
        if (isPositive)
            _ = _positive.Add(scalar);
        return true;
    }

    /// <summary>Whether an expression is the number of outputs.</summary>
    public bool IsLength(IOperation expression, MethodBody body) => MethodBody.Unwrap(expression) switch
    {
        IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } instance } => body.BufferOf(instance) is { } buffer && (Holds(buffer) || IsMadeForAll(buffer, body)),
        { ConstantValue: { HasValue: true, Value: int value } } => value == length,
        ILocalReferenceOperation { Local: var local } when body.InitializerOf(local) is { } initializer => IsLength(initializer, body),
        _ => false,
    };

    /// <summary>Whether a buffer is an array or a block of the stack with one element an output.</summary>
    private bool IsMadeForAll(ISymbol buffer, MethodBody body) => MethodBody.Unwrap(body.InitializerOf(buffer)) switch
    {
        IArrayCreationOperation { DimensionSizes: [var size] } => IsLength(size, body),
        { Syntax: StackAllocArrayCreationExpressionSyntax } stack => stack.ChildOperations.Any(size => IsLength(size, body)),
        _ => false,
    };
}
