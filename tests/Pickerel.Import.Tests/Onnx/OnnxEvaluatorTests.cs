using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Messages;
using Pickerel.Import.Onnx;
using Pickerel.Import.Onnx.Evaluation;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>The evaluator on the node tests of the ONNX project.</summary>
public sealed class OnnxEvaluatorTests(ITestOutputHelper output)
{
    /// <summary>As the ONNX project itself allows for functions of reals; integers must be equal.</summary>
    private const double RelativeTolerance = 1e-3, AbsoluteTolerance = 1e-7;

    /// <summary>The node tests that the evaluator refuses, and what is said about them.</summary>
    private static readonly Dictionary<string, string> Unsupported = new(StringComparer.Ordinal)
    {
        ["test_identity_opt"] = "it is a sequence, a map or an optional, and only tensors are read",
    };

    [Fact]
    public void Every_node_test_passes_or_is_listed_as_unsupported()
    {
        if (SharedData.IsMissing)
            Assert.Skip("shared/data is not there.");
        var (passed, refused, wrong) = (0, new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var name in OnnxNodeTest.Names)
        {
            try
            {
                var difference = Difference(OnnxNodeTest.Of(name));
                if (difference is null)
                    passed++;
                else
                    wrong.Add($"{name}: {difference}");
            }
            catch (ProblemException stopped)
            {
                refused.Add(name, stopped.Problem.Text);
            }
        }

        foreach (var (name, message) in refused)
            output.WriteLine($"{name}: {message}");
        output.WriteLine(FormattableString.Invariant($"{passed} passed, {refused.Count} unsupported."));
        Assert.Empty(wrong);
        Assert.Equal(Unsupported.Keys.Order(StringComparer.Ordinal), refused.Keys.Order(StringComparer.Ordinal));
        Assert.All(refused, r => Assert.Contains(Unsupported[r.Key], r.Value, StringComparison.Ordinal));
        Assert.True(passed > 300, "The node tests are not there.");
    }

    /// <summary>What differs between a node's outputs and those expected; null for nothing.</summary>
    private static string? Difference(OnnxNodeTest test)
    {
        var values = OnnxEvaluator.Run(test.Graph, test.Inputs(), TestContext.Current.CancellationToken);
        foreach (var (name, expected) in test.Outputs())
        {
            var actual = values[name];
            if (actual.Type != expected.Type || !actual.Dimensions.SequenceEqual(expected.Dimensions))
                return $"{actual}, and {expected} was expected";
            for (var i = 0; i < expected.Count; i++)
            {
                if (!AreClose(actual.Real(i), expected.Real(i), expected.Type))
                    return FormattableString.Invariant($"{actual.Real(i)} at {i}, and {expected.Real(i)} was expected");
            }
        }

        return null;
    }

    private static bool AreClose(double actual, double expected, OnnxType type) =>
        actual.Equals(expected) || (type.IsReal() && Math.Abs(actual - expected) <= AbsoluteTolerance + (RelativeTolerance * Math.Abs(expected)));
}
