using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Messages;
using Pickerel.Import.Onnx;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>Public and small model files, damaged. Set PICKEREL_MUTATIONS to 100000 for as many of them.</summary>
public sealed class OnnxMutationTests(ITestOutputHelper output)
{
    private const int Mutations = 10_000;

    /// <summary>One in so many is a public file, most of which are weights.</summary>
    private const int PublicShare = 20;

    /// <summary>One in so many is damaged byte by byte, after which few are well-formed.</summary>
    private const int ByteShare = 5;

    private const string Ids = "^PKR(109[3-8]|112[0-2])$";

    [Fact]
    public void A_small_model_cut_anywhere_is_a_problem()
    {
        var whole = OnnxSamples.Convolution().Write();
        for (var length = 0; length < whole.Length; length++)
        {
            if (Import(whole[..length]) is { } problem)
                Assert.Matches(Ids, problem.Message.Id);
        }
    }

    [Fact]
    public void Damaged_models_are_imported_or_refused_and_never_crash_or_hang()
    {
        if (SharedData.IsMissing)
            Assert.Skip("shared/data is not there.");
        var large = PublicOnnxModelTests.Models.Select(m => File.ReadAllBytes(SharedData.PathOf(m.Data))).ToArray();
        var small = OnnxSamples.All().Select(f => f.Write()).ToArray();
        var count = int.TryParse(Environment.GetEnvironmentVariable("PICKEREL_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : Mutations;
        var (watch, imported, slowest) = (Stopwatch.StartNew(), 0, TimeSpan.Zero);
        var ids = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var crashes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        _ = Parallel.For(0, count, n =>
        {
            var random = new Random(n);
            var whole = n % PublicShare == 0 ? large[random.Next(large.Length)] : small[random.Next(small.Length)];
            var file = n % ByteShare == 0 ? Damage.Of(whole, random, whole.Length) : OnnxDamage.Of(whole, random);
            var started = Stopwatch.GetTimestamp();
            Problem? problem = null;
            try
            {
                problem = Import(file);
            }
            catch (Exception crash)
            {
                var place = crash.StackTrace!.Split('\n').First(l => l.Contains("Import.Onnx", StringComparison.Ordinal)).Trim();
                lock (ids)
                    crashes[$"{crash.GetType().Name} {place}"] = n;
            }

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
        Assert.True(crashes.Count == 0, string.Join(Environment.NewLine, crashes.Select(c => $"{c.Key} (file {c.Value})")));
        Assert.All(ids.Keys, id => Assert.Matches(Ids, id));
        Assert.True(imported > count / 50 && imported < count * 49L / 50, $"The damage tests nothing: {imported} of {count} were imported.");
        Assert.True(slowest < TimeSpan.FromMinutes(1), $"One file took {slowest}.");
    }

    private static Problem? Import(byte[] file)
    {
        try
        {
            _ = OnnxImporter.Import(file, "model");
            return null;
        }
        catch (ProblemException stopped)
        {
            Assert.Contains("'model'", stopped.Problem.Text, StringComparison.Ordinal);
            return stopped.Problem;
        }
    }
}
