using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Pickerel.Generator.Declaring;

namespace Pickerel.Analyzers.UserCode;

/// <summary>A call in user code of the <c>Infer</c> of a generated network with one output.</summary>
internal sealed record NetworkCall(IInvocationOperation Operation, INamedTypeSymbol Network)
{
    public IOperation Input => ValueOf("input");

    public IOperation Output => ValueOf("output");

    /// <summary>Gets whether the call takes real numbers and gives some.</summary>
    public bool TakesReals => ElementOf("Infer", Operation.TargetMethod)?.SpecialType == SpecialType.System_Single;

    /// <summary>Gets the element type of quantized inputs.</summary>
    public ITypeSymbol? InputElement => Network.GetMembers("Classify").OfType<IMethodSymbol>().Select(m => ElementOf("Classify", m)).FirstOrDefault();

    /// <summary>Gets the element type of quantized outputs.</summary>
    public ITypeSymbol? OutputElement => Network.GetMembers("Infer").OfType<IMethodSymbol>()
        .Select(m => ((INamedTypeSymbol)m.Parameters[1].Type).TypeArguments[0]).FirstOrDefault(t => t.SpecialType != SpecialType.System_Single);

    /// <summary>Reads a call; null when it is of anything else.</summary>
    public static NetworkCall? Of(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "Infer", IsStatic: true, ContainingType: var type } method } call
        && method.Parameters is [_, { Name: "output" }] or [_, { Name: "output" }, { Name: "scratch" }]
        && ElementOf("Infer", method) is not null
        && type.GetAttributes().Any(AttributeNames.IsNetwork)
            ? new NetworkCall(call, type) : null;

    /// <summary>The value of a generated constant.</summary>
    public T? Constant<T>(string name)
        where T : struct => Network.GetMembers(name).OfType<IFieldSymbol>().FirstOrDefault() is { HasConstantValue: true, ConstantValue: T value } ? value : null;

    /// <summary>The values of an array argument of <c>[Network]</c>; none if absent.</summary>
    public IReadOnlyList<double> Reals(string argument)
    {
        var attribute = Network.GetAttributes().First(AttributeNames.IsNetwork);
        var values = attribute.NamedArguments.FirstOrDefault(a => string.Equals(a.Key, argument, StringComparison.Ordinal)).Value;
        return values is { Kind: TypedConstantKind.Array, IsNull: false } ? [.. values.Values.Select(v => v.Value as double? ?? 0)] : [];
    }

    private IOperation ValueOf(string parameter) =>
        Operation.Arguments.First(a => string.Equals(a.Parameter?.Name, parameter, StringComparison.Ordinal)).Value;

    private static ITypeSymbol? ElementOf(string name, IMethodSymbol method) =>
        string.Equals(method.Name, name, StringComparison.Ordinal)
        && method.Parameters.FirstOrDefault()?.Type is INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments: [var element] } ? element : null;
}
