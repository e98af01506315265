using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Messages;
using Pickerel.Import.TfLite;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.TfLite;

/// <summary>Public model files, damaged. Set PICKEREL_MUTATIONS to 100000 for as many of them.</summary>
public sealed class TfLiteMutationTests(ITestOutputHelper output)
{
    private const int Mutations = 12_000;

    /// <summary>The metadata of a file lie at its end and its start; the weights between them are seldom interesting.</summary>
    private const int Interesting = 12_000;

    private static readonly string[] Files =
    [
        "tflm/hello_world_int8.tflite", "tflm/micro_speech_quantized.tflite", "mlperf_tiny/kws_ref_model.tflite", "mlperf_tiny/ic_pretrainedResnet_quant.tflite",
        "mlperf_tiny/ad01_int8.tflite", "tflm/person_detect.tflite",
    ];

    [Fact]
    public void A_small_model_cut_anywhere_is_a_problem()
    {
        var whole = Read(Files[0]);
        for (var length = 0; length < whole.Length - 1; length++)
        {
            if (Import(whole[..length]) is { } problem)
                Assert.Matches("^PKR109[3-8]$", problem.Message.Id);
        }
    }

    [Fact]
    public void Damaged_models_are_imported_or_refused_and_never_crash_or_hang()
    {
        var files = Files.Select(Read).ToArray();
        var count = int.TryParse(Environment.GetEnvironmentVariable("PICKEREL_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : Mutations;
        var (watch, imported, slowest) = (Stopwatch.StartNew(), 0, TimeSpan.Zero);
        var ids = new SortedDictionary<string, int>(StringComparer.Ordinal);
        _ = Parallel.For(0, count, n =>
        {
            // Small files are damaged more often than large ones, whose weights take longest.
            var random = new Random(n);
            var file = Damage.Of(files[Math.Min(random.Next(files.Length), random.Next(files.Length))], random, Interesting);
            var started = Stopwatch.GetTimestamp();
            var problem = Import(file);
            var took = Stopwatch.GetElapsedTime(started);
            lock (ids)
            {
                slowest = took > slowest ? took : slowest;
                if (problem is null)
                    imported++;
                else
                    ids[problem.Message.Id] = ids.GetValueOrDefault(problem.Message.Id) + 1;
            }
        });

        output.WriteLine(FormattableString.Invariant($"{count} damaged files in {watch.Elapsed}, the slowest in {slowest}: {imported} imported, refused {string.Join(", ", ids.Select(i => $"{i.Value} with {i.Key}"))}."));
        Assert.All(ids.Keys, id => Assert.Matches("^PKR109[3-8]$", id));
        Assert.True(imported > count / 50 && imported < count * 49L / 50, $"The damage tests nothing: {imported} of {count} were imported.");
        Assert.True(slowest < TimeSpan.FromSeconds(20), $"One file took {slowest}.");
    }

    private static Problem? Import(byte[] file)
    {
        try
        {
            _ = TfLiteImporter.Import(file, "model");
            return null;
        }
        catch (ProblemException stopped)
        {
            Assert.Contains("'model'", stopped.Problem.Text, StringComparison.Ordinal);
            return stopped.Problem;
        }
    }

    private static byte[] Read(string file)
    {
        if (SharedData.IsMissing)
            Assert.Skip("shared/data is not there.");
        return File.ReadAllBytes(SharedData.PathOf(file));
    }
}
