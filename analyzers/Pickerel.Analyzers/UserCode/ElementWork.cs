using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>What is done to every element of a buffer on its way into another, or in place.</summary>
/// <param name="Place">The assignment or call that does it.</param>
/// <param name="Source">The buffer read; null when elements come from elsewhere.</param>
/// <param name="Element">The type of the elements read.</param>
/// <param name="Form">What is done to an element.</param>
/// <param name="KeepsOrder">Whether element i becomes element i.</param>
internal sealed record ElementWork(IOperation Place, IOperation? Source, ITypeSymbol? Element, ElementForm Form, bool KeepsOrder)
{
    /// <summary>Gets the form at each channel, when it depends on the channel and everything is constant.</summary>
    public Func<int, IReadOnlyList<ElementForm>?> Channels { get; init; } = static _ => null;

    /// <summary>Gets whether it is floating-point work that a network can do, or need not be done at all.</summary>
    public bool CanBeFolded => Form is { Steps: > 0 } and ({ IsAffine: true } or { IsRounded: true });
}

/// <summary>Reads assignments, lambdas and calls of <c>TensorPrimitives</c> as elementwise work.</summary>
/// <param name="body">Where they stand.</param>
/// <param name="integer">The type of a network's quantized input; elements of it are preferred.</param>
/// <param name="isPositive">Which variables and buffers are known to be positive.</param>
internal sealed class ElementWorkReader(MethodBody body, ITypeSymbol? integer, Func<ISymbol, bool> isPositive)
{
    /// <summary>Reads <c>x[i] = …</c>.</summary>
    public ElementWork? OfAssignment(ElementAccess target, IOperation value, IOperation place)
    {
        var leaf = LeafOf(target, value);
        if (leaf is null || Read(leaf, value, target, channel: null) is not { Element: not null } form)
            return null;
        var access = ElementAccess.Of(leaf, body);
        var source = access is null ? null : MethodBody.Unwrap((leaf as IArrayElementReferenceOperation)?.ArrayReference ?? (leaf as IPropertyReferenceOperation)?.Instance);
        return new(place, source, leaf.Type, form, access?.HasIndexOf(target) is true)
        {
            Channels = count => AllChannels(count, channel => Read(leaf, value, target, channel)),
        };
    }

    /// <summary>Reads <c>x[i] /= …</c>.</summary>
    public ElementWork? OfCompoundAssignment(ElementAccess target, ICompoundAssignmentOperation assignment)
    {
        return Apply(channel: null) is not { Element: not null } form ? null : new(assignment, MethodBody.Unwrap(BufferIn(target)), target.Reference.Type, form, KeepsOrder: true)
        {
            Channels = count => AllChannels(count, channel => Apply(channel)),
        };

        ElementForm? Apply(int? channel) => ReaderOf(target.Reference, target, channel).Read(assignment.Value) is { Element: null } value
            ? OfOperator(assignment.OperatorKind, ElementForm.Of(target.Reference), value) : null;
    }

    /// <summary>Reads <c>p => …</c> over the elements of a source.</summary>
    public ElementWork? OfLambda(IOperation? lambda, IOperation source, IOperation place)
    {
        var function = MethodBody.Unwrap(lambda) switch
        {
            IDelegateCreationOperation { Target: IAnonymousFunctionOperation created } => created,
            IAnonymousFunctionOperation anonymous => anonymous,
            _ => null,
        };
        if (function is not { Symbol.Parameters: [var element, ..], Body.Operations: [IReturnOperation { ReturnedValue: { } value }] })
            return null;
        var form = ElementOf(source);
        var reader = new ElementReader(
            o => o is IParameterReferenceOperation p && SymbolEqualityComparer.Default.Equals(p.Parameter, element) ? form with { Element = o } : null,
            static _ => null,
            isPositive);
        return reader.Read(value) is { Element: not null } read ? new(place, MethodBody.Unwrap(source), element.Type, read, KeepsOrder: true) : null;
    }

    /// <summary>Reads a call of <c>TensorPrimitives</c> that writes a destination.</summary>
    public ElementWork? OfTensorPrimitives(IInvocationOperation call)
    {
        if (call.Arguments.FirstOrDefault()?.Value is not { } source || !IsTensorPrimitives(call.TargetMethod))
            return null;
        var values = call.Arguments.Skip(1).Where(a => a.Parameter?.Name is not "destination").Select(a => ReaderOf(null, null, null).Read(a.Value)).ToList();
        if (values.Exists(v => v is not { Element: null }))
            return null;
        var element = ElementOf(source);
        var form = (call.TargetMethod.Name, values.Count) switch
        {
            ("Add", 1) => element.Plus(values[0]!),
            ("Subtract", 1) => element.Plus(values[0]!.Negated()),
            ("Multiply", 1) => element.Times(values[0]!),
            ("Divide", 1) => element.Over(values[0]!),
            ("MultiplyAdd" or "FusedMultiplyAdd", 2) => element.Times(values[0]!).Plus(values[1]!),
            ("AddMultiply", 2) => element.Plus(values[0]!).Times(values[1]!),
            ("Round" or "Floor" or "Ceiling" or "Truncate" or "Min" or "Max" or "Clamp", _) => element.Rounded(),
            ("Exp" or "Sigmoid" or "SoftMax", 0) => element.Through(isPositive: true),
            ("Tanh", 0) => element.Through(isPositive: false),
            ("ConvertChecked" or "ConvertSaturating" or "ConvertTruncating", 0) => element,
            _ => null,
        };
        return form is null ? null : new(call, MethodBody.Unwrap(source), ElementTypeOf(source), form, KeepsOrder: true);
    }

    public static bool IsTensorPrimitives(IMethodSymbol method) => method.ContainingType is { Name: "TensorPrimitives", ContainingNamespace.Name: "Tensors" };

    public static ElementForm? OfOperator(BinaryOperatorKind kind, ElementForm element, ElementForm value) => kind switch
    {
        BinaryOperatorKind.Add => element.Plus(value),
        BinaryOperatorKind.Subtract => element.Plus(value.Negated()),
        BinaryOperatorKind.Multiply => element.Times(value),
        BinaryOperatorKind.Divide => element.Over(value),
        _ => null,
    };

    private ElementForm? Read(IOperation leaf, IOperation value, ElementAccess target, int? channel) => ReaderOf(leaf, target, channel).Read(value);

    private ElementReader ReaderOf(IOperation? leaf, ElementAccess? target, int? channel) => new(
        o => ReferenceEquals(o, leaf) ? ElementForm.Of(o) : null,
        o => ChannelConstants.Read(o, target, channel, body),
        isPositive);

    private static List<ElementForm>? AllChannels(int count, Func<int, ElementForm?> read)
    {
        var forms = Enumerable.Range(0, count).Select(read).OfType<ElementForm>().ToList();
        return forms.Count == count ? forms : null;
    }

    /// <summary>The one element an expression reads: of the network's integers if there is one, else that at the target's index, else the only one.</summary>
    private IOperation? LeafOf(ElementAccess target, IOperation value)
    {
        var leaves = LeavesOf(value).Where(o => o.ConstantValue is not { HasValue: true }).ToList();
        var integers = leaves.Where(o => SymbolEqualityComparer.Default.Equals(o.Type, integer)).ToList();
        if (integers.Count > 0)
            return integers.Count == 1 ? integers[0] : null;
        var reals = leaves.Where(o => ElementReader.IsReal(o.Type) && ElementAccess.Of(o, body) is not null).ToList();
        var aligned = reals.Where(o => ElementAccess.Of(o, body)!.HasIndexOf(target)).ToList();
        return aligned.Count == 1 ? aligned[0] : aligned.Count == 0 && reals.Count == 1 ? reals[0] : null;
    }

    /// <summary>The variables, elements and results of calls in an expression; not what indices and arguments are made of.</summary>
    private IEnumerable<IOperation> LeavesOf(IOperation operation) => operation switch
    {
        IConversionOperation or IBinaryOperation or IUnaryOperation or IParenthesizedOperation => operation.ChildOperations.SelectMany(LeavesOf),
        IInvocationOperation { TargetMethod.ContainingType.Name: nameof(Math) or "MathF" } call => call.Arguments.SelectMany(a => LeavesOf(a.Value)),
        _ => [operation],
    };

    private static IOperation? BufferIn(ElementAccess access) =>
        (access.Reference as IArrayElementReferenceOperation)?.ArrayReference ?? (access.Reference as IPropertyReferenceOperation)?.Instance;

    private ElementForm ElementOf(IOperation source) =>
        ElementForm.Of(source) with { IsPositive = body.BufferOf(source) is { } buffer && isPositive(buffer) };

    private static ITypeSymbol? ElementTypeOf(IOperation value) => MethodBody.Unwrap(value)?.Type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [var element] } => element,
        _ => null,
    };
}
