using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Pickerel.Analyzers.UserCode;

/// <summary>Follows a network's outputs through loops, calls and helper methods, to see whether only the largest is looked for.</summary>
internal sealed class OutputWork
{
    /// <summary>More uses than this are not followed.</summary>
    private const int MostUses = 200;

    private readonly MethodBody _body;
    private readonly IOperation? _call;
    private readonly int? _length;
    private readonly int _depth;
    private readonly OutputFlow _flow;
    private readonly ElementWorkReader _reader;
    private readonly List<TextSpan> _understood = [];

    private OutputWork(MethodBody body, IOperation? call, int? length, int depth)
    {
        (_body, _call, _length, _depth, _flow) = (body, call, length, depth, new(length));
        _reader = new(body, integer: null, _flow.IsPositive);
    }

    /// <summary>Where the outputs go, if all they are used for is to find the largest; else null.</summary>
    public static OutputFlow? After(NetworkCall call, MethodBody body)
    {
        var work = new OutputWork(body, call.Operation, call.Constant<int>("OutputLength"), depth: 0);
        return body.BufferOf(call.Output) is ILocalSymbol output && work.Follow(output) && work._flow.Ends.Count > 0 ? work._flow : null;
    }

    private bool Follow(ISymbol output)
    {
        _flow.AddBuffer(output, isPositive: false, step: null);

        // Each use understood may bring buffers and variables, whose uses have to be understood as well.
        while (Unknown() is { } mention)
        {
            if (_understood.Count == MostUses || !Understand(mention))
                return false;
        }

        return true;
    }

    private IOperation? Unknown() => _flow.Buffers.SelectMany(_body.MentionsOf).Concat(_flow.Scalars.SelectMany(_body.MentionsOf))
        .Where(m => !_understood.Exists(s => s.Contains(m.Syntax.Span))).OrderBy(m => m.Syntax.SpanStart).FirstOrDefault();

    private bool Understand(IOperation mention)
    {
        if (OutermostLoop(mention) is { } loop)
            return OutputLoop.Read(loop, _body, _flow) && Understood(loop);
        var value = MethodBody.Wrapped(mention);
        return value.Parent switch
        {
            IPropertyReferenceOperation { Property.Name: "Length" } length => Understood(length),
            IArgumentOperation { Parent: IInvocationOperation call } argument => UnderstandCall(call, argument),
            IReturnOperation returned => _depth > 0 && Understood(returned),
            _ when ElementAccess.Of(value.Parent, _body) is { } access => UnderstandElement(access),
            _ => false,
        };
    }

    /// <summary>An element outside of loops: the first, where a maximum begins; or one in a lambda, where the largest is taken by key.</summary>
    private bool UnderstandElement(ElementAccess access)
    {
        var parent = MethodBody.Wrapped(access.Reference).Parent;
        if (parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var maximum } } && access.Index.ConstantValue is { HasValue: true, Value: 0 })
            return _flow.AddScalar(maximum, isPositive: false) && Understood(parent);
        return ArgMaxCalls.OfKey(access, _flow, _body) is { } end && AddEnd(end);
    }

    private bool UnderstandCall(IInvocationOperation call, IArgumentOperation argument)
    {
        if (ReferenceEquals(call, _call))
            return Understood(call);
        if (NetworkCall.Of(call) is { } other)
            return argument.Parameter?.Name is "output" && _call is IInvocationOperation first && SymbolEqualityComparer.Default.Equals(other.Network, first.TargetMethod.ContainingType) && Understood(call);
        if (ArgMaxCalls.Of(call, _flow, _body) is { } end)
            return AddEnd(end);
        return call.TargetMethod switch
        {
            { Name: "Max" or "Sum", ContainingType.Name: "Enumerable" or "TensorPrimitives" } method => UnderstandReduction(call, argument, method),
            { Name: "Select", ContainingType.Name: "Enumerable" } or { Name: "ConvertAll", ContainingType.Name: "Array" } =>
                _reader.OfLambda(call.Arguments[1].Value, call.Arguments[0].Value, call) is { } work && UnderstandResult(call, work),
            { ContainingType.Name: "TensorPrimitives" } => _reader.OfTensorPrimitives(call) is { Form.Direction: 1 } work
                && _body.BufferOf(call.Arguments.FirstOrDefault(a => a.Parameter?.Name is "destination")?.Value) is ILocalSymbol or IParameterSymbol
                && AddTransformed(_body.BufferOf(call.Arguments.First(a => a.Parameter?.Name is "destination").Value)!, work, call),
            _ => UnderstandHelper(call, argument),
        };
    }

    private bool UnderstandReduction(IInvocationOperation call, IArgumentOperation argument, IMethodSymbol method)
    {
        if (MethodBody.Wrapped(call).Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var scalar } } || call.Arguments.Length != 1)
            return false;
        var isPositive = method.Name is "Sum" && _body.BufferOf(argument.Value) is { } buffer && _flow.IsPositive(buffer);
        return _flow.AddScalar(scalar, isPositive) && Understood(call);
    }

    /// <summary>A lambda applied to every output, into a new array.</summary>
    private bool UnderstandResult(IOperation call, ElementWork work)
    {
        var result = MethodBody.Wrapped(call);
        if (result.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList", ContainingType.Name: "Enumerable" } } materialized })
            result = MethodBody.Wrapped(materialized);
        return work.Form.Direction == 1
            && result.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }
            && AddTransformed(local, work, call);
    }

    private bool AddTransformed(ISymbol buffer, ElementWork work, IOperation place)
    {
        _flow.AddBuffer(buffer, work.Form.IsPositive, place);
        return Understood(place);
    }

    private bool UnderstandHelper(IInvocationOperation call, IArgumentOperation argument)
    {
        if (_depth == HelperMethod.Deepest || argument.Parameter?.OriginalDefinition is not { } parameter || HelperMethod.Of(call) is not { } helper)
            return false;
        var inside = new OutputWork(helper.Body, call: null, _length, _depth + 1);
        if (!inside.Follow(parameter))
            return false;
        var flow = inside._flow;
        if (flow.Ends is [var end])
            return end.IsReturnedBy(helper) && AddEnd(end with { Place = call, Best = null });
        if (flow.Ends.Count > 1)
            return false;
        if (helper.Body.BufferOf(helper.Returned) is { } returned && flow.Holds(returned))
        {
            if (MethodBody.Wrapped(call).Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
                return false;
            _flow.AddBuffer(local, flow.IsPositive(returned), call);
        }
        else if (helper.Returned is not null)
        {
            return false;
        }

        foreach (var changed in flow.Buffers.OfType<IParameterSymbol>())
        {
            if (_body.BufferOf(HelperMethod.ArgumentOf(call, changed)) is not { } buffer || buffer is IFieldSymbol)
                return false;
            _flow.AddBuffer(buffer, flow.IsPositive(changed), call);
        }

        return Understood(call);
    }

    private bool AddEnd(ArgMax end)
    {
        _flow.Ends.Add(end);
        return Understood(end.Place);
    }

    private bool Understood(IOperation region)
    {
        _understood.Add(region.Syntax.Span);
        return true;
    }

    /// <summary>The outermost loop around a use that is not also around the network's call.</summary>
    private ILoopOperation? OutermostLoop(IOperation mention)
    {
        ILoopOperation? outermost = null;
        for (var parent = mention.Parent; parent is not null and not IAnonymousFunctionOperation; parent = parent.Parent)
        {
            if (parent is ILoopOperation loop && (_call is null || !loop.Syntax.Span.Contains(_call.Syntax.Span)))
                outermost = loop;
        }

        return outermost;
    }
}
