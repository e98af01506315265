using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using Pickerel.Core.ModelText;
using Xunit;

namespace Pickerel.Import.Tests.SafeTensors;

public sealed class SafeTensorsMutationTests
{
    private const string Header =
        """{"__metadata__":{"format":"pt"},"conv1.weight":{"dtype":"F32","shape":[2,1,3],"data_offsets":[0,24]},"fc.bias":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]}}""";

    private static readonly byte[] Whole = SafeTensorsFile.Create(Header, [.. Enumerable.Range(0, 32).Select(n => (byte)n)]);

    [Fact]
    public void A_file_cut_anywhere_is_a_problem()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            Assert.Null(SafeTensorsFile.Read(Whole[..length], out var problem));
            Assert.Matches("^PKR107[67]$", problem!.Message.Id);
        }
    }

    [Fact]
    public void Two_thousand_damaged_files_give_a_model_or_a_problem_and_never_an_exception()
    {
        var random = new Random(20240607);
        var (read, refused) = (0, 0);
        var watch = Stopwatch.StartNew();
        for (var n = 0; n < 2000; n++)
        {
            var file = Damage(random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var model = SafeTensorsFile.Read(file, out var problem);

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, $"File {n} made the reader allocate too much.");
            if (model is null)
            {
                refused++;
                Assert.Matches("^PKR107[5-8]$", problem!.Message.Id);
                Assert.Contains("'model'", problem.Text, StringComparison.Ordinal);
                continue;
            }

            // What was believed is what the file holds, and survives the text.
            read++;
            Assert.True(model.Tensors.Sum(t => t.Bytes.Length) <= file.Length);
            var text = Assert.IsType<ModelReadResult.Success>(ModelTextReader.Read(ModelTextWriter.ToText(model), "model", TestContext.Current.CancellationToken));
            Assert.Equal(model, text.Document);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"Two thousand small files took {watch.Elapsed}.");
        Assert.True(read > 20 && refused > 1000, $"The damage tests nothing: {read} read, {refused} refused.");
    }

    /// <summary>One to four changes: bits, bytes, numbers and pieces of the header, or pieces cut, doubled and moved.</summary>
    private static byte[] Damage(Random random)
    {
        var file = Whole.ToList();
        for (var changes = random.Next(1, 5); changes > 0 && file.Count > 8; changes--)
        {
            var position = random.Next(file.Count);
            var length = Math.Min(random.Next(1, 24), file.Count - position);
            switch (random.Next(7))
            {
                case 0:
                    file[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[position] = (byte)random.Next(256);
                    break;
                case 2:
                    file.RemoveRange(position, length);
                    break;
                case 3:
                    file.InsertRange(position, file.GetRange(position, length));
                    break;
                case 4:
                    var piece = file.GetRange(position, length);
                    file.RemoveRange(position, length);
                    file.InsertRange(random.Next(file.Count + 1), piece);
                    break;
                case 5:
                    ReplaceInHeader(file, random);
                    break;
                default:
                    file[random.Next(8)] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. file];
    }

    /// <summary>Puts something meaningful in place of a digit, bracket or quote, and corrects the header's length, so that JSON stays in reach.</summary>
    private static void ReplaceInHeader(System.Collections.Generic.List<byte> file, Random random)
    {
        string[] tokens = ["-1", "0", "4294967296", "1e3", "null", "{", "}", "[", "]", "\"", ",", ":", "\\u0000", "F64", "I8", "conv1.weight", "data_offsets"];
        var position = 8 + random.Next(Header.Length);
        if (position >= file.Count)
            return;
        var token = Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Length)]);
        file.RemoveAt(position);
        file.InsertRange(position, token);
        file[0] = (byte)(file[0] + token.Length - 1);
    }
}
