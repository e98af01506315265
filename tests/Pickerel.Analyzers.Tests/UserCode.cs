using System;
using System.IO;
using System.Linq;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>A small network, and code around it that is compiled and run.</summary>
internal static class UserCode
{
    /// <summary>The network's declaration: bytes of 4x4x3, four logits.</summary>
    public const string Network = """
        [Network(Input = "4x4x3", Seed = 7)]
        [Conv2D(8, Kernel = 3)] [ReLU]
        [GlobalAveragePool]
        [Dense(4)]
        static partial class Net;
        """;

    /// <summary>What user code calls of System.Numerics.Tensors, which is no part of the framework.</summary>
    private const string Tensors = """
        namespace System.Numerics.Tensors
        {
            static class TensorPrimitives
            {
                public static void Divide(ReadOnlySpan<float> x, float y, Span<float> destination) { for (var i = 0; i < x.Length; i++) destination[i] = x[i] / y; }
                public static void Multiply(ReadOnlySpan<float> x, float y, Span<float> destination) { for (var i = 0; i < x.Length; i++) destination[i] = x[i] * y; }
                public static void Multiply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> destination) { for (var i = 0; i < x.Length; i++) destination[i] = x[i] * y[i]; }
                public static void Subtract(ReadOnlySpan<float> x, float y, Span<float> destination) { for (var i = 0; i < x.Length; i++) destination[i] = x[i] - y; }
                public static void SoftMax(ReadOnlySpan<float> x, Span<float> destination)
                {
                    double sum = 0;
                    for (var i = 0; i < x.Length; i++) sum += Math.Exp(x[i]);
                    for (var i = 0; i < x.Length; i++) destination[i] = (float)(Math.Exp(x[i]) / sum);
                }
                public static float Max(ReadOnlySpan<float> x) { var m = x[0]; for (var i = 1; i < x.Length; i++) m = Math.Max(m, x[i]); return m; }
                public static int IndexOfMax(ReadOnlySpan<float> x) { var b = 0; for (var i = 1; i < x.Length; i++) if (x[i] > x[b]) b = i; return b; }
            }
        }
        """;

    /// <summary>A program whose method has a body, and helper methods beside it.</summary>
    public static string Program(string body, string helpers = "", string result = "int", string network = Network) => $$"""
        using System;
        using System.Linq;
        using System.Numerics.Tensors;
        using Pickerel;
        {{network}}
        static class Program
        {
            {{helpers}}
            public static {{result}} Run(byte[] pixels)
            {
                {{body.ReplaceLineEndings("\n        ")}}
            }
        }
        {{Tensors}}
        """;

    /// <summary>What a program returns for many inputs.</summary>
    public static string[] Results(string program)
    {
        using var image = new MemoryStream();
        var output = GeneratorRun.Of(program).Output;
        var emitted = output.Emit(image);
        Assert.True(emitted.Success, program + "\n" + string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        var run = new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(image).GetType("Program", throwOnError: true)!.GetMethod("Run")!;
        var random = new Random(1);
        return [.. Enumerable.Range(0, 200).Select(_ =>
        {
            var pixels = new byte[48];
            random.NextBytes(pixels);
            var result = run.Invoke(null, [pixels]);
            return result is float[] reals ? string.Join(' ', reals.Select(BitConverter.SingleToInt32Bits)) : $"{result}";
        })];
    }
}
