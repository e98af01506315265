using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>A loop over all outputs of a network that changes no order among them: it scales, exponentiates, sums, or finds the largest.</summary>
internal sealed class OutputLoop
{
    private readonly MethodBody _body;
    private readonly OutputFlow _flow;
    private readonly ElementReader _reader;
    private ISymbol? _index;
    private ISymbol? _element;
    private int _start;

    private OutputLoop(MethodBody body, OutputFlow flow)
    {
        (_body, _flow) = (body, flow);
        _reader = new(ElementOf, static _ => null, flow.IsPositive);
    }

    /// <summary>Reads a loop into a flow; false when it is or may be something else.</summary>
    public static bool Read(ILoopOperation loop, MethodBody body, OutputFlow flow)
    {
        var reading = new OutputLoop(body, flow);
        return reading.ReadHead(loop) && StatementsOf(loop.Body).All(reading.ReadStatement);
    }

    private static IEnumerable<IOperation> StatementsOf(IOperation? statement) => statement is IBlockOperation block ? block.Operations : statement is null ? [] : [statement];

    private bool ReadHead(ILoopOperation loop)
    {
        switch (loop)
        {
            case IForLoopOperation { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan } condition } counted
                when counted.Before is [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [var declared] }] }]
                && declared.GetVariableInitializer()?.Value.ConstantValue is { HasValue: true, Value: int start and (0 or 1) }
                && counted.AtLoopBottom is [IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment } }]:
                (_index, _start) = (declared.Symbol, start);
                return IsAt(condition.LeftOperand, declared.Symbol) && _flow.IsLength(condition.RightOperand, _body);
            case IForEachLoopOperation { Locals: [var element], Collection: var collection } when _body.BufferOf(collection) is { } buffer && _flow.Holds(buffer):
                _element = element;
                return true;
            default:
                return false;
        }
    }

    private bool ReadStatement(IOperation statement) => statement switch
    {
        IExpressionStatementOperation { Operation: IAssignmentOperation assignment } => ReadAssignment(assignment) is not null,
        IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [var declared] }] } => ReadDeclaration(declared),
        IConditionalOperation { WhenFalse: null } choice => ReadChoice(choice),
        _ => false,
    };

    private bool ReadDeclaration(IVariableDeclaratorOperation declared)
    {
        if (declared.GetVariableInitializer()?.Value is not { } value || ReadValue(value) is not { } form)
            return false;
        _reader.Locals[declared.Symbol] = form;
        return true;
    }

    private ElementForm? ReadValue(IOperation value) => value is IAssignmentOperation nested ? ReadAssignment(nested) : _reader.Read(value);

    /// <summary>Reads what is assigned to an element, or summed in a variable.</summary>
    private ElementForm? ReadAssignment(IAssignmentOperation assignment)
    {
        if (ElementAccess.Of(assignment.Target, _body) is { } target)
            return ReadElement(assignment, target);
        if (assignment.Target is not ILocalReferenceOperation { Local: var sum })
            return null;
        var form = assignment switch
        {
            ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } => ReadValue(assignment.Value),
            ISimpleAssignmentOperation { Value: var value } => ReadMaximum(value, sum),
            _ => null,
        };
        if (form is null)
            return null;
        _flow.AddScalar(sum, form.IsPositive);
        return form;
    }

    private ElementForm? ReadElement(IAssignmentOperation assignment, ElementAccess target)
    {
        if (!target.IsAt(_index) || _start != 0)
            return null;
        var form = assignment switch
        {
            ISimpleAssignmentOperation { Value: var value } => ReadValue(value),
            ICompoundAssignmentOperation { OperatorKind: var kind } when ElementOf(target.Reference) is { } element && _reader.Read(assignment.Value) is { Element: null } value =>
                ElementWorkReader.OfOperator(kind, element, value),
            _ => null,
        };
        if (form is not { Element: not null, Direction: 1 })
            return null;
        _flow.AddBuffer(target.Buffer, form.IsPositive, assignment);
        return form;
    }

    /// <summary><c>max = Math.Max(max, x[i])</c>.</summary>
    private ElementForm? ReadMaximum(IOperation value, ISymbol maximum) =>
        value is IInvocationOperation { TargetMethod.Name: nameof(Math.Max), Arguments: [var a, var b] }
        && (IsAt(a.Value, maximum) || IsAt(b.Value, maximum)) && (ElementOf(a.Value) ?? ElementOf(b.Value)) is { } form ? form : null;

    /// <summary><c>if (x[i] > x[best]) best = i;</c>, <c>if (x[i] > max) { max = x[i]; best = i; }</c> or <c>if (x[i] > max) max = x[i];</c>.</summary>
    private bool ReadChoice(IConditionalOperation choice)
    {
        if (MethodBody.Unwrap(choice.Condition) is not IBinaryOperation comparison)
            return false;
        var (greater, less, strict) = comparison.OperatorKind switch
        {
            BinaryOperatorKind.GreaterThan => (comparison.LeftOperand, comparison.RightOperand, true),
            BinaryOperatorKind.GreaterThanOrEqual => (comparison.LeftOperand, comparison.RightOperand, false),
            BinaryOperatorKind.LessThan => (comparison.RightOperand, comparison.LeftOperand, true),
            BinaryOperatorKind.LessThanOrEqual => (comparison.RightOperand, comparison.LeftOperand, false),
            _ => (null, null, false),
        };
        if (greater is null || less is null || MethodBody.Unwrap(greater) is not { } element || ElementOf(element) is null)
            return false;

        var assignments = StatementsOf(choice.WhenTrue).Select(s => (s as IExpressionStatementOperation)?.Operation as ISimpleAssignmentOperation).ToList();
        var best = assignments.Find(a => a is not null && IsAt(a.Value, _index))?.Target;
        var maximum = assignments.Find(a => a is not null && ElementOf(MethodBody.Unwrap(a.Value)!) is not null)?.Target;
        if (assignments.Count != (best is null ? 0 : 1) + (maximum is null ? 0 : 1) || assignments.Count == 0)
            return false;
        return best is ILocalReferenceOperation { Local: var index }
            ? ReadArgMax(choice, index, (maximum as ILocalReferenceOperation)?.Local, less, strict)
            : maximum is ILocalReferenceOperation { Local: var max } && IsAt(less, max) && _flow.AddScalar(max, isPositive: false);
    }

    private bool ReadArgMax(IConditionalOperation choice, ILocalSymbol best, ILocalSymbol? maximum, IOperation less, bool strict)
    {
        var other = MethodBody.Unwrap(less)!;
        var comparesBest = ElementAccess.Of(other, _body) is { } access && _flow.Holds(access.Buffer) && access.IsAt(best);
        if (!comparesBest && (maximum is null || !IsAt(other, maximum) || !StartsAtLeast(maximum)))
            return false;
        if (_body.InitializerOf(best)?.ConstantValue.Value is not (0 or -1) || (comparesBest && _body.InitializerOf(best)?.ConstantValue.Value is not 0))
            return false;
        if (maximum is not null)
            _flow.AddScalar(maximum, isPositive: false);
        _flow.Ends.Add(new(choice, best, strict));
        return true;
    }

    /// <summary>Whether a variable begins as the first element, or below all of them.</summary>
    private bool StartsAtLeast(ILocalSymbol maximum) => _body.InitializerOf(maximum) switch
    {
        { ConstantValue: { HasValue: true, Value: float.MinValue or double.MinValue or float.NegativeInfinity or double.NegativeInfinity or short.MinValue or int.MinValue } } => _start == 0,
        { } first => ElementAccess.Of(MethodBody.Unwrap(first), _body) is { Index.ConstantValue: { HasValue: true, Value: 0 } } access && _flow.Holds(access.Buffer),
        null => false,
    };

    private ElementForm? ElementOf(IOperation operation)
    {
        if (_element is not null && IsAt(operation, _element))
            return ElementForm.Of(operation);
        return ElementAccess.Of(operation, _body) is { } access && access.IsAt(_index) && _flow.Holds(access.Buffer)
            ? ElementForm.Of(operation) with { IsPositive = _flow.IsPositive(access.Buffer) } : null;
    }

    private static bool IsAt(IOperation? operation, ISymbol? variable) =>
        MethodBody.Unwrap(operation) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, variable);
}
