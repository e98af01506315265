using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Pickerel.Core.Messages;
using Pickerel.Import.Arrays;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Arrays;

/// <summary>Files of numbers, as NumPy and spreadsheets write them.</summary>
public sealed class ArrayFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("finn/tfc_w1a1_build_dataflow/input.npy", ArrayType.F4, 28 * 28)]
    [InlineData("finn/tfc_w1a1_build_dataflow/expected_output.npy", null, 0)]
    public void A_file_that_NumPy_wrote_is_read_and_written_again_byte_by_byte(string file, ArrayType? type, int count)
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        var path = SharedData.PathOf(file);

        var array = Assert.Single(ArrayFile.Read(path, ArrayType.U1));

        Assert.Equal(type ?? array.Type, array.Type);
        Assert.True(array.Count >= Math.Max(1, count));
        using var written = new MemoryStream();
        ArrayFile.Write("x.npy", [array], written);
        Assert.Equal(File.ReadAllBytes(path), written.ToArray());
    }

    [Theory]
    [InlineData("|u1", new byte[] { 255 }, 255)]
    [InlineData("<u1", new byte[] { 255 }, 255)]
    [InlineData("|i1", new byte[] { 255 }, -1)]
    [InlineData("<u2", new byte[] { 254, 255 }, 65534)]
    [InlineData("<i2", new byte[] { 254, 255 }, -2)]
    [InlineData("<u4", new byte[] { 254, 255, 255, 255 }, 4294967294)]
    [InlineData("<i4", new byte[] { 254, 255, 255, 255 }, -2)]
    [InlineData("<i8", new byte[] { 254, 255, 255, 255, 255, 255, 255, 255 }, -2)]
    [InlineData("<f4", new byte[] { 0, 0, 160, 191 }, -1.25)]
    [InlineData("<f8", new byte[] { 0, 0, 0, 0, 0, 0, 244, 191 }, -1.25)]
    public void Every_type_is_read(string description, byte[] element, double value)
    {
        var array = ReadNpy(Npy($"{{'descr': '{description}', 'fortran_order': False, 'shape': (1,), }}", element));

        Assert.Equal(value, array.RealAt(0));
        Assert.Equal(description.Contains('f', StringComparison.Ordinal), array.IsReal);
        if (!array.IsReal)
            Assert.Equal((long)value, array.IntegerAt(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_version_is_read(int version) =>
        Assert.Equal(7, ReadNpy(Npy("{'descr': '|u1', 'fortran_order': False, 'shape': ()}", [7], version)).IntegerAt(0));

    [Fact]
    public void Fortran_order_becomes_C_order()
    {
        byte[] columns = [0, 10, 1, 11, 2, 12];

        var array = ReadNpy(Npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", columns));

        Assert.Equal([2, 3], array.Shape);
        Assert.Equal([0, 1, 2, 10, 11, 12], Enumerable.Range(0, 6).Select(i => (int)array.IntegerAt(i)));
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void An_archive_gives_its_arrays_by_name(CompressionLevel level)
    {
        Save("a.npz", Npz(level, ("conv1.npy", Bytes(1, 2)), ("fc.npy", Bytes(3))));

        var arrays = Read("a.npz");

        Assert.Equal(["conv1", "fc"], arrays.Select(a => a.Name));
        Assert.Equal([1, 2, 3], arrays.SelectMany(a => Enumerable.Range(0, a.Count).Select(i => (int)a.IntegerAt(i))));
    }

    [Fact]
    public void Lines_of_numbers_are_read_and_written_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
            Assert.Equal("−1,5", (-1.5).ToString(CultureInfo.CurrentCulture));

            File.WriteAllText(_folder["i.csv"], "-1, 2\n\n3,-4\r\n");
            var integers = Assert.Single(Read("i.csv"));
            Assert.Equal((ArrayType.I8, 2, 2), (integers.Type, integers.Shape[0], integers.Shape[1]));
            Assert.Equal([-1L, 2, 3, -4], Enumerable.Range(0, 4).Select(integers.IntegerAt));

            File.WriteAllText(_folder["r.csv"], "-1.5,2e-1\n");
            Assert.Equal([-1.5, 0.2], Enumerable.Range(0, 2).Select(Assert.Single(Read("r.csv")).RealAt));

            using var written = new MemoryStream();
            ArrayFile.Write("o.csv", [NumberArray.OfIntegers("", ArrayType.I1, [2, 2], [-1, 2, 3, -128])], written);
            Assert.Equal("-1,2\n3,-128\n", Encoding.ASCII.GetString(written.ToArray()));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Every_other_file_is_raw_elements()
    {
        File.WriteAllBytes(_folder["x.bin"], [254, 255, 1, 0]);

        var array = Assert.Single(ArrayFile.Read(_folder["x.bin"], ArrayType.I2));

        Assert.Equal([-2L, 1], Enumerable.Range(0, 2).Select(array.IntegerAt));
        Assert.Contains("4 bytes are no whole number of <f8 elements", Refused("x.bin", "PKR1150", ArrayType.F8), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,2\n3\n", "line 2 has 1 values, and the lines before it 2")]
    [InlineData("1\n\n0.5 0.3\n", "line 3, value 1 is '0.5 0.3', which is no number")]
    [InlineData("1,x\n", "line 1, value 2 is 'x', which is no number")]
    [InlineData("1,\n", "line 1, value 2 is '', which is no number")]
    public void A_bad_line_is_named(string text, string what)
    {
        File.WriteAllText(_folder["bad.csv"], text);

        Assert.Contains($"'bad.csv' cannot be read, {what}", Refused("bad.csv", "PKR1150"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", "its shape (3) of |u1 needs 3 bytes, and 2 follow the header")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", "needs 1 bytes, and 2 follow the header")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (-2,), }", "its header's shape holds '-2', which is no size below 2^31")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }", "needs more than the 536870912 bytes that Pickerel reads")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999,), }", "which is no size below 2^31")]
    [InlineData("{'descr': '|u1', 'fortran_order': 1, 'shape': (2,), }", "fortran_order is '1', and must be True or False")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, }", "its header says nothing of 'shape'")]
    [InlineData("{'descr': '|u1', 'descr': '|u1'}", "its header says twice what 'descr' is")]
    [InlineData("{'descr': '|u1", "its header ends before a closing '")]
    [InlineData("[1]", "its header must have { at character 0")]
    public void A_header_that_does_not_hold_is_a_problem(string header, string what)
    {
        Save("bad.npy", Npy(header, [1, 2]));

        Assert.Contains(what, Refused("bad.npy", "PKR1150"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|b1")]
    [InlineData(">i2")]
    [InlineData("<c8")]
    [InlineData("|O")]
    public void A_type_that_is_not_read_is_named(string description)
    {
        Save("bad.npy", Npy($"{{'descr': '{description}', 'fortran_order': False, 'shape': (2,), }}", [1, 2]));

        Assert.Contains($"has elements of type '{description}'", Refused("bad.npy", "PKR1151"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_is_not_unpacked_beyond_what_its_size_allows()
    {
        // Claims 500 MB in a few bytes: the header says so, and so does the archive's directory.
        var claim = Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (500000000,), }", [1]);
        var archive = Npz(CompressionLevel.Optimal, ("a.npy", claim));
        var directory = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(archive.AsSpan(directory + 24), 500_000_128u);
        Save("bomb.npz", archive);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        Assert.Contains("its entry 'a.npy' cannot have 500000128 bytes in", Refused("bomb.npz", "PKR1150"), StringComparison.Ordinal);

        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 64 << 20, "The archive was unpacked.");
    }

    [Fact]
    public void An_entry_that_is_no_array_and_a_name_that_stands_twice_are_problems()
    {
        Save("text.npz", Npz(CompressionLevel.Optimal, ("readme.txt", [1])));
        Save("twice.npz", Npz(CompressionLevel.Optimal, ("a.npy", Bytes(1)), ("a.npy", Bytes(1))));
        Save("no.npz", [1, 2, 3]);

        Assert.Contains("its entry 'readme.txt' is no npy file", Refused("text.npz", "PKR1150"), StringComparison.Ordinal);
        Assert.Contains("two arrays named 'a'", Refused("twice.npz", "PKR1150"), StringComparison.Ordinal);
        Assert.Contains("'no.npz' cannot be read", Refused("no.npz", "PKR1150"), StringComparison.Ordinal);
        Assert.Contains("'gone.npy' cannot be read", Refused("gone.npy", "PKR1152"), StringComparison.Ordinal);
    }

    internal static byte[] Npy(string header, byte[] elements, int version = 1)
    {
        var text = Encoding.ASCII.GetBytes(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. elements];
    }

    internal static byte[] Npz(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Bytes(params byte[] elements) => Npy(FormattableString.Invariant($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({elements.Length},), }}"), elements);

    private void Save(string file, byte[] content) => File.WriteAllBytes(_folder[file], content);

    private NumberArray ReadNpy(byte[] content)
    {
        Save("a.npy", content);
        return Assert.Single(Read("a.npy"));
    }

    private IReadOnlyList<NumberArray> Read(string file) => ArrayFile.Read(_folder[file], ArrayType.U1);

    private string Refused(string file, string id, ArrayType raw = ArrayType.U1)
    {
        var problem = Assert.Throws<ProblemException>(() => ArrayFile.Read(_folder[file], raw)).Problem;
        Assert.Equal(id, problem.Message.Id);
        return problem.Text;
    }
}
