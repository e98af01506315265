using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>One node about to be evaluated: its inputs, and how kernels ask for them and refuse.</summary>
internal sealed class OnnxCall(OnnxNode node, IReadOnlyList<OnnxTensor?> inputs, OnnxProblems problems, OnnxBudget budget)
{
    public OnnxNode Node => node;

    public OnnxProblems Problems => problems;

    public OnnxBudget Budget => budget;

    public int InputCount => inputs.Count;

    /// <summary>An input that must be there.</summary>
    public OnnxTensor this[int position] => Optional(position) ?? throw Fail(FormattableString.Invariant($"it has no input {position}"));

    public OnnxTensor? Optional(int position) => position < inputs.Count ? inputs[position] : null;

    /// <summary>The same node reading another tensor first.</summary>
    public OnnxCall With(OnnxTensor first) => new(node, [first, .. inputs.Skip(1)], problems, budget);

    public ProblemException Fail(string what) => problems.Unsupported(node, what);

    public void Check(bool holds, string otherwise)
    {
        if (!holds)
            throw Fail(otherwise);
    }

    /// <summary>Counts work before it is done.</summary>
    public void Spend(params int[] sizes)
    {
        var work = SizeLimits.Product(sizes);
        if (work > long.MaxValue || !budget.Spend((long)work))
            throw Fail("it takes more work than an import may; the model is too large");
    }

    /// <summary>The elements of a shape about to be allocated.</summary>
    public int Allocate(IReadOnlyCollection<int> dimensions)
    {
        if (dimensions.Any(d => d < 0) || SizeLimits.Product([.. dimensions]) > OnnxTensor.MaxElements)
            throw Fail(FormattableString.Invariant($"its output [{string.Join(", ", dimensions)}] is too large: {OnnxTensor.MaxElements} elements are the most"));
        Spend([.. dimensions]);
        return dimensions.Aggregate(1, (product, size) => product * size);
    }

    /// <summary>An axis of so many, from the front.</summary>
    public int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw Fail(FormattableString.Invariant($"axis {axis} is none of {rank}"));

    /// <summary>Integers given as an input or, in older files, as an attribute; null for neither.</summary>
    public ImmutableArray<long>? Integers(string attribute, int position) =>
        Optional(position) is { } tensor ? [.. IntegersOf(tensor)] : node.Integers(attribute);

    public long[] IntegersOf(OnnxTensor tensor)
    {
        Check(!tensor.IsReal, $"its elements are of type {tensor.Type}, and must be integers");
        return tensor.Integers.ToArray();
    }

    /// <summary>A size that a file gives.</summary>
    public int Size(long size) => size is >= 0 and <= OnnxTensor.MaxElements ? (int)size : throw Fail(FormattableString.Invariant($"a size of it is {size}"));

    /// <summary>An attribute or input that is one number.</summary>
    public double ScalarOf(OnnxTensor tensor)
    {
        Check(tensor.Count == 1, FormattableString.Invariant($"it has {tensor.Count} numbers where one is needed"));
        return tensor.Real(0);
    }
}
