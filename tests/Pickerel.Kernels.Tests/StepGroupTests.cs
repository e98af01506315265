using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Kernels;

namespace Pickerel.Kernels.Tests;

/// <summary>Steps in groups: whatever the inputs, no word of a group overflows, and no step is lost.</summary>
public sealed class StepGroupTests
{
    private const int Channels = 16;

    [Theory]
    [InlineData(127, 127, 12)]
    [InlineData(127, 90, 31)]
    [InlineData(255, 40, 16)]
    [InlineData(63, 127, 9)]
    [InlineData(15, 127, 64)]
    public void Every_word_of_every_group_fits_16_bits_at_the_worst_inputs(int inputMaximum, int greatest, int steps)
    {
        var random = new Random(steps);
        for (var round = 0; round < 20; round++)
        {
            var codes = Enumerable.Range(0, steps * Channels * 4).Select(_ => (sbyte)random.Next(-greatest, greatest + 1)).ToArray();
            if (StepGroups.Of(codes, steps, Channels, Channels, inputMaximum) is { } groups)
                AssertSafe(groups, codes, steps, inputMaximum);
        }
    }

    [Fact]
    public void Steps_that_do_not_fit_their_neighbours_meet_others()
    {
        // Two steps of 4 x 127 overflow together; one of them and one of zeros do not.
        var codes = Codes(8, (step, _) => step % 4 < 2 ? 127 : 0);
        var groups = StepGroups.Of(codes, 8, Channels, Channels, 127)!;
        Assert.Equal((2, false, 4), (groups.Size, groups.Centred, groups.Count));
        AssertSafe(groups, codes, 8, 127);
    }

    [Theory]
    [InlineData(258, false)]
    [InlineData(259, true)]
    public void Words_start_where_their_range_is_centred_only_when_they_must(int total, bool centred)
    {
        // Every two steps give a word four weights of this total: 258 x 127 is the last that fits from zero.
        var codes = Codes(8, (step, element) => (total / 4) + (element % 2 == 0 && step % 2 == 0 ? total % 4 : 0));
        var groups = StepGroups.Of(codes, 8, Channels, Channels, 127)!;
        Assert.Equal((2, centred), (groups.Size, groups.Centred));
        AssertSafe(groups, codes, 8, 127);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Steps_that_overflow_in_any_order_stay_alone(int positive, bool grouped)
    {
        // Bytes of 255 and weights of both signs: four weights span 255 x (128 + 129) = 65535 at most.
        var codes = Codes(8, (step, element) => (step % 2, element % 2) switch { (0, 0) => positive - 64, (0, 1) => 64, (1, 0) => -127, _ => -2 });
        Assert.Equal(grouped, StepGroups.Of(codes, 8, Channels, Channels, 255) is not null);
    }

    [Fact]
    public void Each_panel_of_channels_has_an_order_of_its_own()
    {
        // In the first panel steps 0 and 1 reach far, in the second steps 0 and 2.
        var codes = new sbyte[4 * 2 * Channels * 4];
        for (var i = 0; i < codes.Length; i++)
        {
            var (step, channel) = (i / (2 * Channels * 4), i / 4 % (2 * Channels));
            codes[i] = step == 0 || step == (channel < Channels ? 1 : 2) ? (sbyte)127 : (sbyte)0;
        }

        var groups = StepGroups.Of(codes, 4, 2 * Channels, Channels, 127)!;
        Assert.Equal((2, false, 2), (groups.Size, groups.Centred, groups.Count));
        Assert.DoesNotContain(groups.Panels[0], g => g.Steps.Order().SequenceEqual([0, 1]));
        Assert.DoesNotContain(groups.Panels[1], g => g.Steps.Order().SequenceEqual([0, 2]));
    }

    private static sbyte[] Codes(int steps, Func<int, int, int> weight) =>
        [.. Enumerable.Range(0, steps * Channels * 4).Select(i => (sbyte)weight(i / (Channels * 4), i % 4))];

    private static void AssertSafe(StepGroups groups, sbyte[] codes, int steps, int inputMaximum)
    {
        var surplus = new long[Channels];
        var panel = Assert.Single(groups.Panels);
        Assert.Equal(Enumerable.Range(0, steps), panel.SelectMany(g => g.Steps).Order());
        foreach (var group in panel)
        {
            Assert.InRange(group.Steps.Count, 0, groups.Size);
            var starts = group.Starts(groups.Centred);
            for (var word = 0; word < 2 * Channels; word++)
            {
                var weights = group.Steps.SelectMany(s => new[] { codes[(((s * 2 * Channels) + word) * 2)], codes[(((s * 2 * Channels) + word) * 2) + 1] }).ToList();
                Assert.InRange(starts[word] + (weights.Where(w => w < 0).Sum(w => w) * inputMaximum), short.MinValue, short.MaxValue);
                Assert.InRange(starts[word] + (weights.Where(w => w > 0).Sum(w => w) * inputMaximum), short.MinValue, short.MaxValue);
                surplus[word / 2] += starts[word];
            }
        }

        Assert.Equal<IEnumerable<long>>(surplus, groups.Surplus());
    }
}
