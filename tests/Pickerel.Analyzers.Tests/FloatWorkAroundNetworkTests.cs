using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2005: floating-point work around a network that the network does itself, or that changes nothing.</summary>
public sealed class FloatWorkAroundNetworkTests
{
    private const string Logits = "var y = new float[Net.OutputLength]; ";
    private const string Bytes = "Span<short> o = stackalloc short[Net.OutputLength]; Net.Infer(pixels, o); var y = new float[Net.OutputLength]; ";

    [Theory]
    [InlineData("var x = new float[48]; for (int i = 0; i < x.Length; i++) x[i] = pixels[i] / 255f; Net.Infer(x, y);", "x[i] = pixels[i] / 255f")]
    [InlineData("Span<float> x = stackalloc float[48]; for (int i = 0; i < 48; ++i) { x[i] = (float)pixels[i] * 0.003921569f; } Net.Infer(x, y);", "x[i] = (float)pixels[i] * 0.003921569f")]
    [InlineData("var x = new float[48]; var s = x.AsSpan(); for (int i = 0; i < 48; ++i) s[i] = (pixels[i] - 127.5f) / 127.5f; Net.Infer(s, y);", "s[i] = (pixels[i] - 127.5f) / 127.5f")]
    [InlineData("var x = pixels.Select(p => p / 255f).ToArray(); Net.Infer(x, y);", "pixels.Select(p => p / 255f)")]
    [InlineData("Net.Infer(Array.ConvertAll(pixels, p => p / 255f), y);", "Array.ConvertAll(pixels, p => p / 255f)")]
    [InlineData("var x = new float[48]; for (int i = 0; i < 48; i++) x[i] = pixels[i]; for (int i = 0; i < 48; i++) x[i] /= 255f; Net.Infer(x, y);", "x[i] /= 255f")]
    [InlineData("var x = new float[48]; for (int i = 0; i < 48; i++) x[i] = pixels[i]; TensorPrimitives.Divide(x, 255f, x); Net.Infer(x, y);", "TensorPrimitives.Divide(x, 255f, x)")]
    [InlineData("Net.Infer(Normalize(pixels), y);", "Normalize(pixels)")]
    [InlineData("var x = new float[48]; Fill(pixels, x); Net.Infer(x, y);", "Fill(pixels, x)")]
    [InlineData("var x = new float[48]; int n = 0; foreach (var p in pixels) x[n++] = p / 255f; Net.Infer(x, y);", "x[n++] = p / 255f")]
    [InlineData("var x = new float[48]; float[] mean = { 0.5f, 0.4f, 0.3f }; for (int c = 0; c < 3; c++) for (int j = 0; j < 16; j++) x[j * 3 + c] = pixels[j * 3 + c] / 255f - mean[c]; Net.Infer(x, y);", "x[j * 3 + c] = pixels[j * 3 + c] / 255f - mean[c]")]
    [InlineData("var q = new byte[48]; for (int i = 0; i < 48; i++) q[i] = (byte)MathF.Round(pixels[i] / 255f * 16); Net.Infer(q, new short[4]);", "q[i] = (byte)MathF.Round(pixels[i] / 255f * 16)")]
    [InlineData("var f = Features(); var q = new byte[48]; for (int i = 0; i < 48; i++) q[i] = (byte)Math.Clamp(f[i] / Net.InputScale, 0, 255); Net.Infer(q, new short[4]);", "q[i] = (byte)Math.Clamp(f[i] / Net.InputScale, 0, 255)")]
    [InlineData("var x = Features(); for (int i = 0; i < 48; i++) x[i] = (x[i] - 2.5f) / 1.5f; Net.Infer(x, y);", "x[i] = (x[i] - 2.5f) / 1.5f")]
    public async Task A_normalized_input_is_reported_where_it_is_normalized(string body, string marked)
    {
        var diagnostic = Assert.Single(await Analyze(Logits + body + " return (int)y[0];"));

        Assert.Equal(("PKR2005", DiagnosticSeverity.Warning, marked), (diagnostic.Id, diagnostic.Severity, diagnostic.MarkedIn(Source(Logits + body + " return (int)y[0];"))));
    }

    [Theory]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = (float)(o[i] * Net.OutputScale); int b = 0; for (int i = 1; i < 4; i++) if (y[i] > y[b]) b = i; return b;", "y[i] = (float)(o[i] * Net.OutputScale)")]
    [InlineData("for (int i = 0; i < y.Length; i++) y[i] = o[i] / 8f; TensorPrimitives.SoftMax(y, y); return TensorPrimitives.IndexOfMax(y);", "y[i] = o[i] / 8f")]
    [InlineData("float sum = 0; for (int i = 0; i < 4; i++) { y[i] = MathF.Exp(o[i]); sum += y[i]; } for (int i = 0; i < 4; i++) y[i] /= sum; return Array.IndexOf(y, y.Max());", "y[i] = MathF.Exp(o[i])")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * 0.5f; Softmax(y); return ArgMax(y);", "y[i] = o[i] * 0.5f")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * 0.5f; return Enumerable.Range(0, y.Length).MaxBy(i => y[i]);", "y[i] = o[i] * 0.5f")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = 1 / (1 + MathF.Exp(-o[i])); float max = float.MinValue; int b = -1; for (int i = 0; i < y.Length; i++) if (y[i] > max) { max = y[i]; b = i; } return b;", "y[i] = 1 / (1 + MathF.Exp(-o[i]))")]
    public async Task Outputs_changed_only_to_find_the_largest_are_reported(string body, string marked)
    {
        var diagnostic = Assert.Single(await Analyze(Bytes + body));

        Assert.Equal(marked, diagnostic.MarkedIn(Source(Bytes + body)));
        Assert.Contains("call Classify(ReadOnlySpan<byte>)", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var e = y.Select(v => MathF.Exp(v)).ToArray(); var s = e.Sum(); var p = e.Select(v => v / s).ToArray(); return Array.IndexOf(p, p.Max());")]
    [InlineData("var p = new float[4]; TensorPrimitives.SoftMax(y, p); return TensorPrimitives.IndexOfMax(p);")]
    [InlineData("var p = Probabilities(y); return ArgMax(p);")]
    public async Task Softmax_of_real_features_is_reported_without_Classify(string body)
    {
        var diagnostic = Assert.Single(await Analyze(Logits + "Net.Infer(Features(), y); " + body));

        Assert.Contains("take the largest of the outputs themselves", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    // The input: nothing is computed, or what a network cannot do.
    [Theory]
    [InlineData("Net.Infer(pixels, new short[4]);")]
    [InlineData("Net.Infer(Features(), y);")]
    [InlineData("var x = new float[48]; for (int i = 0; i < 48; i++) x[i] = pixels[i]; Net.Infer(x, y);")]
    [InlineData("var x = pixels.Select(p => (float)p).ToArray(); Net.Infer(x, y);")]
    [InlineData("var x = Features(); for (int i = 0; i < 48; i++) x[i] = MathF.Log(x[i] + 1f); Net.Infer(x, y);")]
    [InlineData("var f = Features(); var x = new float[48]; for (int i = 0; i < 48; i++) x[i] = f[i] * f[i]; Net.Infer(x, y);")]
    [InlineData("var a = Features(); var b = Features(); var x = new float[48]; for (int i = 0; i < 48; i++) x[i] = a[i] - b[i]; Net.Infer(x, y);")]
    [InlineData("var x = new float[48]; for (int i = 0; i < 47; i++) x[i] = (pixels[i] + pixels[i + 1]) / 2f; Net.Infer(x, y);")]
    [InlineData("var x = new float[48]; for (int i = 0; i < 48; i++) x[i] = pixels[i] / 255f; Net.Infer(x, y); Console.WriteLine(x[3]);")]
    [InlineData("var x = new float[48]; for (int i = 0; i < 48; i++) x[i] = pixels[i] / 255f; Keep(x); Net.Infer(x, y);")]
    [InlineData("var x = new float[48]; for (int i = 0; i < 48; i++) x[i] = pixels[i] / 255f; Console.WriteLine(x.Sum()); Net.Infer(pixels, new short[4]);")]
    [InlineData("var x = new float[48]; x[0] = pixels[0] / 255f; Net.Infer(x, y);")]
    [InlineData("var q = new byte[48]; for (int i = 0; i < 48; i++) q[i] = (byte)(255 - pixels[i]); Net.Infer(q, new short[4]);")]
    [InlineData("var q = new byte[48]; for (int i = 0; i < 48; i++) q[i] = pixels[47 - i]; Net.Infer(q, new short[4]);")]
    [InlineData("var x = Features(); TensorPrimitives.Multiply(x, Features(), x); Net.Infer(x, y);")]
    [InlineData("var x = new float[48]; for (int i = 0; i < 48; i++) x[i] = pixels[i] / 255f; Other.Infer(x, y);")]
    [InlineData("var x = new float[48]; Net.Infer(x, y); for (int i = 0; i < 48; i++) x[i] = pixels[i] / 255f;")]
    public async Task Other_inputs_are_left_alone(string body) => Assert.Empty(await Analyze(Logits + body + " return (int)y[0];"));

    // The output: the values are wanted, the order may change, or integers are compared, as Classify does.
    [Theory]
    [InlineData("int b = 0; for (int i = 1; i < o.Length; i++) if (o[i] > o[b]) b = i; return b;")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = (float)(o[i] * Net.OutputScale); return (int)y[2];")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * 0.5f; TensorPrimitives.SoftMax(y, y); int b = TensorPrimitives.IndexOfMax(y); Console.WriteLine(y[b]); return b;")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * 0.5f; float max = y[0]; int b = 0; for (int i = 1; i < 4; i++) if (y[i] > max) { max = y[i]; b = i; } return max > 0.5f ? b : -1;")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * -0.5f; return TensorPrimitives.IndexOfMax(y);")]
    [InlineData("var w = new[] { 1f, 2f, 1f, 1f }; for (int i = 0; i < 4; i++) y[i] = o[i] * w[i]; return TensorPrimitives.IndexOfMax(y);")]
    [InlineData("var w = new[] { 1f, 2f, 1f, 1f }; for (int i = 0; i < 4; i++) y[i] = o[i] + w[i]; return TensorPrimitives.IndexOfMax(y);")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = MathF.Abs(o[i]); return TensorPrimitives.IndexOfMax(y);")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = MathF.Round(o[i] * 0.01f); return TensorPrimitives.IndexOfMax(y);")]
    [InlineData("for (int i = 0; i < 3; i++) y[i] = o[i] * 0.5f; return TensorPrimitives.IndexOfMax(y);")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * 0.5f; int b = 0; for (int i = 1; i < 3; i++) if (y[i] > y[b]) b = i; return b;")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * 0.5f; int b = 0; for (int i = 1; i < 4; i++) if (y[i] < y[b]) b = i; return b;")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * 0.5f; float max = 0.25f; int b = 0; for (int i = 0; i < 4; i++) if (y[i] > max) { max = y[i]; b = i; } return b;")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] += o[i] * 0.5f; return TensorPrimitives.IndexOfMax(y);")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * 0.5f; Keep(y); return TensorPrimitives.IndexOfMax(y);")]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * Temperature; return TensorPrimitives.IndexOfMax(y);")]
    public async Task Other_outputs_are_left_alone(string body) => Assert.Empty(await Analyze(Bytes + body));

    [Theory]
    [InlineData("", "")]
    [InlineData("InputScale = 1.0 / 16, ", "InputScale = 1.0 / 255, ")]
    public async Task Classify_takes_the_place_of_normalization_softmax_and_search(string before, string after)
    {
        var network = UserCode.Network.Replace("Seed = 7", before + "Seed = 7", StringComparison.Ordinal);
        var source = UserCode.Program(
            """
            var x = new float[48];
            for (int i = 0; i < x.Length; i++)
                x[i] = pixels[i] / 255f;
            Span<float> y = stackalloc float[Net.OutputLength];
            Net.Infer(x, y);
            float max = y[0], other = 0;
            for (int i = 1; i < y.Length; i++)
                max = MathF.Max(max, y[i]);
            float sum = 0;
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = MathF.Exp(y[i] - max);
                sum += y[i];
            }
            for (int i = 0; i < y.Length; i++)
                y[i] /= sum;
            int best = 0;
            for (int i = 1; i < y.Length; i++)
                if (y[i] > y[best])
                    best = i;
            return best;
            """.Replace(", other = 0", "", StringComparison.Ordinal),
            network: network);

        var fixedSource = await Fix(source);

        var expected = UserCode.Program("int best = Net.Classify(pixels);\nreturn best;", network: network);
        Assert.Equal(Normalized(after.Length == 0 ? expected : expected.Replace("InputScale = 1.0 / 16, Seed = 7", "Seed = 7, InputScale = 1.0 / 255", StringComparison.Ordinal)), Normalized(fixedSource));
        if (after.Length == 0)
            Assert.Equal(UserCode.Results(source), UserCode.Results(fixedSource!));
        else
            Assert.NotEmpty(UserCode.Results(fixedSource!));
        Assert.Empty(await AnalyzerRun.Of<FloatWorkAroundNetworkAnalyzer>(fixedSource!));
    }

    [Fact]
    public async Task Outputs_that_are_wanted_are_scaled_after_inference_on_the_bytes()
    {
        var source = UserCode.Program(
            """
            float[] y = new float[4];
            float[] x = new float[48];
            for (int i = 0; i < 48; i++)
                x[i] = pixels[i] / 255f;
            Net.Infer(x, y);
            return y;
            """,
            result: "float[]");

        var fixedSource = await Fix(source);

        Assert.Contains("Net.Infer(pixels, outputs);", fixedSource, StringComparison.Ordinal);
        Assert.DoesNotContain("/ 255f", fixedSource, StringComparison.Ordinal);
        Assert.Equal(UserCode.Results(source), UserCode.Results(fixedSource!));
    }

    [Theory]
    [InlineData("var best = TensorPrimitives.IndexOfMax(y);")]
    [InlineData("var best = Array.IndexOf(y, y.Max());")]
    [InlineData("int best = 0; float max = y[0]; for (int i = 1; i < y.Length; i++) { if (max < y[i]) { best = i; max = y[i]; } }")]
    [InlineData("Softmax(y); int best = ArgMax(y);")]
    [InlineData("var p = Probabilities(y); int best = ArgMax(p);")]
    public async Task Every_way_to_find_the_largest_becomes_Classify(string search)
    {
        var source = UserCode.Program(
            "float[] y = new float[4];\nNet.Infer(pixels.Select(p => p / 255f).ToArray(), y);\n" + search.Replace("; ", ";\n", StringComparison.Ordinal) + "\nreturn best;", Helpers);

        var fixedSource = await Fix(source);

        Assert.Contains("Net.Classify(pixels)", fixedSource, StringComparison.Ordinal);
        Assert.DoesNotContain("Net.Infer", fixedSource, StringComparison.Ordinal);
        Assert.Equal(UserCode.Results(source), UserCode.Results(fixedSource!));
    }

    [Fact]
    public async Task Mean_and_deviation_of_channels_go_into_the_attribute()
    {
        var source = UserCode.Program(
            """
            float[] y = new float[4];
            float[] x = new float[48];
            float[] mean = { 0.485f, 0.456f, 0.406f }, std = { 0.229f, 0.224f, 0.225f };
            for (int i = 0; i < 48; i++)
                x[i] = (pixels[i] / 255f - mean[i % 3]) / std[i % 3];
            Net.Infer(x, y);
            return y;
            """,
            result: "float[]");

        var fixedSource = await Fix(source);

        Assert.Contains("InputScale = 1.0 / 255, Mean = new[] { 0.485, 0.456, 0.406 }, Std = new[] { 0.229, 0.224, 0.225 }", fixedSource, StringComparison.Ordinal);
        Assert.NotEmpty(UserCode.Results(fixedSource!));
    }

    [Theory]
    [InlineData("for (int i = 0; i < 4; i++) y[i] = o[i] * 0.5f; int b = 0; for (int i = 1; i < 4; i++) if (y[i] >= y[b]) b = i; return b;")]
    public async Task The_last_of_equal_outputs_is_reported_and_left_to_the_user(string body)
    {
        Assert.Single(await Analyze(Bytes + body));
        Assert.Null(await Fix(Source(Bytes + body)));
    }

    [Fact]
    public async Task Fix_All_rewrites_every_call()
    {
        var source = UserCode.Program(
            """
            var x = new float[48];
            for (int i = 0; i < x.Length; i++)
                x[i] = pixels[i] / 255f;
            var y = new float[4];
            Net.Infer(x, y);
            int first = TensorPrimitives.IndexOfMax(y);
            var z = new float[4];
            Net.Infer(Normalize(pixels), z);
            return first + ArgMax(z);
            """,
            Helpers);

        var fixedSource = await Fixes.All<FloatWorkAroundNetworkFix>(source, await AnalyzerRun.Of<FloatWorkAroundNetworkAnalyzer>(source));

        Assert.DoesNotContain("Net.Infer", fixedSource, StringComparison.Ordinal);
        Assert.Empty(await AnalyzerRun.Of<FloatWorkAroundNetworkAnalyzer>(fixedSource));
        Assert.Equal(UserCode.Results(source), UserCode.Results(fixedSource));
    }

    [Fact]
    public async Task It_can_be_suppressed_where_it_stands()
    {
        var source = Source(Logits + "\n#pragma warning disable PKR2005\nNet.Infer(pixels.Select(p => p / 255f).ToArray(), y);\n#pragma warning restore PKR2005\nreturn (int)y[0];");

        Assert.Empty(await AnalyzerRun.Of<FloatWorkAroundNetworkAnalyzer>(source));
    }

    private const string Helpers = """
        public static float Temperature = 1;
        static float[] Features() => new float[48];
        static void Keep(float[] values) => Kept = values;
        static float[] Kept;
        static float[] Normalize(byte[] source)
        {
            var result = new float[source.Length];
            for (var i = 0; i < result.Length; i++)
                result[i] = source[i] / 255f;
            return result;
        }
        static void Fill(ReadOnlySpan<byte> source, Span<float> target)
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = source[i] * (1 / 255f);
        }
        static void Softmax(Span<float> values)
        {
            var max = values[0];
            for (var i = 1; i < values.Length; i++)
                if (values[i] > max)
                    max = values[i];
            var sum = 0f;
            for (var i = 0; i < values.Length; i++)
                sum += values[i] = MathF.Exp(values[i] - max);
            for (var i = 0; i < values.Length; i++)
                values[i] = values[i] / sum;
        }
        static float[] Probabilities(float[] values)
        {
            var result = new float[values.Length];
            TensorPrimitives.SoftMax(values, result);
            return result;
        }
        static int ArgMax(ReadOnlySpan<float> values)
        {
            var best = 0;
            for (var i = 1; i < values.Length; i++)
            {
                if (values[i] > values[best])
                    best = i;
            }
            return best;
        }
        static class Other { public static void Infer(ReadOnlySpan<float> input, Span<float> output) { } }
        """;

    private static string Source(string body) => UserCode.Program(body, Helpers);

    private static async Task<Diagnostic[]> Analyze(string body)
    {
        var output = GeneratorRun.Of(Source(body)).Output;
        Assert.DoesNotContain(output.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        return [.. await AnalyzerRun.Of<FloatWorkAroundNetworkAnalyzer>(output)];
    }

    private static async Task<string?> Fix(string source) =>
        await Fixes.One<FloatWorkAroundNetworkFix>(source, await AnalyzerRun.Of<FloatWorkAroundNetworkAnalyzer>(source));

    private static string? Normalized(string? source) => source is null ? null : string.Join(' ', source.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
