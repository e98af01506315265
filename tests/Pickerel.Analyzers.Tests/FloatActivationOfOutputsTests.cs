using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2004: softmax and sigmoid in floating point over a network's outputs.</summary>
public sealed class FloatActivationOfOutputsTests
{
    private const string Infer = "var y = new float[4]; Span<short> o = stackalloc short[4]; Net.Infer(pixels, o); for (int i = 0; i < 4; i++) y[i] = (float)(o[i] * Net.OutputScale); ";

    [Theory]
    [InlineData("softmax", "TensorPrimitives.SoftMax(y, y); return (int)(100 * y[1]);", "TensorPrimitives.SoftMax(y, y)")]
    [InlineData("softmax", "float sum = 0; for (int i = 0; i < 4; i++) { y[i] = MathF.Exp(y[i]); sum += y[i]; } for (int i = 0; i < 4; i++) y[i] /= sum; return (int)(100 * y[1]);", "MathF.Exp(y[i])")]
    [InlineData("softmax", "var e = y.Select(v => Math.Exp(v)).ToArray(); var sum = 0.0; for (int i = 0; i < 4; i++) sum += e[i]; return (int)(e[1] / sum * 100);", "Math.Exp(v)")]
    [InlineData("sigmoid", "var p = 1 / (1 + MathF.Exp(-y[0])); return p > 0.25f ? 1 : 0;", "MathF.Exp(-y[0])")]
    [InlineData("sigmoid", "return Sigmoid(y) > 0.25f ? 1 : 0;", "Sigmoid(y)")]
    public async Task An_activation_whose_values_are_wanted_is_a_warning_with_its_cost(string kind, string body, string marked)
    {
        var source = Source(Infer + body);

        var diagnostic = Assert.Single(await AnalyzerRun.Of<FloatActivationOfOutputsAnalyzer>(source));

        Assert.Equal(("PKR2004", DiagnosticSeverity.Warning, marked), (diagnostic.Id, diagnostic.Severity, diagnostic.MarkedIn(source)));
        Assert.Matches($"^The {kind} of the outputs of 'Net' runs in float32 and is [0-9]+ % of both ACEv2 \\([0-9.]+ k of [0-9.]+ [kM]\\): ", diagnostic.GetMessage(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("TensorPrimitives.SoftMax(y, y); return TensorPrimitives.IndexOfMax(y);")]
    [InlineData("return (int)y[1];")]
    [InlineData("return (int)MathF.Exp(pixels[0]);")]
    [InlineData("return (int)MathF.Exp(y[0]);")]
    [InlineData("var z = new float[4]; TensorPrimitives.SoftMax(z, z); return (int)z[0];")]
    [InlineData("return y[0] > 0 ? 1 : 0;")]
    [InlineData("float sum = 0; for (int i = 0; i < 4; i++) sum += y[i]; return (int)(y[0] / sum);")]
    public async Task Other_uses_of_outputs_and_exponentials_are_left_alone(string body) =>
        Assert.Empty(await AnalyzerRun.Of<FloatActivationOfOutputsAnalyzer>(Source(Infer + body)));

    private static string Source(string body) => UserCode.Program(body, "static float Sigmoid(float[] values) => 1f / (1f + MathF.Exp(-values[0]));");
}
