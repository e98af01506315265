using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.TestKit;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>The float network of the shared data, and what it becomes at some bits.</summary>
internal static class DigitNetwork
{
    private static readonly WindowDeclaration ThreeByThree = new() { KernelHeight = 3, KernelWidth = 3, Padding = PaddingMode.SameTorch };

    private static readonly EquatableArray<LayerDeclaration> Layers =
    [
        new ConvolutionDeclaration { Name = "conv1", Kind = ConvolutionKind.Standard, Filters = 16, Window = ThreeByThree },
        new BatchNormDeclaration { Name = "bn1" },
        new ReluDeclaration(),
        new ConvolutionDeclaration { Name = "dw2", Kind = ConvolutionKind.Depthwise, Window = ThreeByThree },
        new BatchNormDeclaration { Name = "bn2" },
        new ReluDeclaration(),
        new ConvolutionDeclaration { Name = "pw2", Kind = ConvolutionKind.Pointwise, Filters = 32, Window = new() },
        new BatchNormDeclaration { Name = "bn3" },
        new ReluDeclaration(),
        new ConvolutionDeclaration { Name = "dw3", Kind = ConvolutionKind.Depthwise, Window = ThreeByThree with { StrideHeight = 2, StrideWidth = 2 } },
        new BatchNormDeclaration { Name = "bn4" },
        new ReluDeclaration(),
        new ConvolutionDeclaration { Name = "pw3", Kind = ConvolutionKind.Pointwise, Filters = 32, Window = new() },
        new BatchNormDeclaration { Name = "bn5" },
        new ReluDeclaration(),
        new GlobalAveragePoolDeclaration(),
        new DenseDeclaration { Name = "fc", Units = 10 },
    ];

    /// <summary>The network after one pass, its norms as given; its images need 5 bits, though bytes carry them.</summary>
    public static Network After(string pass, QuantizeDeclaration quantize, BatchNormDeclaration? norm = null, int inputBits = 8)
    {
        var model = ReadModel();
        var declaration = new NetworkDeclaration
        {
            Type = new("Samples", "DigitNet", []),
            Input = new() { Shape = new(8, 8, 1), Scale = 1.0 / 16 },
            Quantize = quantize,
            Parameters = new ParametersSource.Weights("digits"),
            Layers = [.. Layers.Select(l => l is BatchNormDeclaration && norm is not null ? norm with { Name = l.Name } : l)],
        };
        var declared = NetworkBuilder.Build(new(declaration, model, ["digits"]))
            .Select(node => node is InputNode ? node with { Quantization = node.Quantization! with { Bits = inputBits } } : node);
        return PassPipeline.RunThrough(pass, declared, new(quantize, declaration.Parameters, model));
    }

    private static ModelDocument ReadModel()
    {
        var bytes = File.ReadAllBytes(SharedData.PathOf("optdigits/digits_float.safetensors"));
        var headerLength = (int)BitConverter.ToInt64(bytes, 0);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        var tensors = header.RootElement.EnumerateObject().Where(p => !p.NameEquals("__metadata__")).Select(p =>
        {
            var offsets = p.Value.GetProperty("data_offsets");
            var (start, end) = (8 + headerLength + offsets[0].GetInt32(), 8 + headerLength + offsets[1].GetInt32());
            var dimensions = p.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()).ToEquatableArray();
            return new ModelTensor(p.Name, TensorType.F32, dimensions, [.. bytes[start..end]]);
        });
        return new("digits", null, tensors.ToEquatableArray());
    }
}
