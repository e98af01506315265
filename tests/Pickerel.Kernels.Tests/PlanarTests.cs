using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Layers with weights of one and two bits summed in planes, wherever they can be: equal to the reference interpreter, and refused when a bound breaks.</summary>
public sealed class PlanarTests(PlanarTests.Batch batch) : IClassFixture<PlanarTests.Batch>
{
    private const int Networks = 150, Seed = 20_000;

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Compiled_networks_equal_the_reference_interpreter(InstructionLevel level)
    {
        await batch.AssertEqualsReference(level);
    }

    [Fact]
    public void The_networks_use_every_planar_kernel_often()
    {
        foreach (var kernel in new[] { "PlanarPointwiseU8T2Sum8", "PlanarDepthwiseU8T2Sum8", "PlanarMeanU8Sum32", "LayoutU8Transpose" })
            Assert.InRange(batch.Layers.Count(l => string.Equals(l.Kernel, kernel, StringComparison.Ordinal)), 20, int.MaxValue);
    }

    [Fact]
    public void Planar_sums_are_refused_as_soon_as_one_could_leave_8_bits()
    {
        var (fits, breaks) = (Report(42), Report(43));
        Assert.Equal("PlanarPointwiseU8T2Sum8", fits.Kernel);
        Assert.StartsWith("totals in [-126, 126] fit 8 bits", fits.Bound, StringComparison.Ordinal);
        Assert.NotEqual("PlanarPointwiseU8T2Sum8", breaks.Kernel);
        Assert.Equal("PlanarPointwiseU8T2Sum8: totals in [-129, 129] overflow 8 bits", breaks.Refused[0]);

        static LayerReport Report(int channels) => CompiledNetworks.EmitFirstRight(PlanarNetworks.AtTheBound(channels)).Layers
            .Single(l => string.Equals(l.Layer, "pw", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chain_lies_in_planes_only_where_that_pays()
    {
        var report = CompiledNetworks.Emit(PlanarNetworks.AtTheBound(42)).Layers.Single(l => string.Equals(l.Layer, "pw", StringComparison.Ordinal));
        Assert.NotEqual("PlanarPointwiseU8T2Sum8", report.Kernel);
        Assert.Matches(@"^PlanarPointwiseU8T2Sum8: its chain would take \d+ cycles with changes of layout, \d+ without$", report.Refused[0]);
    }

    [Fact]
    public void Thresholds_equal_the_requantization_on_every_sum()
    {
        var random = new Random(23);
        for (var round = 0; round < 2000; round++)
        {
            var grid = new Quantization(1, 0, random.Next(2, 4), random.Next(2) == 0);
            var output = new TensorStorage("y", new TensorShape(1, 1, 1), 1, grid.Minimum, grid.Maximum - grid.Minimum, -grid.Minimum, 16, default, []);
            int shift = random.Next(0, 20), multiplier = random.Next(-(4 << shift >> 2) - 1, (4 << shift >> 2) + 2);
            var step = new Requantization(
                Constant<int>.Vector([multiplier]), Constant<long>.Vector([random.NextInt64(-4L << shift, 4L << shift)]), shift, grid.Minimum + random.Next(2), grid.Maximum);
            long low = -random.Next(0, 128), high = random.Next(0, 128), correction = random.Next(-50, 50);

            var thresholds = ByteStep.Of(step, 0, new IntegerRange(low, high), correction, output);

            for (var sum = low; sum <= high; sum++)
            {
                var expected = (int)Math.Clamp((((sum - correction) * multiplier) + step.Offsets[0]) >> shift, step.Minimum, step.Maximum) - grid.Minimum;
                Assert.Equal(expected, thresholds.Thresholds.Count(t => (thresholds.Falls ? -sum : sum) > t));
            }
        }
    }

    [Fact]
    public void Signs_are_steps_of_bytes_too()
    {
        var output = new TensorStorage("y", new TensorShape(1, 1, 1), 1, -1, 2, 1, 16, default, []);
        foreach (var (first, rise) in new[] { (-1, 2), (1, -2) })
        {
            var sign = new ThresholdRequantization(new([1, 1], [5]), Constant<int>.Vector([first]), Constant<int>.Vector([rise]), -1, 1);
            var thresholds = ByteStep.Of(sign, 0, new IntegerRange(-60, 60), 3, output);
            for (var sum = -60; sum <= 60; sum++)
                Assert.Equal((sum - 3 >= 5 ? first + rise : first) + 1, thresholds.Thresholds.Count(t => (thresholds.Falls ? -sum : sum) > t));
        }
    }

    /// <summary>Random networks of few bits, and those at the bounds.</summary>
    public sealed class Batch() : NetworkBatch(
        [.. Enumerable.Range(Seed, Networks).Select(RandomIntegerNetwork.CreateLowBit), .. PlanarNetworks.All], CompiledNetworks.EmitFirstRight);
}
