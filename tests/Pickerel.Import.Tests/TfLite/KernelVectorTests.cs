using System;
using System.IO;
using System.Linq;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.TfLite;

/// <summary>The unit tests of CMSIS-NN and of TensorFlow Lite for Microcontrollers, on the reference interpreter.</summary>
public sealed class KernelVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_applicable_vector_of_CMSIS_NN_comes_out_bit_for_bit()
    {
        var files = Files("cmsis_nn_vectors");
        var (right, wrong) = (0, "");
        foreach (var vector in files.Select(f => new CmsisVector(f)))
        {
            if (vector.NotApplicable is { } reason)
            {
                output.WriteLine($"Not applicable: {vector.Name}, {reason}.");
                continue;
            }

            var (actual, expected) = vector.Run();
            if (actual.AsSpan().SequenceEqual(expected))
                right++;
            else
                wrong += $"{vector.Name}: {actual.Zip(expected).Count(p => p.First != p.Second)} of {expected.Length} differ, {actual.Length} made; ";
        }

        output.WriteLine(FormattableString.Invariant($"{right} of {files.Length} vectors of CMSIS-NN come out bit for bit."));
        Assert.Equal("", wrong);
        Assert.Equal(87, right);
    }

    [Fact]
    public void Every_vector_of_the_micro_kernels_comes_out_within_the_tolerance_it_states()
    {
        var files = Files("tflm_kernel_vectors");
        foreach (var vector in files.Select(f => new TflmVector(f)))
        {
            var (actual, expected) = (vector.Run(), vector.Expected);

            Assert.Equal(expected.Length, actual.Length);
            Assert.All(actual.Zip(expected), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= vector.Tolerance, $"{vector.Name}: {pair.First} for {pair.Second}"));
            if (vector.Exact is { Length: > 0 } exact)
                Assert.Equal(exact, actual);
        }

        output.WriteLine(FormattableString.Invariant($"{files.Length} of {files.Length} vectors of TensorFlow Lite for Microcontrollers come out."));
        Assert.Equal(39, files.Length);
    }

    private static string[] Files(string folder)
    {
        if (SharedData.IsMissing)
            Assert.Skip("shared/data is not there.");
        return [.. Directory.GetFiles(SharedData.PathOf(folder), "*.json").Order(StringComparer.Ordinal)];
    }
}
