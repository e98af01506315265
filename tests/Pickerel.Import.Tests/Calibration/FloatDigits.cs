using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Calibration;

/// <summary>The digits network in real numbers, and its images.</summary>
internal static class FloatDigits
{
    /// <summary>How many of the 1,797 test images PyTorch finds with it.</summary>
    public const int FloatRight = 1767;

    /// <summary>Reads layers and parameters.</summary>
    public static ModelDocument Read()
    {
        var tensors = Assert.IsType<ModelReadResult.Success>(ModelImporter.Read(SharedData.PathOf("optdigits/digits_float.safetensors"), "digits")).Document;
        var declaration = new NetworkDeclaration
        {
            Type = new TypeDeclaration("", "digits", []),
            Input = new InputDeclaration { Shape = new(8, 8, 1), Scale = 1.0 / 16 },
            Parameters = new ParametersSource.Weights("digits"),
            Layers =
            [
                Convolution("conv1", ConvolutionKind.Standard, 3, 1, 16), .. Behind(1),
                Convolution("dw2", ConvolutionKind.Depthwise, 3, 1, 0), .. Behind(2),
                Convolution("pw2", ConvolutionKind.Pointwise, 1, 1, 32), .. Behind(3),
                Convolution("dw3", ConvolutionKind.Depthwise, 3, 2, 0), .. Behind(4),
                Convolution("pw3", ConvolutionKind.Pointwise, 1, 1, 32), .. Behind(5),
                new GlobalAveragePoolDeclaration { Name = "gap" },
                new DenseDeclaration { Name = "fc", Units = 10 },
            ],
        };
        return new("digits", NetworkBuilder.Build(new CompilationRequest(declaration, tensors, ["digits"])), tensors.Tensors);
    }

    /// <summary>Some training images, as the network takes them: 0 to 1.</summary>
    public static IReadOnlyList<double[]> CalibrationImages(int count) => [.. DigitImages.ReadTraining().Take(count).Select(i => Real(i.Pixels))];

    public static double[] Real(IEnumerable<int> pixels) => [.. pixels.Select(p => p / 16.0)];

    private static ConvolutionDeclaration Convolution(string name, ConvolutionKind kind, int kernel, int stride, int filters) => new()
    {
        Name = name,
        Kind = kind,
        Filters = filters,
        Window = new WindowDeclaration { KernelHeight = kernel, KernelWidth = kernel, StrideHeight = stride, StrideWidth = stride, Padding = PaddingMode.SameTorch },
    };

    private static LayerDeclaration[] Behind(int ordinal) =>
        [new BatchNormDeclaration { Name = FormattableString.Invariant($"bn{ordinal}") }, new ReluDeclaration { Name = FormattableString.Invariant($"relu{ordinal}") }];
}
