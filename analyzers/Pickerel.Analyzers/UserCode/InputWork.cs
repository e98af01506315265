using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>Finds what is done to the elements of a network's input before the network reads it.</summary>
internal sealed class InputWork
{
    private readonly MethodBody _body;
    private readonly NetworkCall _call;
    private readonly int _depth;
    private readonly ElementWorkReader _reader;

    private InputWork(MethodBody body, NetworkCall call, int depth)
    {
        (_body, _call, _depth) = (body, call, depth);
        _reader = new(body, call.InputElement, static _ => false);
    }

    /// <summary>The steps that make the input, in order; none when it is also used for something else, or made in a way not known here.</summary>
    public static IReadOnlyList<ElementWork> Before(NetworkCall call, MethodBody body) =>
        new InputWork(body, call, depth: 0).OfValue(call.Input)?.Where(w => IsBefore(w.Place, call.Operation)).OrderBy(w => w.Place.Syntax.SpanStart).ToList() ?? [];

    /// <summary>Whether a step is done before a call: it stands above, or both are in one loop.</summary>
    private static bool IsBefore(IOperation step, IOperation call) =>
        step.Syntax.SpanStart <= call.Syntax.Span.End || Enclosing<ILoopOperation>(call)?.Syntax.Span.Contains(step.Syntax.Span) is true;

    private IEnumerable<ElementWork>? OfValue(IOperation? value) => MethodBody.Unwrap(value) switch
    {
        IInvocationOperation call => OfResult(call),
        { } operation when _body.BufferOf(operation) is { } buffer && (buffer is ILocalSymbol or IFieldSymbol { DeclaredAccessibility: Accessibility.Private }) => OfBuffer(buffer),
        _ => [],
    };

    private IEnumerable<ElementWork>? OfResult(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method is { Name: "ToArray" or "ToList", ContainingType.Name: "Enumerable" })
            return OfValue(call.Arguments[0].Value);
        if (method is { Name: "Select", ContainingType.Name: "Enumerable" } or { Name: "ConvertAll", ContainingType.Name: "Array" })
            return _reader.OfLambda(call.Arguments[1].Value, call.Arguments[0].Value, call) is { } work ? [work] : [];
        if (_depth == HelperMethod.Deepest || HelperMethod.Of(call) is not { Returned: { } returned } helper)
            return [];
        var inside = new InputWork(helper.Body, _call, _depth + 1);
        return inside.OfValue(returned)?.Select(w => Outside(w, call, helper));
    }

    /// <summary>A helper's work as its caller sees it.</summary>
    private static ElementWork Outside(ElementWork work, IInvocationOperation call, HelperMethod helper) =>
        work with { Place = call, Source = HelperMethod.ArgumentOf(call, helper.Body.BufferOf(work.Source)) is { } argument ? MethodBody.Unwrap(argument) : null };

    /// <summary>All that is done to a buffer; null when there is any use of it that is none of these.</summary>
    private List<ElementWork>? OfBuffer(ISymbol buffer)
    {
        var works = new List<ElementWork>();
        if (_body.InitializerOf(buffer) is { } initializer)
            works.AddRange(OfValue(initializer) ?? []);
        foreach (var mention in _body.MentionsOf(buffer))
        {
            if (OfMention(MethodBody.Wrapped(mention), buffer) is not { } found)
                return null;
            works.AddRange(found);
        }

        return works;
    }

    /// <summary>What one use does to the buffer; null when it reads it for another purpose.</summary>
    private IEnumerable<ElementWork>? OfMention(IOperation mention, ISymbol buffer)
    {
        if (mention.Parent is IPropertyReferenceOperation { Property.Name: "Length" })
            return [];
        if (ElementAccess.Of(mention.Parent, _body) is { } access && access.Is(buffer))
            return OfElement(access);
        return mention.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } argument => OfArgument(call, argument, buffer),
            IInvocationOperation { TargetMethod: { Name: "Clear" or "Fill", ContainingNamespace.Name: nameof(System) } } => [],
            IReturnOperation when _depth > 0 => [],
            ISimpleAssignmentOperation { Target: var target, Value: var value } when ReferenceEquals(MethodBody.Unwrap(target), MethodBody.Unwrap(mention)) => OfValue(value),
            _ => null,
        };
    }

    private IEnumerable<ElementWork>? OfElement(ElementAccess access)
    {
        switch (access.Reference.Parent)
        {
            case ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Target, access.Reference):
                return IsRepeated(assignment) && _reader.OfAssignment(access, assignment.Value, assignment) is { } work ? [work] : [];
            case ICompoundAssignmentOperation assignment when ReferenceEquals(assignment.Target, access.Reference):
                return IsRepeated(assignment) && _reader.OfCompoundAssignment(access, assignment) is { } inPlace ? [inPlace] : [];
            default:
                // Read to compute an element of the same buffer, or for something else.
                return Enclosing<IAssignmentOperation>(access.Reference) is { } outer && ElementAccess.Of(outer.Target, _body) is { } target && target.Is(access.Buffer) ? [] : null;
        }
    }

    private IEnumerable<ElementWork>? OfArgument(IInvocationOperation call, IArgumentOperation argument, ISymbol buffer)
    {
        if (NetworkCall.Of(call) is not null)
            return argument.Parameter?.Name is "input" ? [] : null;
        if (ElementWorkReader.IsTensorPrimitives(call.TargetMethod))
        {
            var destination = call.Arguments.FirstOrDefault(a => a.Parameter?.Name is "destination")?.Value;
            if (!SymbolEqualityComparer.Default.Equals(_body.BufferOf(destination), buffer))
                return null;
            return argument.Parameter?.Name is "destination" && _reader.OfTensorPrimitives(call) is { } work ? [work] : [];
        }

        if (call.TargetMethod is { Name: "CopyTo" or "Clear" or "Fill", ContainingNamespace.Name: nameof(System) } && !ReferenceEquals(argument, call.Arguments[0]))
            return [];
        if (_depth == HelperMethod.Deepest || argument.Parameter?.OriginalDefinition is not { } parameter || HelperMethod.Of(call) is not { } helper)
            return null;
        return new InputWork(helper.Body, _call, _depth + 1).OfBuffer(parameter)?.Select(w => Outside(w, call, helper));
    }

    /// <summary>Whether an operation is done for many elements at each inference.</summary>
    private bool IsRepeated(IOperation operation) =>
        Enclosing<ILoopOperation>(operation) is { } loop && !loop.Syntax.Span.Contains(_depth == 0 ? _call.Operation.Syntax.Span : default);

    private static T? Enclosing<T>(IOperation operation)
        where T : class, IOperation
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is T found)
                return found;
        }

        return null;
    }
}
