using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>The activations that user code takes of outputs; named as the attributes are.</summary>
internal enum FloatActivationKind
{
    Softmax,
    Sigmoid,
}

/// <summary>An activation in floating point over a network's outputs.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Place">The exponential, the call of <c>TensorPrimitives</c>, or that of a helper method.</param>
internal sealed record FloatActivation(FloatActivationKind Kind, IOperation Place)
{
    /// <summary>Finds one behind a call; null when there is none, or an exponential that is part of something else.</summary>
    public static FloatActivation? After(NetworkCall call, MethodBody body) =>
        body.BufferOf(call.Output) is { } output ? Of(output, body, depth: 0) : null;

    private static FloatActivation? Of(ISymbol output, MethodBody body, int depth)
    {
        var derived = DerivedFrom(output, body);
        foreach (var call in body.Operations.OfType<IInvocationOperation>())
        {
            if (OfCall(call, derived, body) is { } kind)
                return new(kind, call);
            if (depth < HelperMethod.Deepest && Given(call, derived, body) is { } parameter && HelperMethod.Of(call) is { } helper && Of(parameter, helper.Body, depth + 1) is { } inside)
                return inside with { Place = call };
        }

        return null;
    }

    private static FloatActivationKind? OfCall(IInvocationOperation call, HashSet<ISymbol> derived, MethodBody body)
    {
        var (method, first) = (call.TargetMethod, call.Arguments.FirstOrDefault()?.Value);
        if (first is null)
            return null;
        if (ElementWorkReader.IsTensorPrimitives(method))
        {
            if (body.BufferOf(first) is not { } buffer || !derived.Contains(buffer))
                return null;
            return method.Name switch { "SoftMax" => FloatActivationKind.Softmax, "Sigmoid" => FloatActivationKind.Sigmoid, _ => null };
        }

        if (method is not { Name: nameof(Math.Exp), ContainingType: { Name: nameof(Math) or "MathF", ContainingNamespace.Name: nameof(System) } } || !Reads(first, derived, body))
            return null;
        return IsSigmoid(call) ? FloatActivationKind.Sigmoid : IsDividedBySum(derived, body) ? FloatActivationKind.Softmax : null;
    }

    /// <summary>The parameter of a helper that is given a buffer of outputs.</summary>
    private static ISymbol? Given(IInvocationOperation call, HashSet<ISymbol> derived, MethodBody body) => NetworkCall.Of(call) is not null
        ? null : call.Arguments.FirstOrDefault(a => body.BufferOf(a.Value) is { } buffer && derived.Contains(buffer))?.Parameter?.OriginalDefinition;

    /// <summary>The outputs, and all buffers and variables that are computed of their elements.</summary>
    private static HashSet<ISymbol> DerivedFrom(ISymbol output, MethodBody body)
    {
        var derived = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { output };
        bool grew;
        do
        {
            grew = false;
            foreach (var assignment in body.Operations.OfType<IAssignmentOperation>())
                grew |= TargetOf(assignment, body) is { } target && Reads(assignment.Value, derived, body) && derived.Add(target);
            foreach (var declared in body.Operations.OfType<IVariableDeclaratorOperation>())
                grew |= declared.GetVariableInitializer()?.Value is { } value && Reads(value, derived, body) && derived.Add(declared.Symbol);
        }
        while (grew);

        return derived;
    }

    private static ISymbol? TargetOf(IAssignmentOperation assignment, MethodBody body) =>
        ElementAccess.Of(assignment.Target, body)?.Buffer ?? (assignment.Target as ILocalReferenceOperation)?.Local;

    /// <summary>Whether an expression reads an element of a derived buffer, a derived number, or maps such a buffer.</summary>
    private static bool Reads(IOperation value, HashSet<ISymbol> derived, MethodBody body) => value.DescendantsAndSelf().Any(o => o switch
    {
        IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } => ElementAccess.Of(o, body) is { } access && derived.Contains(access.Buffer),
        ILocalReferenceOperation { Local: var local } when ElementReader.IsReal(local.Type) => derived.Contains(local),
        IParameterReferenceOperation { Parameter: var element } when ElementReader.IsReal(element.Type) => IsMapped(element, o, derived, body),
        IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" } or { Name: "ConvertAll", ContainingType.Name: "Array" } } map =>
            body.BufferOf(map.Arguments[0].Value) is { } mapped && derived.Contains(mapped),
        _ => false,
    });

    /// <summary>Whether a parameter is that of a lambda over the elements of a derived buffer.</summary>
    private static bool IsMapped(IParameterSymbol element, IOperation reference, HashSet<ISymbol> derived, MethodBody body)
    {
        for (var parent = reference.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IInvocationOperation { TargetMethod.Name: "Select" or "ConvertAll" } map && !ReferenceEquals(element.ContainingSymbol, map.TargetMethod))
                return body.BufferOf(map.Arguments[0].Value) is { } buffer && derived.Contains(buffer);
        }

        return false;
    }

    /// <summary><c>1 / (1 + Exp(…))</c>.</summary>
    private static bool IsSigmoid(IOperation exponential) =>
        Outer(exponential) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum && IsOne(sum.LeftOperand, sum.RightOperand)
        && Outer(sum) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide, LeftOperand: var one } && IsOne(one, one);

    private static IOperation? Outer(IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent;
    }

    private static bool IsOne(IOperation left, IOperation right) => new[] { left, right }.Any(o => o.ConstantValue is { HasValue: true, Value: 1 or 1f or 1d });

    /// <summary>Whether something computed of the outputs is divided by a number computed of them.</summary>
    private static bool IsDividedBySum(HashSet<ISymbol> derived, MethodBody body) => body.Operations.Any(o => o switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } quotient => Reads(quotient.LeftOperand, derived, body) && Reads(quotient.RightOperand, derived, body),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Divide } quotient =>
            TargetOf(quotient, body) is { } target && derived.Contains(target) && Reads(quotient.Value, derived, body),
        _ => false,
    });
}
