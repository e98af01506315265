using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Import.SafeTensors;
using Xunit;

namespace Pickerel.Import.Tests.SafeTensors;

public sealed class SafeTensorsReaderTests
{
    [Fact]
    public void Every_supported_type_comes_in_bit_by_bit_in_the_order_of_the_data()
    {
        const string header = """
            {"__metadata__":{"format":"pt"},
             "b":{"dtype":"I8","shape":[3],"data_offsets":[10,13]},
             "a.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
             "h":{"dtype":"F16","shape":[],"data_offsets":[8,10]},
             "none":{"dtype":"F32","shape":[0,7],"data_offsets":[13,13]},
             "bf":{"dtype":"BF16","shape":[2],"data_offsets":[13,17]}}
            """;
        var data = Enumerable.Range(100, 17).Select(n => (byte)n).ToArray();

        var model = Read(SafeTensorsFile.Create(header, data));

        Assert.Equal(["a.weight F32 [1,2]", "h F16 []", "b I8 [3]", "none F32 [0,7]", "bf BF16 [2]"], model.Tensors.Select(t => $"{t.Name} {t.Type} [{string.Join(',', t.Dimensions)}]"), StringComparer.Ordinal);
        Assert.Equal(data, model.Tensors.SelectMany(t => t.Bytes.ToArray()));
    }

    [Fact]
    public void A_header_may_be_padded_with_spaces_and_a_file_may_hold_nothing()
    {
        Assert.Empty(Read(SafeTensorsFile.Create("{}      ", [])).Tensors);
    }

    [Fact]
    public void What_a_batch_norm_counted_is_left_out_whatever_its_type()
    {
        const string header = """{"bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"a":{"dtype":"I8","shape":[1],"data_offsets":[8,9]}}""";

        Assert.Equal("a", Assert.Single(Read(SafeTensorsFile.Create(header, new byte[9])).Tensors).Name);
    }

    [Theory]
    [InlineData("F64")]
    [InlineData("I64")]
    [InlineData("U8")]
    [InlineData("BOOL")]
    [InlineData("F8_E4M3")]
    [InlineData("f32")]
    public void Other_types_are_refused_by_name_with_the_remedy(string type)
    {
        var problem = Refuse(SafeTensorsFile.Create($$$"""{"conv1.weight":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,8]}}""", new byte[8]));

        Assert.Equal("PKR1078", problem.Message.Id);
        Assert.Contains("'conv1.weight'", problem.Text, StringComparison.Ordinal);
        Assert.Contains($"'{type}'", problem.Text, StringComparison.Ordinal);
        Assert.Contains("F32, F16, BF16 and I8", problem.Text, StringComparison.Ordinal);
    }

    // The tensor at fault is always 'a', except where the header as a whole is.
    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "PKR1077", "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "PKR1077", "gap from 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "PKR1077", "ends before")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "PKR1077", "the file's at 3")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "PKR1076", "1 byte(s) at its end")]
    [InlineData("""{}""", 1, "PKR1076", "1 byte(s) at its end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "PKR1077", "shape [2] of F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,4]}}""", 4, "PKR1077", "shape [0] of F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", 4, "PKR1077", "does not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", 0, "PKR1077", "does not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "PKR1077", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4, "PKR1077", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967297],"data_offsets":[0,4]}}""", 4, "PKR1077", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "PKR1077", "more than 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "PKR1077", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "PKR1077", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", 4, "PKR1077", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "PKR1077", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}}""", 4, "PKR1077", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}""", 4, "PKR1077", "the file's at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "PKR1077", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,2,4]}}""", 4, "PKR1077", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "PKR1077", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "PKR1077", "shape")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "PKR1077", "dtype")]
    [InlineData("""{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}""", 4, "PKR1077", "dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"order":"F"}}""", 4, "PKR1077", "'order'")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "PKR1077", "'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "PKR1076", "'a' twice")]
    [InlineData("""{"a":5}""", 0, "PKR1077", "no JSON object")]
    [InlineData("""{"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "PKR1076", "0 characters")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "PKR1077", "'a' is no string")]
    [InlineData("""{"__metadata__":[]}""", 0, "PKR1077", "__metadata__")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "PKR1076", "'a' twice")]
    [InlineData("""[]""", 0, "PKR1076", "no JSON object")]
    [InlineData("""null""", 0, "PKR1076", "no JSON object")]
    [InlineData("""{} {}""", 0, "PKR1076", "no JSON")]
    [InlineData("""{,}""", 0, "PKR1076", "no JSON from byte 1")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}""", 4, "PKR1076", "no JSON")]
    [InlineData("""{/* */}""", 0, "PKR1076", "no JSON")]
    [InlineData("""{"a""", 0, "PKR1076", "no JSON")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "PKR1076", "no JSON")]
    [InlineData("""{"a":{"dtype":{"dtype":{"dtype":{"dtype":[]}}}}}""", 0, "PKR1077", "dtype")]
    [InlineData("""{"a":{"data_offsets":[[[[[[[[[0]]]]]]]]]}}""", 0, "PKR1077", "data_offsets")]
    [InlineData("", 0, "PKR1076", "no JSON")]
    public void A_header_that_lies_is_a_problem_that_says_where(string header, int dataLength, string id, string says)
    {
        var problem = Refuse(SafeTensorsFile.Create(header, new byte[dataLength]));

        Assert.Equal(id, problem.Message.Id);
        Assert.Contains("'model'", problem.Text, StringComparison.Ordinal);
        Assert.Contains(says, problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0], "it has 0 bytes")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0 }, "it has 7 bytes")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "should have 3 bytes, and 2 follow")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}' }, "should have 18446744073709551615 bytes")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 128, (byte)'{', (byte)'}' }, "should have 9223372036854775810 bytes")]
    public void A_header_longer_than_the_file_is_a_problem_and_nothing_is_allocated_for_it(byte[] file, string says)
    {
        var problem = Refuse(file);

        Assert.Equal("PKR1076", problem.Message.Id);
        Assert.Contains(says, problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_oversized_header_is_refused_even_if_it_is_there()
    {
        var problem = Refuse(SafeTensorsFile.Create(new byte[(16 << 20) + 1], []));

        Assert.Contains("more than the 16777216", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_no_utf8_is_a_problem()
    {
        var header = Encoding.Latin1.GetBytes("""{"åäö":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}""");

        Assert.Equal("PKR1076", Refuse(SafeTensorsFile.Create(header, new byte[1])).Message.Id);
    }

    [Fact]
    public void More_tensors_than_the_text_carries_are_refused_before_one_is_read()
    {
        var bytes = ModelDocument.MaxTensorBytes + 4;
        var header = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$$"""{"a":{"dtype":"I8","shape":[{{{bytes}}}],"data_offsets":[0,{{{bytes}}}]}}"""));
        using var file = new EndlessZeros(SafeTensorsFile.Create(header, []), 8 + header.Length + bytes);

        var stopped = Assert.Throws<ProblemException>(() => SafeTensorsReader.Read(file, "model"));

        Assert.Equal("PKR1075", stopped.Problem.Message.Id);
        Assert.True(file.BytesRead <= 8 + header.Length, "Tensors were read.");
    }

    private static ModelDocument Read(byte[] file) =>
        SafeTensorsFile.Read(file, out var problem) ?? throw new InvalidDataException(problem!.ToString());

    private static Problem Refuse(byte[] file)
    {
        Assert.Null(SafeTensorsFile.Read(file, out var problem));
        return problem!;
    }

    /// <summary>A long file that takes no memory.</summary>
    private sealed class EndlessZeros(byte[] start, long length) : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++, Position++)
                buffer[offset + i] = Position < start.Length ? start[Position] : (byte)0;
            BytesRead += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
