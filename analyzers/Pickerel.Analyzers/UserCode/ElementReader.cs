using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>Reads expressions as functions of one element of a buffer.</summary>
/// <param name="elementOf">Reads the element; null for every other expression.</param>
/// <param name="constantOf">Reads accesses of other buffers that are constants of a channel, such as a mean.</param>
/// <param name="isPositive">Which variables are known to be positive.</param>
internal sealed class ElementReader(Func<IOperation, ElementForm?> elementOf, Func<IOperation, ElementForm?> constantOf, Func<ISymbol, bool> isPositive)
{
    /// <summary>Variables of a loop's body that stand for an expression.</summary>
    public Dictionary<ISymbol, ElementForm> Locals { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Reads an expression; null when it depends on more than one element, or in a way not known here.</summary>
    public ElementForm? Read(IOperation operation)
    {
        if (elementOf(operation) is { } element)
            return element;
        if (operation.ConstantValue is { HasValue: true, Value: { } constant })
            return NumberOf(constant) is { } number ? ElementForm.Invariant(number) : null;
        return operation switch
        {
            IConversionOperation conversion => ReadConversion(conversion),
            IParenthesizedOperation parentheses => Read(parentheses.Operand),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus => Read(minus.Operand)?.Negated(),
            IBinaryOperation { OperatorMethod: null } binary => ReadBinary(binary),
            IInvocationOperation call => ReadCall(call),
            ILocalReferenceOperation { Local: var local } when Locals.TryGetValue(local, out var form) => form,
            ILocalReferenceOperation { Local: var local } => InvariantOf(local, local.Type),
            IParameterReferenceOperation { Parameter: var parameter } => InvariantOf(parameter, parameter.Type),
            IFieldReferenceOperation { Field: var field } => InvariantOf(field, field.Type),
            IPropertyReferenceOperation { Property: { IsIndexer: false } property } => InvariantOf(property, property.Type),
            _ => constantOf(operation),
        };
    }

    private ElementForm? InvariantOf(ISymbol symbol, ITypeSymbol type) =>
        IsNumber(type) ? ElementForm.Invariant(value: null, isPositive(symbol)) : null;

    private ElementForm? ReadConversion(IConversionOperation conversion)
    {
        var form = Read(conversion.Operand);
        return form?.Element is null || conversion.Operand.Type is null || !IsReal(conversion.Operand.Type) || IsReal(conversion.Type) ? form : form.Rounded();
    }

    private ElementForm? ReadBinary(IBinaryOperation binary)
    {
        if (Read(binary.LeftOperand) is not { } left || Read(binary.RightOperand) is not { } right || (left.Element is not null && right.Element is not null))
            return null;

        // Whole numbers divided, or cut to fewer bits, are no scaling.
        if (!IsReal(binary.Type) && (left.Element ?? right.Element) is not null && binary.OperatorKind is not (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract))
            return null;
        var form = binary.OperatorKind switch
        {
            BinaryOperatorKind.Add => left.Plus(right),
            BinaryOperatorKind.Subtract => left.Plus(right.Negated()),
            BinaryOperatorKind.Multiply => left.Element is null ? right.Times(left) : left.Times(right),
            BinaryOperatorKind.Divide => right.Element is null ? left.Over(right) : right.Under(left),
            _ => null,
        };
        return IsReal(binary.Type) || form is null ? form : form with { Steps = form.Steps - 1 };
    }

    private ElementForm? ReadCall(IInvocationOperation call)
    {
        if (call.TargetMethod.ContainingType is not { Name: nameof(Math) or "MathF" or "Single" or "Double", ContainingNamespace: { Name: nameof(System), ContainingNamespace.IsGlobalNamespace: true } })
            return null;
        var arguments = call.Arguments.Select(a => Read(a.Value)).ToList();
        if (arguments.Contains(null) || arguments.Count(a => a!.Element is not null) != 1 || arguments[0] is not { Element: not null } first)
            return arguments.TrueForAll(a => a is { Element: null }) ? ElementForm.Invariant(value: null) : null;
        return call.TargetMethod.Name switch
        {
            nameof(Math.Exp) => first.Through(isPositive: true),
            nameof(Math.Tanh) => first.Through(isPositive: false),
            nameof(Math.Round) or nameof(Math.Floor) or nameof(Math.Ceiling) or nameof(Math.Truncate) or "Clamp" or nameof(Math.Min) or nameof(Math.Max) => first.Rounded(),
            _ => null,
        };
    }

    private static double? NumberOf(object constant) => constant switch
    {
        float value => value,
        double value => value,
        byte or sbyte or short or ushort or int or uint or long => Convert.ToDouble(constant, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    public static bool IsReal(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double;

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double;
}
