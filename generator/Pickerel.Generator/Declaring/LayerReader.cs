using System;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Generator.Declaring;

/// <summary>A layer attribute as a declaration. Sizes and bits are taken as they are: Core checks them, for every front end alike.</summary>
internal static class LayerReader
{
    public static LayerDeclaration Read(AttributeReader attribute)
    {
        var layer = ReadKind(attribute);
        return layer with
        {
            Name = attribute.Text("Name"),
            From = attribute.Text("From"),
            IsOutput = attribute.Flag("Output") ?? false,
            ActivationBits = attribute.Integer("ActivationBits"),
        };
    }

    private static LayerDeclaration ReadKind(AttributeReader attribute) => attribute.Name switch
    {
        "Conv2D" => Convolution(attribute, ConvolutionKind.Standard, WindowReader.ReadConvolution(attribute)),
        "DepthwiseConv2D" => Convolution(attribute, ConvolutionKind.Depthwise, WindowReader.ReadConvolution(attribute)),
        "PointwiseConv2D" => Convolution(attribute, ConvolutionKind.Pointwise, WindowReader.ReadPoint(attribute)),
        "Dense" => new DenseDeclaration
        {
            Units = attribute.Positional<int>(),
            Bias = attribute.Flag("Bias"),
            WeightBits = attribute.Integer("WeightBits"),
            Grid = attribute.Choice<WeightGridKind>("Grid"),
        },
        "BatchNorm" => Norm(attribute),
        "ReLU" => new ReluDeclaration(),
        "ReLU6" => Activation(attribute, ActivationKind.Relu6),
        "ClippedReLU" => Activation(attribute, ActivationKind.ClippedRelu),
        "LeakyReLU" => Activation(attribute, ActivationKind.LeakyRelu),
        "PReLU" => Activation(attribute, ActivationKind.PRelu),
        "RPReLU" => Activation(attribute, ActivationKind.RPRelu),
        "HardSigmoid" => Activation(attribute, ActivationKind.HardSigmoid),
        "HardSwish" => Activation(attribute, ActivationKind.HardSwish),
        "Sigmoid" => Activation(attribute, ActivationKind.Sigmoid),
        "Tanh" => Activation(attribute, ActivationKind.Tanh),
        "Swish" => Activation(attribute, ActivationKind.Swish),
        "GELU" => Activation(attribute, ActivationKind.Gelu),
        "Sign" => Activation(attribute, ActivationKind.Sign),
        "Softmax" => Activation(attribute, ActivationKind.Softmax),
        "MaxPool2D" => new MaxPoolDeclaration { Window = WindowReader.ReadPool(attribute) },
        "AveragePool2D" => new AveragePoolDeclaration
        {
            Window = WindowReader.ReadPool(attribute),
            CountIncludesPadding = attribute.Flag("CountIncludesPadding") ?? false,
        },
        "GlobalAveragePool" => new GlobalAveragePoolDeclaration(),
        "Flatten" => new FlattenDeclaration(),
        "Add" => new AddDeclaration { Other = attribute.Positional<string>() ?? "" },
        "Multiply" => new MultiplyDeclaration { Other = attribute.Positional<string>() ?? "" },
        "Concatenate" => new ConcatenateDeclaration { Others = attribute.Texts(), Axis = attribute.Choice<Axis>("Axis") ?? Axis.Channels },
        "Conv1D" => Convolution(attribute, ConvolutionKind.Standard, WindowReader.ReadLineConvolution(attribute)),
        "DepthwiseConv1D" => Convolution(attribute, ConvolutionKind.Depthwise, WindowReader.ReadLineConvolution(attribute)),
        "MaxPool1D" => new MaxPoolDeclaration { Window = WindowReader.ReadLinePool(attribute) },
        "AveragePool1D" => new AveragePoolDeclaration
        {
            Window = WindowReader.ReadLinePool(attribute),
            CountIncludesPadding = attribute.Flag("CountIncludesPadding") ?? false,
        },
        _ => MovementReader.Read(attribute) ?? BlockReader.Read(attribute) ?? throw new NotSupportedException($"[{attribute.Name}] is no layer this generator knows."),
    };

    private static ConvolutionDeclaration Convolution(AttributeReader attribute, ConvolutionKind kind, WindowDeclaration window) => new()
    {
        Kind = kind,
        Window = window,
        Filters = attribute.Positional<int>(),
        Groups = attribute.Integer("Groups") ?? 1,
        DepthMultiplier = attribute.Integer("DepthMultiplier") ?? 1,
        Bias = attribute.Flag("Bias"),
        WeightBits = attribute.Integer("WeightBits"),
        Grid = attribute.Choice<WeightGridKind>("Grid"),
    };

    private static ActivationDeclaration Activation(AttributeReader attribute, ActivationKind kind)
    {
        var absent = new ActivationDeclaration { Kind = kind };
        return absent with
        {
            Maximum = attribute.Real("Max") ?? absent.Maximum,
            Slope = attribute.Real("Slope") ?? absent.Slope,
            Quantized = attribute.Flag("Quantized") ?? absent.Quantized,
        };
    }

    private static BatchNormDeclaration Norm(AttributeReader attribute)
    {
        var absent = new BatchNormDeclaration();
        return new()
        {
            Epsilon = attribute.Real("Epsilon") ?? absent.Epsilon,
            Bits = attribute.Integer("Bits"),
            PowerOfTwo = attribute.Flag("PowerOfTwo") ?? absent.PowerOfTwo,
            Quantized = attribute.Flag("Quantized") ?? absent.Quantized,
        };
    }
}
