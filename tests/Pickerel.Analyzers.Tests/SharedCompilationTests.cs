using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>Tests that count what the process compiles, and so run alone.</summary>
[CollectionDefinition(nameof(CountsCompilations), DisableParallelization = true)]
public sealed class CountsCompilations;

/// <summary>Generator and analyzers share one compilation of each network.</summary>
[Collection(nameof(CountsCompilations))]
public sealed class SharedCompilationTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> All =
    [
        .. typeof(CompiledNetworkAnalyzer).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(t)).Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!),
    ];

    [Fact]
    public async Task A_network_is_compiled_once_for_the_generator_and_all_analyzers()
    {
        var source = Source(seed: 20011, "[Quantize(Weights = 4, FirstAndLast = 0)]");
        var before = CompilationCache.Shared.Compilations;

        var run = GeneratorRun.Of(source);
        Assert.Equal(before + 1, CompilationCache.Shared.Compilations);
        _ = await AnalyzerRun.Of(run.Output, All);

        Assert.True(All.Length > 8);
        Assert.Equal(before + 1, CompilationCache.Shared.Compilations);
    }

    [Fact]
    public async Task A_network_of_a_model_file_is_compiled_once_too()
    {
        var model = SmallModel.Text("shared", gain: 0.4375f);
        var project = UserProject.Create(SmallModel.Network("shared").Replace("[Conv2D", "[Quantize(Weights = 4, FirstAndLast = 0)] [Conv2D", StringComparison.Ordinal));
        var before = CompilationCache.Shared.Compilations;

        var run = GeneratorRun.Of(project, model);
        _ = await AnalyzerRun.Of(run.Output, All, model);

        Assert.Equal(before + 1, CompilationCache.Shared.Compilations);
    }

    [Fact]
    public async Task A_changed_declaration_is_compiled_once_however_often_it_is_asked_about()
    {
        var source = Source(seed: 20012, "[Quantize(Weights = 4, FirstAndLast = 0)]").Replace("[BatchNorm]", "[BatchNorm(Quantized = false)]", StringComparison.Ordinal);
        var before = CompilationCache.Shared.Compilations;

        var run = GeneratorRun.Of(source);
        _ = await AnalyzerRun.Of(run.Output, All);
        _ = await AnalyzerRun.Of(GeneratorRun.Of(source + "\n// An edit elsewhere.").Output, All);

        // The network, and the network with quantized norms.
        Assert.Equal(before + 2, CompilationCache.Shared.Compilations);
    }

    [Fact]
    public async Task Networks_of_several_outputs_and_calls_of_them_are_analyzed_without_failure()
    {
        const string source = """
            using System;
            using Pickerel;
            [Network(Input = "8x8x4", Seed = 20013)]
            [Conv2D(13, Kernel = 3)] [BatchNorm(Quantized = false)] [ReLU(Name = "features", Output = true)]
            [Dense(4, Name = "output", Output = true)]
            [Dense(10, From = "features", WeightBits = 4)]
            partial class Net;
            static class Use
            {
                static float Call(byte[] pixels)
                {
                    var (features, boxes, classes) = (new byte[Net.FeaturesLength], new short[Net.OutputLength], new short[Net.Fc2Length]);
                    for (var i = 0; i < pixels.Length; i++)
                        pixels[i] = (byte)(pixels[i] / 2f);
                    Net.Infer(pixels, features, boxes, classes);
                    Net.Infer(pixels, features, boxes, classes, new byte[Net.ScratchBytes]);
                    var (first, second, third) = (new float[Net.FeaturesLength], new float[Net.OutputLength], new float[Net.Fc2Length]);
                    Net.Infer(new float[Net.InputLength], first, second, third);
                    var sum = 0f;
                    foreach (var value in third)
                        sum += MathF.Exp(value);
                    return sum + boxes[0] * (float)Net.OutputScale;
                }
            }
            """;

        var run = GeneratorRun.Of(source);
        Assert.DoesNotContain(run.AllDiagnostics, d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        var found = await AnalyzerRun.Of(run.Output, All);

        Assert.Contains(found, d => d.Id is "PKR2001");
        Assert.DoesNotContain(found, d => d.Id is "AD0001");

        // More channels would change what is returned.
        Assert.DoesNotContain(found, d => d.Id is "PKR2012");
    }

    private static string Source(int seed, string quantize) => $$"""
        using Pickerel;
        [Network(Input = "8x8x4", Seed = {{seed}})]
        {{quantize}}
        [Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
        [PointwiseConv2D(16)] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Net;
        """;
}
