using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Pickerel.Core.Messages;
using Pickerel.Import.Arrays;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Arrays;

/// <summary>Files of numbers, damaged: a problem or numbers, in little time and memory, and never anything else.</summary>
public sealed class ArrayMutationTests : IDisposable
{
    private const int Mutations = 4000;

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.npy")]
    [InlineData("a.npz")]
    [InlineData("a.csv")]
    public void Damaged_files_are_read_or_refused(string file)
    {
        var array = ArrayFileTests.Npy("{'descr': '<f4', 'fortran_order': True, 'shape': (4, 5), }", [.. Enumerable.Range(0, 80).Select(i => (byte)i)]);
        var whole = Path.GetExtension(file) switch
        {
            ".npy" => array,
            ".npz" => ArrayFileTests.Npz(CompressionLevel.Optimal, ("conv.npy", array), ("fc.npy", array)),
            _ => "1,2,-3\n4,5,6.5\n"u8.ToArray(),
        };
        var (read, slowest, before) = (0, TimeSpan.Zero, GC.GetTotalAllocatedBytes());
        for (var n = 0; n < Mutations; n++)
        {
            File.WriteAllBytes(_folder[file], Damage(whole, new Random(n)));
            var start = Stopwatch.GetTimestamp();
            try
            {
                read += ArrayFile.Read(_folder[file], ArrayType.U1).Count > 0 ? 1 : 0;
            }
            catch (ProblemException stopped)
            {
                Assert.Matches("^PKR115[01]$", stopped.Problem.Message.Id);
                Assert.Contains($"'{file}'", stopped.Problem.Text, StringComparison.Ordinal);
            }

            var took = Stopwatch.GetElapsedTime(start);
            slowest = took > slowest ? took : slowest;
        }

        Assert.True(read is > Mutations / 100 and < Mutations * 99 / 100, $"The damage tests nothing: {read} of {Mutations} were read.");
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"One file took {slowest}.");
        Assert.True((GC.GetTotalAllocatedBytes() - before) / Mutations < 8 << 20, "A damaged file takes much memory.");
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var bytes = random.Next(8) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
        for (var i = random.Next(1, 4); i > 0 && bytes.Length > 0; i--)
            bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(bytes[random.Next(bytes.Length)] ^ (1 << random.Next(8)));
        return bytes;
    }
}
