using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>The operations of one method, and the arrays and spans in it: a span over a local array is that array.</summary>
internal sealed class MethodBody
{
    private readonly Dictionary<ISymbol, IVariableDeclaratorOperation> _declarators;

    private MethodBody(IOperation root)
    {
        Operations = [.. root.DescendantsAndSelf()];
        _declarators = Operations.OfType<IVariableDeclaratorOperation>().ToLookup(d => (ISymbol)d.Symbol, SymbolEqualityComparer.Default)
            .ToDictionary(g => g.Key!, g => g.First(), SymbolEqualityComparer.Default);
    }

    public IReadOnlyList<IOperation> Operations { get; }

    /// <summary>The whole method, lambda aside, that an operation stands in.</summary>
    public static MethodBody Around(IOperation operation)
    {
        var root = operation;
        while (root.Parent is { } parent && root is not ILocalFunctionOperation)
            root = parent;
        return new(root);
    }

    public static MethodBody Of(IOperation root) => new(root);

    /// <summary>The declaration of a local.</summary>
    public IVariableDeclaratorOperation? DeclarationOf(ISymbol local) => _declarators.TryGetValue(local, out var found) ? found : null;

    /// <summary>What a local is declared to be.</summary>
    public IOperation? InitializerOf(ISymbol local) => DeclarationOf(local)?.GetVariableInitializer()?.Value;

    /// <summary>The local, parameter or field that an expression is, as an array, a span or a span over an array; null when it is none.</summary>
    public ISymbol? BufferOf(IOperation? value) => Unwrap(value) switch
    {
        ILocalReferenceOperation { Local: var local } => IsView(local) && BufferOf(InitializerOf(local)) is { } viewed ? viewed : local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        IFieldReferenceOperation { Field: var field } => field,
        _ => null,
    };

    /// <summary>Every mention of a buffer, under all its names; the declarations of those names aside.</summary>
    public IEnumerable<IOperation> MentionsOf(ISymbol buffer) => Operations
        .Where(o => o is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation
            && SymbolEqualityComparer.Default.Equals(BufferOf(o), buffer) && !DeclaresView(o));

    /// <summary>An expression without conversions and without the calls that make a span of an array.</summary>
    public static IOperation? Unwrap(IOperation? value) => value switch
    {
        IConversionOperation conversion => Unwrap(conversion.Operand),
        IArgumentOperation argument => Unwrap(argument.Value),
        IInvocationOperation { TargetMethod: { Name: "AsSpan", ContainingType.Name: "MemoryExtensions" }, Arguments: [var whole] } => Unwrap(whole),
        _ => value,
    };

    /// <summary>The outermost expression that <see cref="Unwrap"/> makes this one of.</summary>
    public static IOperation Wrapped(IOperation value)
    {
        while (value.Parent is { } parent && parent is not IArgumentOperation { Parent: not IInvocationOperation { TargetMethod.Name: "AsSpan" } }
            && ReferenceEquals(Unwrap(parent), Unwrap(value)))
        {
            value = parent;
        }

        return value;
    }

    private bool DeclaresView(IOperation mention) =>
        Wrapped(mention).Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } && IsView(local);

    private static bool IsView(ILocalSymbol local) =>
        local.Type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", ContainingNamespace.Name: nameof(System) } && !local.IsRef;
}

/// <summary>An element of a buffer: <c>x[i]</c>.</summary>
internal sealed record ElementAccess(ISymbol Buffer, IOperation Reference, IOperation Index)
{
    /// <summary>Reads an access with one index; null for everything else.</summary>
    public static ElementAccess? Of(IOperation? operation, MethodBody body) => operation switch
    {
        IArrayElementReferenceOperation { Indices: [var index] } array when body.BufferOf(array.ArrayReference) is { } buffer => new(buffer, array, index),
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] } span when body.BufferOf(span.Instance) is { } buffer => new(buffer, span, index.Value),
        _ => null,
    };

    /// <summary>Whether another access has the same index, as written.</summary>
    public bool HasIndexOf(ElementAccess other) => Index.Syntax.IsEquivalentTo(other.Index.Syntax, topLevel: false);

    /// <summary>Whether the index is a variable and nothing else.</summary>
    public bool IsAt(ISymbol? variable) => variable is not null && Index is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, variable);

    public bool Is(ISymbol buffer) => SymbolEqualityComparer.Default.Equals(Buffer, buffer);
}
