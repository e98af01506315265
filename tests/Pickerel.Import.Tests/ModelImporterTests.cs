using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using Pickerel.Core.ModelText;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Import.Tests;

public sealed class ModelImporterTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_digit_network_of_PyTorch_comes_in_whole()
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        var path = SharedData.PathOf("optdigits/digits_float.safetensors");
        var file = File.ReadAllBytes(path);
        var data = file.AsSpan(8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file)).ToArray();

        var model = Assert.IsType<ModelReadResult.Success>(ModelImporter.Read(path, "digits", TestContext.Current.CancellationToken)).Document;

        Assert.Equal("digits", model.Name);
        Assert.Equal(data, model.Tensors.SelectMany(t => t.Bytes.ToArray()));
        Assert.Equal([16, 1, 3, 3], model.Find("conv1.weight")!.Dimensions);
        Assert.Equal([10, 32], model.Find("fc.weight")!.Dimensions);
        Assert.All(model.Tensors, t => Assert.Equal(TensorType.F32, t.Type));
    }

    [Theory]
    [InlineData("large.safetensors")]
    [InlineData("large.pickerel")]
    [InlineData("large.onnx")]
    public void A_file_of_more_than_two_gigabytes_is_refused_unread(string file)
    {
        using (var large = new FileStream(_folder[file], FileMode.CreateNew))
            large.SetLength((1L << 31) + 1);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var failure = Assert.IsType<ModelReadResult.Failure>(ModelImporter.Read(_folder[file], "large", TestContext.Current.CancellationToken));

        Assert.Equal("PKR1075", failure.Problem.Message.Id);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 64 << 20, "The file was read.");
    }

    [Fact]
    public void The_extension_tells_the_kind_in_any_case()
    {
        File.WriteAllBytes(_folder["a.SafeTensors"], [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']);
        File.WriteAllText(_folder["b.Pickerel"], ModelTextWriter.ToText(new ModelDocument("b", Network: null, [])));

        foreach (var file in new[] { "a.SafeTensors", "b.Pickerel" })
            Assert.Empty(Assert.IsType<ModelReadResult.Success>(ModelImporter.Read(_folder[file], "m", TestContext.Current.CancellationToken)).Document.Tensors);
    }
}
