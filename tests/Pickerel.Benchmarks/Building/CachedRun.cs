using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Pickerel.Benchmarks.Networks;
using Pickerel.Generator;
using Pickerel.Generator.Declaring;

namespace Pickerel.Benchmarks.Building;

/// <summary>A generator's best run after an edit elsewhere in the project, when nothing it depends on has changed.</summary>
/// <param name="Ours">Our generator's.</param>
/// <param name="Least">Of a generator that looks for the same attribute and does nothing with it: what the compiler itself takes.</param>
internal sealed record CachedRun(TimeSpan Ours, TimeSpan Least)
{
    /// <summary>
    /// How long edits go on. The compiler's NuGet package is not compiled ahead of time, as the one in the SDK is: at first a run is
    /// mostly the JIT's unoptimized code of the compiler itself, in any generator.
    /// </summary>
    private static readonly TimeSpan Editing = TimeSpan.FromSeconds(3);

    public static CachedRun Of(NetworkSource source)
    {
        var compilation = CSharp.Compilation("Edited", OutputKind.DynamicallyLinkedLibrary, [CSharp.Parse(source.Text)]);
        GeneratorDriver[] drivers = [.. new IIncrementalGenerator[] { new NetworkGenerator(), new AttributeSearch() }.Select(g => CSharp.Driver(g, ImportedModel.Of(source)).RunGenerators(compilation))];
        TimeSpan[] best = [TimeSpan.MaxValue, TimeSpan.MaxValue];
        var began = Stopwatch.GetTimestamp();
        for (var edit = 0; Stopwatch.GetElapsedTime(began) < Editing; edit++)
        {
            var which = edit % drivers.Length;
            var edited = compilation.AddSyntaxTrees(CSharp.Parse($"internal static class Elsewhere{edit};"));
            var start = Stopwatch.GetTimestamp();
            drivers[which] = drivers[which].RunGenerators(edited);
            best[which] = TimeSpan.FromTicks(Math.Min(best[which].Ticks, Stopwatch.GetElapsedTime(start).Ticks));
        }

        return new(best[0], best[1]);
    }

    private sealed class AttributeSearch : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            context.RegisterPostInitializationOutput(EmbeddedSources.AddAttributes);
            var found = context.SyntaxProvider.ForAttributeWithMetadataName(
                AttributeNames.Network, static (_, _) => true, static (target, _) => target.TargetSymbol.Name);
            context.RegisterSourceOutput(found, static (_, _) => { });
        }
    }
}
