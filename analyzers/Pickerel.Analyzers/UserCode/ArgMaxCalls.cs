using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>Calls that give the index of the largest element, of equal ones the lowest.</summary>
internal static class ArgMaxCalls
{
    /// <summary><c>TensorPrimitives.IndexOfMax(x)</c>, or <c>Array.IndexOf(x, x.Max())</c> from either mention of x.</summary>
    public static ArgMax? Of(IInvocationOperation call, OutputFlow flow, MethodBody body)
    {
        if (call.TargetMethod is { Name: "IndexOfMax", ContainingType.Name: "TensorPrimitives" })
            return new(call, Best: null, TakesLowest: true);
        var search = call.TargetMethod.Name is "IndexOf" ? call : MethodBody.Wrapped(call).Parent is IArgumentOperation { Parent: IInvocationOperation outer } ? outer : null;
        return search is { TargetMethod.Name: "IndexOf", Arguments: [var values, var value] } && IsMaximum(MethodBody.Unwrap(value), body.BufferOf(values.Value), body, flow)
            ? new(search, Best: null, TakesLowest: true) : null;
    }

    /// <summary><c>Enumerable.Range(0, x.Length).MaxBy(i => x[i])</c> and <c>.OrderByDescending(i => x[i]).First()</c>.</summary>
    public static ArgMax? OfKey(ElementAccess access, OutputFlow flow, MethodBody body)
    {
        if (MethodBody.Wrapped(access.Reference).Parent is not IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation lambda } }
            || access.Index is not IParameterReferenceOperation { Parameter: var index } || !SymbolEqualityComparer.Default.Equals(lambda.Symbol.Parameters.FirstOrDefault(), index))
        {
            return null;
        }

        IOperation? parent = lambda;
        while (parent is not null and not IInvocationOperation)
            parent = parent.Parent;
        if (parent is not IInvocationOperation { TargetMethod.Name: "MaxBy" or "OrderByDescending", Arguments: [var source, ..] } call
            || MethodBody.Unwrap(source) is not IInvocationOperation { TargetMethod: { Name: "Range", ContainingType.Name: "Enumerable" }, Arguments: [var start, var count] }
            || start.Value.ConstantValue is not { HasValue: true, Value: 0 } || !flow.IsLength(count.Value, body))
        {
            return null;
        }

        if (call.TargetMethod.Name is "MaxBy")
            return new(call, Best: null, TakesLowest: true);
        return MethodBody.Wrapped(call).Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "First", Arguments.Length: 1 } first } ? new(first, Best: null, TakesLowest: true) : null;
    }

    /// <summary>Whether a helper returns the index and nothing else.</summary>
    public static bool IsReturnedBy(this ArgMax end, HelperMethod helper) =>
        end.Best is null
            ? ReferenceEquals(MethodBody.Unwrap(helper.Returned), end.Place)
            : MethodBody.Unwrap(helper.Returned) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, end.Best);

    private static bool IsMaximum(IOperation? value, ISymbol? buffer, MethodBody body, OutputFlow flow) => value switch
    {
        IInvocationOperation { TargetMethod: { Name: "Max", ContainingType.Name: "Enumerable" or "TensorPrimitives" }, Arguments: [var of] } =>
            buffer is not null && flow.Holds(buffer) && SymbolEqualityComparer.Default.Equals(body.BufferOf(of.Value), buffer),
        ILocalReferenceOperation { Local: var local } => IsMaximum(MethodBody.Unwrap(body.InitializerOf(local)), buffer, body, flow),
        _ => false,
    };
}
